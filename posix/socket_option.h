// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Socket options whose failure names the option.

#ifndef WAYMARK_POSIX_SOCKET_OPTION_H_
#define WAYMARK_POSIX_SOCKET_OPTION_H_

#include <cstdint>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "base/ip_address.h"

namespace waymark::posix {

absl::Status SetOption(int fd, int level, int option, int value,
                       absl::string_view name);

// Time to live, or hop limit, of what is sent: 1 to 255.
absl::Status SetTtl(int fd, IpFamily family, int ttl);

// The octet with DSCP in its upper six bits.
absl::Status SetTrafficClass(int fd, IpFamily family, uint8_t traffic_class);

// CS6, network control.
inline constexpr uint8_t kTrafficClassCs6 = 0xC0;

}  // namespace waymark::posix

#endif  // WAYMARK_POSIX_SOCKET_OPTION_H_
