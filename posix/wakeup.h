// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// A descriptor that any thread can make readable.

#ifndef WAYMARK_POSIX_WAKEUP_H_
#define WAYMARK_POSIX_WAKEUP_H_

#include <utility>

#include "absl/status/statusor.h"
#include "posix/file_descriptor.h"

namespace waymark::posix {

// Thread-safe but for moving and destroying it. Never blocks.
class Wakeup {
 public:
  static absl::StatusOr<Wakeup> Create();

  // Readable after Notify, until Clear.
  int fd() const { return fd_.get(); }
  void Notify() const;
  void Clear() const;

 private:
  explicit Wakeup(FileDescriptor fd) : fd_(std::move(fd)) {}

  FileDescriptor fd_;
};

}  // namespace waymark::posix

#endif  // WAYMARK_POSIX_WAKEUP_H_
