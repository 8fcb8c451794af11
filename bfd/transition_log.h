// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The last changes of a session's state.

#ifndef WAYMARK_BFD_TRANSITION_LOG_H_
#define WAYMARK_BFD_TRANSITION_LOG_H_

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/monotonic_time.h"
#include "bfd/code_points.h"
#include "bfd/session_listener.h"

namespace waymark::bfd {

// A change of bfd.SessionState, as in StateChange.
struct TransitionRecord {
  MonotonicTime time;
  State old_state = State::kDown;
  State new_state = State::kDown;
  StateChangeReason reason = StateChangeReason::kHandshake;
  Diagnostic local_diagnostic = Diagnostic::kNone;
  Diagnostic remote_diagnostic = Diagnostic::kNone;

  friend bool operator==(const TransitionRecord&,
                         const TransitionRecord&) = default;
};

// A ring without memory of its own: there is one in every session, and times
// and the rest lie apart to keep it small.
class TransitionLog {
 public:
  static constexpr size_t kCapacity = 8;

  void Add(const StateChange& change) {
    const size_t slot = added_++ % kCapacity;
    times_[slot] = change.time;
    details_[slot] = {
        static_cast<uint8_t>(static_cast<uint8_t>(change.old_state) << 4 |
                             static_cast<uint8_t>(change.new_state)),
        change.reason, change.local_diagnostic, change.remote_diagnostic};
  }

  // Oldest first.
  std::vector<TransitionRecord> Records() const {
    std::vector<TransitionRecord> records;
    const size_t count = std::min<size_t>(added_, kCapacity);
    records.reserve(count);
    for (size_t i = added_ - count; i != added_; ++i) {
      records.push_back(At(i % kCapacity));
    }
    return records;
  }

  // InfinitePast() if there is none.
  MonotonicTime last_time() const {
    return added_ == 0 ? MonotonicTime::InfinitePast()
                       : times_[(added_ - 1) % kCapacity];
  }

 private:
  struct Details {
    uint8_t states;  // the old one in the upper half
    StateChangeReason reason;
    Diagnostic local_diagnostic;
    Diagnostic remote_diagnostic;
  };

  TransitionRecord At(size_t slot) const {
    const Details& details = details_[slot];
    return {.time = times_[slot],
            .old_state = static_cast<State>(details.states >> 4),
            .new_state = static_cast<State>(details.states & 0xf),
            .reason = details.reason,
            .local_diagnostic = details.local_diagnostic,
            .remote_diagnostic = details.remote_diagnostic};
  }

  std::array<MonotonicTime, kCapacity> times_ = {};
  std::array<Details, kCapacity> details_ = {};
  size_t added_ = 0;
};

}  // namespace waymark::bfd

#endif  // WAYMARK_BFD_TRANSITION_LOG_H_
