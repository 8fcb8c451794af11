// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// A bounds-checked cursor that writes octets in network order into borrowed
// memory. The first write beyond the end poisons the writer: nothing is written
// by that call or any later one and ok() stays false. No allocation.

#ifndef WAYMARK_BASE_BYTE_WRITER_H_
#define WAYMARK_BASE_BYTE_WRITER_H_

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "absl/types/span.h"

namespace waymark {

class ByteWriter {
 public:
  // `octets` must outlive the writer.
  explicit ByteWriter(absl::Span<uint8_t> octets)
      : begin_(octets.data()),
        cursor_(octets.data()),
        end_(octets.data() + octets.size()) {}

  bool ok() const { return ok_; }
  size_t size() const { return static_cast<size_t>(cursor_ - begin_); }
  // 0 once poisoned.
  size_t remaining() const {
    return ok_ ? static_cast<size_t>(end_ - cursor_) : 0;
  }
  // What has been written so far.
  absl::Span<const uint8_t> written() const { return {begin_, size()}; }

  void WriteU8(uint8_t value) {
    if (!Has(1)) return;
    *cursor_++ = value;
  }
  void WriteU16(uint16_t value) {
    if (!Has(2)) return;
    cursor_[0] = static_cast<uint8_t>(value >> 8);
    cursor_[1] = static_cast<uint8_t>(value);
    cursor_ += 2;
  }
  void WriteU32(uint32_t value) {
    if (!Has(4)) return;
    for (int i = 0; i < 4; ++i) {
      cursor_[i] = static_cast<uint8_t>(value >> (24 - 8 * i));
    }
    cursor_ += 4;
  }
  void WriteU64(uint64_t value) {
    if (!Has(8)) return;
    WriteU32(static_cast<uint32_t>(value >> 32));
    WriteU32(static_cast<uint32_t>(value));
  }
  void WriteSpan(absl::Span<const uint8_t> octets) {
    if (!Has(octets.size()) || octets.empty()) return;
    std::memcpy(cursor_, octets.data(), octets.size());
    cursor_ += octets.size();
  }

  // Leaves room for a length that is known only later and returns its offset
  // for PatchU8 or PatchU16.
  size_t ReserveU8() {
    const size_t offset = size();
    WriteU8(0);
    return offset;
  }
  size_t ReserveU16() {
    const size_t offset = size();
    WriteU16(0);
    return offset;
  }
  // Overwrite what was written at `offset`; nothing happens on a poisoned
  // writer or beyond what was written.
  void PatchU8(size_t offset, uint8_t value) {
    if (!ok_ || offset >= size()) return;
    begin_[offset] = value;
  }
  void PatchU16(size_t offset, uint16_t value) {
    if (!ok_ || size() < 2 || offset > size() - 2) return;
    begin_[offset] = static_cast<uint8_t>(value >> 8);
    begin_[offset + 1] = static_cast<uint8_t>(value);
  }

  // Takes back everything from `offset` on, and the poison with it: how an
  // encoder closes a message before the item that did not fit.
  // REQUIRES: offset <= size().
  void Rewind(size_t offset) {
    cursor_ = begin_ + offset;
    ok_ = true;
  }

 private:
  bool Has(size_t size) {
    if (ok_ && size <= static_cast<size_t>(end_ - cursor_)) [[likely]] {
      return true;
    }
    ok_ = false;
    return false;
  }

  uint8_t* begin_;
  uint8_t* cursor_;
  uint8_t* end_;
  bool ok_ = true;
};

}  // namespace waymark

#endif  // WAYMARK_BASE_BYTE_WRITER_H_
