// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Local discriminators (RFC 5880, 6.3) that lead straight to their sessions.
//
// A discriminator is an index into an array, in its low bits, and random check
// bits above: finding the session is one array access, and a sender who guesses
// must guess the check bits. A slot that is used again gets other check bits,
// so that packets for the session before it do not reach the one after.

#ifndef WAYMARK_BFD_DISCRIMINATOR_TABLE_H_
#define WAYMARK_BFD_DISCRIMINATOR_TABLE_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "absl/random/bit_gen_ref.h"
#include "bfd/control_packet_receiver.h"
#include "bfd/session_key.h"

namespace waymark::bfd {

class DiscriminatorTable {
 public:
  // Leaves at least sixteen check bits.
  static constexpr size_t kMaxCapacity = 65536;

  // Who takes the packets of a session, and which packets.
  struct Entry {
    ControlPacketReceiver* receiver = nullptr;  // borrowed until Release
    PathKind path = PathKind::kSingleHop;
    uint8_t min_ttl = 255;
  };

  // `capacity` beyond kMaxCapacity is cut to it. All memory is taken here.
  // `random` is borrowed.
  DiscriminatorTable(size_t capacity, absl::BitGenRef random);

  // A nonzero discriminator unique in this table; nullopt if it is full.
  // REQUIRES: entry.receiver is not null.
  std::optional<uint32_t> Allocate(const Entry& entry);

  // An unknown discriminator is ignored.
  void Release(uint32_t discriminator);

  // Null if no session has this discriminator; valid until Release. Zero has
  // none.
  const Entry* Find(uint32_t discriminator) const {
    const uint32_t index = discriminator & index_mask_;
    if (index >= slots_.size()) return nullptr;
    const Slot& slot = slots_[index];
    if (slot.discriminator != discriminator) return nullptr;
    return slot.entry.receiver == nullptr ? nullptr : &slot.entry;
  }

  size_t capacity() const { return slots_.size(); }
  size_t size() const { return slots_.size() - free_.size(); }

 private:
  struct Slot {
    // Kept after Release, with a null receiver, so that the next differs.
    uint32_t discriminator = 0;
    Entry entry;
  };

  absl::BitGenRef random_;
  uint32_t index_mask_;
  std::vector<Slot> slots_;
  // Indices, in the order in which they are used: one just released rests.
  std::deque<uint32_t> free_;
};

}  // namespace waymark::bfd

#endif  // WAYMARK_BFD_DISCRIMINATOR_TABLE_H_
