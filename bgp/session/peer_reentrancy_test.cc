// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// A visitor that destroys, stops, resets or restarts the peer from inside each
// of its calls. Worth running under AddressSanitizer.

#include <cstdint>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "absl/types/span.h"
#include "bgp/code_points.h"
#include "bgp/notification.h"
#include "bgp/open_message.h"
#include "bgp/session/down_reason.h"
#include "bgp/session/liveness_source.h"
#include "bgp/session/peer_config.h"
#include "bgp/session/session_config.h"
#include "bgp/session/testing/raw_messages.h"
#include "bgp/session/testing/recording_visitor.h"
#include "bgp/session/testing/scripted_peer_test.h"
#include "bgp/session/testing/scripted_speaker.h"
#include "gtest/gtest.h"

namespace waymark::bgp::testing {
namespace {

enum class Act { kDestroy, kStop, kReset, kStopAndStart };

struct Case {
  PeerCall call;
  Act act;
};

class PeerReentrancyTest : public ScriptedPeerTest,
                           public ::testing::WithParamInterface<Case> {
 protected:
  PeerReentrancyTest()
      : ScriptedPeerTest({.send_buffer = 500, .receive_buffer = 500}) {}

  void Do(Act act) {
    const Notification cease =
        Notification::Cease(subcode::kAdministrativeReset);
    SimulatedPeer& peer = *peer_;
    switch (act) {
      case Act::kDestroy:
        peer.Destroy();
        break;
      case Act::kStop:
        peer->Stop(cease);
        break;
      case Act::kReset:
        peer->Reset(DownKind::kAdminShutdown, cease);
        break;
      case Act::kStopAndStart:
        peer->Stop(cease);
        peer->Start();
        break;
    }
  }

  // Makes every call happen, ending with both kinds of end.
  void GoThroughALife() {
    const std::vector<uint8_t> update = AnAnnouncement();
    const absl::Span<const uint8_t> octets = update;
    ScriptedConnection& connection = speaker_.last();
    connection.SendOpen(MakeOpen(TheirConfig().session));
    connection.SendKeepalive();
    Run(absl::Milliseconds(10));
    // Several in one segment: what follows the act must not be delivered.
    std::vector<uint8_t> segment = AnAnnouncement();
    for (const std::vector<uint8_t>& next :
         {AnAnnouncement(), ARouteRefresh(), AnAnnouncement()}) {
      segment.insert(segment.end(), next.begin(), next.end());
    }
    connection.Send(segment);
    for (int i = 0; i < 20 && !peer_->destroyed(); ++i) {
      (*peer_)->Send({&octets, 1});
    }
    Run(absl::Milliseconds(10));
    connection.Send(AnUnreadableUpdate());
    Run(absl::Seconds(3));
  }
};

TEST_P(PeerReentrancyTest, ActsFromInsideACall) {
  StartPeer(OurConfig());
  AwaitOpen();
  bool done = false;
  visitor().set_hook([&](PeerCall call) {
    if (call != GetParam().call || done) return;
    done = true;
    Do(GetParam().act);
  });
  if (GetParam().call == PeerCall::kAttemptFailed) {
    speaker_.last().Send(AnUnreadableUpdate());
    Run(absl::Milliseconds(10));
  } else {
    GoThroughALife();
  }
  EXPECT_TRUE(done);
  EXPECT_EQ(visitor().violation(), "");
  Run(absl::Minutes(1));
  EXPECT_EQ(visitor().violation(), "");
  if (GetParam().act == Act::kDestroy) {
    EXPECT_TRUE(peer_->destroyed());
  } else if (GetParam().act == Act::kStop) {
    EXPECT_FALSE(peer_->established());
  } else {
    // It is tried again.
    speaker_.last().SendOpen(MakeOpen(TheirConfig().session));
    speaker_.last().SendKeepalive();
    Run(absl::Milliseconds(10));
    EXPECT_TRUE(peer_->established());
  }
}

std::vector<Case> AllCases() {
  std::vector<Case> cases;
  for (const PeerCall call :
       {PeerCall::kEstablished, PeerCall::kUpdate, PeerCall::kRouteRefresh,
        PeerCall::kWritable, PeerCall::kDown, PeerCall::kAttemptFailed}) {
    for (const Act act :
         {Act::kDestroy, Act::kStop, Act::kReset, Act::kStopAndStart}) {
      cases.push_back({call, act});
    }
  }
  return cases;
}

std::string CaseName(const ::testing::TestParamInfo<Case>& info) {
  const char* const calls[] = {"Established", "Update", "RouteRefresh",
                               "Writable",    "Down",   "AttemptFailed"};
  const char* const acts[] = {"Destroys", "Stops", "Resets", "StopsAndStarts"};
  return std::string(acts[static_cast<int>(info.param.act)]) + "On" +
         calls[static_cast<int>(info.param.call)];
}

INSTANTIATE_TEST_SUITE_P(AllCalls, PeerReentrancyTest,
                         ::testing::ValuesIn(AllCases()), CaseName);

TEST_F(PeerReentrancyTest, DestroyedWhileAnEndIsStillToBeReported) {
  StartPeer(OurConfig());
  Establish();
  (*peer_)->Stop(Notification::Cease(subcode::kAdministrativeShutdown));
  peer_->Destroy();
  Run(absl::Seconds(10));
  EXPECT_TRUE(visitor().downs().empty());
}

// A verdict that ends two attempts: the first report destroys the peer.
TEST_F(PeerReentrancyTest, DestroyedByTheFirstOfSeveralReports) {
  PeerConfig config = OurConfig();
  config.liveness = LivenessMode::kWatch;
  StartPeer(config);
  AwaitOpen();
  speaker_.Connect();
  Run(absl::Milliseconds(10));
  visitor().set_hook([&](PeerCall) { peer_->Destroy(); });
  peer_->liveness().Say(Liveness::kDown);
  EXPECT_EQ(visitor().failures().size(), 1u);
  Run(absl::Seconds(10));
}

TEST_F(PeerReentrancyTest, DestroyedInEveryStateOfAnAttempt) {
  for (int step = 0; step < 4; ++step) {
    StartPeer(OurConfig());
    if (step > 0) AwaitOpen();
    if (step > 1) speaker_.last().SendOpen(MakeOpen(TheirConfig().session));
    if (step > 2) speaker_.last().SendKeepalive();
    Run(absl::Milliseconds(10 * step));
    peer_->Destroy();
    Run(absl::Seconds(10));
    peer_.reset();
  }
}

}  // namespace
}  // namespace waymark::bgp::testing
