// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "announcer/side_watch.h"

#include <utility>

#include "absl/algorithm/container.h"

namespace waymark::announcer {
namespace {

std::vector<std::string> FindLost(const Symmetry& symmetry,
                                  const LiveBySide& live) {
  std::vector<std::string> lost;
  const auto check = [&](const std::string& side, size_t count) {
    if (count < symmetry.min_live) lost.push_back(side);
  };
  if (symmetry.sides.empty()) {
    for (const auto& [side, count] : live) check(side, count);
  }
  for (const std::string& side : symmetry.sides) {
    const auto found = live.find(side);
    check(side, found == live.end() ? 0 : found->second);
  }
  absl::c_sort(lost);
  return lost;
}

}  // namespace

SideWatch::SideWatch(const Runtime& runtime, const Symmetry& symmetry,
                     absl::AnyInvocable<void()> on_whole)
    : clock_(runtime.clock),
      symmetry_(symmetry),
      on_whole_(std::move(on_whole)),
      state_(symmetry.mode == Symmetry::Mode::kNone ? State::kWhole
                                                    : State::kLost),
      lost_(state_ == State::kLost ? FindLost(symmetry, {})
                                   : std::vector<std::string>()),
      timer_(runtime.timers.CreateTimer([this] { OnTimer(); })) {}

void SideWatch::Update(const LiveBySide& live) {
  if (symmetry_.mode == Symmetry::Mode::kNone) return;
  lost_ = FindLost(symmetry_, live);
  if (!lost_.empty()) {
    state_ = State::kLost;
    timer_->Cancel();
  } else if (state_ == State::kLost) {
    const bool nothing_to_watch = symmetry_.sides.empty() && live.empty();
    if (nothing_to_watch || symmetry_.return_after == absl::ZeroDuration()) {
      state_ = State::kWhole;
    } else {
      state_ = State::kReturning;
      timer_->Arm(clock_.Now() + symmetry_.return_after);
    }
  }
}

void SideWatch::SetSymmetry(const Symmetry& symmetry) {
  symmetry_ = symmetry;
  if (symmetry_.mode != Symmetry::Mode::kNone) return;
  state_ = State::kWhole;
  lost_.clear();
  timer_->Cancel();
}

std::optional<MonotonicTime> SideWatch::whole_at() const {
  if (state_ != State::kReturning) return std::nullopt;
  return timer_->deadline();
}

void SideWatch::OnTimer() {
  state_ = State::kWhole;
  on_whole_();
}

absl::string_view Name(SideWatch::State state) {
  switch (state) {
    case SideWatch::State::kWhole:
      return "whole";
    case SideWatch::State::kLost:
      return "lost";
    case SideWatch::State::kReturning:
      return "returning";
  }
  return "";
}

}  // namespace waymark::announcer
