// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// AS_PATH as a value (RFC 4271, 5.1.2), always with 4-octet AS numbers.

#ifndef WAYMARK_BGP_AS_PATH_H_
#define WAYMARK_BGP_AS_PATH_H_

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/types/span.h"
#include "bgp/code_points.h"

namespace waymark::bgp {

struct AsPathSegment {
  AsPathSegmentType type = AsPathSegmentType::kAsSequence;
  // 1 to 255 numbers in one segment on the wire; the codec splits longer ones.
  std::vector<uint32_t> as_numbers;

  friend bool operator==(const AsPathSegment&, const AsPathSegment&) = default;
  template <typename H>
  friend H AbslHashValue(H h, const AsPathSegment& s) {
    return H::combine(std::move(h), s.type, s.as_numbers);
  }
};

// A value. Segments are kept as received: two neighbouring AS_SEQUENCEs are not
// joined, so that what came in can be passed on unchanged.
class AsPath {
 public:
  AsPath() = default;
  explicit AsPath(std::vector<AsPathSegment> segments)
      : segments_(std::move(segments)) {}
  // One AS_SEQUENCE; the empty path if `as_numbers` is empty.
  static AsPath Sequence(absl::Span<const uint32_t> as_numbers);

  absl::Span<const AsPathSegment> segments() const { return segments_; }
  bool empty() const { return segments_.empty(); }

  // The length that the decision process compares (RFC 4271, 9.1.2.2 (a)): an
  // AS_SET counts as 1; confederation segments count 0 (RFC 5065, 5.3).
  int DecisionLength() const;

  // The neighbouring AS of RFC 4271, 9.1.2.2 (c): the first number of the first
  // segment if that is an AS_SEQUENCE, after confederation segments. nullopt
  // for a path that begins with a set or is empty (originated inside the AS).
  std::optional<uint32_t> NeighborAs() const;

  // The AS that originated the route: the last number of the last AS_SEQUENCE.
  std::optional<uint32_t> OriginAs() const;

  // True if any segment names `as_number`: the loop check of RFC 4271, 9.1.2.
  bool Contains(uint32_t as_number) const;
  // True if a number needs four octets.
  bool NeedsFourOctets() const;

  // RFC 4271, 5.1.2 (b): in front, into the first segment if it is an
  // AS_SEQUENCE with room (255), otherwise as a new one. `count` times.
  void Prepend(uint32_t as_number, int count = 1);

  // "65001 65002 {65003,65004}"; confederation segments "(65005)" and
  // "[65006]"; the empty string for the empty path.
  std::string ToString() const;

  friend bool operator==(const AsPath&, const AsPath&) = default;
  template <typename H>
  friend H AbslHashValue(H h, const AsPath& p) {
    return H::combine(std::move(h), p.segments_);
  }

 private:
  std::vector<AsPathSegment> segments_;
};

}  // namespace waymark::bgp

#endif  // WAYMARK_BGP_AS_PATH_H_
