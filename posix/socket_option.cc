// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "posix/socket_option.h"

#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>

#include "absl/strings/str_cat.h"

namespace waymark::posix {

absl::Status SetOption(int fd, int level, int option, int value,
                       absl::string_view name) {
  if (setsockopt(fd, level, option, &value, sizeof(value)) == 0) {
    return absl::OkStatus();
  }
  return absl::ErrnoToStatus(errno, absl::StrCat("set ", name, " to ", value));
}

absl::Status SetTtl(int fd, IpFamily family, int ttl) {
  return family == IpFamily::kV4
             ? SetOption(fd, IPPROTO_IP, IP_TTL, ttl, "IP_TTL")
             : SetOption(fd, IPPROTO_IPV6, IPV6_UNICAST_HOPS, ttl,
                         "IPV6_UNICAST_HOPS");
}

absl::Status SetTrafficClass(int fd, IpFamily family, uint8_t traffic_class) {
  return family == IpFamily::kV4
             ? SetOption(fd, IPPROTO_IP, IP_TOS, traffic_class, "IP_TOS")
             : SetOption(fd, IPPROTO_IPV6, IPV6_TCLASS, traffic_class,
                         "IPV6_TCLASS");
}

}  // namespace waymark::posix
