// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/announcer/sinks/file_delivery.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "posix/file_descriptor.h"

namespace waymark::examples {
namespace {

absl::Status Append(const std::string& path, absl::string_view lines) {
  const posix::FileDescriptor file(
      ::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0640));
  if (!file.valid()) {
    return absl::ErrnoToStatus(errno, absl::StrCat("open ", path));
  }
  while (!lines.empty()) {
    const ssize_t size = ::write(file.get(), lines.data(), lines.size());
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) {
      return absl::ErrnoToStatus(errno, absl::StrCat("write ", path));
    }
    lines.remove_prefix(static_cast<size_t>(size));
  }
  return absl::OkStatus();
}

}  // namespace

void FileDelivery::Start(std::string lines, Done done) {
  call_.Start(
      [path = path_, lines = std::move(lines)] { return Append(path, lines); },
      std::move(done));
}

}  // namespace waymark::examples
