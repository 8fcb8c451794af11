// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Path attributes as they lie in an UPDATE (RFC 4271, 4.3):
//
//   Attribute Flags (1) | Attribute Type Code (1) |
//   Attribute Length (1, or 2 with Extended Length) | Attribute Value

#ifndef WAYMARK_BGP_WIRE_RAW_ATTRIBUTE_H_
#define WAYMARK_BGP_WIRE_RAW_ATTRIBUTE_H_

#include <cstddef>
#include <cstdint>
#include <iterator>

#include "absl/types/span.h"
#include "bgp/code_points.h"

namespace waymark::bgp {

// Borrowed from the message.
struct RawAttribute {
  uint8_t flags = 0;
  AttributeType type{};
  absl::Span<const uint8_t> value;
  absl::Span<const uint8_t> octets;  // flags, type and length included
};

// Iterates whole attributes in wire order.
class RawAttributes {
 public:
  class Iterator {
   public:
    using iterator_category = std::input_iterator_tag;
    using value_type = RawAttribute;
    using difference_type = std::ptrdiff_t;
    using pointer = const RawAttribute*;
    using reference = RawAttribute;

    explicit Iterator(const uint8_t* cursor) : cursor_(cursor) {}

    RawAttribute operator*() const {
      const size_t header = HeaderSize();
      const size_t size = ValueSize();
      return {.flags = cursor_[0],
              .type = static_cast<AttributeType>(cursor_[1]),
              .value = {cursor_ + header, size},
              .octets = {cursor_, header + size}};
    }
    Iterator& operator++() {
      cursor_ += HeaderSize() + ValueSize();
      return *this;
    }
    friend bool operator==(const Iterator&, const Iterator&) = default;

   private:
    bool extended() const { return (cursor_[0] & kFlagExtendedLength) != 0; }
    size_t HeaderSize() const { return extended() ? 4 : 3; }
    size_t ValueSize() const {
      return extended() ? size_t{cursor_[2]} << 8 | cursor_[3] : cursor_[2];
    }

    const uint8_t* cursor_;
  };

  RawAttributes() = default;
  // REQUIRES: `octets` are whole attributes, as DecodeUpdate() found them.
  explicit RawAttributes(absl::Span<const uint8_t> octets) : octets_(octets) {}

  absl::Span<const uint8_t> octets() const { return octets_; }
  bool empty() const { return octets_.empty(); }
  Iterator begin() const { return Iterator(octets_.data()); }
  Iterator end() const { return Iterator(octets_.data() + octets_.size()); }

 private:
  absl::Span<const uint8_t> octets_;
};

}  // namespace waymark::bgp

#endif  // WAYMARK_BGP_WIRE_RAW_ATTRIBUTE_H_
