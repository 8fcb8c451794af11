// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include <cstddef>
#include <cstdint>

#include "absl/types/span.h"
#include "bgp/wire/fuzz_message.h"
#include "bgp/wire/session_context.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  constexpr waymark::bgp::SessionContext kContext{
      .four_octet_as = true,
      .extended_message = true,
      .add_path_ipv6_unicast = true};
  waymark::bgp::FuzzMessage(absl::MakeConstSpan(data, size), kContext);
  return 0;
}
