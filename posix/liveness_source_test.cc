// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// A liveness source that is not BFD: a data plane that watches the path on a
// thread of its own and calls back there, joined to the BGP peer of a loop. It
// shows what bgp/session/liveness_source.h asks of an implementation.

#include "bgp/session/liveness_source.h"

#include <functional>
#include <memory>
#include <utility>

#include "absl/functional/function_ref.h"
#include "absl/time/time.h"
#include "base/alive_token.h"
#include "base/byte_stream.h"
#include "base/ip_address.h"
#include "base/listener.h"
#include "base/monotonic_time.h"
#include "bgp/notification.h"
#include "bgp/session/down_reason.h"
#include "bgp/session/peer.h"
#include "bgp/session/peer_config.h"
#include "bgp/session/testing/recording_visitor.h"
#include "gtest/gtest.h"
#include "posix/event_loop.h"
#include "posix/loop_thread.h"
#include "posix/mailbox.h"
#include "posix/tcp_dialer.h"
#include "posix/tcp_listener.h"
#include "posix/testing/run_until.h"

namespace waymark::posix {
namespace {

using bgp::Liveness;
using bgp::testing::RecordingVisitor;

// An appliance's own: it knows nothing of BGP or of loops.
class DataPlane {
 public:
  using Callback = std::function<void(bool works, MonotonicTime since)>;

  // Called on the data plane's thread from then on.
  void Watch(Callback callback) {
    thread_->Post(
        [this, callback = std::move(callback)] { callback_ = callback; });
  }
  void Say(bool works, MonotonicTime since) {
    thread_->Post([this, works, since] { callback_(works, since); });
  }

 private:
  Callback callback_;  // the thread's
  std::unique_ptr<LoopThread> thread_ = *LoopThread::Start();
};

// Destroyed after the data plane, which calls into it.
class DataPlaneLiveness final : public bgp::LivenessSource {
 public:
  explicit DataPlaneLiveness(EventLoop& loop)
      : loop_(loop),
        mailbox_(*Mailbox<bgp::LivenessReport>::Create(
            loop, 16, [this](const bgp::LivenessReport& report) {
              report_ = report;
              if (visitor_ != nullptr) visitor_->OnLiveness(report_);
            })) {}

  // On the data plane's thread.
  void OnPath(bool works, MonotonicTime since) {
    bgp::LivenessReport report;
    report.liveness = works ? Liveness::kUp : Liveness::kDown;
    report.sequence = ++sequence_;
    report.verdict_time = since;
    EXPECT_TRUE(mailbox_->Send(report));
  }

  void Start(bgp::LivenessVisitor& visitor) override {
    visitor_ = &visitor;
    if (report_.liveness == Liveness::kUnknown) return;
    loop_.Defer([this, alive = reports_.Watch()] {
      if (alive) visitor_->OnLiveness(report_);
    });
  }
  void Stop() override {
    visitor_ = nullptr;
    reports_.Renew();
  }
  Liveness liveness() const override { return report_.liveness; }

 private:
  EventLoop& loop_;
  std::unique_ptr<Mailbox<bgp::LivenessReport>> mailbox_;
  uint64_t sequence_ = 0;  // the data plane's thread's
  bgp::LivenessVisitor* visitor_ = nullptr;
  bgp::LivenessReport report_;
  AliveToken reports_;
};

bgp::PeerConfig ConfigOf(uint32_t local_as, uint32_t peer_as,
                         bgp::OpeningMode opening) {
  bgp::PeerConfig config;
  config.session.local_as = local_as;
  config.session.peer_as = peer_as;
  config.session.bgp_identifier = local_as;
  config.opening = opening;
  return config;
}

class LivenessSourceTest : public ::testing::Test, private ListenerVisitor {
 protected:
  LivenessSourceTest() {
    TcpListener::Options options;
    options.local = {IpAddress::V4(127, 0, 0, 1), 0, 0};
    listener_ = *TcpListener::Create(*loop_, options);
    listener_->SetVisitor(this);
    theirs_ = std::make_unique<bgp::Peer>(
        loop_->runtime(), ConfigOf(65002, 65001, bgp::OpeningMode::kPassive),
        bgp::PeerDependencies{}, their_visitor_);
    theirs_->Start();
    data_plane_->Watch([this](bool works, MonotonicTime since) {
      source_.OnPath(works, since);
    });
  }
  void StartOurs(bgp::LivenessMode mode) {
    TcpDialer::Options dialing;
    dialing.remote = listener_->local();
    dialer_ = std::make_unique<TcpDialer>(*loop_, dialing);
    bgp::PeerConfig config = ConfigOf(65001, 65002, bgp::OpeningMode::kActive);
    config.liveness = mode;
    ours_ = std::make_unique<bgp::Peer>(
        loop_->runtime(), config,
        bgp::PeerDependencies{.dialer = dialer_.get(), .liveness = &source_},
        visitor_);
    ours_->Start();
  }
  bool Run(absl::FunctionRef<bool()> done) { return RunUntil(*loop_, done); }
  void Say(bool works, MonotonicTime since) { data_plane_->Say(works, since); }
  MonotonicTime Now() const { return loop_->clock().Now(); }

  std::unique_ptr<EventLoop> loop_ = *EventLoop::Create();
  DataPlaneLiveness source_{*loop_};
  std::unique_ptr<DataPlane> data_plane_ = std::make_unique<DataPlane>();
  RecordingVisitor visitor_;
  RecordingVisitor their_visitor_;

 private:
  void OnAccepted(std::unique_ptr<ByteStream> stream) override {
    theirs_->OnIncoming(std::move(stream));
  }

  std::unique_ptr<TcpListener> listener_;
  std::unique_ptr<TcpDialer> dialer_;
  std::unique_ptr<bgp::Peer> ours_;
  std::unique_ptr<bgp::Peer> theirs_;
};

TEST_F(LivenessSourceTest, AVerdictOfTheDataPlaneEndsTheSession) {
  StartOurs(bgp::LivenessMode::kWatch);
  ASSERT_TRUE(Run([this] { return visitor_.established(); }));
  Say(true, Now());
  Say(false, Now());
  ASSERT_TRUE(Run([this] { return !visitor_.downs().empty(); }));
  EXPECT_EQ(visitor_.downs()[0].kind, bgp::DownKind::kBfdDown);
  EXPECT_EQ(visitor_.downs()[0].liveness->sequence, 2u);
  ASSERT_TRUE(Run([this] { return !their_visitor_.downs().empty(); }));
  EXPECT_EQ(their_visitor_.downs()[0].notification,
            bgp::Notification::Cease(bgp::subcode::kBfdDown));
}

TEST_F(LivenessSourceTest, AVerdictOlderThanTheSessionDoesNot) {
  const MonotonicTime before = Now();
  StartOurs(bgp::LivenessMode::kWatch);
  ASSERT_TRUE(Run([this] { return visitor_.established(); }));
  Say(false, before);
  ASSERT_TRUE(Run([this] { return source_.liveness() == Liveness::kDown; }));
  RunFor(*loop_, absl::Milliseconds(20));
  EXPECT_TRUE(visitor_.established());
  // The next is news.
  Say(true, Now());
  Say(false, Now());
  EXPECT_TRUE(Run([this] { return !visitor_.downs().empty(); }));
}

TEST_F(LivenessSourceTest, AStrictSessionWaitsForTheDataPlane) {
  StartOurs(bgp::LivenessMode::kStrict);
  RunFor(*loop_, absl::Milliseconds(100));
  EXPECT_FALSE(visitor_.established());
  Say(true, Now());
  EXPECT_TRUE(Run([this] { return visitor_.established(); }));
}

}  // namespace
}  // namespace waymark::posix
