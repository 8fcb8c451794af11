// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "posix/bfd_thread.h"

#include <cstdint>
#include <semaphore>
#include <thread>
#include <utility>
#include <variant>

#include "bfd/code_points.h"
#include "bfd/key_chain.h"
#include "bfd/session_listener.h"
#include "bfd/session_snapshot.h"
#include "bgp/session/liveness_source.h"
#include "posix/realtime.h"

namespace waymark::posix {

// The main loop's end of one session.
class BfdThread::Source final : public speaker::BfdSource {
 public:
  Source(BfdThread& thread, const bfd::SessionConfig& config,
         speaker::BfdObserver& observer)
      : thread_(thread),
        thread_alive_(thread.alive_.Watch()),
        observer_(observer),
        news_(std::make_shared<BfdNews>()) {
    thread_.sources_[news_.get()] = this;
    thread_.Post([news = news_, config](BfdWorker& worker) {
      worker.Create(news, config);
    });
  }
  ~Source() override {
    if (!thread_alive_) return;
    thread_.sources_.erase(news_.get());
    // Waits: who lent the session its gate and digest may free them next.
    (void)thread_.Call([news = news_](BfdWorker& worker) {
      worker.Destroy(news.get());
      return absl::OkStatus();
    });
  }

  absl::Status StartSession() override {
    if (!thread_alive_) {
      return absl::FailedPreconditionError("the BFD thread has ended");
    }
    if (started_) return absl::OkStatus();
    absl::Status status = thread_.Call(
        [news = news_](BfdWorker& worker) { return worker.Start(news.get()); });
    started_ = status.ok();
    return status;
  }
  void Start(bgp::LivenessVisitor& visitor) override {
    visitor_ = &visitor;
    if (report_.liveness == bgp::Liveness::kUnknown || !thread_alive_) return;
    thread_.loop_.Defer([this, alive = reports_.Watch()] {
      if (alive && thread_alive_) visitor_->OnLiveness(report_);
    });
  }
  void Stop() override {
    visitor_ = nullptr;
    reports_.Renew();
  }
  bgp::Liveness liveness() const override { return report_.liveness; }

  void SetAdminDown(bool down, bfd::Diagnostic diagnostic) override {
    if (!thread_alive_) return;
    // Known at once, as on the speaker's own loop: the thread's answer comes
    // after the caller has asked for liveness().
    if (down != admin_down_) {
      admin_down_ = down;
      ++command_;
      report_.liveness =
          down ? bgp::Liveness::kAdminDown : bgp::Liveness::kUnknown;
    }
    thread_.Post([news = news_, down, diagnostic,
                  command = command_](BfdWorker& worker) {
      news->SetCommand(command);
      worker.SetAdminDown(news.get(), down, diagnostic);
    });
  }
  absl::Status SetTimers(const bfd::TimerConfig& timers) override {
    absl::Status status = bfd::Validate(timers);
    if (!status.ok() || !thread_alive_) return status;
    thread_.Post([news = news_, timers](BfdWorker& worker) {
      worker.SetTimers(news.get(), timers);
    });
    return absl::OkStatus();
  }
  absl::Status SetKeyChain(
      std::shared_ptr<const bfd::KeyChain> key_chain) override {
    if (!thread_alive_) return absl::OkStatus();
    return thread_.Call(
        [news = news_, key_chain = std::move(key_chain)](BfdWorker& worker) {
          return worker.SetKeyChain(news.get(), key_chain);
        });
  }
  absl::Status SetConcatenatedPath(bfd::Diagnostic diagnostic) override {
    if (!thread_alive_) {
      return absl::FailedPreconditionError("the BFD thread has ended");
    }
    return thread_.Call([news = news_, diagnostic](BfdWorker& worker) {
      return worker.SetConcatenatedPath(news.get(), diagnostic);
    });
  }
  void ResetForwardingPlane() override {
    if (!thread_alive_) return;
    thread_.Post([news = news_](BfdWorker& worker) {
      worker.ResetForwardingPlane(news.get());
    });
  }
  bfd::SessionSnapshot Snapshot() const override { return news_->snapshot(); }

  // Hands over what waits. Verdicts go before the observer's reports: what they
  // make happen must not wait for a log.
  void Deliver() {
    const BfdNews::Batch batch = news_->Take();
    thread_.events_lost_ += batch.events_lost;
    const AliveToken::Watcher alive = alive_.Watch();
    for (const auto& report : {batch.overtaken_down, batch.latest}) {
      if (!report.has_value()) continue;
      // Drawn before the thread had our last command, which the report before
      // may have brought about: void, but for a failure, which the visitor has
      // to hear of all the same.
      const bool overruled = batch.latest_command != command_;
      if (overruled && report->liveness != bgp::Liveness::kDown) continue;
      if (!overruled) report_ = *report;
      if (visitor_ != nullptr) visitor_->OnLiveness(*report);
      if (!alive || !thread_alive_) return;
    }
    for (const BfdNews::Event& event : batch.events) {
      std::visit([this](const auto& what) { Tell(what); }, event);
      if (!alive || !thread_alive_) return;
    }
  }

 private:
  void Tell(const bfd::StateChange& change) {
    observer_.OnBfdStateChange(change);
  }
  void Tell(const bfd::LocalStall& stall) { observer_.OnBfdLocalStall(stall); }
  void Tell(bfd::Diagnostic diagnostic) {
    observer_.OnBfdRemoteDiagnostic(diagnostic);
  }
  void Tell(const bfd::RemoteAdminChange& change) {
    observer_.OnBfdRemoteAdminChange(change);
  }

  BfdThread& thread_;  // only while thread_alive_
  const AliveToken::Watcher thread_alive_;
  speaker::BfdObserver& observer_;
  const std::shared_ptr<BfdNews> news_;
  bool started_ = false;
  bool admin_down_ = false;                  // as last commanded
  uint64_t command_ = 0;                     // how often that has changed
  bgp::LivenessVisitor* visitor_ = nullptr;  // null: stopped
  bgp::LivenessReport report_;
  AliveToken reports_;  // renewed by Stop: a report under way is dropped
  AliveToken alive_;
};

absl::StatusOr<std::unique_ptr<BfdThread>> BfdThread::Start(
    EventLoop& loop, const Options& options) {
  if (options.lease.has_value() && *options.lease <= absl::ZeroDuration()) {
    return absl::InvalidArgumentError("the lease of BFD must be positive");
  }
  std::unique_ptr<BfdThread> result(new BfdThread(loop, options));
  if (absl::Status status = result->Open(); !status.ok()) return status;
  return result;
}

BfdThread::BfdThread(EventLoop& loop, const Options& options)
    : loop_(loop), options_(options) {}

absl::Status BfdThread::Open() {
  if (options_.lease.has_value()) {
    gate_ = std::make_unique<LeaseGate>(clock_, *options_.lease);
    if (options_.loop_renews_lease) {
      renewal_timer_ = loop_.CreateTimer([this] { RenewLease(); });
      RenewLease();
    }
  }
  auto mailbox = Mailbox<BfdWorker::Message>::Create(
      loop_, options_.max_waiting,
      [this](BfdWorker::Message message) { OnMessage(std::move(message)); });
  if (!mailbox.ok()) return mailbox.status();
  from_worker_ = *std::move(mailbox);
  absl::StatusOr<std::unique_ptr<LoopThread>> thread = LoopThread::Start();
  if (!thread.ok()) return thread.status();
  thread_ = *std::move(thread);
  thread_->Post([this] {  // the first: there is room
    worker_ = std::make_unique<BfdWorker>(thread_->loop(), options_.sessions,
                                          gate_.get(), *from_worker_);
  });
  absl::Status status = Call([this](BfdWorker& worker) {
    if (options_.realtime_priority.has_value()) {
      scheduling_status_ = UseRealtimeScheduling(*options_.realtime_priority);
    }
    return worker.Open(options_.transport);
  });
  // The thread's stack exists by now, and is locked as far as it is used.
  if (status.ok() && options_.lock_memory) memory_status_ = LockMemory();
  return status;
}

BfdThread::~BfdThread() {
  // No source reaches the thread from here on.
  alive_.Renew();
  if (thread_ == nullptr) return;
  Post([this](BfdWorker&) { worker_.reset(); });
  thread_.reset();
}

void BfdThread::RenewLease() {
  gate_->Renew();
  renewal_timer_->Arm(loop_.clock().Now() + *options_.lease / 4);
}

std::unique_ptr<speaker::BfdSource> BfdThread::CreateSource(
    const bfd::SessionConfig& config, speaker::BfdObserver& observer) {
  return std::make_unique<Source>(*this, config, observer);
}

void BfdThread::FetchReport(ReportCallback callback) {
  awaiting_report_.push_back(std::move(callback));
  Post([](BfdWorker& worker) { worker.SendReport(); });
}

// May destroy this object, like everything that it calls.
void BfdThread::OnMessage(BfdWorker::Message message) {
  if (const auto* news = std::get_if<std::shared_ptr<BfdNews>>(&message)) {
    const auto found = sources_.find(news->get());
    if (found != sources_.end()) found->second->Deliver();
    return;
  }
  ReportCallback callback = std::move(awaiting_report_.front());
  awaiting_report_.pop_front();
  callback(*std::get<std::unique_ptr<BfdReport>>(message));
}

void BfdThread::Post(absl::AnyInvocable<void(BfdWorker&)> command) {
  absl::AnyInvocable<void()> task =
      [this, command = std::move(command)]() mutable { command(*worker_); };
  // The thread never waits for this one: there is room as soon as it has run.
  // NOLINTNEXTLINE(bugprone-use-after-move): untouched where it is refused.
  while (!thread_->Post(std::move(task))) std::this_thread::yield();
}

absl::Status BfdThread::Call(
    absl::AnyInvocable<absl::Status(BfdWorker&)> command) {
  struct Answer {
    absl::Status status;
    std::binary_semaphore given{0};
  };
  // Shared: the thread may still be inside release() when the wait is over.
  const auto answer = std::make_shared<Answer>();
  Post([answer, command = std::move(command)](BfdWorker& worker) mutable {
    answer->status = command(worker);
    answer->given.release();
  });
  answer->given.acquire();
  return answer->status;
}

}  // namespace waymark::posix
