// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The decoder against the slow reference: on every truncation and every changed
// octet of some messages, on random messages with random changes, and on random
// octets.

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "base/byte_writer.h"
#include "bgp/code_points.h"
#include "bgp/family.h"
#include "bgp/nlri.h"
#include "bgp/notification.h"
#include "bgp/wire/decoded_update.h"
#include "bgp/wire/nlri_view.h"
#include "bgp/wire/path_attributes_builder.h"
#include "bgp/wire/session_context.h"
#include "bgp/wire/testing/octets.h"
#include "bgp/wire/testing/random_routes.h"
#include "bgp/wire/testing/reference_update.h"
#include "bgp/wire/update_codec.h"
#include "bgp/wire/update_encoder.h"
#include "bgp/wire/update_error.h"
#include "gtest/gtest.h"

namespace waymark::bgp {
namespace {

using ::waymark::bgp::testing::Attribute;
using ::waymark::bgp::testing::Copy;
using ::waymark::bgp::testing::DecodeReference;
using ::waymark::bgp::testing::ForEachChangedOctet;
using ::waymark::bgp::testing::ForEachTruncation;
using ::waymark::bgp::testing::Hex;
using ::waymark::bgp::testing::Join;
using ::waymark::bgp::testing::MandatoryAttributes;
using ::waymark::bgp::testing::Octets;
using ::waymark::bgp::testing::OriginAndAsPath;
using ::waymark::bgp::testing::RandomRoutes;
using ::waymark::bgp::testing::ReferenceError;
using ::waymark::bgp::testing::ReferenceUpdate;
using ::waymark::bgp::testing::ToHex;
using ::waymark::bgp::testing::UpdateBody;

std::vector<std::string> Texts(absl::Span<const NlriView> fields) {
  std::vector<std::string> texts;
  for (const NlriView& field : fields) {
    for (const Nlri& nlri : field) {
      const std::string prefix = nlri.prefix.ToString();
      texts.push_back(field.add_path() ? absl::StrCat(nlri.path_id, "@", prefix)
                                       : prefix);
    }
  }
  return texts;
}

// True if both decoders say the same.
bool Agree(const Octets& body, const SessionContext& context) {
  DecodedUpdate update;
  DecodeUpdate(body, context, update);
  const ReferenceUpdate reference = DecodeReference(body, context);
  if (update.action() != reference.action ||
      update.error_count() != reference.errors.size() ||
      Texts(update.withdrawn()) != reference.withdrawn ||
      Texts(update.announced()) != reference.announced) {
    return false;
  }
  // Whatever was decoded can be built; nothing is expected of the value here.
  if (update.action() < UpdateAction::kTreatAsWithdraw) {
    BuildPathAttributes(update, context);
  }
  if (update.error_count() > DecodedUpdate::kMaxErrors) return true;
  for (size_t i = 0; i < update.errors().size(); ++i) {
    const UpdateError& error = update.errors()[i];
    if (ReferenceError{error.action, error.subcode,
                       static_cast<int>(error.attribute),
                       Copy(error.data)} != reference.errors[i]) {
      return false;
    }
  }
  return true;
}

void ExpectAgreement(const Octets& body, const SessionContext& context) {
  EXPECT_TRUE(Agree(body, context)) << ToHex(body);
}

// Sessions that differ in how a message is read.
std::vector<SessionContext> Contexts() {
  return {{.four_octet_as = true},
          {.four_octet_as = true, .internal = true},
          {.four_octet_as = false},
          {.four_octet_as = true,
           .add_path_ipv4_unicast = true,
           .add_path_ipv6_unicast = true}};
}

std::vector<Octets> Samples() {
  return {
      Hex("0000 0000"),
      UpdateBody(Hex("08 0a 20 c0000201"), {}, {}),
      UpdateBody(Hex("18 c63364"), MandatoryAttributes(),
                 Hex("18 c63364 09 0a80 00")),
      UpdateBody({}, Hex("80 0f 03 0002 01"), {}),
      UpdateBody({},
                 Join({Hex("80 0e 1a 0002 01"
                           "10 20010db8000000000000000000000001 00 20 20010db8"
                           "80 0f 0a 0002 01 30 20010db80001"),
                       OriginAndAsPath()}),
                 {}),
      UpdateBody({},
                 Join({MandatoryAttributes(),
                       Hex("80 04 04 0000000a 40 05 04 00000064 40 06 00"
                           "c0 07 08 0000fde9 c0000202 c0 08 04 fde80001"
                           "80 09 04 c0000203 80 0a 04 0a000001"
                           "c0 10 08 0002fde800000064"
                           "c0 20 0c 0000fde8 00000001 00000002"
                           "c0 23 04 0000fde9 c0 c8 02 0102")}),
                 Hex("18 c63364")),
      UpdateBody({},
                 Hex("40 01 01 00 40 02 06 02 02 fde9 5ba0 40 03 04 c0000201"
                     "c0 07 06 5ba0 c0000202 c0 11 06 02 01 00011170"
                     "c0 12 08 00011170 c0000203"),
                 Hex("18 c63364")),
  };
}

TEST(UpdateReferenceTest, TheSamplesAgree) {
  for (const SessionContext& context : Contexts()) {
    for (const Octets& body : Samples()) ExpectAgreement(body, context);
  }
}

TEST(UpdateReferenceTest, EveryTruncationAgrees) {
  for (const SessionContext& context : Contexts()) {
    for (const Octets& body : Samples()) {
      ForEachTruncation(
          body, [&](const Octets& cut) { ExpectAgreement(cut, context); });
    }
  }
}

TEST(UpdateReferenceTest, EveryChangedOctetAgrees) {
  for (const SessionContext& context : Contexts()) {
    for (const Octets& body : Samples()) {
      ForEachChangedOctet(body, [&](const Octets& changed) {
        ExpectAgreement(changed, context);
      });
    }
  }
}

// A random message that is correct.
Octets RandomBody(RandomRoutes& random, const SessionContext& context) {
  const Family family = random.OneIn(2) ? kIpv4Unicast : kIpv6Unicast;
  std::vector<uint8_t> buffer(kMaxExtendedMessageSize);
  ByteWriter writer(absl::MakeSpan(buffer));
  const UpdateEncoder encoder(context);
  const std::vector<Nlri> routes =
      random.Routes(family, context, 1 + random.Below(5));
  if (random.OneIn(4)) {
    encoder.Withdraw(family, routes, writer);
  } else {
    encoder.Announce(encoder.Encode(family, random.Attributes(family, context)),
                     routes, writer);
  }
  return Copy(writer.written().subspan(kHeaderSize));
}

TEST(UpdateReferenceTest, RandomMessagesWithRandomChangesAgree) {
  for (uint32_t seed = 0; seed < 1500; ++seed) {
    RandomRoutes random(seed);
    const SessionContext context = random.Context();
    Octets body = RandomBody(random, context);
    ASSERT_TRUE(Agree(body, context)) << seed;
    for (int change = 0; change < 10; ++change) {
      const auto at = body.begin() + static_cast<std::ptrdiff_t>(random.Below(
                                         static_cast<uint32_t>(body.size())));
      switch (random.Below(3)) {
        case 0:
          *at = static_cast<uint8_t>(random.Any());
          break;
        case 1:
          body.insert(at, static_cast<uint8_t>(random.Below(20)));
          break;
        default:
          if (body.size() > 1) body.erase(at);
      }
      ASSERT_TRUE(Agree(body, context)) << seed << " " << ToHex(body);
    }
  }
}

// Attributes of every type, with likely flags and lengths, in random order.
TEST(UpdateReferenceTest, RandomAttributesAgree) {
  for (uint32_t seed = 0; seed < 5000; ++seed) {
    RandomRoutes random(seed);
    const SessionContext context = random.Context();
    Octets attributes;
    for (uint32_t i = random.Below(8); i > 0; --i) {
      const uint8_t flags = static_cast<uint8_t>(random.Below(16) << 4);
      Octets value(random.OneIn(2) ? 4 * random.Below(4) : random.Below(14));
      for (uint8_t& octet : value) {
        octet = static_cast<uint8_t>(random.OneIn(3) ? random.Any()
                                                     : random.Below(4));
      }
      attributes =
          Join({attributes,
                Attribute(flags, static_cast<AttributeType>(random.Below(40)),
                          value)});
    }
    if (random.OneIn(2)) attributes = Join({attributes, MandatoryAttributes()});
    const Octets body =
        UpdateBody({}, attributes, random.OneIn(2) ? Hex("08 0a") : Octets());
    ASSERT_TRUE(Agree(body, context)) << ToHex(body);
  }
}

}  // namespace
}  // namespace waymark::bgp
