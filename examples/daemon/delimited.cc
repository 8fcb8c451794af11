// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/daemon/delimited.h"

#include <cstdint>

#include "google/protobuf/io/coded_stream.h"

namespace waymark::examples {
namespace {

// Of a size that fits 32 bits, and of any.
constexpr size_t kMaxWrittenVarint = 5;
constexpr size_t kMaxVarint = 10;

}  // namespace

void AppendDelimited(const google::protobuf::MessageLite& message,
                     std::string& out) {
  uint8_t size[kMaxWrittenVarint];
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
  // All 64 bits: a size cut to 32 would look like a small one.
  uint64_t size = 0;
  if (!input.ReadVarint64(&size)) {
    return {.state = octets.size() < kMaxVarint ? Delimited::State::kIncomplete
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
