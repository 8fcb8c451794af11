// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// NLRI as it lies in an UPDATE (RFC 4271, 4.3; RFC 4760, 5; RFC 7911, 3):
//
//   [Path Identifier (4)] | Length in bits (1) | Prefix (as few octets as hold
//   the bits; what is beyond them is ignored)

#ifndef WAYMARK_BGP_WIRE_NLRI_VIEW_H_
#define WAYMARK_BGP_WIRE_NLRI_VIEW_H_

#include <cstddef>
#include <cstdint>
#include <iterator>

#include "absl/types/span.h"
#include "bgp/family.h"
#include "bgp/nlri.h"

namespace waymark::bgp {

// How many bits an address of the family has: 32 or 128; 0 for a family whose
// NLRI this library cannot read, which is carried as octets only.
constexpr int AddressBits(const Family& family) {
  if (family == kIpv4Unicast) return 32;
  if (family == kIpv6Unicast) return 128;
  return 0;
}

// One field of NLRI, borrowed from the message and already checked.
class NlriView {
 public:
  class Iterator {
   public:
    using iterator_category = std::input_iterator_tag;
    using value_type = Nlri;
    using difference_type = std::ptrdiff_t;
    using pointer = const Nlri*;
    using reference = Nlri;

    Iterator(const uint8_t* cursor, bool ipv6, bool add_path)
        : cursor_(cursor), ipv6_(ipv6), add_path_(add_path) {}

    Nlri operator*() const;
    Iterator& operator++() {
      if (add_path_) cursor_ += 4;
      cursor_ += 1 + (*cursor_ + 7) / 8;
      return *this;
    }
    friend bool operator==(const Iterator& a, const Iterator& b) {
      return a.cursor_ == b.cursor_;
    }

   private:
    const uint8_t* cursor_;
    bool ipv6_;
    bool add_path_;
  };

  NlriView() = default;
  // REQUIRES: `octets` passed NlriIsValid().
  NlriView(const Family& family, bool add_path,
           absl::Span<const uint8_t> octets)
      : octets_(octets), family_(family), add_path_(add_path) {}

  // The same in place, which spares a copy that compilers do badly.
  void Assign(const Family& family, bool add_path,
              absl::Span<const uint8_t> octets) {
    octets_ = octets;
    family_ = family;
    add_path_ = add_path;
  }

  const Family& family() const { return family_; }
  bool add_path() const { return add_path_; }
  absl::Span<const uint8_t> octets() const { return octets_; }
  bool empty() const { return octets_.empty(); }

  // Iterates in wire order; nothing for a family with AddressBits() of 0.
  Iterator begin() const {
    return Iterator(octets_.data(), family_ == kIpv6Unicast, add_path_);
  }
  Iterator end() const {
    const size_t size = AddressBits(family_) == 0 ? 0 : octets_.size();
    return Iterator(octets_.data() + size, false, false);
  }
  // How many the iteration yields; walks the field.
  size_t Count() const;

 private:
  absl::Span<const uint8_t> octets_;
  Family family_;
  bool add_path_ = false;
};

// RFC 7606, 5.3: no length exceeds the family's, and the last prefix ends where
// the field ends. True for any octets of a family with AddressBits() of 0.
bool NlriIsValid(const Family& family, bool add_path,
                 absl::Span<const uint8_t> octets);

}  // namespace waymark::bgp

#endif  // WAYMARK_BGP_WIRE_NLRI_VIEW_H_
