// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// A bounds-checked cursor over borrowed octets in network order.
//
// The first read beyond the end poisons the reader: that read and all later
// ones return zero or an empty span and ok() stays false. A decoder therefore
// reads a whole structure and asks once. No allocation, no exceptions.

#ifndef WAYMARK_BASE_BYTE_READER_H_
#define WAYMARK_BASE_BYTE_READER_H_

#include <cstddef>
#include <cstdint>

#include "absl/types/span.h"

namespace waymark {

class ByteReader {
 public:
  // `octets` must outlive the reader and every span it returns.
  explicit ByteReader(absl::Span<const uint8_t> octets)
      : cursor_(octets.data()), end_(octets.data() + octets.size()) {}

  bool ok() const { return ok_; }
  // 0 once poisoned.
  size_t remaining() const { return static_cast<size_t>(end_ - cursor_); }
  bool empty() const { return cursor_ == end_; }

  uint8_t ReadU8() {
    if (!Has(1)) return 0;
    return *cursor_++;
  }
  uint16_t ReadU16() {
    if (!Has(2)) return 0;
    const uint16_t value =
        static_cast<uint16_t>(uint16_t{cursor_[0]} << 8 | cursor_[1]);
    cursor_ += 2;
    return value;
  }
  uint32_t ReadU32() {
    if (!Has(4)) return 0;
    const uint32_t value = uint32_t{cursor_[0]} << 24 |
                           uint32_t{cursor_[1]} << 16 |
                           uint32_t{cursor_[2]} << 8 | cursor_[3];
    cursor_ += 4;
    return value;
  }
  uint64_t ReadU64() {
    if (!Has(8)) return 0;
    const uint64_t high = ReadU32();
    return high << 32 | ReadU32();
  }

  // Borrowed from the octets given to the constructor.
  absl::Span<const uint8_t> ReadSpan(size_t size) {
    if (!Has(size)) return {};
    const absl::Span<const uint8_t> span(cursor_, size);
    cursor_ += size;
    return span;
  }
  absl::Span<const uint8_t> ReadRest() { return ReadSpan(remaining()); }
  bool Skip(size_t size) {
    ReadSpan(size);
    return ok_;
  }
  // A reader of the next `size` octets, which this one skips; poisoned from the
  // start if there are fewer.
  ByteReader ReadNested(size_t size) {
    ByteReader nested(ReadSpan(size));
    nested.ok_ = ok_;
    return nested;
  }

 private:
  bool Has(size_t size) {
    if (size <= remaining()) [[likely]]
      return ok_;
    ok_ = false;
    cursor_ = end_;
    return false;
  }

  const uint8_t* cursor_;
  const uint8_t* end_;
  bool ok_ = true;
};

}  // namespace waymark

#endif  // WAYMARK_BASE_BYTE_READER_H_
