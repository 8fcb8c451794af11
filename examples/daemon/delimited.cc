// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/daemon/delimited.h"

#include <cstdint>

#include "google/protobuf/io/coded_stream.h"

namespace waymark::examples {
namespace {

// Of a size that fits 32 bits.
constexpr size_t kMaxVarintSize = 5;

}  // namespace

void AppendDelimited(const google::protobuf::MessageLite& message,
                     std::string& out) {
  uint8_t size[kMaxVarintSize];
  const uint8_t* const end =
      google::protobuf::io::CodedOutputStream::WriteVarint32ToArray(
          static_cast<uint32_t>(message.ByteSizeLong()), size);
  out.append(reinterpret_cast<const char*>(size), end - size);
  message.AppendToString(&out);
}

Delimited FindDelimited(absl::string_view octets, size_t max_message) {
  google::protobuf::io::CodedInputStream input(
      reinterpret_cast<const uint8_t*>(octets.data()),
      static_cast<int>(octets.size()));
  uint32_t size = 0;
  if (!input.ReadVarint32(&size)) {
    return {.state = octets.size() < kMaxVarintSize
                         ? Delimited::State::kIncomplete
                         : Delimited::State::kInvalid};
  }
  if (size > max_message) return {.state = Delimited::State::kInvalid};
  const size_t begin = static_cast<size_t>(input.CurrentPosition());
  if (octets.size() - begin < size) return {};
  return {.state = Delimited::State::kWhole,
          .message = octets.substr(begin, size),
          .size = begin + size};
}

}  // namespace waymark::examples
