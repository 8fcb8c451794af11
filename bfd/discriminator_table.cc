// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bfd/discriminator_table.h"

#include <algorithm>

#include "absl/numeric/bits.h"
#include "absl/random/distributions.h"

namespace waymark::bfd {

DiscriminatorTable::DiscriminatorTable(size_t capacity, absl::BitGenRef random)
    : random_(random), slots_(std::min(capacity, kMaxCapacity)) {
  const uint32_t size = static_cast<uint32_t>(slots_.size());
  index_mask_ = absl::bit_ceil(size) - 1;
  for (uint32_t index = 0; index < size; ++index) free_.push_back(index);
}

std::optional<uint32_t> DiscriminatorTable::Allocate(const Entry& entry) {
  if (free_.empty()) return std::nullopt;
  const uint32_t index = free_.front();
  Slot& slot = slots_[index];
  // Check bits of zero would make index 0 the reserved discriminator.
  uint32_t discriminator;
  do {
    discriminator = (absl::Uniform<uint32_t>(random_) & ~index_mask_) | index;
  } while ((discriminator & ~index_mask_) == 0 ||
           discriminator == slot.discriminator);
  free_.pop_front();
  slot = {discriminator, entry};
  return discriminator;
}

void DiscriminatorTable::Release(uint32_t discriminator) {
  if (Find(discriminator) == nullptr) return;
  const uint32_t index = discriminator & index_mask_;
  slots_[index].entry.receiver = nullptr;
  free_.push_back(index);
}

}  // namespace waymark::bfd
