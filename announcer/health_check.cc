// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "announcer/health_check.h"

#include <algorithm>
#include <limits>

namespace waymark::announcer {
namespace {

// One more success or failure; a run of the other kind ends.
int Extend(int run, bool ok) {
  constexpr int kMax = std::numeric_limits<int>::max();
  if (ok) return run == kMax ? run : std::max(run, 0) + 1;
  return run == -kMax ? run : std::min(run, 0) - 1;
}

}  // namespace

absl::Status Validate(const HealthOptions& options) {
  const char* problem = nullptr;
  if (options.rise < 1) {
    problem = "rise must be at least 1";
  } else if (options.fall < 1) {
    problem = "fall must be at least 1";
  } else if (options.flap_limit < 0) {
    problem = "the limit of flapping must not be negative";
  } else if (options.flap_limit > 0 &&
             options.flap_window <= absl::ZeroDuration()) {
    problem = "the window of flapping must be positive";
  } else if (options.flap_limit > 0 &&
             options.hold_down <= absl::ZeroDuration()) {
    problem = "the time of holding down must be positive";
  }
  return problem == nullptr ? absl::OkStatus()
                            : absl::InvalidArgumentError(problem);
}

bool HealthCheck::Report(bool ok, MonotonicTime now) {
  run_ = Extend(run_, ok);
  const State before = state_;
  if (state_ == State::kHeldDown) {
    if (now < held_until_) return false;
    state_ = State::kUnwell;
    changes_.clear();
  }
  const State judged = Judge();
  // The first verdict is not a change of mind, and neither is the one that
  // follows a time held down.
  const bool changed = judged != state_;
  state_ = judged;
  if (changed && before != State::kUnknown && before != State::kHeldDown &&
      IsFlapping(now)) {
    state_ = State::kHeldDown;
    held_until_ = now + options_.hold_down;
  }
  return state_ != before;
}

HealthCheck::State HealthCheck::Judge() const {
  if (run_ >= options_.rise) return State::kWell;
  if (-run_ >= options_.fall) return State::kUnwell;
  return state_;
}

bool HealthCheck::IsFlapping(MonotonicTime now) {
  if (options_.flap_limit == 0) return false;
  changes_.push_back(now);
  while (now - changes_.front() > options_.flap_window) changes_.pop_front();
  return changes_.size() > static_cast<size_t>(options_.flap_limit);
}

absl::string_view Name(HealthCheck::State state) {
  switch (state) {
    case HealthCheck::State::kUnknown:
      return "unknown";
    case HealthCheck::State::kWell:
      return "well";
    case HealthCheck::State::kUnwell:
      return "unwell";
    case HealthCheck::State::kHeldDown:
      return "held_down";
  }
  return "";
}

}  // namespace waymark::announcer
