// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// What must hold for any octets that a peer may send. Run by the fuzzers
// (message_as4_fuzzer.cc, message_as2_fuzzer.cc), and over their corpora by a
// unit test.

#ifndef WAYMARK_BGP_WIRE_FUZZ_MESSAGE_H_
#define WAYMARK_BGP_WIRE_FUZZ_MESSAGE_H_

#include <cstdint>

#include "absl/types/span.h"
#include "bgp/wire/session_context.h"

namespace waymark::bgp {

// Frames the octets, whole and in pieces, and decodes every message. What was
// accepted is written again and reads back as the same. Aborts otherwise.
void FuzzMessage(absl::Span<const uint8_t> octets,
                 const SessionContext& context);

}  // namespace waymark::bgp

#endif  // WAYMARK_BGP_WIRE_FUZZ_MESSAGE_H_
