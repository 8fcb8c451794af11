// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// What the encoder writes, the decoder reads back: random attributes and routes
// in every kind of session.

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "base/byte_writer.h"
#include "bgp/code_points.h"
#include "bgp/family.h"
#include "bgp/nlri.h"
#include "bgp/path_attributes.h"
#include "bgp/wire/decoded_update.h"
#include "bgp/wire/message_framer.h"
#include "bgp/wire/message_header.h"
#include "bgp/wire/nlri_view.h"
#include "bgp/wire/path_attributes_builder.h"
#include "bgp/wire/session_context.h"
#include "bgp/wire/testing/random_routes.h"
#include "bgp/wire/update_codec.h"
#include "bgp/wire/update_encoder.h"
#include "bgp/wire/update_error.h"
#include "gtest/gtest.h"

namespace waymark::bgp {
namespace {

using ::waymark::bgp::testing::RandomRoutes;

void Append(const absl::Span<const NlriView> fields, std::vector<Nlri>& out) {
  for (const NlriView& field : fields) {
    out.insert(out.end(), field.begin(), field.end());
  }
}

// All routes that the octets announce and withdraw; every message is without
// error and, where it announces, has `attributes`.
struct Received {
  std::vector<Nlri> announced;
  std::vector<Nlri> withdrawn;
};

Received Receive(absl::Span<const uint8_t> octets,
                 const SessionContext& context,
                 const PathAttributes& attributes) {
  MessageFramer framer;
  framer.AllowExtendedMessages(context.extended_message);
  framer.Append(octets);
  RawMessage message;
  DecodedUpdate update;
  Received received;
  while (framer.Next(message)) {
    EXPECT_EQ(message.type, MessageType::kUpdate);
    EXPECT_EQ(DecodeUpdate(message.body(), context, update),
              UpdateAction::kNone);
    const size_t before = received.announced.size();
    Append(update.announced(), received.announced);
    Append(update.withdrawn(), received.withdrawn);
    if (received.announced.size() > before) {
      EXPECT_EQ(BuildPathAttributes(update, context), attributes);
    }
  }
  EXPECT_FALSE(framer.error());
  return received;
}

// Writes all of `nlri` with `write`, which is given what is left.
template <typename Write>
void WriteAll(absl::Span<const Nlri> nlri, Write write) {
  while (!nlri.empty()) {
    const size_t count = write(nlri);
    ASSERT_GT(count, 0u);
    nlri.remove_prefix(count);
  }
}

// Conformance: RFC6793-4.2.2-2 positive
// Conformance: RFC6793-4.2.3-6 positive
// Conformance: RFC4271-5-3 positive
TEST(UpdateRoundTripTest, WhatIsWrittenIsReadBack) {
  std::vector<uint8_t> buffer(1 << 20);
  for (uint32_t seed = 0; seed < 4000; ++seed) {
    SCOPED_TRACE(seed);
    RandomRoutes random(seed);
    const SessionContext context = random.Context();
    const Family family = random.OneIn(2) ? kIpv4Unicast : kIpv6Unicast;
    const PathAttributes attributes = random.Attributes(family, context);
    const std::vector<Nlri> announced = random.Routes(
        family, context, random.Below(random.OneIn(20) ? 2000 : 9));
    const std::vector<Nlri> withdrawn = random.Routes(
        family, context, random.Below(random.OneIn(20) ? 2000 : 9));

    ByteWriter writer(absl::MakeSpan(buffer));
    const UpdateEncoder encoder(context);
    const EncodedAttributes encoded = encoder.Encode(family, attributes);
    if (encoded.status() == EncodeStatus::kTooLarge) continue;
    ASSERT_EQ(encoded.status(), EncodeStatus::kOk);
    WriteAll(announced, [&](absl::Span<const Nlri> left) {
      return encoder.Announce(encoded, left, writer);
    });
    WriteAll(withdrawn, [&](absl::Span<const Nlri> left) {
      return encoder.Withdraw(family, left, writer);
    });
    const Received received = Receive(writer.written(), context, attributes);
    ASSERT_EQ(received.announced, announced);
    ASSERT_EQ(received.withdrawn, withdrawn);
  }
}

TEST(UpdateRoundTripTest, EndOfRibIsReadBack) {
  std::vector<uint8_t> buffer(kMaxMessageSize);
  for (const Family& family : {kIpv4Unicast, kIpv6Unicast}) {
    ByteWriter writer(absl::MakeSpan(buffer));
    EXPECT_TRUE(UpdateEncoder(SessionContext()).EndOfRib(family, writer));
    DecodedUpdate update;
    DecodeUpdate(writer.written().subspan(kHeaderSize), {}, update);
    EXPECT_EQ(update.end_of_rib(), family);
  }
}

}  // namespace
}  // namespace waymark::bgp
