// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "speaker/bfd_liveness.h"

#include "bfd/code_points.h"

namespace waymark::speaker {
BfdLiveness::BfdLiveness(const Runtime& runtime,
                         bfd::Demultiplexer& demultiplexer,
                         bfd::Transport& transport,
                         const bfd::SessionConfig& config,
                         BfdObserver& observer)
    : runtime_(runtime),
      observer_(observer),
      session_(runtime, demultiplexer, transport, config, *this) {}

BfdLiveness::~BfdLiveness() = default;

absl::Status BfdLiveness::StartSession() {
  const bool started = session_.local_discriminator() != 0;
  return started ? absl::OkStatus() : session_.Start();
}

void BfdLiveness::Start(bgp::LivenessVisitor& visitor) {
  visitor_ = &visitor;
  if (report_.liveness != bgp::Liveness::kUnknown) ReportSoon();
}

void BfdLiveness::Stop() {
  visitor_ = nullptr;
  reports_.Renew();
}

// Deferred, as LivenessSource asks: the peer is never called from inside its
// own call to Start.
void BfdLiveness::ReportSoon() {
  runtime_.defer.Defer([this, alive = reports_.Watch()] {
    if (alive) visitor_->OnLiveness(report_);
  });
}

// What a change of BFD's state says about the path; nullopt: nothing. RFC 5882,
// 3.2, 3.3, 4.2 and 4.2.1.
std::optional<bgp::Liveness> BfdLiveness::Verdict(
    const bfd::StateChange& change) const {
  switch (change.new_state) {
    case bfd::State::kUp:
      return bgp::Liveness::kUp;
    case bfd::State::kAdminDown:
      return bgp::Liveness::kAdminDown;
    case bfd::State::kInit:
      return std::nullopt;
    case bfd::State::kDown:
      break;
  }
  // RFC 5882, 4.2: a neighbour that goes to AdminDown announces no failure.
  if (change.reason == bfd::StateChangeReason::kNeighborAdminDown) {
    return bgp::Liveness::kAdminDown;
  }
  // Also where Up was held down: a BGP session that did not wait for it uses
  // the path.
  if (change.old_state == bfd::State::kUp || change.held_up_failed) {
    return bgp::Liveness::kDown;
  }
  // Out of AdminDown or Init: the path has not been seen to work yet.
  if (change.old_state != bfd::State::kAdminDown) return std::nullopt;
  return remote_admin_down_ ? bgp::Liveness::kAdminDown
                            : bgp::Liveness::kUnknown;
}

void BfdLiveness::OnStateChange(const bfd::StateChange& change) {
  const std::optional<bgp::Liveness> verdict = Verdict(change);
  if (verdict.has_value()) {
    // The verdict goes before the observer's report of it: what it makes
    // happen must not wait for a log.
    const AliveToken::Watcher alive = alive_.Watch();
    Report(*verdict, change.time, change.last_received,
           change.reason == bfd::StateChangeReason::kNeighborSignaledDown);
    if (!alive) return;
  }
  observer_.OnBfdStateChange(change);
}

// RFC 5882, 4.1, for a session that the neighbour's AdminDown finds Down, and
// for the end of it: strict mode is to open with it, and not without.
void BfdLiveness::OnRemoteAdminChange(const bfd::RemoteAdminChange& change) {
  remote_admin_down_ = change.admin_down;
  const bool is_admin_down = report_.liveness == bgp::Liveness::kAdminDown;
  // Ours is not for the neighbour to end; and the change of state that this
  // came with may have said it already.
  if (session_.state() != bfd::State::kAdminDown &&
      change.admin_down != is_admin_down) {
    const AliveToken::Watcher alive = alive_.Watch();
    Report(
        change.admin_down ? bgp::Liveness::kAdminDown : bgp::Liveness::kUnknown,
        change.time, change.last_received, /*declared_by_neighbor=*/false);
    if (!alive) return;
  }
  observer_.OnBfdRemoteAdminChange(change);
}

void BfdLiveness::Report(bgp::Liveness liveness, MonotonicTime time,
                         MonotonicTime last_received,
                         bool declared_by_neighbor) {
  report_.liveness = liveness;
  ++report_.sequence;
  report_.verdict_time = time;
  report_.last_good.reset();
  if (last_received != MonotonicTime::InfinitePast()) {
    report_.last_good = last_received;
  }
  report_.declared_by_neighbor = declared_by_neighbor;
  if (visitor_ != nullptr) visitor_->OnLiveness(report_);
}

void BfdLiveness::OnLocalStall(const bfd::LocalStall& stall) {
  observer_.OnBfdLocalStall(stall);
}

}  // namespace waymark::speaker
