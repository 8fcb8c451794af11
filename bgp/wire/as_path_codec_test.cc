// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bgp/wire/as_path_codec.h"

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "base/byte_writer.h"
#include "bgp/as_path.h"
#include "bgp/code_points.h"
#include "bgp/wire/testing/octets.h"
#include "gtest/gtest.h"

namespace waymark::bgp {
namespace {

using ::waymark::bgp::testing::Copy;
using ::waymark::bgp::testing::Hex;
using ::waymark::bgp::testing::Octets;

constexpr AsPathSegmentType kSet = AsPathSegmentType::kAsSet;
constexpr AsPathSegmentType kSequence = AsPathSegmentType::kAsSequence;
constexpr AsPathSegmentType kConfedSequence =
    AsPathSegmentType::kAsConfedSequence;
constexpr AsPathSegmentType kConfedSet = AsPathSegmentType::kAsConfedSet;

Octets Encode(const AsPath& path, bool four_octet_as) {
  std::vector<uint8_t> buffer(8192);
  ByteWriter writer(absl::MakeSpan(buffer));
  EncodeAsPath(path, four_octet_as, writer);
  EXPECT_TRUE(writer.ok());
  EXPECT_EQ(writer.size(), EncodedSize(path, four_octet_as));
  return Copy(writer.written());
}

void ExpectBothWays(const AsPath& path, bool four_octet_as,
                    const Octets& octets) {
  EXPECT_EQ(Encode(path, four_octet_as), octets);
  ASSERT_TRUE(AsPathIsValid(octets, four_octet_as));
  EXPECT_EQ(DecodeAsPath(octets, four_octet_as), path);
}

TEST(AsPathCodecTest, SegmentsHaveATypeACountAndNumbers) {
  const AsPath path({{kSequence, {65001, 65002}},
                     {kSet, {7}},
                     {kConfedSequence, {64512}},
                     {kConfedSet, {64513, 64514}}});
  ExpectBothWays(path, true,
                 Hex("02 02 0000fde9 0000fdea"
                     "01 01 00000007"
                     "03 01 0000fc00"
                     "04 02 0000fc01 0000fc02"));
  ExpectBothWays(path, false,
                 Hex("02 02 fde9 fdea"
                     "01 01 0007"
                     "03 01 fc00"
                     "04 02 fc01 fc02"));
}

TEST(AsPathCodecTest, TheEmptyPathHasNoOctets) {
  ExpectBothWays(AsPath(), true, {});
  ExpectBothWays(AsPath(), false, {});
}

// Conformance: RFC6793-4.2.2-1 positive
TEST(AsPathCodecTest, AsTransStandsForWhatTwoOctetsCannotHold) {
  const AsPath path = AsPath::Sequence({65535, 65536, 4294967295});
  EXPECT_EQ(Encode(path, false), Hex("02 03 ffff 5ba0 5ba0"));
}

TEST(AsPathCodecTest, ALongSegmentIsSplit) {
  const AsPath path = AsPath::Sequence(std::vector<uint32_t>(600, 1));
  const Octets octets = Encode(path, false);
  EXPECT_EQ(octets.size(), 3 * 2 + 600 * 2u);
  ASSERT_TRUE(AsPathIsValid(octets, false));
  const AsPath decoded = DecodeAsPath(octets, false);
  ASSERT_EQ(decoded.segments().size(), 3u);
  EXPECT_EQ(decoded.segments()[2].as_numbers.size(), 90u);
}

TEST(AsPathCodecTest, AnEmptySegmentIsLeftOut) {
  EXPECT_EQ(Encode(AsPath({{kSequence, {}}, {kSet, {7}}}), false),
            Hex("01 01 0007"));
}

// The conditions of RFC 7606, 7.2.
// Conformance: RFC7606-7.2-1 positive
TEST(AsPathCodecTest, MalformedSegmentsAreFound) {
  for (const char* value : {
           "02",                // one octet is no segment header
           "02 01 0001 02",     //
           "02 00",             // a segment of nothing
           "02 01 0001 02 00",  //
           "02 02 0001",        // longer than the attribute
           "02 01 00",          //
           "00 01 0001",        // unknown types
           "05 01 0001",        //
           "ff 01 0001",        //
           "02 02 0001 0000",   // AS 0
       }) {
    EXPECT_FALSE(AsPathIsValid(Hex(value), false)) << value;
  }
  EXPECT_FALSE(AsPathIsValid(Hex("02 01 0001"), true));
  EXPECT_FALSE(AsPathIsValid(Hex("02 02 00000001 00000000"), true));
}

// Conformance: RFC7606-7.2-1 negative
TEST(AsPathCodecTest, ZeroOctetsInsideANumberAreNotAsZero) {
  EXPECT_TRUE(AsPathIsValid(Hex("02 02 0100 0001"), false));
  EXPECT_TRUE(AsPathIsValid(Hex("02 02 01000000 00010000"), true));
}

// Conformance: RFC6793-3-1 negative
// Conformance: RFC6793-6-3 negative
// Conformance: RFC6793-4.2.2-4 negative
// Conformance: RFC6793-6-4 negative
TEST(AsPathCodecTest, ConfederationsAreTakenOut) {
  EXPECT_EQ(WithoutConfederations(AsPath({{kConfedSequence, {1}},
                                          {kSequence, {2}},
                                          {kConfedSet, {3}},
                                          {kSet, {4}}})),
            AsPath({{kSequence, {2}}, {kSet, {4}}}));
}

struct MergeCase {
  AsPath as_path;
  AsPath as4_path;
  AsPath merged;
};

// Conformance: RFC6793-4.2.3-1 positive
// Conformance: RFC6793-4.2.3-6 positive
TEST(AsPathCodecTest, TheFrontComesFromAsPathAndTheRestFromAs4Path) {
  const MergeCase cases[] = {
      // As long: all of the AS4_PATH.
      {AsPath::Sequence({1, kAsTrans}), AsPath::Sequence({1, 70000}),
       AsPath::Sequence({1, 70000})},
      // Two speakers that know two octets came after it.
      {AsPath::Sequence({3, 2, kAsTrans, 1}), AsPath::Sequence({70000, 1}),
       AsPath::Sequence({3, 2, 70000, 1})},
      // A set counts as one.
      {AsPath({{kSequence, {3, kAsTrans}}, {kSet, {kAsTrans, 8}}}),
       AsPath({{kSequence, {70000}}, {kSet, {70001, 8}}}),
       AsPath({{kSequence, {3, 70000}}, {kSet, {70001, 8}}})},
      {AsPath({{kSet, {5, 6}}, {kSequence, {kAsTrans}}}),
       AsPath::Sequence({70000}),
       AsPath({{kSet, {5, 6}}, {kSequence, {70000}}})},
      // Nothing to merge.
      {AsPath::Sequence({1, 2}), AsPath(), AsPath::Sequence({1, 2})},
  };
  for (const MergeCase& c : cases) {
    EXPECT_EQ(MergeAs4Path(c.as_path, c.as4_path), c.merged)
        << c.merged.ToString();
  }
}

// Conformance: RFC6793-4.2.3-5 positive
TEST(AsPathCodecTest, AnAs4PathThatIsLongerIsIgnored) {
  const AsPath as_path = AsPath::Sequence({1, 2});
  EXPECT_EQ(MergeAs4Path(as_path, AsPath::Sequence({70000, 1, 2})), as_path);
}

// Conformance: RFC6793-4.2.3-7 positive
// Conformance: RFC6793-6-4 positive
// Conformance: RFC6793-4.2.3-7 negative
TEST(AsPathCodecTest, LeadingAndAdjacentConfederationsStay) {
  const MergeCase cases[] = {
      {AsPath({{kConfedSequence, {64512}}, {kSequence, {kAsTrans}}}),
       AsPath::Sequence({70000}),
       AsPath({{kConfedSequence, {64512}}, {kSequence, {70000}}})},
      // Next to what is taken, but not behind what is not.
      {AsPath({{kSequence, {5}},
               {kConfedSet, {64512}},
               {kSequence, {kAsTrans}},
               {kConfedSet, {64513}}}),
       AsPath::Sequence({70000}),
       AsPath({{kSequence, {5}}, {kConfedSet, {64512}}, {kSequence, {70000}}})},
      // Those in the AS4_PATH have no place there.
      {AsPath::Sequence({kAsTrans}),
       AsPath({{kConfedSequence, {64512, 64513}}, {kSequence, {70000}}}),
       AsPath::Sequence({70000})},
  };
  for (const MergeCase& c : cases) {
    EXPECT_EQ(MergeAs4Path(c.as_path, c.as4_path), c.merged)
        << c.merged.ToString();
  }
}

TEST(AsPathCodecTest, MergedSequencesThatAreTooLongForOneStayTwo) {
  const AsPath merged =
      MergeAs4Path(AsPath({{kSequence, std::vector<uint32_t>(200, 1)},
                           {kSequence, std::vector<uint32_t>(100, kAsTrans)}}),
                   AsPath::Sequence(std::vector<uint32_t>(100, 70000)));
  ASSERT_EQ(merged.segments().size(), 2u);
  EXPECT_EQ(merged.DecisionLength(), 300);
}

}  // namespace
}  // namespace waymark::bgp
