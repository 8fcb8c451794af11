// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The socket that a daemon is controlled by.

#ifndef WAYMARK_EXAMPLES_DAEMON_CONTROL_SOCKET_H_
#define WAYMARK_EXAMPLES_DAEMON_CONTROL_SOCKET_H_

#include <sys/types.h>

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "posix/file_descriptor.h"

namespace waymark::examples {

// Listens at `path`, non-blocking, in place of a socket that an earlier process
// left. Mode 0600 or, with a group, 0660; never more, not even for a moment.
// ALREADY_EXISTS if a process answers there, or if there is something else than
// a socket; errors of GiveToGroup (group_access.h), and then there is no socket
// left; UNAVAILABLE and INVALID_ARGUMENT with what is wrong with the path.
absl::StatusOr<posix::FileDescriptor> OpenControlSocket(
    const std::string& path, std::optional<gid_t> group);

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_DAEMON_CONTROL_SOCKET_H_
