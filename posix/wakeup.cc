// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "posix/wakeup.h"

#include <sys/eventfd.h>

#include <cerrno>

#include "absl/status/status.h"

namespace waymark::posix {

absl::StatusOr<Wakeup> Wakeup::Create() {
  FileDescriptor fd(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC));
  if (!fd.valid()) return absl::ErrnoToStatus(errno, "eventfd");
  return Wakeup(std::move(fd));
}

void Wakeup::Notify() const {
  // Fails only where the counter is full, and then it is readable.
  eventfd_write(fd_.get(), 1);
}

void Wakeup::Clear() const {
  // Fails only where there is nothing to clear.
  eventfd_t count;
  eventfd_read(fd_.get(), &count);
}

}  // namespace waymark::posix
