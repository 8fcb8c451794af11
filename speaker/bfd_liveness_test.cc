// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "speaker/bfd_liveness.h"

#include <memory>
#include <vector>

#include "absl/time/time.h"
#include "base/ip_address.h"
#include "base/testing/packet_network.h"
#include "base/testing/simulated_world.h"
#include "bfd/code_points.h"
#include "bfd/demultiplexer.h"
#include "bfd/session.h"
#include "bfd/session_config.h"
#include "bfd/session_listener.h"
#include "bfd/testing/recording_listener.h"
#include "bfd/testing/simulated_transport.h"
#include "bgp/session/liveness_source.h"
#include "gtest/gtest.h"

namespace waymark::speaker {
namespace {

using bgp::Liveness;
using bgp::LivenessReport;

constexpr IpAddress kOurs = IpAddress::V4(192, 0, 2, 1);
constexpr IpAddress kTheirs = IpAddress::V4(192, 0, 2, 2);

bfd::SessionConfig Config(const IpAddress& local, const IpAddress& remote) {
  bfd::SessionConfig config;
  config.key.local = local;
  config.key.remote = remote;
  config.timers = {.desired_min_tx = absl::Milliseconds(50),
                   .required_min_rx = absl::Milliseconds(50),
                   .detect_multiplier = 3};
  return config;
}

struct Visitor final : bgp::LivenessVisitor {
  void OnLiveness(const LivenessReport& report) override {
    reports.push_back(report);
  }
  std::vector<LivenessReport> reports;
};

struct Observer final : BfdObserver {
  void OnBfdStateChange(const bfd::StateChange& change) override {
    changes.push_back(change);
  }
  void OnBfdLocalStall(const bfd::LocalStall&) override {}
  std::vector<bfd::StateChange> changes;
};

// Our source, and a BFD session in the neighbour's place.
class BfdLivenessTest : public ::testing::Test {
 protected:
  BfdLivenessTest() { Restart(); }

  // The neighbour loses all that it knew, without a word.
  void Restart() {
    neighbor_.reset();
    neighbor_ = std::make_unique<bfd::Session>(
        their_node_.runtime(), their_demultiplexer_, their_transport_,
        Config(kTheirs, kOurs), their_listener_);
    ASSERT_TRUE(neighbor_->Start().ok());
  }
  void BringUp() {
    source_.Start(visitor_);
    ASSERT_TRUE(source_.StartSession().ok());
    Run(absl::Seconds(5));
    ASSERT_EQ(source_.liveness(), Liveness::kUp);
  }
  void Run(absl::Duration duration) { world_.RunFor(duration); }
  void Block(bool blocked) {
    network_.SetBlocked(kOurs, kTheirs, blocked);
    network_.SetBlocked(kTheirs, kOurs, blocked);
  }
  std::vector<Liveness> Verdicts() const {
    std::vector<Liveness> verdicts;
    for (const LivenessReport& report : visitor_.reports) {
      verdicts.push_back(report.liveness);
    }
    return verdicts;
  }

  waymark::testing::SimulatedWorld world_{1};
  waymark::testing::PacketNetwork network_{world_};
  waymark::testing::SimulatedNode& our_node_ = world_.AddNode("ours");
  waymark::testing::SimulatedNode& their_node_ = world_.AddNode("theirs");
  bfd::Demultiplexer demultiplexer_{{}, our_node_.runtime().random};
  bfd::Demultiplexer their_demultiplexer_{{}, their_node_.runtime().random};
  bfd::testing::SimulatedTransport transport_{our_node_, network_,
                                              demultiplexer_};
  bfd::testing::SimulatedTransport their_transport_{their_node_, network_,
                                                    their_demultiplexer_};
  bfd::testing::RecordingListener their_listener_;
  std::unique_ptr<bfd::Session> neighbor_;
  Observer observer_;
  Visitor visitor_;
  BfdLiveness source_{our_node_.runtime(), demultiplexer_, transport_,
                      Config(kOurs, kTheirs), observer_};
};

// Conformance: RFC5882-3.3-a positive
TEST_F(BfdLivenessTest, ComingUpIsOneVerdictAndNoFailure) {
  source_.Start(visitor_);
  ASSERT_TRUE(source_.StartSession().ok());
  EXPECT_EQ(source_.liveness(), Liveness::kUnknown);
  Run(absl::Seconds(5));
  EXPECT_EQ(Verdicts(), std::vector<Liveness>{Liveness::kUp});
  EXPECT_GE(observer_.changes.size(), 1u);
}

// Conformance: RFC5882-3.3-a positive
TEST_F(BfdLivenessTest, AHandshakeThatFailsIsNoFailureOfThePath) {
  // They hear us and we do not hear them, but for the first of their packets.
  source_.Start(visitor_);
  ASSERT_TRUE(source_.StartSession().ok());
  world_.RunUntil([this] { return !observer_.changes.empty(); },
                  absl::Seconds(5));
  ASSERT_EQ(observer_.changes.back().new_state, bfd::State::kInit);
  Block(true);
  Run(absl::Seconds(10));
  ASSERT_EQ(observer_.changes.back().new_state, bfd::State::kDown);
  EXPECT_TRUE(visitor_.reports.empty());
  EXPECT_EQ(source_.liveness(), Liveness::kUnknown);
}

// Conformance: RFC5882-3.3-a negative
// Conformance: RFC5882-4.2.1-a positive
TEST_F(BfdLivenessTest, SilenceIsAFailureWithTheTimeOfTheLastPacket) {
  BringUp();
  Block(true);
  Run(absl::Seconds(1));
  ASSERT_EQ(visitor_.reports.size(), 2u);
  const LivenessReport& report = visitor_.reports[1];
  EXPECT_EQ(report.liveness, Liveness::kDown);
  EXPECT_EQ(report.sequence, 2u);
  EXPECT_FALSE(report.declared_by_neighbor);
  ASSERT_TRUE(report.last_good.has_value());
  EXPECT_EQ(report.verdict_time - *report.last_good, absl::Milliseconds(150));
}

TEST_F(BfdLivenessTest, TheNeighborsVerdictIsMarkedAsIts) {
  BringUp();
  network_.SetBlocked(kOurs, kTheirs, true);
  Run(absl::Seconds(1));
  ASSERT_GE(visitor_.reports.size(), 2u);
  EXPECT_EQ(visitor_.reports[1].liveness, Liveness::kDown);
  EXPECT_TRUE(visitor_.reports[1].declared_by_neighbor);
}

// Conformance: RFC5882-3.2-a positive
// Conformance: RFC5882-4.2-a positive
TEST_F(BfdLivenessTest, AdminDownOfEitherSideIsNoFailure) {
  BringUp();
  neighbor_->SetAdminDown(true);
  Run(absl::Seconds(1));
  EXPECT_EQ(source_.liveness(), Liveness::kAdminDown);
  neighbor_->SetAdminDown(false);
  Run(absl::Seconds(5));
  EXPECT_EQ(source_.liveness(), Liveness::kUp);
  source_.SetAdminDown(true);
  Run(absl::Seconds(1));
  EXPECT_EQ(source_.liveness(), Liveness::kAdminDown);
  source_.SetAdminDown(false);
  EXPECT_EQ(source_.liveness(), Liveness::kUnknown);
  Run(absl::Seconds(5));
  EXPECT_EQ(source_.liveness(), Liveness::kUp);
  for (const LivenessReport& report : visitor_.reports) {
    EXPECT_NE(report.liveness, Liveness::kDown);
  }
}

// Conformance: RFC5882-4.1-1 positive
TEST_F(BfdLivenessTest, AnAdminDownThatFindsUsDownIsAVerdict) {
  neighbor_->SetAdminDown(true);
  source_.Start(visitor_);
  ASSERT_TRUE(source_.StartSession().ok());
  Run(absl::Seconds(5));
  EXPECT_EQ(Verdicts(), std::vector<Liveness>{Liveness::kAdminDown});
  EXPECT_TRUE(observer_.changes.empty());
  neighbor_->SetAdminDown(false);
  Run(absl::Seconds(5));
  EXPECT_EQ(source_.liveness(), Liveness::kUp);
  Block(true);
  Run(absl::Seconds(1));
  EXPECT_EQ(source_.liveness(), Liveness::kDown);
  neighbor_->SetAdminDown(true);
  Block(false);
  Run(absl::Seconds(5));
  EXPECT_EQ(source_.liveness(), Liveness::kAdminDown);
}

// Conformance: RFC5882-4.1-1 negative
TEST_F(BfdLivenessTest, AnAdminDownThatIsOverOrTooOldIsNone) {
  BringUp();
  neighbor_->SetAdminDown(true);
  Run(absl::Seconds(1));
  network_.SetBlocked(kOurs, kTheirs, true);
  neighbor_->SetAdminDown(false);
  Run(absl::Seconds(5));
  EXPECT_EQ(source_.liveness(), Liveness::kUnknown) << "it cannot come Up";
  neighbor_->SetAdminDown(true);
  Run(absl::Seconds(2));
  EXPECT_EQ(source_.liveness(), Liveness::kAdminDown);
  Block(true);
  Run(absl::Seconds(10));
  EXPECT_EQ(source_.liveness(), Liveness::kUnknown) << "it may have gone";
}

TEST_F(BfdLivenessTest, OurAdminDownAndTheNeighborsEndEachForItself) {
  BringUp();
  source_.SetAdminDown(true);
  neighbor_->SetAdminDown(true);
  Run(absl::Seconds(2));
  source_.SetAdminDown(false);
  EXPECT_EQ(source_.liveness(), Liveness::kAdminDown) << "the neighbour's";
  source_.SetAdminDown(true);
  neighbor_->SetAdminDown(false);
  Run(absl::Seconds(2));
  EXPECT_EQ(source_.liveness(), Liveness::kAdminDown) << "ours";
  source_.SetAdminDown(false);
  EXPECT_EQ(source_.liveness(), Liveness::kUnknown);
  Run(absl::Seconds(5));
  EXPECT_EQ(source_.liveness(), Liveness::kUp);
}

TEST_F(BfdLivenessTest, ANeighborThatForgotTheSessionIsAFailureAndUpAgain) {
  BringUp();
  Restart();
  Run(absl::Seconds(5));
  EXPECT_EQ(Verdicts(), (std::vector<Liveness>{Liveness::kUp, Liveness::kDown,
                                               Liveness::kUp}));
}

TEST_F(BfdLivenessTest, AVerdictThatExistsIsReportedSoonAfterStartNotInsideIt) {
  ASSERT_TRUE(source_.StartSession().ok());
  Run(absl::Seconds(5));
  source_.Start(visitor_);
  EXPECT_TRUE(visitor_.reports.empty());
  Run(absl::ZeroDuration());
  EXPECT_EQ(Verdicts(), std::vector<Liveness>{Liveness::kUp});
}

TEST_F(BfdLivenessTest, StopDropsTheReportThatIsUnderWay) {
  ASSERT_TRUE(source_.StartSession().ok());
  Run(absl::Seconds(5));
  source_.Start(visitor_);
  source_.Stop();
  Block(true);
  Run(absl::Seconds(5));
  EXPECT_TRUE(visitor_.reports.empty());
  EXPECT_EQ(source_.liveness(), Liveness::kDown) << "it goes on watching";
}

TEST_F(BfdLivenessTest, StartingTheSessionTwiceIsNoError) {
  ASSERT_TRUE(source_.StartSession().ok());
  EXPECT_TRUE(source_.StartSession().ok());
}

}  // namespace
}  // namespace waymark::speaker
