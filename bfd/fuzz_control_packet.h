// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// What must hold for any octets given to the BFD codec. Run by the fuzzer
// (control_packet_fuzzer.cc), and over its corpus by a unit test.

#ifndef WAYMARK_BFD_FUZZ_CONTROL_PACKET_H_
#define WAYMARK_BFD_FUZZ_CONTROL_PACKET_H_

#include <cstdint>

#include "absl/types/span.h"

namespace waymark::bfd {

// Decodes; what was accepted satisfies the checks of RFC 5880, 6.8.6 and is
// written back as it was, octets after the packet left out. Aborts otherwise.
void FuzzControlPacket(absl::Span<const uint8_t> octets);

}  // namespace waymark::bfd

#endif  // WAYMARK_BFD_FUZZ_CONTROL_PACKET_H_
