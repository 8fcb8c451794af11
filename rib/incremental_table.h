// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// An open-addressed hash table that never stalls. A table that doubles moves
// everything it holds in one step: a second's part at a million routes, in
// which no session is served. This one is cut into segments of some sixty
// entries, and grows by splitting one segment at a time in a fixed order
// (linear hashing), so that the longest single step moves one segment.
//
//   level 1, next to split 0        level 1, next to split 1
//   [ 0 ]  [ 1 ]            --->    [ 00 ]  [ 1 ]  [ 10 ]
//
// A segment holds the hashes that end in its number; a split looks at one more
// bit. Segments are never joined, so that a walk in the order of the reversed
// hashes ("position") is not disturbed by growth: a split turns one interval of
// positions into two that lie side by side. A segment that empties gives its
// memory back.
//
// The caller hashes, with a seed where entries come from the network: whoever
// can predict the hash can fill one segment. The order of a walk depends on the
// hashes and on nothing else (not on addresses), so that a run can be repeated.

#ifndef WAYMARK_RIB_INCREMENTAL_TABLE_H_
#define WAYMARK_RIB_INCREMENTAL_TABLE_H_

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <type_traits>
#include <utility>
#include <vector>

namespace waymark::rib {

// `Slot` moves without throwing; `Hash` is a functor from Slot to uint64_t
// whose every bit counts. Pointers to slots hold until the next Insert or
// Erase.
template <typename Slot, typename Hash>
class IncrementalTable {
  static_assert(std::is_nothrow_move_constructible_v<Slot>);

 public:
  explicit IncrementalTable(Hash hash = Hash())
      : hash_(std::move(hash)), segments_(1) {}
  IncrementalTable(IncrementalTable&& other) noexcept
      : IncrementalTable(other.hash_) {
    swap(other);
  }
  IncrementalTable& operator=(IncrementalTable&& other) noexcept {
    IncrementalTable(std::move(other)).swap(*this);
    return *this;
  }

  size_t size() const { return size_; }

  // The slot with this hash that `equal` recognizes, or null.
  template <typename Equal>
  Slot* Find(uint64_t hash, Equal equal) {
    return FindIn(segments_[IndexOf(hash)], hash, equal);
  }
  template <typename Equal>
  const Slot* Find(uint64_t hash, Equal equal) const {
    return const_cast<IncrementalTable*>(this)->Find(hash, equal);
  }

  // REQUIRES: no equal slot is there; `hash` is the slot's.
  Slot& Insert(uint64_t hash, Slot slot) {
    if (size_ >= segments_.size() * kEntriesPerSegment) Split();
    Segment& segment = segments_[IndexOf(hash)];
    if (CapacityFor(segment.size + 1) > segment.capacity) {
      Resize(segment, CapacityFor(segment.size + 1));
    }
    ++size_;
    return Place(segment, hash, std::move(slot));
  }

  // False if there is no such slot.
  template <typename Equal>
  bool Erase(uint64_t hash, Equal equal) {
    Segment& segment = segments_[IndexOf(hash)];
    Slot* slot = FindIn(segment, hash, equal);
    if (slot == nullptr) return false;
    EraseAt(segment, static_cast<uint32_t>(slot - segment.slots()));
    return true;
  }

  // Visits the segment at `position` and returns the position of the next one,
  // 0 after the last. Start at 0. `visit(Slot&)` returns whether the slot stays
  // and must not touch the table otherwise; one that follows an erased slot may
  // be visited twice. Adds the visited slots, at least 1, to `visited`.
  template <typename Visit>
  uint64_t VisitSegment(uint64_t position, size_t& visited, Visit visit) {
    const size_t index = IndexOf(Reverse(position));
    Segment& segment = segments_[index];
    visited += segment.size + 1;
    for (uint32_t i = 0; i < segment.capacity;) {
      if (segment.tags()[i] == kFree || visit(segment.slots()[i])) {
        ++i;
      } else {
        EraseAt(segment, i);  // what followed may now stand at i
      }
    }
    return End(index);
  }
  template <typename Visit>
  uint64_t VisitSegment(uint64_t position, size_t& visited, Visit visit) const {
    return const_cast<IncrementalTable*>(this)->VisitSegment(
        position, visited, [&visit](const Slot& slot) {
          visit(slot);
          return true;
        });
  }

  void swap(IncrementalTable& other) noexcept {
    std::swap(hash_, other.hash_);
    segments_.swap(other.segments_);
    std::swap(level_, other.level_);
    std::swap(next_split_, other.next_split_);
    std::swap(size_, other.size_);
  }

 private:
  // On average; the next to be split has up to twice as many.
  static constexpr size_t kEntriesPerSegment = 64;
  // The tag of a free slot. Other tags are the upper half of the hash, with
  // the lowest bit set.
  static constexpr uint32_t kFree = 0;

  // `capacity` tags, then as many slots, in one allocation; linear probing from
  // the place that the tag says, deletion by moving back, so that there are no
  // tombstones and a search ends at the first free slot.
  struct Segment {
    std::unique_ptr<std::byte[]> memory;
    uint32_t capacity = 0;  // a power of two, or 0
    uint32_t size = 0;

    Segment() = default;
    Segment(Segment&& other) noexcept
        : memory(std::move(other.memory)),
          capacity(std::exchange(other.capacity, 0)),
          size(std::exchange(other.size, 0)) {}
    Segment& operator=(Segment&&) = delete;
    // What it held; it is empty then.
    Segment Take() { return std::move(*this); }
    ~Segment() {
      for (uint32_t i = 0; i < capacity; ++i) {
        if (tags()[i] != kFree) slots()[i].~Slot();
      }
    }

    // Slots come first: the allocation is aligned for them.
    Slot* slots() const {
      return std::launder(reinterpret_cast<Slot*>(memory.get()));
    }
    uint32_t* tags() const {
      return reinterpret_cast<uint32_t*>(memory.get() +
                                         capacity * sizeof(Slot));
    }
    uint32_t Next(uint32_t i) const { return (i + 1) & (capacity - 1); }
    uint32_t Home(uint32_t tag) const { return (tag >> 1) & (capacity - 1); }
  };
  static_assert(alignof(Slot) <= __STDCPP_DEFAULT_NEW_ALIGNMENT__);

  static uint32_t Tag(uint64_t hash) {
    return static_cast<uint32_t>(hash >> 32) | 1;
  }

  static uint64_t Reverse(uint64_t bits) {
    uint64_t reversed = 0;
    for (int shift = 0; shift < 64; shift += 8) {
      reversed = reversed << 8 | ReverseOctet(bits >> shift & 0xff);
    }
    return reversed;
  }
  static uint64_t ReverseOctet(uint64_t octet) {
    octet = (octet & 0xf0) >> 4 | (octet & 0x0f) << 4;
    octet = (octet & 0xcc) >> 2 | (octet & 0x33) << 2;
    return (octet & 0xaa) >> 1 | (octet & 0x55) << 1;
  }

  // The segment of a hash: its last `level_` bits, one more where that segment
  // has been split in this round.
  size_t IndexOf(uint64_t hash) const {
    const size_t index = hash & ((size_t{1} << level_) - 1);
    if (index >= next_split_) return index;
    return hash & ((size_t{2} << level_) - 1);
  }
  // The first position after those of segment `index`; 0 after the last.
  uint64_t End(size_t index) const {
    const size_t low = index & ((size_t{1} << level_) - 1);
    const int bits = level_ + (low < next_split_ ? 1 : 0);
    if (bits == 0) return 0;
    return Reverse(index) + (uint64_t{1} << (64 - bits));
  }

  template <typename Equal>
  static Slot* FindIn(Segment& segment, uint64_t hash, Equal& equal) {
    if (segment.capacity == 0) return nullptr;
    const uint32_t tag = Tag(hash);
    const uint32_t* const tags = segment.tags();
    for (uint32_t i = segment.Home(tag); tags[i] != kFree;
         i = segment.Next(i)) {
      if (tags[i] == tag && equal(segment.slots()[i])) {
        return &segment.slots()[i];
      }
    }
    return nullptr;
  }

  // REQUIRES: a free slot.
  static Slot& Place(Segment& segment, uint64_t hash, Slot&& slot) {
    const uint32_t tag = Tag(hash);
    uint32_t i = segment.Home(tag);
    while (segment.tags()[i] != kFree) i = segment.Next(i);
    segment.tags()[i] = tag;
    ++segment.size;
    return *new (&segment.slots()[i]) Slot(std::move(slot));
  }

  void EraseAt(Segment& segment, uint32_t hole) {
    --size_;
    if (--segment.size == 0) {
      segment.slots()[hole].~Slot();
      segment.capacity = 0;
      segment.memory.reset();
      return;
    }
    // Moves back each follower that a search from its home would not find any
    // more beyond the hole.
    for (uint32_t i = segment.Next(hole); segment.tags()[i] != kFree;
         i = segment.Next(i)) {
      const uint32_t mask = segment.capacity - 1;
      const uint32_t home = segment.Home(segment.tags()[i]);
      if (((i - home) & mask) < ((i - hole) & mask)) continue;
      segment.tags()[hole] = segment.tags()[i];
      segment.slots()[hole].~Slot();
      new (&segment.slots()[hole]) Slot(std::move(segment.slots()[i]));
      hole = i;
    }
    segment.slots()[hole].~Slot();
    segment.tags()[hole] = kFree;
  }

  static void Allocate(Segment& segment, uint32_t capacity) {
    segment.memory.reset(
        new std::byte[capacity * (sizeof(Slot) + sizeof(uint32_t))]);
    segment.capacity = capacity;
    for (uint32_t i = 0; i < capacity; ++i) segment.tags()[i] = kFree;
  }

  void Resize(Segment& segment, uint32_t capacity) {
    Segment old = segment.Take();
    Allocate(segment, capacity);
    for (uint32_t i = 0; i < old.capacity; ++i) {
      if (old.tags()[i] == kFree) continue;
      Place(segment, hash_(old.slots()[i]), std::move(old.slots()[i]));
    }
  }

  // Hands the entries of one segment out to itself and a new one.
  void Split() {
    const size_t bit = size_t{1} << level_;
    segments_.emplace_back();
    Segment& low = segments_[next_split_];
    Segment& high = segments_.back();
    Segment old = low.Take();
    if (++next_split_ == bit) {
      next_split_ = 0;
      ++level_;
    }
    uint32_t counts[2] = {0, 0};
    for (uint32_t i = 0; i < old.capacity; ++i) {
      if (old.tags()[i] != kFree) {
        ++counts[(hash_(old.slots()[i]) & bit) != 0];
      }
    }
    if (counts[0] > 0) Allocate(low, CapacityFor(counts[0]));
    if (counts[1] > 0) Allocate(high, CapacityFor(counts[1]));
    for (uint32_t i = 0; i < old.capacity; ++i) {
      if (old.tags()[i] == kFree) continue;
      const uint64_t hash = hash_(old.slots()[i]);
      Place((hash & bit) != 0 ? high : low, hash, std::move(old.slots()[i]));
    }
  }
  // At most four of five slots are taken, so that a search finds a free one.
  static uint32_t CapacityFor(uint32_t size) {
    return std::bit_ceil(std::max<uint32_t>(size + size / 4 + 1, 4));
  }

  Hash hash_;
  // Grows like any vector: 16 octets for each sixty entries are moved when it
  // doubles, a fraction of a millisecond at ten million entries.
  std::vector<Segment> segments_;
  int level_ = 0;
  size_t next_split_ = 0;
  size_t size_ = 0;
};

}  // namespace waymark::rib

#endif  // WAYMARK_RIB_INCREMENTAL_TABLE_H_
