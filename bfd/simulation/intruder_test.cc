// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Somebody sends a session that is Up packets that are not its neighbour's:
// damaged ones, and ones recorded earlier. What RFC 5880, 6.8.6 discards
// changes nothing but counters; what it accepts (without authentication, a
// packet with the right discriminator is the neighbour's) does what the oracle
// foretells.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/ip_address.h"
#include "base/ip_endpoint.h"
#include "base/testing/packet_network.h"
#include "base/testing/simulated_node.h"
#include "bfd/code_points.h"
#include "bfd/demultiplexer.h"
#include "bfd/key_chain.h"
#include "bfd/session.h"
#include "bfd/session_snapshot.h"
#include "bfd/testing/judged_end.h"
#include "bfd/testing/judged_pair.h"
#include "bfd/testing/session_oracle.h"
#include "gtest/gtest.h"

namespace waymark::bfd {
namespace {

using testing::JudgedPair;
using testing::kLeftAddress;
using testing::kRightAddress;
using testing::Timers;
using waymark::testing::Packet;
using waymark::testing::PacketSocket;
using waymark::testing::PacketVisitor;

using Octets = std::vector<uint8_t>;

constexpr uint16_t kIntrudersPort = 40000;

// bfd.RcvAuthSeq; 0 without authentication.
uint32_t Sequence(const SessionSnapshot& snapshot) {
  return snapshot.authentication.has_value()
             ? snapshot.authentication->rcv_auth_seq
             : 0;
}

// Everything that a discarded packet must leave as it was.
auto WhatCounts(const SessionSnapshot& s) {
  return std::make_tuple(
      s.session_state, s.remote_session_state, s.local_discr, s.remote_discr,
      s.local_diag, s.desired_min_tx_interval, s.required_min_rx_interval,
      s.remote_min_rx_interval, s.remote_demand_mode, s.detect_mult,
      s.remote_diag, s.remote_desired_min_tx_interval, s.remote_detect_mult,
      s.remote_control_plane_independent, s.transmit_interval, s.detection_time,
      s.poll_active, Sequence(s), s.last_received, s.last_state_change,
      s.counters.packets_sent, s.counters.packets_received,
      s.counters.up_transitions, s.counters.down_transitions,
      s.counters.local_stalls);
}

// A pair that is Up, and a host that sends to the right one in the left one's
// name.
class IntruderTest : public ::testing::Test, private PacketVisitor {
 protected:
  explicit IntruderTest(uint64_t seed = 1,
                        std::shared_ptr<const KeyChain> keys = nullptr)
      : pair_(seed, {.left = Timers(50, 3),
                     .right = Timers(50, 3),
                     .keys = std::move(keys)}),
        socket_(pair_.network.Bind(
            pair_.world.AddNode("intruder"),
            {.address = kLeftAddress, .port = kIntrudersPort}, *this)) {
    pair_.right.on_arrival = [this](const Packet& packet, bool accepted) {
      OnArrivalAtRight(packet, accepted);
    };
  }

  void SetUp() override { ASSERT_TRUE(pair_.BringUp()); }

  // Sends it and runs until it has been dealt with. Whether it was accepted.
  bool Inject(const Octets& octets, int ttl = 255) {
    injected_ = false;
    socket_->Send(octets, {.address = kRightAddress, .port = kControlPort},
                  ttl);
    EXPECT_TRUE(
        pair_.world.RunUntil([this] { return injected_; }, absl::Seconds(1)));
    return accepted_;
  }

  // Inject, and if it is discarded nothing may have changed.
  bool InjectAndCompare(const Octets& octets, int ttl = 255) {
    if (Inject(octets, ttl)) return true;
    const SessionSnapshot after = pair_.right.session().Snapshot();
    EXPECT_EQ(WhatCounts(before_), WhatCounts(after)) << Hex(octets);
    EXPECT_EQ(Dropped(), dropped_before_ + 1) << Hex(octets);
    return false;
  }

  // Until both are Up again, which an accepted packet may have prevented.
  void Recover() {
    ASSERT_EQ(pair_.Judge(), "");
    ASSERT_TRUE(pair_.world.RunUntil([this] { return pair_.IsUp(); },
                                     absl::Minutes(1)));
  }

  static std::string Hex(const Octets& octets) {
    return absl::BytesToHexString(absl::string_view(
        reinterpret_cast<const char*>(octets.data()), octets.size()));
  }

  JudgedPair pair_;
  // The last packets of the left one that the right one received.
  std::vector<Octets> genuine_;

 private:
  void OnPacket(const Packet&) override {}

  void OnArrivalAtRight(const Packet& packet, bool accepted) {
    if (packet.source.port != kIntrudersPort) {
      genuine_.push_back(packet.octets);
      return;
    }
    injected_ = true;
    accepted_ = accepted;
    before_ = pair_.right.session().Snapshot();
    dropped_before_ = Dropped();
  }

  uint64_t Dropped() const {
    const DemultiplexerCounters& counters =
        pair_.right.demultiplexer().counters();
    uint64_t dropped = 0;
    for (const uint64_t count : counters.dropped) dropped += count;
    return dropped;
  }

  const std::unique_ptr<PacketSocket> socket_;
  bool injected_ = false;
  bool accepted_ = false;
  SessionSnapshot before_;
  uint64_t dropped_before_ = 0;
};

// Between one and three changes, of bits, octets, fields or length.
void Mutate(Octets& octets, std::mt19937_64& random) {
  for (uint64_t left = 1 + random() % 3; left > 0; --left) {
    const size_t at = octets.empty() ? 0 : random() % octets.size();
    switch (random() % 8) {
      case 0:
      case 1:
        if (!octets.empty()) {
          octets[at] ^= static_cast<uint8_t>(1 << random() % 8);
        }
        break;
      case 2:
        if (!octets.empty()) octets[at] = static_cast<uint8_t>(random());
        break;
      case 3:
        octets.resize(at);
        break;
      case 4:
        for (uint64_t more = random() % 20; more > 0; --more) {
          octets.push_back(static_cast<uint8_t>(random()));
        }
        break;
      case 5:  // a field of four octets
        for (size_t i = at & ~size_t{3};
             i < std::min((at | 3) + 1, octets.size()); ++i) {
          octets[i] = static_cast<uint8_t>(random());
        }
        break;
      case 6:  // the same, zero or all ones
        std::fill(octets.begin() + static_cast<ptrdiff_t>(at & ~size_t{3}),
                  octets.begin() + static_cast<ptrdiff_t>(
                                       std::min((at | 3) + 1, octets.size())),
                  static_cast<uint8_t>(random() % 2 == 0 ? 0 : 0xff));
        break;
      default:  // the first four octets, where the flags are
        if (octets.size() >= 4) octets[at % 4] = static_cast<uint8_t>(random());
        break;
    }
  }
}

class FuzzedPacketTest : public IntruderTest,
                         public ::testing::WithParamInterface<uint64_t> {
 protected:
  FuzzedPacketTest() : IntruderTest(GetParam()) {}
};

TEST_P(FuzzedPacketTest, OnesThatAreDiscardedChangeNothing) {
  int accepted = 0;
  int discarded = 0;
  for (int round = 0; round < 5000; ++round) {
    Octets octets = genuine_.back();
    Mutate(octets, pair_.random);
    const int ttl = pair_.random() % 10 == 0 ? 254 : 255;
    if (InjectAndCompare(octets, ttl)) {
      ++accepted;
      Recover();
    } else {
      ++discarded;
    }
    if (HasFailure()) break;
  }
  EXPECT_GT(accepted, 500);
  EXPECT_GT(discarded, 2000);
  EXPECT_EQ(pair_.Judge(), "");
}

std::shared_ptr<const KeyChain> Keys(AuthType type) {
  return std::make_shared<const KeyChain>(
      *KeyChain::Create({{.id = 1, .type = type, .secret = "open sesame"}}));
}

class AuthenticatedTest : public IntruderTest,
                          public ::testing::WithParamInterface<AuthType> {
 protected:
  AuthenticatedTest() : IntruderTest(1, Keys(GetParam())) {}
};

TEST_P(AuthenticatedTest, NothingThatIsFuzzedOrReplayedChangesAnything) {
  for (int round = 0; round < 5000; ++round) {
    const Octets& recorded = genuine_[pair_.random() % genuine_.size()];
    Octets octets = round % 5 == 0 ? recorded : genuine_.back();
    if (round % 5 != 0) Mutate(octets, pair_.random);
    EXPECT_FALSE(InjectAndCompare(octets));
    if (HasFailure()) break;
  }
  EXPECT_EQ(pair_.left.downs() + pair_.right.downs(), 0u);
  EXPECT_EQ(pair_.Judge(), "");
}

INSTANTIATE_TEST_SUITE_P(Types, AuthenticatedTest,
                         ::testing::Values(AuthType::kMeticulousKeyedMd5,
                                           AuthType::kMeticulousKeyedSha1));

INSTANTIATE_TEST_SUITE_P(Seeds, FuzzedPacketTest,
                         ::testing::Range<uint64_t>(1, 9));

TEST_F(IntruderTest, AFloodOfDiscardedPacketsTakesNothingDown) {
  for (int round = 0; round < 20'000; ++round) {
    Octets octets = genuine_.back();
    octets[8 + pair_.random() % 4] ^=
        static_cast<uint8_t>(1 + pair_.random() % 255);
    EXPECT_FALSE(Inject(octets));
  }
  EXPECT_EQ(pair_.left.downs() + pair_.right.downs(), 0u);
  EXPECT_EQ(pair_.Judge(), "");
}

// Everything that the left one sent while it came up and afterwards, for an
// earlier session of the same addresses.
TEST_F(IntruderTest, PacketsOfAnEarlierSessionChangeNothing) {
  std::vector<Octets> recorded;
  JudgedPair earlier(99, {.left = Timers(50, 3), .right = Timers(50, 3)});
  earlier.right.on_arrival = [&recorded](const Packet& packet, bool) {
    recorded.push_back(packet.octets);
  };
  ASSERT_TRUE(earlier.BringUp());
  earlier.world.RunFor(absl::Seconds(1));
  int replayed = 0;
  for (const Octets& octets : recorded) {
    // The first packets name no session: anyone's restart looks like that.
    if (std::all_of(octets.begin() + 8, octets.begin() + 12,
                    [](uint8_t octet) { return octet == 0; })) {
      continue;
    }
    EXPECT_FALSE(InjectAndCompare(octets));
    ++replayed;
  }
  EXPECT_GT(replayed, 20);
  EXPECT_EQ(pair_.right.downs(), 0u);
  EXPECT_EQ(pair_.Judge(), "");
}

// Without authentication they are as good as new, and do no harm.
TEST_F(IntruderTest, PacketsOfThisSessionReplayedWhileUpKeepItUp) {
  genuine_.clear();
  pair_.world.RunFor(absl::Seconds(2));
  const std::vector<Octets> recorded = genuine_;
  for (const Octets& octets : recorded) EXPECT_TRUE(Inject(octets));
  EXPECT_EQ(pair_.right.downs(), 0u);
  EXPECT_EQ(pair_.left.downs(), 0u);
  EXPECT_EQ(pair_.Judge(), "");
}

// RFC 5880, 6.8.6 knows no better without authentication: the packets of the
// handshake end the session, and it comes back by itself.
TEST_F(IntruderTest, PacketsOfTheHandshakeReplayedDoWhatTheRfcSays) {
  const std::vector<Octets> recorded = genuine_;
  for (const Octets& octets : recorded) {
    EXPECT_TRUE(Inject(octets));
    Recover();
  }
  EXPECT_GT(pair_.right.downs(), 0u);
}

}  // namespace
}  // namespace waymark::bfd
