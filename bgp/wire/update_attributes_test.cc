// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// What each attribute's flags, length and value may be, and what follows where
// they are not (RFC 4271, 6.3; RFC 7606, 3 and 7): one attribute at a time
// beside correct ones, and a route.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "bgp/code_points.h"
#include "bgp/wire/attribute_table.h"
#include "bgp/wire/decoded_update.h"
#include "bgp/wire/session_context.h"
#include "bgp/wire/testing/octets.h"
#include "bgp/wire/update_codec.h"
#include "bgp/wire/update_error.h"
#include "gtest/gtest.h"

namespace waymark::bgp {
namespace {

using ::waymark::bgp::testing::Attribute;
using ::waymark::bgp::testing::Copy;
using ::waymark::bgp::testing::Hex;
using ::waymark::bgp::testing::Join;
using ::waymark::bgp::testing::MandatoryAttributes;
using ::waymark::bgp::testing::Octets;
using ::waymark::bgp::testing::ToHex;
using ::waymark::bgp::testing::UpdateBody;

using Type = AttributeType;

constexpr UpdateAction kNone = UpdateAction::kNone;
constexpr UpdateAction kDiscard = UpdateAction::kAttributeDiscard;
constexpr UpdateAction kWithdraw = UpdateAction::kTreatAsWithdraw;

constexpr SessionContext kExternal{.four_octet_as = true};
constexpr SessionContext kInternal{.four_octet_as = true, .internal = true};
constexpr SessionContext kTwoOctet{.four_octet_as = false};

// The mandatory attributes with `attribute` in its place, or added.
Octets With(Type type, const Octets& attribute, const SessionContext& context) {
  Octets attributes;
  const Octets as_path = context.four_octet_as ? Hex("02 01 0000fde9")  //
                                               : Hex("02 01 fde9");
  const Octets mandatory[] = {
      Attribute(0x40, Type::kOrigin, {0}),
      Attribute(0x40, Type::kAsPath, as_path),
      Attribute(0x40, Type::kNextHop, Hex("c0000201")),
  };
  for (const Octets& one : mandatory) {
    if (one[1] != static_cast<uint8_t>(type)) {
      attributes = Join({attributes, one});
    }
  }
  return Join({attributes, attribute});
}

// What an attribute leads to, and the subcode of its error.
struct Outcome {
  UpdateAction action = UpdateAction::kNone;
  uint8_t subcode = 0;

  friend bool operator==(const Outcome&, const Outcome&) = default;
};

void PrintTo(const Outcome& outcome, std::ostream* out) {
  *out << ToString(outcome.action) << "/" << int{outcome.subcode};
}

Outcome Decode(Type type, uint8_t flags, const Octets& value,
               const SessionContext& context) {
  const Octets attribute = Attribute(flags, type, value);
  const Octets body =
      UpdateBody({}, With(type, attribute, context), Hex("18 c63364"));
  DecodedUpdate update;
  const UpdateAction action = DecodeUpdate(body, context, update);
  if (action == kNone) {
    EXPECT_TRUE(update.errors().empty());
    EXPECT_TRUE(update.Find(type).has_value());
    return {};
  }
  EXPECT_EQ(update.errors().size(), 1u);
  const UpdateError& error = update.errors()[0];
  EXPECT_EQ(error.action, action);
  EXPECT_EQ(error.attribute, type);
  EXPECT_EQ(Copy(error.data), attribute);
  EXPECT_EQ(update.IsDiscarded(type), action == kDiscard);
  return {action, error.subcode};
}

// What RFC 7606 allows and asks for, written down a second time.
struct Case {
  Type type;
  SessionContext context;
  uint8_t flags;
  std::vector<const char*> valid;
  std::vector<const char*> wrong_length;
  UpdateAction malformed;
  UpdateAction wrong_flags;
};

const std::vector<Case>& Cases() {
  static const auto& cases = *new std::vector<Case>{
      {Type::kOrigin,
       kExternal,
       0x40,
       {"00", "01", "02"},
       {"", "0000"},
       kWithdraw,
       kWithdraw},
      {Type::kNextHop,
       kExternal,
       0x40,
       {"c0000201", "0a000001"},
       {"", "c00002", "c000020100", "20010db8000000000000000000000001"},
       kWithdraw,
       kWithdraw},
      {Type::kMultiExitDisc,
       kExternal,
       0x80,
       {"00000000", "ffffffff"},
       {"", "000000", "0000000000"},
       kWithdraw,
       kWithdraw},
      {Type::kLocalPref,
       kInternal,
       0x40,
       {"00000000", "00000064"},
       {"", "000000", "0000000000"},
       kWithdraw,
       kWithdraw},
      {Type::kAtomicAggregate,
       kExternal,
       0x40,
       {""},
       {"00", "0000"},
       kDiscard,
       kDiscard},
      {Type::kAggregator,
       kExternal,
       0xc0,
       {"0000fde9 c0000201"},
       {"", "fde9 c0000201", "fde9 c0000201 00", "0000fde9 c0000201 00"},
       kDiscard,
       kDiscard},
      {Type::kAggregator,
       kTwoOctet,
       0xc0,
       {"fde9 c0000201"},
       {"", "0000fde9 c0000201", "fde9 c00002", "fde9 c0000201 00"},
       kDiscard,
       kDiscard},
      {Type::kCommunities,
       kExternal,
       0xc0,
       {"fde80064", "fde80064 ffffff01"},
       {"", "fde800", "fde80064 ff"},
       kWithdraw,
       kWithdraw},
      {Type::kOriginatorId,
       kInternal,
       0x80,
       {"c0000201"},
       {"", "c00002", "c000020100"},
       kWithdraw,
       kWithdraw},
      {Type::kClusterList,
       kInternal,
       0x80,
       {"c0000201", "c0000201 c0000202"},
       {"", "c00002", "c000020100"},
       kWithdraw,
       kWithdraw},
      {Type::kExtendedCommunities,
       kExternal,
       0xc0,
       {"0002fde800000064", "0002fde800000064 ff00000000000000"},
       {"", "0002fde8000000", "0002fde80000006400"},
       kWithdraw,
       kWithdraw},
      {Type::kAs4Path,
       kTwoOctet,
       0xc0,
       {"02 01 00011170"},
       {"", "0201", "02 01 000111", "02 01 00011170 00"},
       kDiscard,
       kWithdraw},
      {Type::kAs4Aggregator,
       kTwoOctet,
       0xc0,
       {"00011170 c0000201"},
       {"", "1170 c0000201", "00011170 c0000201 00"},
       kDiscard,
       kWithdraw},
      {Type::kLargeCommunities,
       kExternal,
       0xc0,
       {"0000fde8 00000001 00000002",
        "0000fde8 00000001 00000002 0000fde8 00000001 00000002"},
       {"", "0000fde8 00000001", "0000fde8 00000001 00000002 00"},
       kWithdraw,
       kWithdraw},
      {Type::kOnlyToCustomer,
       kExternal,
       0xc0,
       {"0000fde9"},
       {"", "fde9", "0000fde900"},
       kWithdraw,
       kWithdraw},
  };
  return cases;
}

// Conformance: RFC7606-7.1-1 negative
// Conformance: RFC7606-7.3-1 negative
// Conformance: RFC7606-7.4-1 negative
// Conformance: RFC7606-7.5-1 negative
// Conformance: RFC7606-7.5-2 negative
// Conformance: RFC7606-7.6-1 negative
// Conformance: RFC7606-7.6-2 negative
// Conformance: RFC7606-7.7-1 negative
// Conformance: RFC7606-7.7-2 negative
// Conformance: RFC7606-7.8-1 negative
// Conformance: RFC7606-7.8-2 negative
// Conformance: RFC7606-7.9-1 negative
// Conformance: RFC7606-7.9-2 negative
// Conformance: RFC7606-7.10-1 negative
// Conformance: RFC7606-7.10-2 negative
// Conformance: RFC7606-7.14-1 negative
// Conformance: RFC7606-7.14-2 negative
// Conformance: RFC7606-7.14-3 positive
// Conformance: RFC8092-6-1 negative
// Conformance: RFC8092-6-2 positive
// Conformance: RFC8092-6-4 positive
// Conformance: RFC9234-5-6 negative
// Conformance: RFC6793-6-7 negative
// Conformance: RFC7606-2-2 negative
// Conformance: RFC7606-3-8 negative
// Conformance: RFC7606-3-9 negative
// Conformance: RFC8092-6-3 negative
// Conformance: RFC4271-6.3-4 negative
// Conformance: RFC4271-6.3-5 negative
// Conformance: RFC4271-6.3-6 negative
// Conformance: RFC4271-6.3-11 negative
// Conformance: RFC4271-6.3-12 negative
// Conformance: RFC4271-6.3-14 negative
// Conformance: RFC4271-6.3-20 negative
// Conformance: RFC4271-6.3-21 negative
// Conformance: RFC4271-6.3-22 negative
TEST(UpdateAttributesTest, ValidValuesAreAccepted) {
  for (const Case& c : Cases()) {
    for (const char* value : c.valid) {
      EXPECT_EQ(Decode(c.type, c.flags, Hex(value), c.context), Outcome())
          << ToString(c.type) << " " << value;
    }
  }
}

// Conformance: RFC4271-6.3-5 positive
// Conformance: RFC4271-6.3-6 positive
// Conformance: RFC7606-3-8 positive
// Conformance: RFC7606-3-9 positive
// Conformance: RFC7606-2-2 positive
// Conformance: RFC7606-4-2 positive
// Conformance: RFC7606-7.1-1 positive
// Conformance: RFC7606-7.3-1 positive
// Conformance: RFC7606-7.4-1 positive
// Conformance: RFC7606-7.5-2 positive
// Conformance: RFC7606-7.6-1 positive
// Conformance: RFC7606-7.6-2 positive
// Conformance: RFC7606-7.7-1 positive
// Conformance: RFC7606-7.7-2 positive
// Conformance: RFC7606-7.8-1 positive
// Conformance: RFC7606-7.8-2 positive
// Conformance: RFC7606-7.9-2 positive
// Conformance: RFC7606-7.10-2 positive
// Conformance: RFC7606-7.14-1 positive
// Conformance: RFC7606-7.14-2 positive
// Conformance: RFC8092-6-1 positive
// Conformance: RFC8092-6-3 positive
// Conformance: RFC9234-5-6 positive
// Conformance: RFC6793-6-7 positive
// Conformance: RFC6793-6-8 positive
// Conformance: RFC7606-7.14-3 negative
// Conformance: RFC8092-6-2 negative
// Conformance: RFC8092-6-4 negative
// Conformance: RFC4271-6.3-22 positive
TEST(UpdateAttributesTest, WrongLengthsHaveTheActionOfTheAttribute) {
  for (const Case& c : Cases()) {
    for (const char* value : c.wrong_length) {
      // An AS4_PATH of a valid length may still have segments that are not.
      const Outcome outcome = Decode(c.type, c.flags, Hex(value), c.context);
      EXPECT_EQ(outcome, (Outcome{c.malformed, subcode::kAttributeLengthError}))
          << ToString(c.type) << " " << value;
    }
  }
}

// Conformance: RFC4271-6.3-3 positive
// Conformance: RFC4271-6.3-4 positive
// Conformance: RFC7606-3-6 positive
// Conformance: RFC4271-4.3-1 negative
TEST(UpdateAttributesTest, WrongFlagsMakeAnAttributeMalformed) {
  for (const Case& c : Cases()) {
    for (const uint8_t flags : {0x00, 0x40, 0x80, 0xc0}) {
      if (flags == c.flags) continue;
      EXPECT_EQ(Decode(c.type, flags, Hex(c.valid[0]), c.context),
                (Outcome{c.wrong_flags, subcode::kAttributeFlagsError}))
          << ToString(c.type) << " " << int{flags};
    }
  }
}

// RFC 7606, 3 (c) names the Optional and Transitive bits only.
// Conformance: RFC4271-6.3-3 negative
// Conformance: RFC7606-3-6 negative
TEST(UpdateAttributesTest, ThePartialBitIsNoError) {
  for (const Case& c : Cases()) {
    EXPECT_EQ(Decode(c.type, c.flags | kFlagPartial, Hex(c.valid[0]),  //
                     c.context),
              Outcome())
        << ToString(c.type);
  }
}

TEST(UpdateAttributesTest, EveryKnownAttributeButThoseWithRoutesHasACase) {
  for (const AttributeDescriptor& descriptor : AttributeTable()) {
    bool found = descriptor.type == Type::kMpReachNlri ||
                 descriptor.type == Type::kMpUnreachNlri ||
                 descriptor.type == Type::kAsPath;
    for (const Case& c : Cases()) found = found || c.type == descriptor.type;
    EXPECT_TRUE(found) << ToString(descriptor.type);
  }
}

// Conformance: RFC4271-6.3-11 positive
// Conformance: RFC4271-6.3-12 positive
TEST(UpdateAttributesTest, AnUndefinedOriginWithdraws) {
  for (const uint8_t origin : {3, 4, 255}) {
    EXPECT_EQ(Decode(Type::kOrigin, 0x40, {origin}, kExternal),
              (Outcome{kWithdraw, subcode::kInvalidOriginAttribute}));
  }
}

// Conformance: RFC4271-6.3-18 positive
// Conformance: RFC7606-7.2-1 positive
TEST(UpdateAttributesTest, AMalformedAsPathWithdraws) {
  const Outcome malformed{kWithdraw, subcode::kMalformedAsPath};
  for (const char* value :
       {"02", "02 00", "02 02 0000fde9", "07 01 0000fde9", "02 01 0000fde9 02",
        "02 01 00000000", "02 01 fde9"}) {
    EXPECT_EQ(Decode(Type::kAsPath, 0x40, Hex(value), kExternal), malformed)
        << value;
  }
  EXPECT_EQ(Decode(Type::kAsPath, 0x40, Hex("02 01 0000fde9"), kTwoOctet),
            malformed);
}

// Conformance: RFC4271-6.3-18 negative
// Conformance: RFC7606-4-2 negative
// Conformance: RFC7606-7.2-1 negative
// Conformance: RFC6793-4.1-4 positive
TEST(UpdateAttributesTest, AnAsPathMayBeEmptyOrHaveAnySegments) {
  for (const char* value :
       {"", "02 01 0000fde9", "01 02 00000001 00000002",
        "03 01 0000fc00 02 01 0000fde9", "04 01 0000fc00"}) {
    EXPECT_EQ(Decode(Type::kAsPath, 0x40, Hex(value), kExternal), Outcome());
  }
  EXPECT_EQ(Decode(Type::kAsPath, 0x40, Hex("02 02 fde9 fdea"), kTwoOctet),
            Outcome());
}

TEST(UpdateAttributesTest, WrongFlagsOfAnAsPathWithdraw) {
  EXPECT_EQ(Decode(Type::kAsPath, 0xc0, Hex("02 01 0000fde9"), kExternal),
            (Outcome{kWithdraw, subcode::kAttributeFlagsError}));
}

// Conformance: RFC4271-6.3-13 positive
// Conformance: RFC4271-6.3-14 positive
TEST(UpdateAttributesTest, ANextHopThatIsNoHostWithdraws) {
  for (const char* value : {"00000000", "e0000001", "efffffff", "ffffffff"}) {
    EXPECT_EQ(Decode(Type::kNextHop, 0x40, Hex(value), kExternal),
              (Outcome{kWithdraw, subcode::kInvalidNextHopAttribute}))
        << value;
  }
}

// Conformance: RFC4271-6.3-13 negative
TEST(UpdateAttributesTest, WithoutNlriTheNextHopIsIgnored) {
  DecodedUpdate update;
  const Octets body = UpdateBody(
      {}, With(Type::kNextHop, Hex("40 03 04 00000000"), kExternal), {});
  EXPECT_EQ(DecodeUpdate(body, kExternal, update), kNone);
}

// Conformance: RFC4271-6.3-20 positive
TEST(UpdateAttributesTest, AnAggregatorOfAsZeroIsDiscarded) {
  const Outcome discarded{kDiscard, subcode::kOptionalAttributeError};
  EXPECT_EQ(
      Decode(Type::kAggregator, 0xc0, Hex("00000000 c0000201"), kExternal),
      discarded);
  EXPECT_EQ(Decode(Type::kAggregator, 0xc0, Hex("0000 c0000201"), kTwoOctet),
            discarded);
  EXPECT_EQ(
      Decode(Type::kAs4Aggregator, 0xc0, Hex("00000000 c0000201"), kTwoOctet),
      discarded);
}

// Conformance: RFC6793-6-5 positive
// Conformance: RFC6793-6-6 positive
TEST(UpdateAttributesTest, AMalformedAs4PathIsDiscarded) {
  for (const char* value :
       {"02 02 00011170", "02 00 02 01 00011170", "07 01 00011170",
        "02 01 00011170 02 00", "02 01 00000000"}) {
    EXPECT_EQ(Decode(Type::kAs4Path, 0xc0, Hex(value), kTwoOctet),
              (Outcome{kDiscard, subcode::kOptionalAttributeError}))
        << value;
  }
}

// Conformance: RFC6793-6-5 negative
// Conformance: RFC6793-6-4 positive
TEST(UpdateAttributesTest, ConfederationsInAnAs4PathAreNoError) {
  EXPECT_EQ(Decode(Type::kAs4Path, 0xc0, Hex("03 01 0000fc00 02 01 00011170"),
                   kTwoOctet),
            Outcome());
}

// Conformance: RFC4271-5.1.5-5 positive
// Conformance: RFC7606-7.5-1 positive
// Conformance: RFC7606-7.9-1 positive
// Conformance: RFC7606-7.10-1 positive
TEST(UpdateAttributesTest, WhatIsForInternalPeersIsDiscardedFromExternalOnes) {
  for (const Type type :
       {Type::kLocalPref, Type::kOriginatorId, Type::kClusterList}) {
    const uint8_t flags = FindDescriptor(type)->flags;
    // However malformed it is.
    for (const char* value : {"00000064", "", "00"}) {
      EXPECT_EQ(Decode(type, flags, Hex(value), kExternal),
                (Outcome{kDiscard, subcode::kUnspecific}))
          << ToString(type);
    }
    EXPECT_EQ(Decode(type, flags ^ 0xc0, Hex("00000064"), kExternal),
              (Outcome{kDiscard, subcode::kUnspecific}));
  }
}

// Conformance: RFC6793-4.1-6 positive
// Conformance: RFC6793-6-2 positive
TEST(UpdateAttributesTest, As4AttributesAreDiscardedBetweenFourOctetSpeakers) {
  EXPECT_EQ(Decode(Type::kAs4Path, 0xc0, Hex("02 01 00011170"), kExternal),
            (Outcome{kDiscard, subcode::kUnspecific}));
  EXPECT_EQ(
      Decode(Type::kAs4Aggregator, 0xc0, Hex("00011170 c0000201"), kExternal),
      (Outcome{kDiscard, subcode::kUnspecific}));
}

}  // namespace
}  // namespace waymark::bgp
