// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/daemon/control_socket.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "examples/daemon/group_access.h"

namespace waymark::examples {
namespace {

// Clients that may wait for the daemon to take them.
constexpr int kBacklog = 16;

absl::Status Errno(absl::string_view what, const std::string& path) {
  return absl::UnavailableError(
      absl::StrCat(what, " ", path, ": ", std::strerror(errno)));
}

absl::StatusOr<sockaddr_un> AddressOf(const std::string& path) {
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  if (path.empty() || path.size() >= sizeof address.sun_path) {
    return absl::InvalidArgumentError(absl::StrCat(
        "the path of the control socket, \"", path, "\", must have 1 to ",
        sizeof address.sun_path - 1, " octets"));
  }
  path.copy(address.sun_path, path.size());
  return address;
}

posix::FileDescriptor OpenSocket() {
  return posix::FileDescriptor(
      ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
}

// Anything but a socket there is not ours to remove.
bool IsSocketOrNothing(const std::string& path) {
  struct stat found = {};
  return ::lstat(path.c_str(), &found) != 0 || S_ISSOCK(found.st_mode);
}

bool IsAnswered(const sockaddr_un& address) {
  const posix::FileDescriptor probe = OpenSocket();
  return ::connect(probe.get(), reinterpret_cast<const sockaddr*>(&address),
                   sizeof address) == 0 ||
         errno == EAGAIN;
}

absl::Status MakeRoom(const std::string& path, const sockaddr_un& address) {
  if (!IsSocketOrNothing(path)) {
    return absl::AlreadyExistsError(absl::StrCat(
        path,
        " is not a socket: remove it, or choose another path with --socket"));
  }
  if (IsAnswered(address)) {
    return absl::AlreadyExistsError(
        absl::StrCat("another process serves ", path,
                     ": stop it, or give this one a --socket of its own"));
  }
  ::unlink(path.c_str());
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<posix::FileDescriptor> OpenControlSocket(
    const std::string& path, std::optional<gid_t> group) {
  const absl::StatusOr<sockaddr_un> address = AddressOf(path);
  if (!address.ok()) return address.status();
  absl::Status status = MakeRoom(path, *address);
  if (!status.ok()) return status;
  posix::FileDescriptor listener = OpenSocket();
  if (!listener.valid()) return Errno("socket", path);
  // The mode from the first moment on, not after a gap.
  const mode_t old_mask = ::umask(0177);
  const int bound =
      ::bind(listener.get(), reinterpret_cast<const sockaddr*>(&*address),
             sizeof *address);
  ::umask(old_mask);
  if (bound != 0) return Errno("bind", path);
  if (group.has_value()) status = GiveToGroup(path, *group, 0660);
  if (status.ok() && ::listen(listener.get(), kBacklog) != 0) {
    status = Errno("listen", path);
  }
  if (status.ok()) return listener;
  ::unlink(path.c_str());
  return status;
}

}  // namespace waymark::examples
