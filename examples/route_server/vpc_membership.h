// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// How the route servers of one VPC, each a process of this machine, know how
// many they are: each holds a place in a folder that they share. The places are
// files, route_server.1 and so on, and who has one locked holds it, so that the
// kernel frees the place of a process that has died. The files stay.

#ifndef WAYMARK_EXAMPLES_ROUTE_SERVER_VPC_MEMBERSHIP_H_
#define WAYMARK_EXAMPLES_ROUTE_SERVER_VPC_MEMBERSHIP_H_

#include <cstddef>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "posix/file_descriptor.h"

namespace waymark::examples {

// A place, held until this object or the process ends. Move-only.
class VpcMembership {
 public:
  // Takes the first free one of the places 1 to `limit`, which is to be the
  // same for all: places beyond it are not looked at. RESOURCE_EXHAUSTED if all
  // are held. Makes files with mode 0600, never the folder; other errors say
  // what could not be done with which file. Does not block.
  static absl::StatusOr<VpcMembership> Join(const std::string& folder,
                                            size_t limit);

 private:
  explicit VpcMembership(posix::FileDescriptor place)
      : place_(std::move(place)) {}

  posix::FileDescriptor place_;
};

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_ROUTE_SERVER_VPC_MEMBERSHIP_H_
