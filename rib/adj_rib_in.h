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
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "base/monotonic_time.h"
#include "bgp/nlri.h"
#include "rib/attributes_pool.h"
#include "rib/route_table.h"

namespace waymark::rib {

class ReceivedRoute {
 public:
  ReceivedRoute(AttributesRef attributes, MonotonicTime received_at,
                uint8_t refresh)
      : attributes(std::move(attributes)),
        received_at_(received_at.nanoseconds() / 1000),
        refresh_(refresh) {}

  AttributesRef attributes;
  // To the microsecond.
  MonotonicTime received_at() const {
    return MonotonicTime::FromNanoseconds(received_at_ * 1000);
  }

 private:
  friend class AdjRibIn;
  // Share a word: there are very many routes.
  int64_t received_at_ : 56;  // microseconds: more than a thousand years
  uint64_t refresh_ : 8;      // AdjRibIn::refresh_ when it was last announced
};
static_assert(sizeof(ReceivedRoute) <= 16);

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

  // The neighbour begins to announce everything once more (BoRR of RFC 7313,
  // 4): what is stored is stale from now on, until announced again. Also while
  // another refresh is under way, which it replaces. Ignored when 255 have
  // begun since the last one that RemoveStaleSome has brought to its end.
  void BeginRefresh();
  // It has announced everything (EoRR): what is still stale is to be removed,
  // by RemoveStaleSome. Ignored if none has begun. A removal under way comes to
  // its end first; however many refreshes end meanwhile, one more follows.
  void EndRefresh();
  // There is work for RemoveStaleSome.
  bool has_stale() const { return !sweep_.done; }
  // Looks at about `budget` routes and removes those that are stale; each is
  // told after it is gone. True when none is left.
  bool RemoveStaleSome(size_t budget,
                       absl::FunctionRef<void(const bgp::Nlri&)> removed);

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

  void BeginSweep();
  // How many refreshes ago the route was announced.
  uint8_t AgeOf(const ReceivedRoute& route) const {
    return static_cast<uint8_t>(refresh_ - route.refresh_);
  }

  const Options options_;
  Table routes_;
  std::deque<Cleared> cleared_;
  bool warned_ = false;
  uint64_t rejected_ = 0;
  // Counts refreshes, in a circle: any two in use are less than a round apart.
  uint8_t refresh_ = 0;
  uint8_t oldest_ = 0;  // no route was last announced before this one
  uint8_t ended_ = 0;   // what is older is stale
  uint8_t swept_ = 0;   // what is older is removed by the sweep under way
  TableCursor sweep_;
  std::vector<bgp::Nlri> stale_;  // of one slice
};

}  // namespace waymark::rib

#endif  // WAYMARK_RIB_ADJ_RIB_IN_H_
