// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// A BFD thread at 127.0.0.1 and neighbours on a loop of the test's own at
// 127.0.0.2 and up. The main loop runs only where a test turns it.

#include "posix/bfd_thread.h"

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/functional/function_ref.h"
#include "absl/random/random.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "base/ip_address.h"
#include "base/monotonic_time.h"
#include "bfd/code_points.h"
#include "bfd/demultiplexer.h"
#include "bfd/session.h"
#include "bfd/session_config.h"
#include "bfd/session_listener.h"
#include "bfd/session_snapshot.h"
#include "bfd/testing/recording_listener.h"
#include "bfd/transmit_gate.h"
#include "bgp/session/liveness_source.h"
#include "gtest/gtest.h"
#include "posix/bfd_news.h"
#include "posix/bfd_transport.h"
#include "posix/bfd_worker.h"
#include "posix/event_loop.h"
#include "posix/lease_gate.h"
#include "speaker/bfd_service.h"

namespace waymark::posix {
namespace {

using bgp::Liveness;

constexpr IpAddress kOurs = IpAddress::V4(127, 0, 0, 1);

BfdTransport::Options TransportAt(const IpAddress& address, uint16_t port) {
  BfdTransport::Options options;
  options.port = port;
  options.v4 = address;
  options.v6 = std::nullopt;
  return options;
}

bfd::SessionConfig ConfigOf(const IpAddress& local, const IpAddress& remote,
                            absl::Duration interval) {
  bfd::SessionConfig config;
  config.key = {.local = local, .remote = remote};
  config.timers.desired_min_tx = interval;
  config.timers.required_min_rx = interval;
  config.timers.detect_multiplier = 5;
  return config;
}

struct Neighbor {
  Neighbor(EventLoop& loop, const IpAddress& address, uint16_t port,
           absl::Duration interval)
      : address(address),
        demultiplexer({}, random),
        transport(*BfdTransport::Create(loop, demultiplexer,
                                        TransportAt(address, port))),
        session(loop.runtime(), demultiplexer, *transport,
                ConfigOf(address, kOurs, interval), listener) {}

  const IpAddress address;
  absl::BitGen random;
  bfd::Demultiplexer demultiplexer;
  std::unique_ptr<BfdTransport> transport;
  bfd::testing::RecordingListener listener;
  bfd::Session session;
};

// Keeps everything in the order of the calls: "up", "down", "event up".
class Recorder : public bgp::LivenessVisitor, public speaker::BfdObserver {
 public:
  void OnLiveness(const bgp::LivenessReport& report) override {
    reports.push_back(report);
    calls.push_back(report.liveness == Liveness::kUp     ? "up"
                    : report.liveness == Liveness::kDown ? "down"
                                                         : "other");
    if (on_call) on_call(calls.back());
  }
  void OnBfdStateChange(const bfd::StateChange& change) override {
    calls.push_back("event " + std::string(bfd::Name(change.new_state)));
    if (on_call) on_call(calls.back());
  }
  void OnBfdLocalStall(const bfd::LocalStall&) override { ++stalls; }
  void OnBfdRemoteDiagnostic(bfd::Diagnostic diagnostic) override {
    remote_diagnostic = diagnostic;
  }
  bool Has(const std::string& call) const {
    for (const std::string& one : calls) {
      if (one == call) return true;
    }
    return false;
  }

  std::vector<bgp::LivenessReport> reports;
  std::vector<std::string> calls;
  int stalls = 0;
  bfd::Diagnostic remote_diagnostic = bfd::Diagnostic::kNone;
  absl::AnyInvocable<void(const std::string&)> on_call;
};

class BfdThreadTest : public ::testing::Test {
 protected:
  void Start(BfdThread::Options options = {}) {
    options.transport = TransportAt(kOurs, neighbor_.transport->port());
    auto thread = BfdThread::Start(*main_loop_, options);
    ASSERT_TRUE(thread.ok()) << thread.status();
    thread_ = *std::move(thread);
  }
  std::unique_ptr<speaker::BfdSource> Watch(const Neighbor& neighbor,
                                            Recorder& recorder) {
    auto source = thread_->CreateSource(
        ConfigOf(kOurs, neighbor.address, interval_), recorder);
    source->Start(recorder);
    const absl::Status started = source->StartSession();
    EXPECT_TRUE(started.ok()) << started;
    return source;
  }
  // The neighbours' loop, and the main one where `with_main`.
  bool Run(bool with_main, absl::FunctionRef<bool()> done,
           absl::Duration limit = absl::Seconds(20)) {
    const MonotonicTime end = Now() + limit;
    while (!done()) {
      if (Now() >= end) return false;
      if (with_main) main_loop_->RunOnce(absl::ZeroDuration());
      their_loop_->RunOnce(absl::Milliseconds(1));
    }
    return true;
  }
  void BringUp() {
    Start();
    source_ = Watch(neighbor_, recorder_);
    ASSERT_TRUE(neighbor_.session.Start().ok());
    ASSERT_TRUE(Run(
        true, [this] { return recorder_.Has("event up") && IsUp(neighbor_); }));
  }
  static bool IsUp(const Neighbor& neighbor) {
    return neighbor.session.state() == bfd::State::kUp;
  }
  static bool KnowsThatWeAreUp(const Neighbor& neighbor) {
    return IsUp(neighbor) &&
           neighbor.session.Snapshot().remote_session_state == bfd::State::kUp;
  }
  MonotonicTime Now() const { return main_loop_->clock().Now(); }

  const absl::Duration interval_ = absl::Milliseconds(50);
  std::unique_ptr<EventLoop> main_loop_ = *EventLoop::Create();
  std::unique_ptr<EventLoop> their_loop_ = *EventLoop::Create();
  Neighbor neighbor_{*their_loop_, IpAddress::V4(127, 0, 0, 2), 0, interval_};
  Recorder recorder_;
  std::unique_ptr<BfdThread> thread_;
  std::unique_ptr<speaker::BfdSource> source_;
};

TEST_F(BfdThreadTest, VerdictsAndChangesReachTheLoopInOrder) {
  BringUp();
  // The verdict before the change that it is drawn from.
  EXPECT_EQ(recorder_.calls.back(), "event up");
  EXPECT_EQ(recorder_.reports.back().liveness, Liveness::kUp);
  EXPECT_EQ(source_->liveness(), Liveness::kUp);
  EXPECT_EQ(source_->Snapshot().session_state, bfd::State::kUp);
  recorder_.calls.clear();
  // The neighbour falls silent.
  const MonotonicTime before = Now();
  while (!recorder_.Has("event down") && Now() < before + absl::Seconds(20)) {
    main_loop_->RunOnce(absl::Milliseconds(10));
  }
  EXPECT_EQ(recorder_.calls, (std::vector<std::string>{"down", "event down"}));
  const bgp::LivenessReport& down = recorder_.reports.back();
  EXPECT_FALSE(down.declared_by_neighbor);
  EXPECT_GE(down.verdict_time - *down.last_good, 5 * interval_);
}

// RFC 5880, 4.1: the thread shares the fate of the control plane.
TEST_F(BfdThreadTest, TheCBitIsNotSet) {
  BringUp();
  EXPECT_FALSE(neighbor_.session.Snapshot().remote_control_plane_independent);
}

// However long the loop does not run: the verdicts are there when it does.
TEST_F(BfdThreadTest, AMailboxWithRoomForOneLosesNoVerdict) {
  BfdThread::Options options;
  options.max_waiting = 1;
  Start(options);
  std::vector<std::unique_ptr<Neighbor>> neighbors;
  std::vector<std::unique_ptr<Recorder>> recorders;
  std::vector<std::unique_ptr<speaker::BfdSource>> sources;
  for (uint8_t i = 3; i < 6; ++i) {
    neighbors.push_back(
        std::make_unique<Neighbor>(*their_loop_, IpAddress::V4(127, 0, 0, i),
                                   neighbor_.transport->port(), interval_));
    ASSERT_TRUE(neighbors.back()->session.Start().ok());
    recorders.push_back(std::make_unique<Recorder>());
    sources.push_back(Watch(*neighbors.back(), *recorders.back()));
  }
  for (const auto& neighbor : neighbors) {
    ASSERT_TRUE(Run(false, [&] { return IsUp(*neighbor); }));
  }
  for (const auto& recorder : recorders) EXPECT_TRUE(recorder->calls.empty());
  for (const auto& recorder : recorders) {
    EXPECT_TRUE(Run(true, [&] { return recorder->Has("event up"); }));
    EXPECT_EQ(recorder->calls[0], "up");
  }
}

// The neighbour hears Down, not AdminDown, within the lease and not an interval
// later, though the main loop never turns again; and when it does, Up.
// Conformance: RFC5880-6.8.15-1 positive
TEST_F(BfdThreadTest, AMainLoopThatHangsTakesItsSessionsDown) {
  BfdThread::Options options;
  options.lease = absl::Milliseconds(400);
  Start(options);
  bfd::SessionConfig config =
      ConfigOf(kOurs, neighbor_.address, absl::Seconds(2));
  config.timers.detect_multiplier = 10;
  source_ = thread_->CreateSource(config, recorder_);
  ASSERT_TRUE(source_->StartSession().ok());
  ASSERT_TRUE(neighbor_.session.Start().ok());
  ASSERT_TRUE(Run(true, [this] { return IsUp(neighbor_); }));
  Run(true, [] { return false; }, absl::Seconds(1));
  ASSERT_TRUE(IsUp(neighbor_));

  const MonotonicTime hung = Now();
  ASSERT_TRUE(Run(false, [this] { return !IsUp(neighbor_); }));
  EXPECT_LE(Now() - hung, absl::Milliseconds(400 + 500));
  EXPECT_GE(Now() - hung, absl::Milliseconds(200));
  const bfd::StateChange& down = neighbor_.listener.changes.back();
  EXPECT_EQ(down.reason, bfd::StateChangeReason::kNeighborSignaledDown);
  EXPECT_EQ(down.remote_state, bfd::State::kDown);
  EXPECT_EQ(down.remote_diagnostic, bfd::Diagnostic::kForwardingPlaneReset);
  // It stays so.
  Run(false, [] { return false; }, absl::Seconds(2));
  EXPECT_FALSE(IsUp(neighbor_));

  EXPECT_TRUE(Run(true, [this] { return IsUp(neighbor_); }));
}

TEST_F(BfdThreadTest, ALeaseMayBeTheProductsToRenew) {
  BfdThread::Options options;
  options.lease = absl::Seconds(1);
  options.loop_renews_lease = false;
  Start(options);
  source_ = Watch(neighbor_, recorder_);
  ASSERT_TRUE(neighbor_.session.Start().ok());
  EXPECT_FALSE(Run(true, [this] { return IsUp(neighbor_); }, absl::Seconds(2)));
  EXPECT_TRUE(Run(true, [this] {
    thread_->gate()->Renew();
    return IsUp(neighbor_);
  }));
}

TEST_F(BfdThreadTest, ErrorsOfTheStartComeBackAtOnce) {
  Start();
  source_ = Watch(neighbor_, recorder_);
  EXPECT_TRUE(source_->StartSession().ok());  // it runs
  Recorder other;
  const auto same = thread_->CreateSource(
      ConfigOf(kOurs, neighbor_.address, interval_), other);
  EXPECT_TRUE(absl::IsAlreadyExists(same->StartSession()));
  source_.reset();
  EXPECT_TRUE(same->StartSession().ok());
  const auto invalid = thread_->CreateSource(
      ConfigOf(kOurs, neighbor_.address, absl::ZeroDuration()), other);
  EXPECT_TRUE(absl::IsInvalidArgument(invalid->StartSession()));
}

TEST_F(BfdThreadTest, APortThatIsTakenFailsTheStart) {
  BfdThread::Options options;
  options.transport =
      TransportAt(neighbor_.address, neighbor_.transport->port());
  EXPECT_FALSE(BfdThread::Start(*main_loop_, options).ok());
}

TEST_F(BfdThreadTest, EverythingThatASessionCanDoIsWithinReach) {
  BringUp();
  const bfd::Diagnostic behind_us = bfd::Diagnostic::kConcatenatedPathDown;
  EXPECT_TRUE(source_->SetConcatenatedPath(behind_us).ok());
  EXPECT_TRUE(absl::IsInvalidArgument(source_->SetConcatenatedPath(
      bfd::Diagnostic::kControlDetectionTimeExpired)));
  EXPECT_TRUE(neighbor_.session.SetConcatenatedPath(behind_us).ok());
  EXPECT_TRUE(source_->SetKeyChain(nullptr).ok());
  EXPECT_TRUE(Run(true, [&] {
    return recorder_.remote_diagnostic == behind_us &&
           neighbor_.session.Snapshot().remote_diag == behind_us;
  }));
  source_->ResetForwardingPlane();
  ASSERT_TRUE(Run(true, [this] { return !IsUp(neighbor_); }));
  EXPECT_EQ(neighbor_.listener.changes.back().remote_diagnostic,
            bfd::Diagnostic::kForwardingPlaneReset);
  ASSERT_TRUE(Run(true, [this] { return IsUp(neighbor_); }));
  source_->SetAdminDown(true, bfd::Diagnostic::kPathDown);
  ASSERT_TRUE(Run(true, [this] { return !IsUp(neighbor_); }));
  EXPECT_EQ(neighbor_.listener.changes.back().remote_diagnostic,
            bfd::Diagnostic::kPathDown);
}

TEST_F(BfdThreadTest, AnUpThatIsHeldDownIsNotReported) {
  Start();
  bfd::SessionConfig config = ConfigOf(kOurs, neighbor_.address, interval_);
  config.hold_down = absl::Hours(1);
  source_ = thread_->CreateSource(config, recorder_);
  source_->Start(recorder_);
  ASSERT_TRUE(source_->StartSession().ok());
  ASSERT_TRUE(neighbor_.session.Start().ok());
  ASSERT_TRUE(Run(true, [this] { return recorder_.Has("event up"); }));
  neighbor_.session.ResetForwardingPlane();
  ASSERT_TRUE(Run(true, [this] { return recorder_.Has("down"); }));
  ASSERT_TRUE(Run(true, [this] { return IsUp(neighbor_); }));
  bfd::SessionSnapshot snapshot;
  const auto is_up = [&] {
    thread_->FetchReport(
        [&](const BfdReport& report) { snapshot = report.sessions[0]; });
    return snapshot.session_state == bfd::State::kUp;
  };
  ASSERT_TRUE(Run(true, is_up));
  EXPECT_NE(snapshot.reported_state, bfd::State::kUp);
  EXPECT_EQ(source_->liveness(), Liveness::kDown);
}

TEST_F(BfdThreadTest, ALeaseThatIsNotPositiveFailsTheStart) {
  for (const absl::Duration lease : {absl::ZeroDuration(), -absl::Seconds(1)}) {
    BfdThread::Options options;
    options.lease = lease;
    EXPECT_TRUE(absl::IsInvalidArgument(
        BfdThread::Start(*main_loop_, options).status()));
  }
}

TEST_F(BfdThreadTest, CommandsReachTheSession) {
  BringUp();
  EXPECT_TRUE(
      absl::IsInvalidArgument(source_->SetTimers({.detect_multiplier = 0})));
  bfd::TimerConfig timers;
  timers.detect_multiplier = 7;
  EXPECT_TRUE(source_->SetTimers(timers).ok());
  EXPECT_TRUE(Run(true, [this] {
    return neighbor_.session.Snapshot().remote_detect_mult == 7;
  }));
  EXPECT_TRUE(IsUp(neighbor_));
  source_->SetAdminDown(true);
  EXPECT_TRUE(Run(true, [this] {
    return !IsUp(neighbor_) && recorder_.Has("event admin_down");
  }));
  EXPECT_EQ(neighbor_.listener.changes.back().reason,
            bfd::StateChangeReason::kNeighborAdminDown);
  source_->SetAdminDown(false);
  EXPECT_TRUE(Run(true, [this] { return IsUp(neighbor_); }));
}

// A peer in strict mode asks right after the command whether it may open.
TEST_F(BfdThreadTest, TheSwitchIsKnownBeforeTheThreadHasAnswered) {
  BringUp();
  source_->SetAdminDown(false);  // it is not
  EXPECT_EQ(source_->liveness(), Liveness::kUp);
  source_->SetAdminDown(true);
  EXPECT_EQ(source_->liveness(), Liveness::kAdminDown);
  ASSERT_TRUE(Run(true, [this] { return recorder_.Has("event admin_down"); }));
  EXPECT_EQ(source_->liveness(), Liveness::kAdminDown);
  source_->SetAdminDown(false);
  EXPECT_EQ(source_->liveness(), Liveness::kUnknown);
  EXPECT_TRUE(
      Run(true, [this] { return source_->liveness() == Liveness::kUp; }));
}

TEST_F(BfdThreadTest, AVerdictFromBeforeTheSwitchIsVoid) {
  Start();
  source_ = Watch(neighbor_, recorder_);
  ASSERT_TRUE(neighbor_.session.Start().ok());
  ASSERT_TRUE(Run(false, [this] { return IsUp(neighbor_); }));
  source_->SetAdminDown(true);
  ASSERT_TRUE(Run(true, [this] {
    EXPECT_EQ(source_->liveness(), Liveness::kAdminDown);
    return recorder_.Has("event admin_down");
  }));
  EXPECT_FALSE(recorder_.Has("up"));
}

TEST_F(BfdThreadTest, AnUpThatIsSwitchedOffByTheDownBeforeItIsVoid) {
  BringUp();
  recorder_.calls.clear();
  recorder_.on_call = [this](const std::string& call) {
    if (call == "down") source_->SetAdminDown(true);
  };
  // Down and Up wait together for the main loop.
  neighbor_.session.ResetForwardingPlane();
  ASSERT_TRUE(Run(false, [this] { return !KnowsThatWeAreUp(neighbor_); }));
  ASSERT_TRUE(Run(false, [this] { return KnowsThatWeAreUp(neighbor_); }));
  ASSERT_TRUE(Run(true, [this] { return recorder_.Has("down"); }));
  EXPECT_EQ(source_->liveness(), Liveness::kAdminDown);
  ASSERT_TRUE(Run(true, [this] { return recorder_.Has("event admin_down"); }));
  EXPECT_EQ(source_->liveness(), Liveness::kAdminDown);
  EXPECT_FALSE(recorder_.Has("up"));
}

TEST_F(BfdThreadTest, WhatTheObserverIsNotToldOfIsCounted) {
  Start();
  source_ = Watch(neighbor_, recorder_);
  EXPECT_EQ(thread_->events_lost(), 0u);
  constexpr size_t kChanges = BfdNews::kMaxEvents + 4;
  for (size_t i = 0; i < kChanges; ++i) source_->SetAdminDown(i % 2 == 0);
  // Once it has been answered, those before it have run.
  Recorder other;
  Neighbor stranger(*their_loop_, IpAddress::V4(127, 0, 0, 3),
                    neighbor_.transport->port(), interval_);
  const auto waited_for = Watch(stranger, other);
  EXPECT_TRUE(Run(true, [this] { return thread_->events_lost() == 4; }));
  size_t events = 0;
  for (const std::string& call : recorder_.calls) {
    events += call.substr(0, 5) == "event" ? 1 : 0;
  }
  EXPECT_EQ(events, BfdNews::kMaxEvents);
}

TEST_F(BfdThreadTest, AReportIsFetchedWithoutWaiting) {
  BringUp();
  std::optional<BfdReport> report;
  thread_->FetchReport([&](const BfdReport& fetched) {
    report.emplace();
    report->sessions = fetched.sessions;
    report->transport = fetched.transport;
    report->demultiplexer = fetched.demultiplexer;
  });
  EXPECT_FALSE(report.has_value());
  ASSERT_TRUE(Run(true, [&] { return report.has_value(); }));
  ASSERT_EQ(report->sessions.size(), 1u);
  EXPECT_EQ(report->sessions[0].session_state, bfd::State::kUp);
  EXPECT_GT(report->sessions[0].counters.packets_sent, 0u);
  EXPECT_GT(report->transport.sent, 0u);
  EXPECT_GT(report->demultiplexer.accepted, 0u);
  // Never called, and not by accident later.
  thread_->FetchReport([](const BfdReport&) { ADD_FAILURE(); });
  thread_.reset();
  main_loop_->RunOnce(absl::ZeroDuration());
}

TEST_F(BfdThreadTest, ASourceThatOutlivesTheThreadIsSilent) {
  BringUp();
  thread_.reset();
  const size_t calls = recorder_.calls.size();
  EXPECT_TRUE(absl::IsFailedPrecondition(source_->StartSession()));
  source_->SetAdminDown(true);
  EXPECT_TRUE(source_->SetTimers({}).ok());
  EXPECT_EQ(source_->Snapshot().session_state, bfd::State::kUp);
  source_->Stop();
  source_->Start(recorder_);
  main_loop_->RunOnce(absl::ZeroDuration());
  EXPECT_EQ(recorder_.calls.size(), calls);
}

// Keeps the thread for a while in its answer.
class SlowGate : public bfd::TransmitGate {
 public:
  bool Alive() const override {
    if (!slow) return true;
    asked = true;
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    answered = true;
    return true;
  }

  std::atomic<bool> slow = false;
  mutable std::atomic<bool> asked = false;
  mutable std::atomic<bool> answered = false;
};

TEST_F(BfdThreadTest, AGateIsNotAskedOnceItsSourceIsDestroyed) {
  Start();
  SlowGate gate;
  bfd::SessionConfig config = ConfigOf(kOurs, neighbor_.address, interval_);
  config.gate = &gate;
  auto source = thread_->CreateSource(config, recorder_);
  ASSERT_TRUE(source->StartSession().ok());
  ASSERT_TRUE(neighbor_.session.Start().ok());
  ASSERT_TRUE(Run(false, [this] { return KnowsThatWeAreUp(neighbor_); }));
  gate.slow = true;
  ASSERT_TRUE(Run(false, [&] { return gate.asked.load(); }));
  source.reset();
  EXPECT_TRUE(gate.answered);
  gate.asked = false;
  Run(true, [] { return false; }, 4 * interval_);
  EXPECT_FALSE(gate.asked);
}

TEST_F(BfdThreadTest, NewsOnItsWayToADestroyedSourceIsForgotten) {
  Start();
  source_ = Watch(neighbor_, recorder_);
  ASSERT_TRUE(neighbor_.session.Start().ok());
  ASSERT_TRUE(Run(false, [this] { return IsUp(neighbor_); }));
  source_.reset();
  Run(true, [] { return false; }, absl::Milliseconds(100));
  EXPECT_TRUE(recorder_.calls.empty());
}

TEST_F(BfdThreadTest, StopEndsTheReportsAndStartRepeatsTheVerdict) {
  BringUp();
  source_->Stop();
  recorder_.calls.clear();
  recorder_.reports.clear();
  source_->Start(recorder_);
  EXPECT_TRUE(recorder_.reports.empty());
  main_loop_->RunOnce(absl::ZeroDuration());
  ASSERT_EQ(recorder_.reports.size(), 1u);
  EXPECT_EQ(recorder_.reports[0].liveness, Liveness::kUp);
}

TEST_F(BfdThreadTest, AReportUnderWayIsDroppedWithTheThread) {
  BringUp();
  source_->Stop();
  recorder_.calls.clear();
  source_->Start(recorder_);
  thread_.reset();
  main_loop_->RunOnce(absl::ZeroDuration());
  EXPECT_TRUE(recorder_.calls.empty());
}

TEST_F(BfdThreadTest, TheThreadMayBeDestroyedByAVerdictOrAnEvent) {
  ASSERT_TRUE(neighbor_.session.Start().ok());
  for (const size_t last : {1, 2}) {
    recorder_.calls.clear();
    Start();
    source_ = Watch(neighbor_, recorder_);
    recorder_.on_call = [this, last](const std::string&) {
      if (recorder_.calls.size() == last) thread_.reset();
    };
    // The verdict and the changes, Init and Up as a rule, wait together.
    ASSERT_TRUE(Run(false, [this] { return KnowsThatWeAreUp(neighbor_); }));
    EXPECT_TRUE(Run(true, [this] { return thread_ == nullptr; }));
    EXPECT_EQ(recorder_.calls.size(), last);
    source_.reset();
    ASSERT_TRUE(Run(true, [this] { return !IsUp(neighbor_); }));
  }
}

TEST_F(BfdThreadTest, TheSourceMayBeDestroyedByAVerdictOrAnEvent) {
  Start();
  for (const std::string last : {"up", "event init", "event up"}) {
    recorder_.calls.clear();
    source_ = Watch(neighbor_, recorder_);
    recorder_.on_call = [this, last](const std::string& call) {
      if (call == last) source_.reset();
    };
    if (neighbor_.session.local_discriminator() == 0) {
      ASSERT_TRUE(neighbor_.session.Start().ok());
    }
    // Init may be passed by.
    EXPECT_TRUE(Run(true, [this] {
      return source_ == nullptr || recorder_.Has("event up");
    })) << last;
    source_.reset();
    ASSERT_TRUE(Run(true, [this] { return !IsUp(neighbor_); })) << last;
  }
}

// Whatever the machine permits, BFD runs, and it is known what it runs with.
TEST_F(BfdThreadTest, WithoutPrivilegesItGoesOnAndSaysWhatItLacks) {
  BfdThread::Options options;
  options.realtime_priority = 1;
  Start(options);
  EXPECT_TRUE(thread_->scheduling_status().ok() ||
              absl::IsPermissionDenied(thread_->scheduling_status()))
      << thread_->scheduling_status();
  EXPECT_TRUE(thread_->memory_status().ok());
  source_ = Watch(neighbor_, recorder_);
  ASSERT_TRUE(neighbor_.session.Start().ok());
  EXPECT_TRUE(Run(true, [this] { return IsUp(neighbor_); }));
}

}  // namespace
}  // namespace waymark::posix
