// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bgp/wire/message_framer.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <utility>

#include "absl/types/span.h"
#include "bgp/code_points.h"
#include "bgp/notification.h"
#include "bgp/wire/message_header.h"
#include "bgp/wire/session_context.h"

namespace waymark::bgp {
namespace {

struct SizeRange {
  size_t min;
  size_t max;
};

// RFC 4271, 6.1, with the maximum of RFC 8654, 6; nullopt for an unknown type.
std::optional<SizeRange> SizesOf(MessageType type, size_t max) {
  switch (type) {
    case MessageType::kOpen:
      return SizeRange{kMinOpenSize, kMaxMessageSize};
    case MessageType::kUpdate:
      return SizeRange{kMinUpdateSize, max};
    case MessageType::kNotification:
      return SizeRange{kMinNotificationSize, max};
    case MessageType::kKeepalive:
      return SizeRange{kHeaderSize, kHeaderSize};
    case MessageType::kRouteRefresh:
      // A wrong length has an error code of its own (RFC 7313, 5), which the
      // codec knows about.
      return SizeRange{kHeaderSize, max};
  }
  return std::nullopt;
}

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

std::optional<size_t> MessageFramer::CheckHeader(const uint8_t* header) {
  const uint8_t* const length_field = header + kMarkerSize;
  const uint8_t* const type_field = length_field + 2;
  if (!MarkerIsValid(header)) {
    error_ = HeaderError(subcode::kConnectionNotSynchronized, {});
    return std::nullopt;
  }
  const size_t length = size_t{length_field[0]} << 8 | length_field[1];
  const size_t max = extended_ ? kMaxExtendedMessageSize : kMaxMessageSize;
  const std::optional<SizeRange> sizes =
      SizesOf(static_cast<MessageType>(*type_field), max);
  const SizeRange allowed = sizes.value_or(SizeRange{kHeaderSize, max});
  if (length < allowed.min || length > allowed.max) {
    error_ = HeaderError(subcode::kBadMessageLength, {length_field, 2});
    return std::nullopt;
  }
  if (!sizes) {
    error_ = HeaderError(subcode::kBadMessageType, {type_field, 1});
    return std::nullopt;
  }
  return length;
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
  const std::optional<size_t> length = CheckHeader(buffer_.get());
  if (!length || !Gather(*length)) return false;
  message.type = static_cast<MessageType>(buffer_[kHeaderSize - 1]);
  message.octets = absl::MakeConstSpan(buffer_.get(), *length);
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
  const std::optional<size_t> length = CheckHeader(input_.data());
  if (!length) return false;
  if (input_.size() < *length) {
    Gather(*length);
    return false;
  }
  message.type = static_cast<MessageType>(input_[kHeaderSize - 1]);
  message.octets = input_.first(*length);
  input_.remove_prefix(*length);
  return true;
}

}  // namespace waymark::bgp
