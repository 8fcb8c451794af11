// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Attribute sets stored once. Thousands of routes share few sets; the pool
// keeps one copy of each ("hash-consing"), so that inside one pool two
// references are equal if and only if the sets are, and comparing them is
// comparing pointers.
//
// Each stored set carries what the decision process asks of it again and again
// (AttributeFacts), computed when it is stored.
//
// Same-thread: reference counts are not atomic.

#ifndef WAYMARK_RIB_ATTRIBUTES_POOL_H_
#define WAYMARK_RIB_ATTRIBUTES_POOL_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>

#include "bgp/path_attributes.h"
#include "rib/incremental_table.h"

namespace waymark::rib {

class AttributesPool;

// What a set means to the decision process (RFC 4271, 9.1.2.2).
struct AttributeFacts {
  // Steps (a) and (b) as one number, larger is better: the complement of the
  // AS_PATH length in the upper 24 bits, the complement of ORIGIN in the lower
  // 8. A message of 65535 octets holds fewer than 2^15 AS numbers; a longer
  // path made by hand counts as 2^24 - 1.
  uint32_t preference = 0;
  uint32_t as_path_length = 0;
  // nullopt: the path is empty or begins with an AS_SET.
  std::optional<uint32_t> neighbor_as;
  std::optional<uint32_t> med;
};

namespace internal {

// One stored set; owned jointly by the references to it.
struct PooledAttributes {
  const bgp::PathAttributes attributes;
  const AttributeFacts facts;
  const size_t hash;
  const size_t bytes;
  AttributesPool* const pool;
  uint32_t references = 0;
};

}  // namespace internal

// A counted reference to a stored set, or null. As cheap as a pointer: copying
// increments a counter, moving does not. Must not outlive its pool.
class AttributesRef {
 public:
  AttributesRef() = default;
  AttributesRef(const AttributesRef& other) : set_(other.set_) {
    if (set_ != nullptr) ++set_->references;
  }
  AttributesRef(AttributesRef&& other) noexcept
      : set_(std::exchange(other.set_, nullptr)) {}
  AttributesRef& operator=(const AttributesRef& other) {
    AttributesRef(other).swap(*this);
    return *this;
  }
  AttributesRef& operator=(AttributesRef&& other) noexcept {
    AttributesRef(std::move(other)).swap(*this);
    return *this;
  }
  ~AttributesRef() { Release(); }

  explicit operator bool() const { return set_ != nullptr; }
  // The following three: REQUIRES: not null.
  const bgp::PathAttributes& operator*() const { return set_->attributes; }
  const bgp::PathAttributes* operator->() const { return &set_->attributes; }
  const AttributeFacts& facts() const { return set_->facts; }

  // Equal sets, provided that both references come from one pool.
  friend bool operator==(const AttributesRef& a,
                         const AttributesRef& b) = default;
  // By address: good for tables, meaningless as an order of output.
  template <typename H>
  friend H AbslHashValue(H h, const AttributesRef& r) {
    return H::combine(std::move(h), r.set_);
  }

  void swap(AttributesRef& other) noexcept { std::swap(set_, other.set_); }

 private:
  friend class AttributesPool;
  explicit AttributesRef(internal::PooledAttributes* set) : set_(set) {
    ++set_->references;
  }
  void Release() {
    if (set_ != nullptr && --set_->references == 0) Destroy(set_);
    set_ = nullptr;
  }
  static void Destroy(internal::PooledAttributes* set);

  internal::PooledAttributes* set_ = nullptr;
};

class AttributesPool {
 public:
  struct Limits {
    size_t max_sets = 4'000'000;
    size_t max_bytes = size_t{4} << 30;
  };

  AttributesPool() : AttributesPool(Limits()) {}
  explicit AttributesPool(const Limits& limits) : limits_(limits) {}
  AttributesPool(const AttributesPool&) = delete;
  AttributesPool& operator=(const AttributesPool&) = delete;
  // REQUIRES: no reference is left.
  ~AttributesPool();

  // A reference to the stored set equal to `attributes`, which is stored if
  // there is none. Null if a new set would exceed a limit: nothing changes but
  // refused(), and the caller treats the route as one that it cannot hold.
  AttributesRef Intern(const bgp::PathAttributes& attributes);
  AttributesRef Intern(bgp::PathAttributes&& attributes);

  size_t sets() const { return table_.size(); }
  // Of the sets, what they allocated included; an estimate of the allocator's
  // overhead is not.
  size_t bytes() const { return bytes_; }
  // How often a limit made Intern return null.
  uint64_t refused() const { return refused_; }

 private:
  friend class AttributesRef;
  struct Slot {
    internal::PooledAttributes* set;
  };
  struct SlotHash {
    uint64_t operator()(const Slot& slot) const { return slot.set->hash; }
  };

  template <typename Attributes>
  AttributesRef InternAny(Attributes&& attributes);
  void Remove(internal::PooledAttributes* set);

  const Limits limits_;
  IncrementalTable<Slot, SlotHash> table_;
  size_t bytes_ = 0;
  uint64_t refused_ = 0;
};

}  // namespace waymark::rib

#endif  // WAYMARK_RIB_ATTRIBUTES_POOL_H_
