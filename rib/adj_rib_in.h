// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Adj-RIB-In: what one neighbour has announced in one address family, before
// policy (RFC 4271, 3.2). A speaker that only announces does not make one.
//
// Kept so that policy can be applied anew, the listing can show what came in,
// and the maximum number of prefixes (RFC 4271, 6.7) means what was received.

#ifndef WAYMARK_RIB_ADJ_RIB_IN_H_
#define WAYMARK_RIB_ADJ_RIB_IN_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>

#include "absl/functional/function_ref.h"
#include "base/monotonic_time.h"
#include "bgp/nlri.h"
#include "rib/attributes_pool.h"
#include "rib/route_table.h"

namespace waymark::rib {

struct ReceivedRoute {
  AttributesRef attributes;
  MonotonicTime received_at{};
};

class AdjRibIn {
 public:
  enum class LimitAction : uint8_t {
    kReject,  // keep the session; what exceeds the limit is not stored
    kCease,   // the session is to end with Cease, kMaximumPrefixesReached
  };

  struct Options {
    // Routes (prefix and path identifier) that are stored.
    size_t max_prefixes = 1'000'000;
    // Announce says `warning` when this many are stored.
    std::optional<size_t> warning_threshold{};
    LimitAction limit_action = LimitAction::kCease;
    uint64_t hash_seed = 0;  // unpredictable outside of tests
  };

  enum class Outcome : uint8_t {
    kAdded,
    kReplaced,   // implicit withdraw of what was stored (RFC 4271, 9)
    kUnchanged,  // the same attributes again
    kRejected,   // over the limit with kReject: not stored
    kCease,      // over the limit with kCease: not stored, end the session
  };
  struct Announced {
    Outcome outcome = Outcome::kAdded;
    // The warning threshold has been reached: once until Clear.
    bool warning = false;
  };

  explicit AdjRibIn(const Options& options);

  // `attributes` must not be null. A route that is stored is replaced even at
  // the limit. What was rejected is unknown from then on: once there is room,
  // only a route refresh brings it back.
  // `received_at` is kept where the attributes are unchanged.
  Announced Announce(const bgp::Nlri& nlri, AttributesRef attributes,
                     MonotonicTime received_at);

  // False if no such route is stored (after a rejection that is normal).
  bool Withdraw(const bgp::Nlri& nlri);

  // Null if there is none; valid until the table changes.
  const ReceivedRoute* Find(const bgp::Nlri& nlri) const;

  // The session has ended: the table is empty from now on and counts nothing.
  // The memory is given back by ClearSome, a slice at a time; the next session
  // may already fill the table meanwhile. When two tables are being freed and a
  // third comes, the first is freed at once.
  void Clear();

  // Frees about `budget` routes of tables that were cleared; at least some.
  // True when nothing is left to free.
  bool ClearSome(size_t budget);

  // Walks over the stored routes, about `budget` in one call, default and host
  // routes first; continues where `cursor` stands. Each route that is stored
  // throughout is visited once, one that comes or goes meanwhile at most once.
  // The callback must not change the table. True at the end.
  bool VisitSome(TableCursor& cursor, size_t budget,
                 absl::FunctionRef<void(const bgp::Nlri&, const ReceivedRoute&)>
                     visit) const;

  size_t size() const { return routes_.size(); }
  // Announcements that the limit turned away since the last Clear.
  uint64_t rejected() const { return rejected_; }

 private:
  using Table = RouteTable<bgp::Nlri, ReceivedRoute>;
  struct Cleared {
    Table routes;
    TableCursor freed;
  };

  const Options options_;
  Table routes_;
  std::deque<Cleared> cleared_;
  bool warned_ = false;
  uint64_t rejected_ = 0;
};

}  // namespace waymark::rib

#endif  // WAYMARK_RIB_ADJ_RIB_IN_H_
