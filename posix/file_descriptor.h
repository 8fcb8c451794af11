// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// A file descriptor with one owner.

#ifndef WAYMARK_POSIX_FILE_DESCRIPTOR_H_
#define WAYMARK_POSIX_FILE_DESCRIPTOR_H_

#include <unistd.h>

#include <utility>

namespace waymark::posix {

// Move-only; closes what it owns. Not thread-safe.
class FileDescriptor {
 public:
  FileDescriptor() = default;
  // Takes ownership; a negative number owns nothing.
  explicit FileDescriptor(int fd) : fd_(fd) {}
  FileDescriptor(FileDescriptor&& other) noexcept : fd_(other.Release()) {}
  FileDescriptor& operator=(FileDescriptor&& other) noexcept {
    if (this != &other) {
      Close();
      fd_ = other.Release();
    }
    return *this;
  }
  ~FileDescriptor() { Close(); }

  // -1 when it owns nothing.
  int get() const { return fd_; }
  bool valid() const { return fd_ >= 0; }

  // Gives the descriptor up without closing it.
  [[nodiscard]] int Release() { return std::exchange(fd_, -1); }

  // On Linux the descriptor is gone whatever close() returns, EINTR included.
  void Close() {
    if (fd_ >= 0) ::close(Release());
  }

 private:
  int fd_ = -1;
};

}  // namespace waymark::posix

#endif  // WAYMARK_POSIX_FILE_DESCRIPTOR_H_
