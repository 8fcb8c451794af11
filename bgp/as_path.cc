// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bgp/as_path.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/types/span.h"
#include "bgp/code_points.h"

namespace waymark::bgp {
namespace {

// The segment length is one octet.
constexpr size_t kMaxSegmentSize = 255;

bool IsConfederation(const AsPathSegment& segment) {
  return segment.type == AsPathSegmentType::kAsConfedSequence ||
         segment.type == AsPathSegmentType::kAsConfedSet;
}

std::string SegmentText(const AsPathSegment& segment) {
  switch (segment.type) {
    case AsPathSegmentType::kAsSet:
      return absl::StrCat("{", absl::StrJoin(segment.as_numbers, ","), "}");
    case AsPathSegmentType::kAsSequence:
      return absl::StrJoin(segment.as_numbers, " ");
    case AsPathSegmentType::kAsConfedSequence:
      return absl::StrCat("(", absl::StrJoin(segment.as_numbers, " "), ")");
    case AsPathSegmentType::kAsConfedSet:
      return absl::StrCat("[", absl::StrJoin(segment.as_numbers, ","), "]");
  }
  return absl::StrCat("<", static_cast<unsigned>(segment.type), ":",
                      absl::StrJoin(segment.as_numbers, ","), ">");
}

}  // namespace

AsPath AsPath::Sequence(absl::Span<const uint32_t> as_numbers) {
  if (as_numbers.empty()) return AsPath();
  return AsPath({{AsPathSegmentType::kAsSequence,
                  std::vector<uint32_t>(as_numbers.begin(),  //
                                        as_numbers.end())}});
}

int AsPath::DecisionLength() const {
  int length = 0;
  for (const AsPathSegment& segment : segments_) {
    if (segment.type == AsPathSegmentType::kAsSequence) {
      length += static_cast<int>(segment.as_numbers.size());
    } else if (segment.type == AsPathSegmentType::kAsSet) {
      // RFC 4271, 9.1.2.2 (a): a set counts as 1 no matter how many it holds.
      ++length;
    }
  }
  return length;
}

std::optional<uint32_t> AsPath::NeighborAs() const {
  for (const AsPathSegment& segment : segments_) {
    if (IsConfederation(segment)) continue;
    if (segment.type != AsPathSegmentType::kAsSequence) return std::nullopt;
    if (segment.as_numbers.empty()) continue;
    return segment.as_numbers.front();
  }
  return std::nullopt;
}

std::optional<uint32_t> AsPath::OriginAs() const {
  for (auto segment = segments_.rbegin(); segment != segments_.rend();
       ++segment) {
    if (segment->type == AsPathSegmentType::kAsSequence &&
        !segment->as_numbers.empty()) {
      return segment->as_numbers.back();
    }
  }
  return std::nullopt;
}

bool AsPath::Contains(uint32_t as_number) const {
  return std::any_of(
      segments_.begin(), segments_.end(), [&](const AsPathSegment& segment) {
        return std::find(segment.as_numbers.begin(), segment.as_numbers.end(),
                         as_number) != segment.as_numbers.end();
      });
}

bool AsPath::NeedsFourOctets() const {
  return std::any_of(
      segments_.begin(), segments_.end(), [](const AsPathSegment& segment) {
        return std::any_of(segment.as_numbers.begin(), segment.as_numbers.end(),
                           [](uint32_t as_number) {
                             return as_number >
                                    std::numeric_limits<uint16_t>::max();
                           });
      });
}

void AsPath::Prepend(uint32_t as_number, int count) {
  for (size_t left = count > 0 ? static_cast<size_t>(count) : 0; left > 0;) {
    // RFC 4271, 5.1.2: a new segment where the first one is not an AS_SEQUENCE
    // or would overflow.
    if (segments_.empty() ||
        segments_.front().type != AsPathSegmentType::kAsSequence ||
        segments_.front().as_numbers.size() >= kMaxSegmentSize) {
      segments_.insert(segments_.begin(), AsPathSegment());
    }
    std::vector<uint32_t>& numbers = segments_.front().as_numbers;
    const size_t taken = std::min(left, kMaxSegmentSize - numbers.size());
    numbers.insert(numbers.begin(), taken, as_number);
    left -= taken;
  }
}

std::string AsPath::ToString() const {
  return absl::StrJoin(segments_, " ",
                       [](std::string* out, const AsPathSegment& segment) {
                         absl::StrAppend(out, SegmentText(segment));
                       });
}

}  // namespace waymark::bgp
