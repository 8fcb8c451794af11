// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/daemon/control_client.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"
#include "examples/daemon/delimited.h"

namespace waymark::examples {
namespace {

constexpr size_t kMaxResponse = 16 << 20;

}  // namespace

absl::StatusOr<ControlClient> ControlClient::Connect(const std::string& path) {
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) {
    return absl::InvalidArgumentError(absl::StrCat(path, ": too long"));
  }
  path.copy(address.sun_path, path.size());
  posix::FileDescriptor fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!fd.valid() ||
      ::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address),
                sizeof address) != 0) {
    return absl::UnavailableError(
        absl::StrCat("no daemon at ", path, ": ", std::strerror(errno)));
  }
  return ControlClient(std::move(fd));
}

absl::Status ControlClient::Ask(
    const proto::Request& request,
    absl::FunctionRef<void(const proto::Response&)> on_row) {
  std::string out;
  AppendDelimited(request, out);
  if (::send(fd_.get(), out.data(), out.size(), MSG_NOSIGNAL) !=
      static_cast<ssize_t>(out.size())) {
    return absl::UnavailableError("the daemon went away");
  }
  while (true) {
    const absl::StatusOr<proto::Response> response = Read();
    if (!response.ok()) return response.status();
    if (response->has_done()) return absl::OkStatus();
    if (response->has_error()) {
      return absl::AbortedError(response->error().message());
    }
    on_row(*response);
  }
}

absl::StatusOr<proto::Response> ControlClient::Read() {
  while (true) {
    const Delimited next = FindDelimited(in_, kMaxResponse);
    if (next.state == Delimited::State::kWhole) {
      proto::Response response;
      const bool parsed = response.ParseFromArray(
          next.message.data(), static_cast<int>(next.message.size()));
      in_.erase(0, next.size);
      if (parsed) return response;
    }
    if (next.state != Delimited::State::kIncomplete) {
      return absl::UnavailableError("what answers is not the daemon");
    }
    char buffer[65536];
    const ssize_t size = ::read(fd_.get(), buffer, sizeof buffer);
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) return absl::UnavailableError("the daemon went away");
    in_.append(buffer, static_cast<size_t>(size));
  }
}

int ExitStatusOf(const absl::Status& status) {
  if (status.ok()) return 0;
  return status.code() == absl::StatusCode::kAborted ? 1 : 3;
}

}  // namespace waymark::examples
