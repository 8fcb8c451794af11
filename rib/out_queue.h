// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// In which order the routes of an Adj-RIB-Out go out. Part of adj_rib_out.h,
// which decides where a route belongs; this only links it there.
//
// Every route is in exactly one list: a ring of routes closed by a sentinel,
// linked by numbers. Rings are joined in one step, which is what makes the end
// of a session, the start of one and a route refresh cheap. Changes that want
// the same attribute set form a group, a list of its own; groups queue in the
// order in which they began.

#ifndef WAYMARK_RIB_OUT_QUEUE_H_
#define WAYMARK_RIB_OUT_QUEUE_H_

#include <array>
#include <cstddef>
#include <cstdint>

#include "base/ip_prefix.h"
#include "rib/attributes_pool.h"
#include "rib/incremental_table.h"
#include "rib/slab.h"

namespace waymark::rib {

// One prefix of an Adj-RIB-Out.
struct OutRoute {
  // Of a sentinel: the group whose list it closes, or kNoGroup.
  static constexpr uint32_t kNoGroup = ~uint32_t{0};

  IpPrefix prefix;
  bool is_sentinel = false;
  uint32_t group = kNoGroup;
  uint32_t previous = 0;
  uint32_t next = 0;
  std::array<AttributesRef, 2> layers;  // by AdjRibOut::Layer
  AttributesRef sent;                   // last sent; null: nothing or withdrawn
  uint64_t sent_epoch = 0;              // when; see AdjRibOut::epoch_

  const AttributesRef& wanted() const {
    return layers[1] ? layers[1] : layers[0];
  }
};

class OutQueue {
 public:
  enum class List : uint8_t {
    kIdle,      // up to date
    kUnsent,    // to be sent when there are neither withdrawals nor changes
    kWithdraw,  // to be withdrawn
    kGarbage,   // to be forgotten: neither wanted nor held by the neighbour
  };

  // `routes` is borrowed; the sentinels live in it as well.
  explicit OutQueue(Slab<OutRoute>& routes);
  OutQueue(const OutQueue&) = delete;
  OutQueue& operator=(const OutQueue&) = delete;

  // Appends a route that is in no list.
  void Append(List list, uint32_t route) { Link(Sentinel(list), route); }
  // Appends a route that is in no list to the group of the set that it wants.
  void AppendChange(uint32_t route);
  // Takes a route out of its list; a group that empties is gone.
  void Unlink(uint32_t route);

  // Everything in `from` is appended to `to`, in its order.
  void Splice(List from, List to) { SpliceRing(Sentinel(from), Sentinel(to)); }
  // Everything in the groups is appended to `to`; there are no groups then.
  void SpliceChanges(List to);

  bool empty(List list) const { return End(First(list)); }
  bool has_changes() const { return groups_[kQueue].next != kQueue; }

  // Walks a list or the first group:
  //   for (uint32_t i = queue.First(list); !queue.End(i); i = queue.Next(i))
  uint32_t First(List list) const { return routes_[Sentinel(list)].next; }
  // REQUIRES: has_changes().
  uint32_t FirstChange() const {
    return routes_[groups_[groups_[kQueue].next].sentinel].next;
  }
  uint32_t Next(uint32_t route) const { return routes_[route].next; }
  bool End(uint32_t route) const { return routes_[route].is_sentinel; }

 private:
  // Changes that want one attribute set. Groups are linked in a ring of their
  // own, closed by group kQueue.
  struct Group {
    AttributesRef attributes;
    uint32_t sentinel = 0;
    uint32_t previous = 0;
    uint32_t next = 0;
  };
  struct GroupSlot {
    const bgp::PathAttributes* attributes;
    uint32_t group;
  };
  struct GroupHash {
    uint64_t operator()(const GroupSlot& slot) const;
  };
  static constexpr uint32_t kQueue = 0;

  uint32_t Sentinel(List list) const {
    return sentinels_[static_cast<size_t>(list)];
  }
  uint32_t NewSentinel(uint32_t group);
  void Link(uint32_t sentinel, uint32_t route);
  void SpliceRing(uint32_t from, uint32_t to);
  uint32_t NewGroup(const AttributesRef& attributes);
  void RemoveGroup(uint32_t group);

  Slab<OutRoute>& routes_;
  std::array<uint32_t, 4> sentinels_;  // by List
  Slab<Group> groups_;
  IncrementalTable<GroupSlot, GroupHash> by_attributes_;
};

}  // namespace waymark::rib

#endif  // WAYMARK_RIB_OUT_QUEUE_H_
