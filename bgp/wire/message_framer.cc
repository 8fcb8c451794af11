// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bgp/wire/message_framer.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <memory>
#include <utility>

#include "absl/types/span.h"
#include "bgp/code_points.h"
#include "bgp/notification.h"
#include "bgp/wire/message_header.h"
#include "bgp/wire/session_context.h"

namespace waymark::bgp {
namespace {

struct SizeRange {
  uint16_t min;
  uint16_t max;           // without extended messages
  uint16_t max_extended;  // with them
};

// By type, from 0 on; RFC 4271, 6.1 and RFC 8654, 6. A wrong length of
// ROUTE-REFRESH has an error code of its own (RFC 7313, 5), which its codec
// knows about.
constexpr SizeRange kSizes[] = {
    {kHeaderSize, kMaxMessageSize, kMaxExtendedMessageSize},  // no such type
    {kMinOpenSize, kMaxMessageSize, kMaxMessageSize},
    {kMinUpdateSize, kMaxMessageSize, kMaxExtendedMessageSize},
    {kMinNotificationSize, kMaxMessageSize, kMaxExtendedMessageSize},
    {kHeaderSize, kHeaderSize, kHeaderSize},  // KEEPALIVE
    {kHeaderSize, kMaxMessageSize, kMaxExtendedMessageSize},
};

bool IsKnown(uint8_t type) { return type != 0 && type < std::size(kSizes); }

bool MarkerIsValid(const uint8_t* header) {
  uint64_t halves[2];
  static_assert(sizeof(halves) == kMarkerSize);
  std::memcpy(halves, header, kMarkerSize);
  return (halves[0] & halves[1]) == ~uint64_t{0};
}

Notification HeaderError(uint8_t subcode, absl::Span<const uint8_t> data) {
  return {ErrorCode::kMessageHeader, subcode, {data.begin(), data.end()}};
}

}  // namespace

size_t MessageFramer::CheckHeader(const uint8_t* header) {
  const uint8_t* const length_field = header + kMarkerSize;
  const uint8_t* const type_field = length_field + 2;
  const SizeRange& sizes = kSizes[IsKnown(*type_field) ? *type_field : 0];
  const size_t length = size_t{length_field[0]} << 8 | length_field[1];
  if (!MarkerIsValid(header)) {
    error_ = HeaderError(subcode::kConnectionNotSynchronized, {});
  } else if (length < sizes.min ||
             length > (extended_ ? sizes.max_extended : sizes.max)) {
    error_ = HeaderError(subcode::kBadMessageLength, {length_field, 2});
  } else if (!IsKnown(*type_field)) {
    error_ = HeaderError(subcode::kBadMessageType, {type_field, 1});
  } else {
    return length;
  }
  return 0;
}

void MessageFramer::Reserve() {
  const size_t max = extended_ ? kMaxExtendedMessageSize : kMaxMessageSize;
  if (capacity_ >= max) return;
  auto larger = std::make_unique_for_overwrite<uint8_t[]>(max);
  if (gathered_ > 0) std::memcpy(larger.get(), buffer_.get(), gathered_);
  buffer_ = std::move(larger);
  capacity_ = max;
}

bool MessageFramer::Gather(size_t size) {
  // Once to 4096 octets, and once more if extended messages are allowed later:
  // never to what a peer claims.
  if (capacity_ < size) Reserve();
  const size_t taken = std::min(size - gathered_, input_.size());
  if (taken > 0) std::memcpy(&buffer_[gathered_], input_.data(), taken);
  gathered_ += taken;
  input_.remove_prefix(taken);
  return gathered_ == size;
}

bool MessageFramer::NextGathered(RawMessage& message) {
  if (gathered_ < kHeaderSize && !Gather(kHeaderSize)) return false;
  const size_t length = CheckHeader(buffer_.get());
  if (length == 0 || !Gather(length)) return false;
  message.type = static_cast<MessageType>(buffer_[kHeaderSize - 1]);
  message.octets = absl::MakeConstSpan(buffer_.get(), length);
  gathered_ = 0;
  return true;
}

bool MessageFramer::Next(RawMessage& message) {
  if (error_) return false;
  if (gathered_ > 0) return NextGathered(message);
  if (input_.size() < kHeaderSize) {
    if (!input_.empty()) Gather(kHeaderSize);
    return false;
  }
  const size_t length = CheckHeader(input_.data());
  if (length == 0) return false;
  if (input_.size() < length) {
    Gather(length);
    return false;
  }
  message.type = static_cast<MessageType>(input_[kHeaderSize - 1]);
  message.octets = input_.first(length);
  input_.remove_prefix(length);
  return true;
}

}  // namespace waymark::bgp
