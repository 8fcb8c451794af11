// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "rib/attributes_pool.h"

#include <cstdint>
#include <utility>
#include <vector>

#include "bgp/as_path.h"
#include "bgp/path_attributes.h"
#include "gtest/gtest.h"
#include "rib/testing/route_values.h"

namespace waymark::rib {
namespace {

TEST(AttributesPoolTest, EqualSetsAreStoredOnce) {
  AttributesPool pool;
  const AttributesRef a = pool.Intern(Attributes({65001}));
  const bgp::PathAttributes again = Attributes({65001});
  const AttributesRef b = pool.Intern(again);
  EXPECT_EQ(a, b);
  EXPECT_EQ(&*a, &*b);
  EXPECT_EQ(pool.sets(), 1u);
  EXPECT_EQ(*a, Attributes({65001}));
}

TEST(AttributesPoolTest, AbsentMedAndMedZeroAreDifferentSets) {
  AttributesPool pool;
  bgp::PathAttributes with_med = Attributes({65001});
  with_med.med = 0;
  EXPECT_NE(pool.Intern(Attributes({65001})), pool.Intern(with_med));
}

TEST(AttributesPoolTest, TheLastReferenceTakesTheSetWithIt) {
  AttributesPool pool;
  AttributesRef a = pool.Intern(Attributes({65001}));
  EXPECT_GT(pool.bytes(), 0u);
  AttributesRef copy = a;
  AttributesRef moved = std::move(a);
  EXPECT_FALSE(a);  // NOLINT: the state after a move is defined
  copy = AttributesRef();
  EXPECT_EQ(pool.sets(), 1u);
  moved = AttributesRef();
  EXPECT_EQ(pool.sets(), 0u);
  EXPECT_EQ(pool.bytes(), 0u);
}

TEST(AttributesPoolTest, AssigningAReferenceToItselfKeepsTheSet) {
  AttributesPool pool;
  AttributesRef a = pool.Intern(Attributes({65001}));
  AttributesRef& same = a;
  a = same;
  EXPECT_TRUE(a);
  a = std::move(same);
  EXPECT_TRUE(a);
  EXPECT_EQ(pool.sets(), 1u);
}

TEST(AttributesPoolTest, BeyondTheLimitOfSetsOnlyKnownSetsAreGivenOut) {
  AttributesPool pool({.max_sets = 2});
  AttributesRef a = pool.Intern(Attributes({1}));
  const AttributesRef b = pool.Intern(Attributes({2}));
  EXPECT_FALSE(pool.Intern(Attributes({3})));
  EXPECT_EQ(pool.refused(), 1u);
  EXPECT_EQ(pool.Intern(Attributes({1})), a);
  a = AttributesRef();
  EXPECT_TRUE(pool.Intern(Attributes({3})));
}

TEST(AttributesPoolTest, BeyondTheLimitOfBytesNothingNewIsStored) {
  AttributesPool pool({.max_bytes = 2000});
  bgp::PathAttributes large = Attributes({1});
  large.communities.resize(10'000);
  EXPECT_FALSE(pool.Intern(large));
  EXPECT_EQ(pool.bytes(), 0u);
  EXPECT_TRUE(pool.Intern(Attributes({1})));
  EXPECT_LE(pool.bytes(), 2000u);
}

TEST(AttributesPoolTest, ManySetsComeAndGo) {
  AttributesPool pool;
  std::vector<AttributesRef> references;
  for (uint32_t as = 1; as <= 5000; ++as) {
    references.push_back(pool.Intern(Attributes({as})));
  }
  EXPECT_EQ(pool.sets(), 5000u);
  for (uint32_t as = 1; as <= 5000; ++as) {
    EXPECT_EQ(pool.Intern(Attributes({as})), references[as - 1]);
  }
  references.clear();
  EXPECT_EQ(pool.sets(), 0u);
}

TEST(AttributeFactsTest, AreWhatTheDecisionProcessAsks) {
  AttributesPool pool;
  bgp::PathAttributes attributes = Attributes({65001, 65002});
  attributes.med = 7;
  const AttributesRef a = pool.Intern(attributes);
  EXPECT_EQ(a.facts().as_path_length, 2u);
  EXPECT_EQ(a.facts().neighbor_as, 65001u);
  EXPECT_EQ(a.facts().med, 7u);
}

TEST(AttributeFactsTest, AShorterPathIsPreferredToABetterOrigin) {
  AttributesPool pool;
  bgp::PathAttributes short_path = Attributes({1});
  short_path.origin = bgp::Origin::kIncomplete;
  const uint32_t incomplete = pool.Intern(short_path).facts().preference;
  short_path.origin = bgp::Origin::kEgp;
  const uint32_t egp = pool.Intern(short_path).facts().preference;
  const uint32_t longer = pool.Intern(Attributes({1, 1})).facts().preference;
  EXPECT_GT(egp, incomplete);
  EXPECT_GT(incomplete, longer);
}

TEST(AttributeFactsTest, TheLongestPathOfAMessageStillCounts) {
  // 65535 octets of AS_SETs with one 2-octet number each: 16383 sets.
  AttributesPool pool;
  const bgp::AsPathSegment set{bgp::AsPathSegmentType::kAsSet, {1}};
  bgp::PathAttributes attributes;
  attributes.as_path = bgp::AsPath(std::vector(16382, set));
  const uint32_t shorter = pool.Intern(attributes).facts().preference;
  attributes.as_path = bgp::AsPath(std::vector(16383, set));
  EXPECT_GT(shorter, pool.Intern(attributes).facts().preference);
}

}  // namespace
}  // namespace waymark::rib
