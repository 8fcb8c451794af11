// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// What one BFD session on a thread of its own has to tell the main loop, until
// the loop takes it. However long the loop takes, this stays small and the
// verdict that counts is there: of the verdicts only the latest is kept, and
// beside it the Down that it has overtaken, which must not go unheard because
// the path is Up again.

#ifndef WAYMARK_POSIX_BFD_NEWS_H_
#define WAYMARK_POSIX_BFD_NEWS_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

#include "bfd/code_points.h"
#include "bfd/session_listener.h"
#include "bfd/session_snapshot.h"
#include "bgp/session/liveness_source.h"
#include "posix/priority_mutex.h"

namespace waymark::posix {

// Thread-safe.
class BfdNews {
 public:
  // How many events wait at most; the oldest give way.
  static constexpr size_t kMaxEvents = 16;

  using Event = std::variant<bfd::StateChange, bfd::LocalStall, bfd::Diagnostic,
                             bfd::RemoteAdminChange>;

  struct Batch {
    // The latest Down, if `latest` is a later verdict that is none.
    std::optional<bgp::LivenessReport> overtaken_down;
    std::optional<bgp::LivenessReport> latest;
    uint64_t latest_command = 0;  // SetCommand's when `latest` was added
    std::vector<Event> events;    // oldest first
    uint64_t events_lost = 0;
  };

  // The loop's command of this number is carried out: what is added from now on
  // knows of it. 0 before the first.
  void SetCommand(uint64_t number);
  // Each answers whether the loop has to be told: nothing was waiting.
  bool Add(const bgp::LivenessReport& report);
  bool Add(const Event& event);
  // All that waits; from then on nothing does.
  Batch Take();

  // As last put; not part of what waits.
  void SetSnapshot(const bfd::SessionSnapshot& snapshot);
  bfd::SessionSnapshot snapshot() const;

 private:
  mutable PriorityMutex mutex_;
  bool waiting_ = false;  // guarded by mutex_, as all below
  uint64_t command_ = 0;
  Batch batch_;
  bfd::SessionSnapshot snapshot_;
};

}  // namespace waymark::posix

#endif  // WAYMARK_POSIX_BFD_NEWS_H_
