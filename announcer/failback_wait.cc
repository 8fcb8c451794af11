// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "announcer/failback_wait.h"

namespace waymark::announcer {

FailbackWait::FailbackWait(const Failback& failback,
                           const std::optional<GroupMemory>& remembered)
    : failback_(failback) {
  if (!remembered.has_value()) return;
  stood_active_ = remembered->stood_active;
  waiting_ = EverWaits() &&
             (remembered->stood_active || remembered->awaiting_promotion);
}

void FailbackWait::Forget() {
  stood_active_ = false;
  waiting_ = false;
  fit_since_.reset();
}

void FailbackWait::Update(const Situation& situation) {
  if (stood_active_ && situation.lost && EverWaits()) waiting_ = true;
  if (!situation.fit) {
    fit_since_.reset();
    return;
  }
  if (waiting_) {
    if (!fit_since_.has_value()) fit_since_ = situation.now;
    if (failback_.mode == Failback::Mode::kManual ||
        situation.now < *ends_at()) {
      return;
    }
    waiting_ = false;
    fit_since_.reset();
  }
  stood_active_ = true;
}

void FailbackWait::SetFailback(const Failback& failback) {
  failback_ = failback;
  if (EverWaits()) return;
  waiting_ = false;
  fit_since_.reset();
}

FailbackWait::State FailbackWait::state() const {
  if (!waiting_) return State::kNone;
  return failback_.mode == Failback::Mode::kManual ? State::kPromotion
                                                   : State::kDelay;
}

std::optional<MonotonicTime> FailbackWait::ends_at() const {
  if (state() != State::kDelay || !fit_since_.has_value()) return std::nullopt;
  return *fit_since_ + failback_.delay;
}

bool FailbackWait::EverWaits() const {
  return failback_.mode == Failback::Mode::kManual ||
         failback_.delay > absl::ZeroDuration();
}

}  // namespace waymark::announcer
