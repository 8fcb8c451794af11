// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// What a group of the machine may use beside its owner.

#ifndef WAYMARK_EXAMPLES_DAEMON_GROUP_ACCESS_H_
#define WAYMARK_EXAMPLES_DAEMON_GROUP_ACCESS_H_

#include <sys/types.h>

#include <optional>
#include <string>

#include "absl/status/status.h"

namespace waymark::examples {

// The number of the group of this name; absent if the machine has none. Blocks
// for as long as whoever knows the machine's groups takes.
std::optional<gid_t> FindGroup(const std::string& name);

// Gives the file, socket or folder, which must be ours, to the group, then the
// mode: at no time may anybody else use it. PERMISSION_DENIED if this process
// is neither root nor in the group; UNAVAILABLE for what else goes wrong.
absl::Status GiveToGroup(const std::string& path, gid_t group, mode_t mode);

// Makes a folder of mode 0700 or, with a group, whose members may pass through,
// 0710. One that is there already is left as it is.
absl::Status MakeFolder(const std::string& path, std::optional<gid_t> group);

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_DAEMON_GROUP_ACCESS_H_
