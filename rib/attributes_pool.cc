// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "rib/attributes_pool.h"

#include <algorithm>
#include <cassert>
#include <utility>

#include "absl/hash/hash.h"

namespace waymark::rib {
namespace {

template <typename T>
size_t Allocated(const std::vector<T>& vector) {
  return vector.capacity() * sizeof(T);
}

size_t Bytes(const bgp::PathAttributes& a) {
  size_t bytes = sizeof(internal::PooledAttributes) +
                 a.as_path.segments().size() * sizeof(bgp::AsPathSegment) +
                 Allocated(a.communities) + Allocated(a.extended_communities) +
                 Allocated(a.large_communities) + Allocated(a.cluster_list) +
                 Allocated(a.unknown);
  for (const bgp::AsPathSegment& segment : a.as_path.segments()) {
    bytes += Allocated(segment.as_numbers);
  }
  for (const bgp::UnknownAttribute& unknown : a.unknown) {
    bytes += Allocated(unknown.value);
  }
  return bytes;
}

AttributeFacts Facts(const bgp::PathAttributes& a) {
  constexpr uint32_t kLongest = 0xffffff;
  AttributeFacts facts;
  facts.as_path_length = static_cast<uint32_t>(a.as_path.DecisionLength());
  facts.preference = (kLongest - std::min(facts.as_path_length, kLongest))
                         << 8 |
                     (0xff - static_cast<uint32_t>(a.origin));
  facts.neighbor_as = a.as_path.NeighborAs();
  facts.med = a.med;
  return facts;
}

}  // namespace

void AttributesRef::Destroy(internal::PooledAttributes* set) {
  set->pool->Remove(set);
  delete set;
}

AttributesPool::~AttributesPool() { assert(table_.size() == 0); }

AttributesRef AttributesPool::Intern(const bgp::PathAttributes& attributes) {
  return InternAny(attributes);
}

AttributesRef AttributesPool::Intern(bgp::PathAttributes&& attributes) {
  return InternAny(std::move(attributes));
}

template <typename Attributes>
AttributesRef AttributesPool::InternAny(Attributes&& attributes) {
  const size_t hash = absl::Hash<bgp::PathAttributes>()(attributes);
  const Slot* const found = table_.Find(hash, [&](const Slot& slot) {
    return slot.set->attributes == attributes;
  });
  if (found != nullptr) return AttributesRef(found->set);

  const size_t bytes = Bytes(attributes);
  if (table_.size() >= limits_.max_sets || bytes_ + bytes > limits_.max_bytes) {
    ++refused_;
    return AttributesRef();
  }
  const AttributeFacts facts = Facts(attributes);
  auto* set = new internal::PooledAttributes{
      std::forward<Attributes>(attributes), facts, hash, bytes, this};
  table_.Insert(hash, {set});
  bytes_ += bytes;
  return AttributesRef(set);
}

void AttributesPool::Remove(internal::PooledAttributes* set) {
  table_.Erase(set->hash, [set](const Slot& slot) { return slot.set == set; });
  bytes_ -= set->bytes;
}

}  // namespace waymark::rib
