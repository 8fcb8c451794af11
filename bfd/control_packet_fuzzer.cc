// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include <cstddef>
#include <cstdint>

#include "absl/types/span.h"
#include "bfd/fuzz_control_packet.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  waymark::bfd::FuzzControlPacket(absl::MakeConstSpan(data, size));
  return 0;
}
