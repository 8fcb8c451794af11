// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bgp/wire/as_path_codec.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <utility>
#include <vector>

#include "absl/types/span.h"
#include "base/byte_reader.h"
#include "base/byte_writer.h"
#include "bgp/as_path.h"
#include "bgp/code_points.h"

namespace waymark::bgp {
namespace {

constexpr size_t kSegmentHeader = 2;
constexpr size_t kMaxSegmentSize = 255;

bool IsConfederation(const AsPathSegment& segment) {
  return segment.type == AsPathSegmentType::kAsConfedSequence ||
         segment.type == AsPathSegmentType::kAsConfedSet;
}

// Zero is zero in any order of octets.
template <typename AsNumber>
bool HasAsZero(const uint8_t* numbers, size_t count) {
  bool has_zero = false;
  for (size_t i = 0; i < count; ++i) {
    AsNumber number;
    std::memcpy(&number, numbers + i * sizeof(number), sizeof(number));
    has_zero |= number == 0;
  }
  return has_zero;
}

template <typename AsNumber>
bool SegmentsAreValid(absl::Span<const uint8_t> value) {
  const uint8_t* cursor = value.data();
  size_t left = value.size();
  while (left > 0) {
    if (left < kSegmentHeader) return false;
    const unsigned type = cursor[0];
    const size_t count = cursor[1];
    const size_t size = kSegmentHeader + count * sizeof(AsNumber);
    if (type - 1 > 3 || count == 0 || size > left) return false;
    if (HasAsZero<AsNumber>(cursor + kSegmentHeader, count)) return false;
    cursor += size;
    left -= size;
  }
  return true;
}

uint16_t TwoOctets(uint32_t as_number) {
  return static_cast<uint16_t>(
      as_number > std::numeric_limits<uint16_t>::max() ? kAsTrans : as_number);
}

}  // namespace

bool AsPathIsValid(absl::Span<const uint8_t> value, bool four_octet_as) {
  return four_octet_as ? SegmentsAreValid<uint32_t>(value)
                       : SegmentsAreValid<uint16_t>(value);
}

AsPath DecodeAsPath(absl::Span<const uint8_t> value, bool four_octet_as) {
  std::vector<AsPathSegment> segments;
  ByteReader reader(value);
  while (!reader.empty()) {
    AsPathSegment& segment = segments.emplace_back();
    segment.type = static_cast<AsPathSegmentType>(reader.ReadU8());
    segment.as_numbers.resize(reader.ReadU8());
    for (uint32_t& as_number : segment.as_numbers) {
      as_number = four_octet_as ? reader.ReadU32() : reader.ReadU16();
    }
  }
  return AsPath(std::move(segments));
}

size_t EncodedSize(const AsPath& path, bool four_octet_as) {
  const size_t as_size = four_octet_as ? 4 : 2;
  size_t size = 0;
  for (const AsPathSegment& segment : path.segments()) {
    const size_t count = segment.as_numbers.size();
    const size_t pieces = (count + kMaxSegmentSize - 1) / kMaxSegmentSize;
    size += pieces * kSegmentHeader + count * as_size;
  }
  return size;
}

void EncodeAsPath(const AsPath& path, bool four_octet_as, ByteWriter& writer) {
  for (const AsPathSegment& segment : path.segments()) {
    absl::Span<const uint32_t> left = segment.as_numbers;
    while (!left.empty()) {
      const size_t count = std::min(left.size(), kMaxSegmentSize);
      writer.WriteU8(static_cast<uint8_t>(segment.type));
      writer.WriteU8(static_cast<uint8_t>(count));
      for (const uint32_t as_number : left.first(count)) {
        if (four_octet_as) {
          writer.WriteU32(as_number);
        } else {
          writer.WriteU16(TwoOctets(as_number));
        }
      }
      left.remove_prefix(count);
    }
  }
}

AsPath WithoutConfederations(const AsPath& path) {
  std::vector<AsPathSegment> segments;
  for (const AsPathSegment& segment : path.segments()) {
    if (!IsConfederation(segment)) segments.push_back(segment);
  }
  return AsPath(std::move(segments));
}

AsPath MergeAs4Path(const AsPath& as_path, const AsPath& as4_path) {
  const AsPath tail = WithoutConfederations(as4_path);
  int left = as_path.DecisionLength() - tail.DecisionLength();
  if (left < 0 || tail.empty()) return as_path;

  // What the AS4_PATH does not cover, from the front of the AS_PATH, with
  // confederation segments that lead or stand next to what is taken.
  std::vector<AsPathSegment> segments;
  for (const AsPathSegment& segment : as_path.segments()) {
    if (IsConfederation(segment)) {
      segments.push_back(segment);
      continue;
    }
    if (left == 0) break;
    AsPathSegment& taken = segments.emplace_back(segment);
    if (segment.type == AsPathSegmentType::kAsSet) {
      --left;
      continue;
    }
    const size_t size = segment.as_numbers.size();
    const size_t count = std::min(size, static_cast<size_t>(left));
    taken.as_numbers.resize(count);
    left -= static_cast<int>(count);
    if (count < size) break;
  }

  // One sequence that was cut in two becomes one again.
  absl::Span<const AsPathSegment> rest = tail.segments();
  if (!segments.empty() &&
      segments.back().type == AsPathSegmentType::kAsSequence &&
      rest.front().type == AsPathSegmentType::kAsSequence &&
      segments.back().as_numbers.size() + rest.front().as_numbers.size() <=
          kMaxSegmentSize) {
    std::vector<uint32_t>& numbers = segments.back().as_numbers;
    numbers.insert(numbers.end(), rest.front().as_numbers.begin(),
                   rest.front().as_numbers.end());
    rest.remove_prefix(1);
  }
  segments.insert(segments.end(), rest.begin(), rest.end());
  return AsPath(std::move(segments));
}

}  // namespace waymark::bgp
