// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The other end of the control socket, for command lines: blocking.

#ifndef WAYMARK_EXAMPLES_DAEMON_CONTROL_CLIENT_H_
#define WAYMARK_EXAMPLES_DAEMON_CONTROL_CLIENT_H_

#include <memory>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "examples/proto/control.pb.h"
#include "posix/file_descriptor.h"

namespace waymark::examples {

class ControlClient {
 public:
  // UNAVAILABLE if no daemon serves `path`.
  static absl::StatusOr<ControlClient> Connect(const std::string& path);

  // Sends `request` and calls `on_row` for each answer up to Done; following
  // events it does not end by itself. ABORTED with the daemon's reason if it
  // refuses; UNAVAILABLE if it goes away.
  absl::Status Ask(const proto::Request& request,
                   absl::FunctionRef<void(const proto::Response&)> on_row);

 private:
  explicit ControlClient(posix::FileDescriptor fd) : fd_(std::move(fd)) {}

  absl::StatusOr<proto::Response> Read();

  posix::FileDescriptor fd_;
  std::string in_;
};

// What a command line ends with after Connect and Ask: 0 done, 1 the daemon
// refused, 3 no daemon. (2 is for arguments that are none.)
int ExitStatusOf(const absl::Status& status);

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_DAEMON_CONTROL_CLIENT_H_
