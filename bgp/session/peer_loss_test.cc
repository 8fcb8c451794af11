// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Two peers whose connection is lost at every octet of what they exchange, in
// either direction: opening, UPDATEs, KEEPALIVEs and the Cease of a restart.
// Both must come back by themselves, and say what they have to say again.

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "absl/types/span.h"
#include "base/ip_address.h"
#include "base/monotonic_time.h"
#include "bgp/code_points.h"
#include "bgp/notification.h"
#include "bgp/session/down_reason.h"
#include "bgp/session/peer_config.h"
#include "bgp/session/restart_backoff.h"
#include "bgp/session/testing/raw_messages.h"
#include "bgp/session/testing/recording_visitor.h"
#include "bgp/session/testing/scripted_peer_test.h"
#include "bgp/session/testing/simulated_peer.h"
#include "bgp/session/testing/two_peers.h"
#include "gtest/gtest.h"

namespace waymark::bgp::testing {
namespace {

struct LossCase {
  std::string name;
  OpeningMode ours;
  OpeningMode theirs;
  size_t max_chunk;  // octets that one read returns
};

class Exchange {
 public:
  explicit Exchange(const LossCase& loss)
      : peers_(/*seed=*/1, Config(OurConfig(), loss.ours),
               Config(TheirConfig(), loss.theirs),
               {.max_chunk = loss.max_chunk}) {
    SpeakWhenEstablished(peers_.ours());
    SpeakWhenEstablished(peers_.theirs());
  }

  void LoseAfter(bool from_us, uint64_t octets) {
    peers_.network().ResetAfter(from_us ? kOurs.address : kTheirs.address,
                                from_us ? kTheirs.address : kOurs.address,
                                octets);
  }

  // Opening, UPDATEs, two KEEPALIVEs, a restart by us, the same again.
  void Run() {
    peers_.Start();
    peers_.Run(absl::Seconds(9));
    peers_.ours()->Stop(
        Notification::Cease(subcode::kAdministrativeReset, "restart"));
    peers_.Run(absl::Milliseconds(10));
    peers_.ours()->Start();
    peers_.Run(absl::Seconds(9));
  }

  void ExpectRecovered() {
    // What was lost last may still be missed.
    EXPECT_TRUE(peers_.RunUntilEstablished(absl::Seconds(3)));
    peers_.Run(absl::Milliseconds(10));
    EXPECT_TRUE(peers_.established());
    peers_.ExpectOrder();
    for (SimulatedPeer* const peer : {&peers_.ours(), &peers_.theirs()}) {
      const RecordingVisitor& visitor = peer->visitor();
      // One UPDATE over each session that lived long enough, and over the last.
      EXPECT_GE(visitor.updates().size(), 2u);
      EXPECT_LE(visitor.updates().size(), visitor.established_count());
      EXPECT_EQ(visitor.downs().size() + 1, visitor.established_count());
      for (const DownReason& reason : visitor.downs()) {
        EXPECT_FALSE(IsProtocolError(reason)) << reason.ToString();
      }
      for (const AttemptFailure& failure : visitor.failures()) {
        EXPECT_FALSE(IsProtocolError(failure.reason))
            << failure.reason.ToString();
      }
    }
  }

  // Whether anybody noticed a loss.
  bool Disturbed() {
    for (SimulatedPeer* const peer : {&peers_.ours(), &peers_.theirs()}) {
      for (const DownReason& reason : peer->visitor().downs()) {
        if (reason.kind == DownKind::kTransportClosed) return true;
      }
      for (const AttemptFailure& failure : peer->visitor().failures()) {
        if (failure.reason.kind == DownKind::kTransportClosed) return true;
      }
    }
    return false;
  }

 private:
  static PeerConfig Config(PeerConfig config, OpeningMode opening) {
    config.opening = opening;
    return config;
  }

  static void SpeakWhenEstablished(SimulatedPeer& peer) {
    peer.visitor().set_hook([&peer](PeerCall call) {
      if (call != PeerCall::kEstablished) return;
      const std::vector<uint8_t> update = AnAnnouncement();
      const absl::Span<const uint8_t> octets = update;
      // Takes nothing if the connection is already lost and nobody knows yet.
      peer->Send({&octets, 1});
    });
  }

  TwoPeers peers_;
};

class PeerLossTest : public ::testing::TestWithParam<LossCase> {};

TEST_P(PeerLossTest, ComesBackAfterALossAtEveryOctet) {
  for (const bool from_us : {true, false}) {
    // Beyond the last octet of the exchange nothing is disturbed any more. (Of
    // a connection that lost a collision 40 octets may be lost unnoticed.)
    int undisturbed = 0;
    uint64_t octets = 0;
    for (; undisturbed < 60 && octets < 2000; ++octets) {
      SCOPED_TRACE(octets);
      Exchange exchange(GetParam());
      exchange.LoseAfter(from_us, octets);
      exchange.Run();
      undisturbed = exchange.Disturbed() ? 0 : undisturbed + 1;
      exchange.ExpectRecovered();
      if (HasFailure()) return;
    }
    // Two OPENs, two UPDATEs and the KEEPALIVEs.
    EXPECT_GT(octets, 350u);
    EXPECT_LT(octets, 1000u);
  }
}

INSTANTIATE_TEST_SUITE_P(
    OpeningModes, PeerLossTest,
    ::testing::Values(
        LossCase{"WeDial", OpeningMode::kActive, OpeningMode::kPassive, 65536},
        LossCase{"BothDial", OpeningMode::kBoth, OpeningMode::kBoth, 65536},
        LossCase{"WeDialInPieces", OpeningMode::kActive, OpeningMode::kPassive,
                 5}),
    [](const ::testing::TestParamInfo<LossCase>& info) {
      return info.param.name;
    });

}  // namespace
}  // namespace waymark::bgp::testing
