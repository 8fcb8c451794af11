// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/route_server/vpc_membership.h"

#include <fcntl.h>
#include <sys/file.h>

#include <cerrno>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace waymark::examples {

absl::StatusOr<VpcMembership> VpcMembership::Join(const std::string& folder,
                                                  size_t limit) {
  for (size_t i = 1; i <= limit; ++i) {
    const std::string path = absl::StrCat(folder, "/route_server.", i);
    posix::FileDescriptor place(
        ::open(path.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (!place.valid()) {
      return absl::ErrnoToStatus(errno, absl::StrCat("open ", path));
    }
    if (::flock(place.get(), LOCK_EX | LOCK_NB) == 0) {
      return VpcMembership(std::move(place));
    }
    if (errno != EWOULDBLOCK) {
      return absl::ErrnoToStatus(errno, absl::StrCat("lock ", path));
    }
  }
  return absl::ResourceExhaustedError(absl::StrCat(
      "the VPC in ", folder, " has ", limit,
      " route servers, as many as quotas { route_servers_per_vpc } allows"));
}

}  // namespace waymark::examples
