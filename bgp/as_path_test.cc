// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bgp/as_path.h"

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/hash/hash_testing.h"
#include "bgp/code_points.h"
#include "gtest/gtest.h"

namespace waymark::bgp {
namespace {

constexpr AsPathSegmentType kSet = AsPathSegmentType::kAsSet;
constexpr AsPathSegmentType kSequence = AsPathSegmentType::kAsSequence;
constexpr AsPathSegmentType kConfedSequence =
    AsPathSegmentType::kAsConfedSequence;
constexpr AsPathSegmentType kConfedSet = AsPathSegmentType::kAsConfedSet;

TEST(AsPathTest, APathOfNoNumbersIsTheEmptyPath) {
  EXPECT_TRUE(AsPath::Sequence({}).empty());
  EXPECT_EQ(AsPath::Sequence({}), AsPath());
  EXPECT_EQ(AsPath().DecisionLength(), 0);
  EXPECT_EQ(AsPath().NeighborAs(), std::nullopt);
  EXPECT_EQ(AsPath().OriginAs(), std::nullopt);
  EXPECT_EQ(AsPath().ToString(), "");
}

// Conformance: RFC4271-9.1.2.2-a positive
TEST(AsPathTest, ASetCountsAsOneAndConfederationsAsNothing) {
  EXPECT_EQ(AsPath::Sequence({1, 2, 3}).DecisionLength(), 3);
  EXPECT_EQ(AsPath({{kSequence, {1, 2}}, {kSet, {3, 4, 5}}}).DecisionLength(),
            3);
  EXPECT_EQ(AsPath({{kConfedSequence, {65001, 65002}},
                    {kConfedSet, {65003}},
                    {kSequence, {1}}})
                .DecisionLength(),
            1);
}

TEST(AsPathTest, TheNeighborIsTheFirstOfALeadingSequence) {
  EXPECT_EQ(AsPath::Sequence({7, 8}).NeighborAs(), 7u);
  EXPECT_EQ(
      AsPath({{kConfedSequence, {65001}}, {kSequence, {9, 8}}}).NeighborAs(),
      9u);
  EXPECT_EQ(AsPath({{kSet, {7, 8}}, {kSequence, {9}}}).NeighborAs(),
            std::nullopt);
  EXPECT_EQ(AsPath({{kConfedSequence, {65001}}}).NeighborAs(), std::nullopt);
}

TEST(AsPathTest, TheOriginIsTheLastOfTheLastSequence) {
  EXPECT_EQ(AsPath::Sequence({7, 8}).OriginAs(), 8u);
  EXPECT_EQ(AsPath({{kSequence, {7, 8}}, {kSet, {9}}}).OriginAs(), 8u);
  EXPECT_EQ(AsPath({{kSet, {9}}}).OriginAs(), std::nullopt);
}

TEST(AsPathTest, ContainsLooksIntoEverySegment) {
  const AsPath path({{kConfedSet, {65003}}, {kSequence, {1}}, {kSet, {5, 6}}});
  for (const uint32_t as_number : {65003u, 1u, 5u, 6u}) {
    EXPECT_TRUE(path.Contains(as_number)) << as_number;
  }
  EXPECT_FALSE(path.Contains(2));
}

TEST(AsPathTest, NumbersAbove65535NeedFourOctets) {
  EXPECT_FALSE(AsPath::Sequence({1, 65535}).NeedsFourOctets());
  EXPECT_TRUE(AsPath::Sequence({1, 65536}).NeedsFourOctets());
  EXPECT_FALSE(AsPath().NeedsFourOctets());
}

// Conformance: RFC4271-5.1.2-a positive
TEST(AsPathTest, PrependingExtendsALeadingSequence) {
  AsPath path = AsPath::Sequence({2, 3});
  path.Prepend(1);
  EXPECT_EQ(path, AsPath::Sequence({1, 2, 3}));
  path.Prepend(1, 2);
  EXPECT_EQ(path, AsPath::Sequence({1, 1, 1, 2, 3}));
}

TEST(AsPathTest, PrependingToAnythingElseMakesASequence) {
  AsPath empty;
  empty.Prepend(1);
  EXPECT_EQ(empty, AsPath::Sequence({1}));

  AsPath set({{kSet, {2, 3}}});
  set.Prepend(1);
  EXPECT_EQ(set, AsPath({{kSequence, {1}}, {kSet, {2, 3}}}));
}

TEST(AsPathTest, PrependingNeverOverfillsASegment) {
  AsPath path = AsPath::Sequence(std::vector<uint32_t>(254, 2));
  path.Prepend(1, 3);
  ASSERT_EQ(path.segments().size(), 2u);
  EXPECT_EQ(path.segments()[0].as_numbers, (std::vector<uint32_t>{1, 1}));
  EXPECT_EQ(path.segments()[1].as_numbers.size(), 255u);
  EXPECT_EQ(path.DecisionLength(), 257);
}

TEST(AsPathTest, PrependingZeroTimesChangesNothing) {
  AsPath path = AsPath::Sequence({2});
  path.Prepend(1, 0);
  path.Prepend(1, -1);
  EXPECT_EQ(path, AsPath::Sequence({2}));
}

TEST(AsPathTest, TextShowsTheKindOfEachSegment) {
  EXPECT_EQ(
      AsPath({{kSequence, {65001, 65002}}, {kSet, {65003, 65004}}}).ToString(),
      "65001 65002 {65003,65004}");
  EXPECT_EQ(
      AsPath({{kConfedSequence, {65005}}, {kConfedSet, {65006}}}).ToString(),
      "(65005) [65006]");
}

TEST(AsPathTest, EqualityAndHashCoverTypesAndOrder) {
  EXPECT_TRUE(absl::VerifyTypeImplementsAbslHashCorrectly({
      AsPath(),
      AsPath::Sequence({1, 2}),
      AsPath::Sequence({2, 1}),
      AsPath({{kSet, {1, 2}}}),
      AsPath({{kSequence, {1}}, {kSequence, {2}}}),
  }));
}

}  // namespace
}  // namespace waymark::bgp
