// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Watches whether a node has all of its sides (announcer/symmetry.h).
//
//   kLost --all live--> kReturning --return_after--> kWhole
//     ^                     |                          |
//     +------one lost-------+---------one lost---------+
//
// It begins in kLost: before its first sessions a node has no side. With
// Symmetry::Mode::kNone, and where there is no side to watch, it is always
// whole.

#ifndef WAYMARK_ANNOUNCER_SIDE_WATCH_H_
#define WAYMARK_ANNOUNCER_SIDE_WATCH_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/strings/string_view.h"
#include "announcer/symmetry.h"
#include "base/clock.h"
#include "base/monotonic_time.h"
#include "base/runtime.h"
#include "base/timer.h"

namespace waymark::announcer {

// How many neighbours with a session each side has: every side that some
// neighbour is on, those with none included. Neighbours on no side do not
// count.
using LiveBySide = std::map<std::string, size_t>;

class SideWatch {
 public:
  enum class State : uint8_t { kWhole, kLost, kReturning };

  // REQUIRES: Validate(symmetry) is OK. `on_whole` is called by the timer when
  // kReturning ends; it may destroy this object. Changes that Update makes are
  // for its caller to see.
  SideWatch(const Runtime& runtime, const Symmetry& symmetry,
            absl::AnyInvocable<void()> on_whole);
  SideWatch(const SideWatch&) = delete;
  SideWatch& operator=(const SideWatch&) = delete;

  // To be called once in the beginning and whenever a session or the set of
  // neighbours changes.
  void Update(const LiveBySide& live);

  // Other rules from the next Update on: whole stays whole unless they say that
  // a side is lost; a return under way ends when it was to.
  // REQUIRES: Validate(symmetry) is OK.
  void SetSymmetry(const Symmetry& symmetry);

  State state() const { return state_; }
  // The sides that are not live, in alphabetical order; empty unless kLost.
  const std::vector<std::string>& lost() const { return lost_; }
  // When kReturning ends; absent in other states.
  std::optional<MonotonicTime> whole_at() const;

 private:
  void OnTimer();

  const Clock& clock_;
  Symmetry symmetry_;
  absl::AnyInvocable<void()> on_whole_;
  State state_;
  std::vector<std::string> lost_;
  std::unique_ptr<Timer> timer_;  // armed in kReturning
};

// "whole", "lost", "returning"; static text.
absl::string_view Name(SideWatch::State state);

}  // namespace waymark::announcer

#endif  // WAYMARK_ANNOUNCER_SIDE_WATCH_H_
