// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Objects addressed by a small number that stays theirs while they live, in
// chunks that are never moved: growth costs the same at every size.

#ifndef WAYMARK_RIB_SLAB_H_
#define WAYMARK_RIB_SLAB_H_

#include <cstdint>
#include <deque>
#include <memory>
#include <vector>

namespace waymark::rib {

// Freed objects are reset to T() and their numbers used again, last freed
// first. Memory is given back only with the slab.
template <typename T>
class Slab {
 public:
  // The number of an object in the state T().
  uint32_t Allocate() {
    if (!free_.empty()) {
      const uint32_t index = free_.back();
      free_.pop_back();
      return index;
    }
    if (used_ % kChunk == 0) chunks_.push_back(std::make_unique<T[]>(kChunk));
    return used_++;
  }
  void Free(uint32_t index) {
    (*this)[index] = T();
    free_.push_back(index);
  }

  T& operator[](uint32_t index) {
    return chunks_[index / kChunk][index % kChunk];
  }
  const T& operator[](uint32_t index) const {
    return chunks_[index / kChunk][index % kChunk];
  }

 private:
  static constexpr uint32_t kChunk = 128;

  std::vector<std::unique_ptr<T[]>> chunks_;
  std::deque<uint32_t> free_;
  uint32_t used_ = 0;
};

}  // namespace waymark::rib

#endif  // WAYMARK_RIB_SLAB_H_
