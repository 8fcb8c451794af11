// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// What a session over several hops has of its own (RFC 5883).

#include <array>

#include "absl/types/span.h"
#include "base/byte_writer.h"
#include "base/ip_address.h"
#include "bfd/code_points.h"
#include "bfd/control_packet.h"
#include "bfd/demultiplexer.h"
#include "bfd/drop_reason.h"
#include "bfd/received_packet.h"
#include "bfd/session.h"
#include "bfd/session_config.h"
#include "bfd/session_key.h"
#include "bfd/testing/session_harness.h"
#include "gtest/gtest.h"

namespace waymark::bfd {
namespace {

using testing::SessionHarness;
using testing::TestConfig;

SessionConfig MultihopConfig() {
  SessionConfig config = TestConfig();
  config.key.path = PathKind::kMultihop;
  return config;
}

void ReceiveWithTtl(SessionHarness& harness, int ttl) {
  std::array<uint8_t, kMaxControlPacketSize> octets;
  ByteWriter writer(absl::MakeSpan(octets));
  EncodeControlPacket(harness.FromRemote(State::kDown), writer);
  harness.demultiplexer.Receive(
      {.octets = writer.written(),
       .source = {.address = harness.config.key.remote, .port = 49152},
       .destination = harness.config.key.local,
       .interface_index = 1,
       .ttl = ttl,
       .received_at = harness.Now(),
       .path = PathKind::kMultihop});
}

// RFC 5883, 3: no Echo over several hops; we offer to take none.
// Conformance: RFC5883-3-1 positive
// Conformance: RFC5883-3-1 negative
TEST(SessionMultihopTest, ItComesUpLikeAnyOtherAndOffersNoEcho) {
  SessionHarness harness(MultihopConfig());
  harness.BringUp();
  EXPECT_EQ(harness.session->state(), State::kUp);
  ASSERT_EQ(harness.transport.opened.size(), 1u);
  EXPECT_EQ(harness.transport.opened[0].path, PathKind::kMultihop);
  for (const testing::SentPacket& sent : harness.transport.sent) {
    EXPECT_EQ(sent.packet.required_min_echo_rx_interval, 0u);
  }
}

TEST(SessionMultihopTest, PacketsBelowItsLeastTtlAreDropped) {
  SessionConfig config = MultihopConfig();
  config.min_ttl = 250;
  SessionHarness harness(config);
  harness.Start();
  ReceiveWithTtl(harness, 249);
  EXPECT_EQ(harness.session->state(), State::kDown);
  EXPECT_EQ(harness.demultiplexer.counters().drops(DropReason::kBadTtl), 1u);
  ReceiveWithTtl(harness, 250);
  EXPECT_EQ(harness.session->state(), State::kInit);
}

TEST(SessionMultihopTest, TheLeastTtlIsFrom1To255) {
  SessionConfig config = MultihopConfig();
  for (const int ttl : {1, 255}) {
    config.min_ttl = ttl;
    EXPECT_TRUE(Validate(config).ok()) << ttl;
  }
  for (const int ttl : {0, 256, -1}) {
    config.min_ttl = ttl;
    EXPECT_FALSE(Validate(config).ok()) << ttl;
  }
}

TEST(SessionMultihopTest, APathOfSeveralHopsIsBoundToNoLink) {
  SessionConfig config = MultihopConfig();
  config.key.interface_index = 2;
  EXPECT_EQ(Validate(config).message(),
            "a multihop session takes no interface_index");
}

// Not told to name an interface, which the next error would forbid again.
TEST(SessionMultihopTest, ALinkLocalAddressReachesNoFurtherThanItsLink) {
  const IpAddress global = *IpAddress::Parse("2001:db8::1");
  const IpAddress link_local = *IpAddress::Parse("fe80::2");
  for (const bool local : {false, true}) {
    for (const uint32_t interface_index : {0, 2}) {
      SessionConfig config = MultihopConfig();
      config.key.local = local ? link_local : global;
      config.key.remote = local ? global : link_local;
      config.key.interface_index = interface_index;
      EXPECT_EQ(Validate(config).message(),
                "a link-local address reaches no further than its link: a "
                "multihop session needs another");
    }
  }
}

}  // namespace
}  // namespace waymark::bfd
