// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "posix/bfd_worker.h"

#include <algorithm>
#include <utility>

#include "absl/status/statusor.h"
#include "bfd/session_listener.h"
#include "bgp/session/liveness_source.h"
#include "speaker/bfd_liveness.h"
#include "speaker/bfd_service.h"

namespace waymark::posix {
namespace {

constexpr absl::Duration kRetryInterval = absl::Milliseconds(1);

}  // namespace

// One session: the same as on a speaker's own loop, with its words written
// down.
class BfdWorker::Watched final : private bgp::LivenessVisitor,
                                 private speaker::BfdObserver {
 public:
  Watched(BfdWorker& worker, std::shared_ptr<BfdNews> news,
          const bfd::SessionConfig& config)
      : worker_(worker),
        news_(std::move(news)),
        liveness_(worker.loop_.runtime(), worker.demultiplexer_,
                  *worker.transport_, config, *this) {
    liveness_.Start(*this);
    UpdateSnapshot();
  }

  speaker::BfdLiveness& liveness() { return liveness_; }
  bfd::SessionSnapshot UpdateSnapshot() {
    bfd::SessionSnapshot snapshot = liveness_.Snapshot();
    news_->SetSnapshot(snapshot);
    return snapshot;
  }

 private:
  void OnLiveness(const bgp::LivenessReport& report) override {
    UpdateSnapshot();
    if (news_->Add(report)) worker_.Send(news_);
  }
  void OnBfdStateChange(const bfd::StateChange& change) override {
    Tell(change);
  }
  void OnBfdLocalStall(const bfd::LocalStall& stall) override { Tell(stall); }
  void OnBfdRemoteDiagnostic(bfd::Diagnostic diagnostic) override {
    Tell(diagnostic);
  }
  void OnBfdRemoteAdminChange(const bfd::RemoteAdminChange& change) override {
    Tell(change);
  }
  void Tell(const BfdNews::Event& event) {
    UpdateSnapshot();
    if (news_->Add(event)) worker_.Send(news_);
  }

  BfdWorker& worker_;
  const std::shared_ptr<BfdNews> news_;
  speaker::BfdLiveness liveness_;
};

BfdWorker::BfdWorker(EventLoop& loop,
                     const bfd::Demultiplexer::Config& sessions,
                     const LeaseGate* gate, Mailbox<Message>& to_main)
    : loop_(loop),
      gate_(gate),
      to_main_(to_main),
      demultiplexer_(sessions, loop.runtime().random),
      retry_timer_(loop.CreateTimer([this] { SendUnsent(); })),
      gate_timer_(loop.CreateTimer([this] { CheckGate(); })) {
  if (gate_ != nullptr) CheckGate();
}

BfdWorker::~BfdWorker() = default;

absl::Status BfdWorker::Open(const BfdTransport::Options& options) {
  absl::StatusOr<std::unique_ptr<BfdTransport>> transport =
      BfdTransport::Create(loop_, demultiplexer_, options);
  if (!transport.ok()) return transport.status();
  transport_ = *std::move(transport);
  return absl::OkStatus();
}

void BfdWorker::Create(std::shared_ptr<BfdNews> news,
                       bfd::SessionConfig config) {
  if (config.gate == nullptr) config.gate = gate_;
  const BfdNews* const key = news.get();
  sessions_[key] = std::make_unique<Watched>(*this, std::move(news), config);
}

absl::Status BfdWorker::Start(const BfdNews* news) {
  Watched& watched = *sessions_.at(news);
  absl::Status status = watched.liveness().StartSession();
  watched.UpdateSnapshot();
  return status;
}

void BfdWorker::SetAdminDown(const BfdNews* news, bool down,
                             bfd::Diagnostic why) {
  sessions_.at(news)->liveness().SetAdminDown(down, why);
}

absl::Status BfdWorker::SetKeyChain(
    const BfdNews* news, std::shared_ptr<const bfd::KeyChain> key_chain) {
  return sessions_.at(news)->liveness().SetKeyChain(std::move(key_chain));
}

absl::Status BfdWorker::SetConcatenatedPath(const BfdNews* news,
                                            bfd::Diagnostic why) {
  return sessions_.at(news)->liveness().SetConcatenatedPath(why);
}

void BfdWorker::ResetForwardingPlane(const BfdNews* news) {
  sessions_.at(news)->liveness().ResetForwardingPlane();
}

void BfdWorker::SetTimers(const BfdNews* news, const bfd::TimerConfig& timers) {
  Watched& watched = *sessions_.at(news);
  // Whoever sent the command has validated it.
  (void)watched.liveness().SetTimers(timers);
  watched.UpdateSnapshot();
}

void BfdWorker::Destroy(const BfdNews* news) { sessions_.erase(news); }

void BfdWorker::SendReport() {
  auto report = std::make_unique<BfdReport>();
  report->sessions.reserve(sessions_.size());
  for (const auto& [news, watched] : sessions_) {
    report->sessions.push_back(watched->UpdateSnapshot());
  }
  report->transport = transport_->counters();
  report->demultiplexer = demultiplexer_.counters();
  report->max_lateness = loop_.max_lateness();
  loop_.ResetMaxLateness();
  Send(std::move(report));
}

void BfdWorker::Send(Message message) {
  if (unsent_.empty() && to_main_.Send(std::move(message))) return;
  // NOLINTNEXTLINE(bugprone-use-after-move): untouched where it is refused.
  unsent_.push_back(std::move(message));
  if (unsent_.size() == 1)
    retry_timer_->Arm(loop_.clock().Now() + kRetryInterval);
}

void BfdWorker::SendUnsent() {
  while (!unsent_.empty() && to_main_.Send(std::move(unsent_.front()))) {
    unsent_.pop_front();
  }
  if (!unsent_.empty()) retry_timer_->Arm(loop_.clock().Now() + kRetryInterval);
}

void BfdWorker::CheckGate() {
  const MonotonicTime now = loop_.clock().Now();
  if (gate_->Alive()) {
    gate_timer_->Arm(std::max(now, gate_->valid_until()));
    return;
  }
  for (const auto& [news, watched] : sessions_) {
    watched->liveness().CheckGate();
  }
  // A renewal from now on is good for at least so long.
  gate_timer_->Arm(now + gate_->lease());
}

}  // namespace waymark::posix
