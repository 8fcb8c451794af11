// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The structure of an UPDATE: its fields, its lengths, which attributes must be
// there, and how errors add up. Single attributes: update_attributes_test.cc;
// MP_REACH_NLRI and MP_UNREACH_NLRI: update_multiprotocol_test.cc.

#include "bgp/wire/update_codec.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/types/span.h"
#include "bgp/code_points.h"
#include "bgp/family.h"
#include "bgp/nlri.h"
#include "bgp/notification.h"
#include "bgp/path_attributes.h"
#include "bgp/wire/decoded_update.h"
#include "bgp/wire/nlri_view.h"
#include "bgp/wire/raw_attribute.h"
#include "bgp/wire/session_context.h"
#include "bgp/wire/testing/octets.h"
#include "bgp/wire/update_error.h"
#include "gtest/gtest.h"

namespace waymark::bgp {
namespace {

using ::waymark::bgp::testing::Attribute;
using ::waymark::bgp::testing::Copy;
using ::waymark::bgp::testing::Hex;
using ::waymark::bgp::testing::Join;
using ::waymark::bgp::testing::MandatoryAttributes;
using ::waymark::bgp::testing::NextHopAttribute;
using ::waymark::bgp::testing::Octets;
using ::waymark::bgp::testing::OriginAndAsPath;
using ::waymark::bgp::testing::UpdateBody;

constexpr SessionContext kExternal{.four_octet_as = true};

using Texts = std::vector<std::string>;

Texts Prefixes(absl::Span<const NlriView> fields) {
  Texts prefixes;
  for (const NlriView& field : fields) {
    for (const Nlri& nlri : field) prefixes.push_back(nlri.prefix.ToString());
  }
  return prefixes;
}

Notification UpdateNotification(uint8_t subcode, const Octets& data = {}) {
  return {ErrorCode::kUpdateMessage, subcode, data};
}

class UpdateCodecTest : public ::testing::Test {
 protected:
  UpdateAction Decode(const Octets& body) {
    body_ = body;
    return DecodeUpdate(body_, kExternal, update_);
  }

  Octets body_;
  DecodedUpdate update_;
};

// Conformance: RFC7606-2-1 negative
// Conformance: RFC7606-3-3 negative
// Conformance: RFC4271-6.3-2 negative
// Conformance: RFC4271-5-7 negative
TEST_F(UpdateCodecTest, AnAnnouncementIsReadFieldByField) {
  EXPECT_EQ(Decode(Hex("0000"                     // no withdrawals
                       "001b"                     // 27 octets
                       "40 01 01 02"              // ORIGIN INCOMPLETE
                       "40 02 06 02 01 0000fde9"  // AS_PATH 65001
                       "40 03 04 c0000201"        // NEXT_HOP
                       "80 04 04 0000000a"        // MED 10
                       "18 c63364"                // 198.51.100.0/24
                       "20 cb007101")),           // 203.0.113.1/32
            UpdateAction::kNone);
  EXPECT_EQ(Prefixes(update_.announced()),
            (Texts{"198.51.100.0/24", "203.0.113.1/32"}));
  EXPECT_TRUE(Prefixes(update_.withdrawn()).empty());
  EXPECT_EQ(update_.nlri().Count(), 2u);
  EXPECT_EQ(update_.next_hop(),
            (NextHop{IpAddress::V4(192, 0, 2, 1), std::nullopt}));
  EXPECT_EQ(update_.mp_next_hop(), std::nullopt);
  EXPECT_FALSE(update_.is_end_of_rib());
  EXPECT_TRUE(update_.errors().empty());

  std::vector<AttributeType> types;
  for (const RawAttribute& attribute : update_.attributes()) {
    types.push_back(attribute.type);
  }
  EXPECT_EQ(types,
            (std::vector<AttributeType>{
                AttributeType::kOrigin, AttributeType::kAsPath,
                AttributeType::kNextHop, AttributeType::kMultiExitDisc}));
  EXPECT_EQ(Copy(update_.Find(AttributeType::kMultiExitDisc)->octets),
            Hex("80 04 04 0000000a"));
  EXPECT_TRUE(update_.Has(AttributeType::kOrigin));
  EXPECT_FALSE(update_.Has(AttributeType::kLocalPref));
  EXPECT_FALSE(update_.Find(AttributeType::kLocalPref));
}

TEST_F(UpdateCodecTest, NothingIsCopied) {
  Decode(UpdateBody(Hex("08 0a"), MandatoryAttributes(), Hex("18 c63364")));
  const auto inside = [&](absl::Span<const uint8_t> octets) {
    return octets.data() >= body_.data() &&
           octets.data() + octets.size() <= body_.data() + body_.size();
  };
  EXPECT_TRUE(inside(update_.nlri().octets()));
  EXPECT_TRUE(inside(update_.withdrawn_routes().octets()));
  EXPECT_TRUE(inside(update_.attributes().octets()));
}

// Conformance: RFC4271-4.3-4 positive
// Conformance: RFC7606-5.1-3 positive
// Conformance: RFC7606-3-14 negative
// Conformance: RFC7606-3-15 negative
// Conformance: RFC4271-6.3-24 negative
TEST_F(UpdateCodecTest, WithdrawalsAndAnnouncementsMayShareAMessage) {
  EXPECT_EQ(Decode(UpdateBody(Hex("08 0a 18 c63364"), MandatoryAttributes(),
                              Hex("18 c63364"))),
            UpdateAction::kNone);
  EXPECT_EQ(Prefixes(update_.withdrawn()),
            (Texts{"10.0.0.0/8", "198.51.100.0/24"}));
  EXPECT_EQ(Prefixes(update_.announced()), Texts{"198.51.100.0/24"});
}

// Conformance: RFC4271-6.3-25 positive
TEST_F(UpdateCodecTest, AttributesWithoutRoutesAreValid) {
  EXPECT_EQ(Decode(UpdateBody({}, MandatoryAttributes(), {})),
            UpdateAction::kNone);
  EXPECT_FALSE(update_.is_end_of_rib());
}

TEST_F(UpdateCodecTest, TheMinimalUpdateIsTheEndOfRibOfIpv4) {
  EXPECT_EQ(Decode(Hex("0000 0000")), UpdateAction::kNone);
  EXPECT_EQ(update_.end_of_rib(), kIpv4Unicast);
  Decode(UpdateBody(Hex("08 0a"), {}, {}));
  EXPECT_FALSE(update_.is_end_of_rib());
}

// Conformance: RFC4271-6.3-2 positive
// Conformance: RFC7606-3-2 positive
// Conformance: RFC7606-3-3 positive
TEST_F(UpdateCodecTest, LengthsBeyondTheMessageResetTheSession) {
  for (const char* body :
       {"", "00", "0000", "0000 00",    // no room for the two lengths
        "0001 0000", "ffff 0000",       // withdrawals
        "0002 08 0a", "0002 08 0a 00",  // no room for the second length
        "0000 0001", "0000 ffff",       // attributes
        "0002 08 0a 0005 40 01 01 00"}) {
    EXPECT_EQ(Decode(Hex(body)), UpdateAction::kSessionReset) << body;
    EXPECT_EQ(update_.ResetNotification(),
              UpdateNotification(subcode::kMalformedAttributeList))
        << body;
    EXPECT_TRUE(update_.withdrawn().empty());
    EXPECT_TRUE(update_.announced().empty());
  }
}

// Conformance: RFC4271-6.3-24 positive
// Conformance: RFC7606-3-15 positive
TEST_F(UpdateCodecTest, NlriThatCannotBeReadResetsTheSession) {
  for (const char* nlri : {"21 c000020100", "18 c633", "20 c00002", "08"}) {
    EXPECT_EQ(Decode(UpdateBody({}, MandatoryAttributes(), Hex(nlri))),
              UpdateAction::kSessionReset);
    EXPECT_EQ(update_.ResetNotification(),
              UpdateNotification(subcode::kInvalidNetworkField));
    EXPECT_TRUE(update_.nlri().empty());
  }
}

// Conformance: RFC7606-3-14 positive
TEST_F(UpdateCodecTest, WithdrawnRoutesAreCheckedLikeNlri) {
  for (const char* withdrawn : {"21 c000020100", "18 c633", "08 0a 08"}) {
    EXPECT_EQ(Decode(UpdateBody(Hex(withdrawn), {}, {})),
              UpdateAction::kSessionReset);
    EXPECT_EQ(update_.ResetNotification(),
              UpdateNotification(subcode::kInvalidNetworkField));
  }
}

// Conformance: RFC4271-5-7 positive
// Conformance: RFC4271-6.3-23 negative
TEST_F(UpdateCodecTest, AttributesMayComeInAnyOrder) {
  EXPECT_EQ(Decode(UpdateBody({},
                              Join({Hex("80 04 04 00000001"),
                                    NextHopAttribute(), OriginAndAsPath()}),
                              Hex("08 0a"))),
            UpdateAction::kNone);
}

TEST_F(UpdateCodecTest, ExtendedLengthMayBeUsedWhereItIsNotNeeded) {
  EXPECT_EQ(Decode(UpdateBody(
                {},
                Join({Hex("50 01 0001 00"), Hex("50 02 0006 02 01 0000fde9"),
                      Hex("50 03 0004 c0000201")}),
                Hex("08 0a"))),
            UpdateAction::kNone);
  EXPECT_EQ(update_.next_hop()->address, IpAddress::V4(192, 0, 2, 1));
}

// Conformance: RFC4271-4.3-3 positive
TEST_F(UpdateCodecTest, UnusedFlagBitsAreIgnored) {
  EXPECT_EQ(Decode(UpdateBody(
                {},
                Join({Hex("4f 01 01 00"), Hex("4f 02 06 02 01 0000fde9"),
                      Hex("4f 03 04 c0000201")}),
                Hex("08 0a"))),
            UpdateAction::kNone);
}

// Conformance: RFC4271-5-2 positive
// Conformance: RFC4271-6.3-7 positive
// Conformance: RFC4271-6.3-8 positive
// Conformance: RFC7606-3-7 positive
// Conformance: RFC4271-5-8 positive
TEST_F(UpdateCodecTest, AMissingMandatoryAttributeWithdraws) {
  const Octets attributes[] = {Hex("40 01 01 00"),
                               Hex("40 02 06 02 01 0000fde9"),
                               Hex("40 03 04 c0000201")};
  for (uint8_t missing = 1; missing <= 3; ++missing) {
    Octets present;
    for (uint8_t type = 1; type <= 3; ++type) {
      if (type != missing) present = Join({present, attributes[type - 1]});
    }
    EXPECT_EQ(Decode(UpdateBody({}, present, Hex("08 0a"))),
              UpdateAction::kTreatAsWithdraw);
    ASSERT_EQ(update_.errors().size(), 1u);
    const UpdateError& error = update_.errors()[0];
    EXPECT_EQ(error.subcode, subcode::kMissingWellKnownAttribute);
    EXPECT_EQ(error.attribute, static_cast<AttributeType>(missing));
    EXPECT_EQ(Copy(error.data), Octets{missing});
  }
}

// Conformance: RFC4271-5-8 negative
TEST_F(UpdateCodecTest, AllMissingAttributesAreNamed) {
  EXPECT_EQ(Decode(UpdateBody({}, {}, Hex("08 0a"))),
            UpdateAction::kTreatAsWithdraw);
  EXPECT_EQ(update_.errors().size(), 3u);
}

// Conformance: RFC7606-3-7 negative
// Conformance: RFC4271-6.3-7 negative
// Conformance: RFC4271-6.3-8 negative
// Conformance: RFC4271-5-2 negative
TEST_F(UpdateCodecTest, AWithdrawalNeedsNoAttributes) {
  EXPECT_EQ(Decode(UpdateBody(Hex("08 0a"), {}, {})), UpdateAction::kNone);
  EXPECT_EQ(Prefixes(update_.withdrawn()), Texts{"10.0.0.0/8"});
}

// Conformance: RFC7606-2-1 positive
TEST_F(UpdateCodecTest, TreatAsWithdrawMovesEveryRouteToTheWithdrawn) {
  EXPECT_EQ(Decode(UpdateBody(
                Hex("08 0a"),
                Join({Hex("40 01 01 07"), Hex("40 02 06 02 01 0000fde9"),
                      NextHopAttribute()}),
                Hex("18 c63364"))),
            UpdateAction::kTreatAsWithdraw);
  EXPECT_TRUE(update_.announced().empty());
  EXPECT_EQ(Prefixes(update_.withdrawn()),
            (Texts{"10.0.0.0/8", "198.51.100.0/24"}));
  EXPECT_EQ(update_.nlri().Count(), 1u);
}

// Conformance: RFC7606-4-1 positive
TEST_F(UpdateCodecTest, AnAttributeThatOverrunsTheListWithdraws) {
  for (const char* last : {"40", "40 05", "c0 10 0800", "c0 08 05 00000001",
                           "50 05 00", "d0 08 ffff 00"}) {
    EXPECT_EQ(Decode(UpdateBody({}, Join({MandatoryAttributes(), Hex(last)}),
                                Hex("18 c63364"))),
              UpdateAction::kTreatAsWithdraw)
        << last;
    ASSERT_EQ(update_.errors().size(), 1u);
    EXPECT_EQ(update_.errors()[0].subcode, subcode::kMalformedAttributeList);
    EXPECT_EQ(Copy(update_.errors()[0].data), Hex(last));
    // The total length still says where the NLRI begins.
    EXPECT_EQ(Prefixes(update_.withdrawn()), Texts{"198.51.100.0/24"});
    EXPECT_EQ(update_.attributes().octets().size(),
              MandatoryAttributes().size());
  }
}

// Conformance: RFC7606-4-1 negative
TEST_F(UpdateCodecTest, OneThatHidesRoutesResetsTheSession) {
  for (const char* last : {"80 0e 05 0002", "80 0f", "90 0f 0100 0002 01"}) {
    EXPECT_EQ(Decode(UpdateBody({}, Join({MandatoryAttributes(), Hex(last)}),
                                Hex("18 c63364"))),
              UpdateAction::kSessionReset)
        << last;
    EXPECT_EQ(update_.ResetNotification(),
              UpdateNotification(subcode::kOptionalAttributeError, Hex(last)));
  }
}

// Conformance: RFC4271-6.3-23 positive
// Conformance: RFC7606-3-11 positive
TEST_F(UpdateCodecTest, OnlyTheFirstOfARepeatedAttributeCounts) {
  EXPECT_EQ(
      Decode(UpdateBody({},
                        Join({MandatoryAttributes(), Hex("40 03 04 c6336401"),
                              Hex("c0 c8 01 01"), Hex("c0 c8 01 02")}),
                        Hex("08 0a"))),
      UpdateAction::kAttributeDiscard);
  ASSERT_EQ(update_.errors().size(), 2u);
  EXPECT_EQ(update_.errors()[0].subcode, subcode::kMalformedAttributeList);
  EXPECT_EQ(Copy(update_.errors()[0].data), Hex("40 03 04 c6336401"));
  EXPECT_EQ(update_.next_hop()->address, IpAddress::V4(192, 0, 2, 1));
  EXPECT_EQ(Copy(update_.Find(static_cast<AttributeType>(200))->value),
            Octets{1});
  EXPECT_EQ(Prefixes(update_.announced()), Texts{"10.0.0.0/8"});
}

// Conformance: RFC7606-3-11 negative
TEST_F(UpdateCodecTest, ARepeatedAttributeIsNotEvenChecked) {
  EXPECT_EQ(
      Decode(UpdateBody({}, Join({MandatoryAttributes(), Hex("00 01 02 0909")}),
                        Hex("08 0a"))),
      UpdateAction::kAttributeDiscard);
}

// Conformance: RFC4271-6.3-9 positive
// Conformance: RFC4271-6.3-10 positive
// Conformance: RFC4271-5-1 negative
TEST_F(UpdateCodecTest, AnUnknownWellKnownAttributeResetsTheSession) {
  for (const uint8_t type : {0, 11, 63, 64, 200, 255}) {
    const Octets unknown =
        Attribute(0x40, static_cast<AttributeType>(type), {1, 2});
    EXPECT_EQ(
        Decode(UpdateBody({}, Join({MandatoryAttributes(), unknown}), {})),
        UpdateAction::kSessionReset);
    EXPECT_EQ(
        update_.ResetNotification(),
        UpdateNotification(subcode::kUnrecognizedWellKnownAttribute, unknown));
  }
}

// Conformance: RFC4271-6.3-9 negative
// Conformance: RFC4271-6.3-10 negative
TEST_F(UpdateCodecTest, UnknownOptionalAttributesOfAnyKindAreFine) {
  for (const uint8_t flags : {0x80, 0xc0, 0xe0, 0xa0}) {
    EXPECT_EQ(
        Decode(UpdateBody({},
                          Join({MandatoryAttributes(),
                                Attribute(flags, AttributeType{11}, {}),
                                Attribute(flags, AttributeType{99}, {1, 2})}),
                          Hex("08 0a"))),
        UpdateAction::kNone);
  }
}

// Conformance: RFC7606-5.2-1 positive
// Conformance: RFC4271-6.3-25 negative
TEST_F(UpdateCodecTest, AnErrorWithoutRoutesToApplyItToResetsTheSession) {
  const Octets bad_med = Hex("80 04 03 000000");
  for (const Octets& withdrawn : {Octets(), Hex("08 0a")}) {
    EXPECT_EQ(Decode(UpdateBody(withdrawn, bad_med, {})),
              UpdateAction::kSessionReset);
    EXPECT_EQ(update_.ResetNotification(),
              UpdateNotification(subcode::kAttributeLengthError, bad_med));
  }
  EXPECT_EQ(Decode(UpdateBody({}, Hex("40 01"), {})),
            UpdateAction::kSessionReset);
}

// Conformance: RFC7606-5.2-1 negative
TEST_F(UpdateCodecTest, ADiscardWithoutRoutesStaysADiscard) {
  EXPECT_EQ(Decode(UpdateBody(Hex("08 0a"), Hex("40 06 01 00"), {})),
            UpdateAction::kAttributeDiscard);
  EXPECT_EQ(Prefixes(update_.withdrawn()), Texts{"10.0.0.0/8"});
}

// Conformance: RFC7606-3-12 positive
// Conformance: RFC7606-3-13 positive
// Conformance: RFC7606-3-2 negative
// Conformance: RFC7606-3-12 negative
// Conformance: RFC7606-3-13 negative
TEST_F(UpdateCodecTest, TheStrongestActionCounts) {
  const Octets discard = Hex("40 06 01 00");
  const Octets withdraw = Hex("80 04 03 000000");
  const Octets reset = Hex("40 63 00");
  const auto decode = [&](const Octets& bad) {
    return Decode(
        UpdateBody({}, Join({MandatoryAttributes(), bad}), Hex("08 0a")));
  };
  EXPECT_EQ(decode(discard), UpdateAction::kAttributeDiscard);
  EXPECT_EQ(decode(Join({discard, withdraw})), UpdateAction::kTreatAsWithdraw);
  EXPECT_EQ(decode(Join({withdraw, discard})), UpdateAction::kTreatAsWithdraw);
  EXPECT_EQ(decode(Join({withdraw, Hex("c0 08 03 000000")})),
            UpdateAction::kTreatAsWithdraw);
  EXPECT_EQ(update_.errors().size(), 2u);
  EXPECT_EQ(decode(Join({discard, withdraw, reset})),
            UpdateAction::kSessionReset);
  EXPECT_EQ(decode(reset), UpdateAction::kSessionReset);
}

TEST_F(UpdateCodecTest, TheErrorThatDecidesIsKeptHoweverManyThereAre) {
  Octets attributes = MandatoryAttributes();
  for (size_t i = 0; i < 3 * DecodedUpdate::kMaxErrors; ++i) {
    attributes = Join({attributes, Hex("40 01 01 00")});
  }
  const Octets bad_med = Hex("80 04 03 000000");
  attributes = Join({attributes, bad_med});
  EXPECT_EQ(Decode(UpdateBody({}, attributes, Hex("08 0a"))),
            UpdateAction::kTreatAsWithdraw);
  EXPECT_EQ(update_.error_count(), 3 * DecodedUpdate::kMaxErrors + 1);
  ASSERT_EQ(update_.errors().size(), DecodedUpdate::kMaxErrors);
  EXPECT_EQ(Copy(update_.errors().back().data), bad_med);

  EXPECT_EQ(Decode(UpdateBody({}, attributes, {})),
            UpdateAction::kSessionReset);
  EXPECT_EQ(update_.ResetNotification(),
            UpdateNotification(subcode::kAttributeLengthError, bad_med));

  EXPECT_EQ(Decode(UpdateBody({}, Join({attributes, Hex("40 63 00")}), {})),
            UpdateAction::kSessionReset);
  EXPECT_EQ(update_.ResetNotification(),
            UpdateNotification(subcode::kUnrecognizedWellKnownAttribute,
                               Hex("40 63 00")));
}

TEST_F(UpdateCodecTest, NothingIsLeftOfTheMessageBefore) {
  Decode(UpdateBody(Hex("08 0a"),
                    Join({MandatoryAttributes(), Hex("40 06 01 00")}),
                    Hex("18 c63364")));
  Decode(Hex("0000 0000"));
  EXPECT_EQ(update_.action(), UpdateAction::kNone);
  EXPECT_EQ(update_.error_count(), 0u);
  EXPECT_TRUE(update_.attributes().empty());
  EXPECT_TRUE(Prefixes(update_.announced()).empty());
  EXPECT_TRUE(Prefixes(update_.withdrawn()).empty());
  EXPECT_FALSE(update_.Has(AttributeType::kOrigin));
  EXPECT_FALSE(update_.IsDiscarded(AttributeType::kAtomicAggregate));
}

TEST_F(UpdateCodecTest, AddPathGivesPrefixesIdentifiers) {
  const Octets body = UpdateBody(Hex("00000009 08 0a"), MandatoryAttributes(),
                                 Hex("00000007 18 c63364"));
  SessionContext context = kExternal;
  context.add_path_ipv4_unicast = true;
  EXPECT_EQ(DecodeUpdate(body, context, update_), UpdateAction::kNone);
  EXPECT_EQ((*update_.nlri().begin()).path_id, 7u);
  EXPECT_EQ((*update_.withdrawn_routes().begin()).path_id, 9u);
}

}  // namespace
}  // namespace waymark::bgp
