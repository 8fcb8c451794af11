// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bgp/wire/message_header.h"

#include <cstddef>
#include <cstdint>
#include <limits>

#include "base/byte_writer.h"
#include "bgp/code_points.h"

namespace waymark::bgp {

size_t BeginMessage(MessageType type, ByteWriter& writer) {
  const size_t begin = writer.size();
  constexpr uint64_t kAllOnes = std::numeric_limits<uint64_t>::max();
  writer.WriteU64(kAllOnes);
  writer.WriteU64(kAllOnes);
  writer.WriteU16(0);
  writer.WriteU8(static_cast<uint8_t>(type));
  return begin;
}

void EndMessage(size_t begin, ByteWriter& writer) {
  writer.PatchU16(begin + kMarkerSize,
                  static_cast<uint16_t>(writer.size() - begin));
}

}  // namespace waymark::bgp
