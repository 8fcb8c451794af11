// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/route_server/persist_routes.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

namespace waymark::examples {

const char* ToString(PersistRoutesState state) {
  switch (state) {
    case PersistRoutesState::kDisabled:
      return "disabled";
    case PersistRoutesState::kEnabling:
      return "enabling";
    case PersistRoutesState::kEnabled:
      return "enabled";
    case PersistRoutesState::kModifying:
      return "modifying";
    case PersistRoutesState::kResetting:
      return "resetting";
    case PersistRoutesState::kDisabling:
      return "disabling";
  }
  return "unknown";
}

PersistRoutes::PersistRoutes(const Runtime& runtime,
                             const PersistRoutesSetup& setup, Release release)
    : runtime_(runtime),
      transition_(setup.transition),
      release_(std::move(release)),
      state_(setup.enabled ? PersistRoutesState::kEnabled
                           : PersistRoutesState::kDisabled),
      enabled_(setup.enabled),
      duration_(setup.duration),
      release_timer_(runtime.timers.CreateTimer([this] { ReleaseNow(); })),
      transition_timer_(runtime.timers.CreateTimer([this] { Finish(); })) {}

bool PersistRoutes::OnTotalLoss() {
  if (!enabled_) return false;
  persisted_ = true;
  release_timer_->Cancel();
  return true;
}

void PersistRoutes::OnSessionUp() {
  if (!persisted_ || release_timer_->armed()) return;
  release_at_ = runtime_.clock.Now() + duration_;
  release_timer_->Arm(release_at_);
}

absl::Status PersistRoutes::Enable() {
  return Begin(PersistRoutesState::kEnabling);
}

absl::Status PersistRoutes::Disable() {
  return Begin(PersistRoutesState::kDisabling);
}

absl::Status PersistRoutes::Reset() {
  if (state_ == PersistRoutesState::kDisabled) {
    return absl::FailedPreconditionError(
        "routes are not persisted: enable that first");
  }
  return Begin(PersistRoutesState::kResetting);
}

absl::Status PersistRoutes::SetDuration(absl::Duration duration) {
  if (duration < absl::Milliseconds(1) || duration > absl::Minutes(5)) {
    return absl::InvalidArgumentError("the duration is 1 ms to 5 minutes");
  }
  if (!transition_timer_->armed()) new_duration_ = duration;
  return Begin(PersistRoutesState::kModifying);
}

absl::Status PersistRoutes::Begin(PersistRoutesState under_way) {
  if (transition_timer_->armed()) {
    return absl::FailedPreconditionError(
        absl::StrCat("it is ", ToString(state_), ": wait until that is over"));
  }
  state_ = under_way;
  if (transition_ == absl::ZeroDuration()) {
    Finish();
  } else {
    transition_timer_->Arm(runtime_.clock.Now() + transition_);
  }
  return absl::OkStatus();
}

void PersistRoutes::Finish() {
  const PersistRoutesState done = state_;
  if (done == PersistRoutesState::kEnabling) enabled_ = true;
  if (done == PersistRoutesState::kDisabling) enabled_ = false;
  if (done == PersistRoutesState::kModifying) duration_ = new_duration_;
  state_ =
      enabled_ ? PersistRoutesState::kEnabled : PersistRoutesState::kDisabled;
  if (done == PersistRoutesState::kDisabling ||
      done == PersistRoutesState::kResetting) {
    ReleaseNow();
  }
}

void PersistRoutes::ReleaseNow() {
  release_timer_->Cancel();
  if (std::exchange(persisted_, false)) release_();
}

std::optional<absl::Duration> PersistRoutes::until_release() const {
  if (!release_timer_->armed()) return std::nullopt;
  return std::max(release_at_ - runtime_.clock.Now(), absl::ZeroDuration());
}

}  // namespace waymark::examples
