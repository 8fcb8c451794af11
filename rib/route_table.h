// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// A table of routes by prefix or NLRI on which long work can be sliced, the
// routes that matter most first.
//
// Default routes and host routes are "urgent": a default route moves the most
// traffic, and a floating address is a host route. They live in a table of
// their own, which every walk visits first.

#ifndef WAYMARK_RIB_ROUTE_TABLE_H_
#define WAYMARK_RIB_ROUTE_TABLE_H_

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <utility>

#include "base/ip_prefix.h"
#include "bgp/nlri.h"
#include "rib/incremental_table.h"

namespace waymark::rib {

inline bool IsUrgent(const IpPrefix& prefix) {
  return prefix.IsDefault() || prefix.IsHost();
}
inline bool IsUrgent(const bgp::Nlri& nlri) { return IsUrgent(nlri.prefix); }

// Where a walk from beginning to end stands. A value; a new one starts anew.
struct TableCursor {
  bool urgent = true;
  uint64_t position = 0;
  bool done = false;
};

// Where a walk in a circle stands. Restart makes it visit everything once more
// from here: urgent routes from their beginning, the others from where the walk
// stands around to the same place.
struct TableCircle {
  bool urgent = false;
  uint64_t urgent_position = 0;
  uint64_t position = 0;
  uint64_t origin = 0;  // where the round among the others ends
  bool done = true;

  void Restart() {
    urgent = true;
    urgent_position = 0;
    origin = position;
    done = false;
  }
};

// A hash of all bits of a prefix, unpredictable for who does not know `seed`.
// Multiplies 64 by 64 bits and folds, twice, so that every bit of the result
// depends on every bit of the input.
inline uint64_t HashPrefix(const IpPrefix& prefix, uint64_t seed) {
  const auto fold = [](uint64_t a, uint64_t b) {
    const unsigned __int128 product = static_cast<unsigned __int128>(a) * b;
    return static_cast<uint64_t>(product) ^
           static_cast<uint64_t>(product >> 64);
  };
  uint64_t words[2] = {0, 0};
  const auto octets = prefix.address().octets();
  std::memcpy(words, octets.data(), octets.size());
  const uint64_t kind = static_cast<uint64_t>(prefix.length()) << 8 |
                        static_cast<uint64_t>(prefix.family());
  const uint64_t mixed = fold(words[0] ^ seed ^ 0x9e3779b97f4a7c15u,
                              words[1] ^ kind << 32 ^ 0xc2b2ae3d27d4eb4fu);
  return fold(mixed ^ kind ^ seed, 0xd6e8feb86659fd93u);
}
inline uint64_t HashPrefix(const bgp::Nlri& nlri, uint64_t seed) {
  return HashPrefix(nlri.prefix,
                    seed + uint64_t{nlri.path_id} * 0xff51afd7ed558ccdu);
}

// `Key` is IpPrefix or bgp::Nlri. Pointers to values hold until the next
// Emplace or Erase.
template <typename Key, typename Value>
class RouteTable {
 public:
  explicit RouteTable(uint64_t seed)
      : seed_(seed), urgent_(SlotHash{seed}), others_(SlotHash{seed}) {}
  RouteTable(RouteTable&&) noexcept = default;
  RouteTable& operator=(RouteTable&&) noexcept = default;

  size_t size() const { return urgent_.size() + others_.size(); }

  Value* Find(const Key& key) {
    Slot* slot = Part(key).Find(HashPrefix(key, seed_), EqualTo{key});
    return slot == nullptr ? nullptr : &slot->value;
  }
  const Value* Find(const Key& key) const {
    return const_cast<RouteTable*>(this)->Find(key);
  }

  // REQUIRES: no value is stored under `key`.
  Value& Emplace(const Key& key, Value value) {
    return Part(key)
        .Insert(HashPrefix(key, seed_), Slot{key, std::move(value)})
        .value;
  }

  bool Erase(const Key& key) {
    return Part(key).Erase(HashPrefix(key, seed_), EqualTo{key});
  }

  // Both walks: `visit(const Key&, Value&)` returns whether the value stays and
  // must not touch the table otherwise; it may see a value again that follows
  // an erased one. They visit about `budget` values, more by at most one
  // segment (incremental_table.h), empty segments counting as one value. True
  // when the walk is over.
  template <typename Visit>
  bool VisitSome(TableCursor& cursor, size_t budget, Visit visit) {
    size_t visited = 0;
    while (!cursor.done && visited < budget) {
      Table& table = cursor.urgent ? urgent_ : others_;
      cursor.position = table.VisitSegment(
          cursor.position, visited,
          [&visit](Slot& slot) { return visit(slot.key, slot.value); });
      if (cursor.position != 0) continue;
      cursor.done = !cursor.urgent;
      cursor.urgent = false;
    }
    return cursor.done;
  }
  template <typename Visit>
  bool VisitSome(TableCursor& cursor, size_t budget, Visit visit) const {
    return const_cast<RouteTable*>(this)->VisitSome(
        cursor, budget, [&visit](const Key& key, const Value& value) {
          visit(key, value);
          return true;
        });
  }

  template <typename Visit>
  bool VisitSome(TableCircle& circle, size_t budget, Visit visit) {
    size_t visited = 0;
    while (!circle.done && visited < budget) {
      const auto visit_slot = [&visit](Slot& slot) {
        return visit(slot.key, slot.value);
      };
      if (circle.urgent) {
        circle.urgent_position =
            urgent_.VisitSegment(circle.urgent_position, visited, visit_slot);
        circle.urgent = circle.urgent_position != 0;
      } else {
        circle.position =
            others_.VisitSegment(circle.position, visited, visit_slot);
        circle.done = circle.position == circle.origin;
      }
    }
    return circle.done;
  }

 private:
  struct Slot {
    Key key;
    Value value;
  };
  struct SlotHash {
    uint64_t seed;
    uint64_t operator()(const Slot& slot) const {
      return HashPrefix(slot.key, seed);
    }
  };
  struct EqualTo {
    const Key& key;
    bool operator()(const Slot& slot) const { return slot.key == key; }
  };
  using Table = IncrementalTable<Slot, SlotHash>;

  Table& Part(const Key& key) { return IsUrgent(key) ? urgent_ : others_; }

  uint64_t seed_;
  Table urgent_;
  Table others_;
};

}  // namespace waymark::rib

#endif  // WAYMARK_RIB_ROUTE_TABLE_H_
