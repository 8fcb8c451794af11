// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "rib/out_queue.h"

#include "absl/hash/hash.h"

namespace waymark::rib {

OutQueue::OutQueue(Slab<OutRoute>& routes) : routes_(routes) {
  for (uint32_t& sentinel : sentinels_) {
    sentinel = NewSentinel(OutRoute::kNoGroup);
  }
  const uint32_t queue = groups_.Allocate();  // kQueue: the first
  groups_[queue].previous = groups_[queue].next = queue;
}

uint64_t OutQueue::GroupHash::operator()(const GroupSlot& slot) const {
  // By address: nothing ever walks over the groups in this order.
  return absl::Hash<const bgp::PathAttributes*>()(slot.attributes);
}

void OutQueue::AppendChange(uint32_t route) {
  const AttributesRef& wanted = routes_[route].wanted();
  const bgp::PathAttributes* const key = &*wanted;
  const GroupSlot* const slot = by_attributes_.Find(
      GroupHash()({key, 0}),
      [key](const GroupSlot& other) { return other.attributes == key; });
  const uint32_t group = slot != nullptr ? slot->group : NewGroup(wanted);
  Link(groups_[group].sentinel, route);
}

void OutQueue::Unlink(uint32_t index) {
  OutRoute& route = routes_[index];
  routes_[route.previous].next = route.next;
  routes_[route.next].previous = route.previous;
  // The same neighbour on both sides is a sentinel alone in its ring.
  if (route.previous != route.next) return;
  const uint32_t group = routes_[route.next].group;
  if (group != OutRoute::kNoGroup) RemoveGroup(group);
}

void OutQueue::SpliceChanges(List to) {
  while (has_changes()) {
    const uint32_t group = groups_[kQueue].next;
    SpliceRing(groups_[group].sentinel, Sentinel(to));
    RemoveGroup(group);
  }
}

uint32_t OutQueue::NewSentinel(uint32_t group) {
  const uint32_t index = routes_.Allocate();
  OutRoute& sentinel = routes_[index];
  sentinel.is_sentinel = true;
  sentinel.group = group;
  sentinel.previous = sentinel.next = index;
  return index;
}

void OutQueue::Link(uint32_t sentinel, uint32_t route) {
  const uint32_t last = routes_[sentinel].previous;
  routes_[route].previous = last;
  routes_[route].next = sentinel;
  routes_[last].next = route;
  routes_[sentinel].previous = route;
}

void OutQueue::SpliceRing(uint32_t from, uint32_t to) {
  const uint32_t first = routes_[from].next;
  const uint32_t last = routes_[from].previous;
  if (first == from) return;
  const uint32_t end = routes_[to].previous;
  routes_[end].next = first;
  routes_[first].previous = end;
  routes_[last].next = to;
  routes_[to].previous = last;
  routes_[from].previous = routes_[from].next = from;
}

uint32_t OutQueue::NewGroup(const AttributesRef& attributes) {
  const uint32_t index = groups_.Allocate();
  Group& group = groups_[index];
  group.attributes = attributes;
  group.sentinel = NewSentinel(index);
  group.previous = groups_[kQueue].previous;
  group.next = kQueue;
  groups_[group.previous].next = index;
  groups_[kQueue].previous = index;
  const GroupSlot slot{&*attributes, index};
  by_attributes_.Insert(GroupHash()(slot), slot);
  return index;
}

void OutQueue::RemoveGroup(uint32_t index) {
  const Group& group = groups_[index];
  groups_[group.previous].next = group.next;
  groups_[group.next].previous = group.previous;
  by_attributes_.Erase(
      GroupHash()({&*group.attributes, index}),
      [index](const GroupSlot& slot) { return slot.group == index; });
  routes_.Free(group.sentinel);
  groups_.Free(index);
}

}  // namespace waymark::rib
