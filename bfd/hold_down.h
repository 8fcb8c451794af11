// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Hold-down before Up: a session that has failed is believed again only when it
// has stayed Up for a while.
//
// The session itself does not wait: bfd.SessionState, the packets and the
// neighbour's view are those of RFC 5880. What waits is the client's view. It
// hears the changes of state as if Up came `duration` later; an Up that ends
// before that it never hears of, and the change that ended it begins, for the
// client, at the state it heard last. If that end was a failure the client
// hears of it in any case, if need be as Down after Down, and marked
// (StateChange::held_up_failed): without having waited for our Up, it may have
// come to rely on the path.
//
//   session:  Up -> Down -> Init -> Up .................. (10 s) ............
//   client:   Up -> Down -> Init ........................ -> Up
//
//   session:  Up -> Down -> Init -> Up ... -> Down -> Init -> Up ............
//   client:   Up -> Down -> Init ......... -> Down -> Init .......... -> Up
//
//   session:  Up -> Down -> Up ........... -> Down -> Up ............
//   client:   Up -> Down ................. -> Down .................. -> Up
//
// Only an Up after a failure is held: not the first one, nor one after an
// administrative end on either side. The failures are those that begin at Up,
// heard of or not, and end by our verdict, the neighbour's, Path Down, a
// forwarding plane reset or a lapsed gate.
//
// The wait ends with the word of a neighbour that is heard: while it has been
// silent for a detection time, or our own gate has lapsed, Up is not reported.

#ifndef WAYMARK_BFD_HOLD_DOWN_H_
#define WAYMARK_BFD_HOLD_DOWN_H_

#include <memory>
#include <utility>

#include "absl/time/time.h"
#include "base/monotonic_time.h"
#include "base/timer.h"
#include "bfd/code_points.h"
#include "bfd/session_listener.h"

namespace waymark::bfd {

class HoldDown {
 public:
  // REQUIRES: more than zero.
  explicit HoldDown(absl::Duration duration) : duration_(duration) {}

  // `timer` is armed while an Up is held; its callback calls Release and
  // reports, or Postpone. REQUIRES: before the session can come Up.
  void SetTimer(std::unique_ptr<Timer> timer) { timer_ = std::move(timer); }

  // The session's state has changed. True if the client is to hear of it now:
  // `change` then begins at the state that it heard last.
  bool Admit(StateChange& change) {
    if (change.old_state == State::kUp && IsFailure(change.reason)) {
      failed_ = true;
      change.held_up_failed = heard_ != State::kUp;
    }
    const bool held = change.new_state == State::kUp && failed_;
    if (timer_ != nullptr) {
      timer_->Arm(held ? change.time + duration_
                       : MonotonicTime::InfiniteFuture());
    }
    if (held) return false;
    if (change.new_state == heard_ && !change.held_up_failed) return false;
    change.old_state = heard_;
    heard_ = change.new_state;
    return true;
  }

  // The Up that is held has to wait until `until`: nothing was heard of the
  // neighbour for too long to vouch for it.
  void Postpone(MonotonicTime until) { timer_->Arm(until); }

  // The client hears of the Up that was held.
  void Release() {
    heard_ = State::kUp;
    failed_ = false;
  }

  // The state that the client heard last.
  State heard() const { return heard_; }
  // When it hears of the Up that is held; InfiniteFuture() if none is.
  MonotonicTime until() const {
    return timer_ == nullptr ? MonotonicTime::InfiniteFuture()
                             : timer_->deadline();
  }

 private:
  static bool IsFailure(StateChangeReason reason) {
    return reason != StateChangeReason::kAdministrative &&
           reason != StateChangeReason::kNeighborAdminDown;
  }

  const absl::Duration duration_;
  std::unique_ptr<Timer> timer_;  // null before the session starts
  State heard_ = State::kDown;
  bool failed_ = false;  // since the client heard of Up
};

}  // namespace waymark::bfd

#endif  // WAYMARK_BFD_HOLD_DOWN_H_
