// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// What the client hears of the neighbour's AdminDown beside changes of our own
// state (RFC 5882, 4.1).

#include <vector>

#include "absl/time/time.h"
#include "base/monotonic_time.h"
#include "bfd/code_points.h"
#include "bfd/session.h"
#include "bfd/session_listener.h"
#include "bfd/testing/session_harness.h"
#include "gtest/gtest.h"

namespace waymark::bfd {
namespace {

using testing::SessionHarness;

class SessionRemoteAdminDownTest : public ::testing::Test {
 protected:
  // What was told since the last call.
  std::vector<bool> Told() {
    std::vector<bool> told;
    for (const RemoteAdminChange& change :
         harness_.listener.remote_admin_changes) {
      EXPECT_LE(change.last_received, change.time);
      told.push_back(change.admin_down);
    }
    harness_.listener.remote_admin_changes.clear();
    return told;
  }

  SessionHarness harness_;
};

using Changes = std::vector<bool>;

TEST_F(SessionRemoteAdminDownTest, ItIsToldInDownWhereNoStateChanges) {
  harness_.Start();
  harness_.Receive(State::kAdminDown);
  EXPECT_EQ(harness_.session->state(), State::kDown);
  EXPECT_TRUE(harness_.listener.changes.empty());
  EXPECT_EQ(Told(), Changes{true});
  harness_.Receive(State::kAdminDown);
  EXPECT_EQ(Told(), Changes{}) << "once";
}

TEST_F(SessionRemoteAdminDownTest, ItsEndIsToldAfterTheChangeItComesWith) {
  harness_.Start();
  harness_.Receive(State::kAdminDown);
  Told();
  harness_.listener.on_change = [this](const StateChange&) {
    EXPECT_TRUE(harness_.listener.remote_admin_changes.empty());
  };
  harness_.Receive(State::kDown);
  EXPECT_EQ(harness_.session->state(), State::kInit);
  EXPECT_EQ(Told(), Changes{false});
}

TEST_F(SessionRemoteAdminDownTest, ItIsToldWithTheEndOfUp) {
  harness_.BringUp();
  EXPECT_EQ(Told(), Changes{});
  harness_.Receive(State::kAdminDown);
  EXPECT_EQ(harness_.listener.changes.back().reason,
            StateChangeReason::kNeighborAdminDown);
  EXPECT_EQ(Told(), Changes{true});
}

TEST_F(SessionRemoteAdminDownTest, AfterADetectionTimeOfSilenceItIsNotKnown) {
  harness_.Start();
  harness_.Receive(State::kAdminDown);
  harness_.RunFor(absl::Milliseconds(149));
  EXPECT_EQ(Told(), Changes{true});
  harness_.RunFor(absl::Milliseconds(1));
  EXPECT_EQ(Told(), Changes{false});
  harness_.RunFor(absl::Seconds(5));
  harness_.Receive(State::kAdminDown);
  EXPECT_EQ(Told(), Changes{true});
  EXPECT_TRUE(harness_.listener.changes.empty());
}

TEST_F(SessionRemoteAdminDownTest, ItIsToldAlsoWhileWeAreAdminDown) {
  harness_.BringUp();
  harness_.session->SetAdminDown(true);
  harness_.Receive(State::kAdminDown);
  EXPECT_EQ(Told(), Changes{true});
  harness_.Receive(State::kDown);
  EXPECT_EQ(Told(), Changes{false});
}

TEST_F(SessionRemoteAdminDownTest, TheListenerMayDestroyTheSession) {
  harness_.Start();
  harness_.listener.on_remote_admin_change = [this](const RemoteAdminChange&) {
    harness_.session.reset();
  };
  harness_.Receive(State::kAdminDown);
  EXPECT_EQ(harness_.session, nullptr);
}

// Two packets out of one drain: the first is told and outlived, the second not.
TEST_F(SessionRemoteAdminDownTest, TheListenerMayDestroyTheSessionInADrain) {
  harness_.BringUp();
  const MonotonicTime now = harness_.Now();
  harness_.Queue(harness_.FromRemote(State::kAdminDown),
                 now + absl::Milliseconds(100));
  harness_.Queue(harness_.FromRemote(State::kDown),
                 now + absl::Milliseconds(110));
  harness_.listener.on_remote_admin_change =
      [this](const RemoteAdminChange& change) {
        if (!change.admin_down) harness_.session.reset();
      };
  harness_.RunFor(absl::Seconds(1));
  EXPECT_EQ(harness_.session, nullptr);
  EXPECT_EQ(Told(), (Changes{true, false}));
}

}  // namespace
}  // namespace waymark::bfd
