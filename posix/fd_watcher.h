// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// One epoll instance: file descriptors, what is awaited of each, and whom to
// call. The event loop has two of them; users meet FdHandle.

#ifndef WAYMARK_POSIX_FD_WATCHER_H_
#define WAYMARK_POSIX_FD_WATCHER_H_

#include <sys/epoll.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/functional/any_invocable.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "posix/file_descriptor.h"

namespace waymark::posix {

class FdWatcher;

// Keeps a descriptor watched; destroying it ends that, also from inside the
// callback: nothing is called for it afterwards. Destroy it before the
// descriptor is closed and before the loop. Move-only.
class FdHandle {
 public:
  FdHandle() = default;
  FdHandle(FdHandle&& other) noexcept;
  FdHandle& operator=(FdHandle&& other) noexcept;
  ~FdHandle() { Reset(); }

  bool valid() const { return record_ != nullptr; }

  // Awaits `events` (EPOLLIN, EPOLLOUT, ...) from now on and reports again
  // those that hold already, also where EPOLLET was asked for. EPOLLERR and
  // EPOLLHUP come unasked. REQUIRES: valid().
  absl::Status Modify(uint32_t events);

  void Reset();

 private:
  friend class FdWatcher;
  struct Record;

  FdHandle(FdWatcher* watcher, Record* record)
      : watcher_(watcher), record_(record) {}

  FdWatcher* watcher_ = nullptr;
  Record* record_ = nullptr;
};

// Same-thread.
class FdWatcher {
 public:
  // Gets the events that hold. One call is one share of work: it does what is
  // bounded (one read, one batch) and returns; what is left is reported again.
  // It runs at most once for each descriptor in a turn.
  using Callback = absl::AnyInvocable<void(uint32_t events)>;

  static absl::StatusOr<std::unique_ptr<FdWatcher>> Create();
  FdWatcher(const FdWatcher&) = delete;
  FdWatcher& operator=(const FdWatcher&) = delete;
  ~FdWatcher();

  // `fd` is borrowed and level-triggered unless `events` says otherwise. Fails
  // where the kernel does (already watched, a plain file, too many).
  absl::StatusOr<FdHandle> Watch(int fd, uint32_t events, Callback callback);

  // Waits until something holds, or not at all, and remembers what does.
  void Wait(bool block);

  // Whether the last Wait found, or may have missed for want of room, that
  // something holds for `handle`.
  bool MayHold(const FdHandle& handle) const;

  // Calls whoever the last Wait found, each followed by `after_each`.
  // REQUIRES: not called from inside a callback.
  void Dispatch(absl::FunctionRef<void()> after_each);

  // Watched descriptors.
  size_t size() const { return records_.size(); }
  // Readable when a watched descriptor is ready: epoll instances nest.
  int epoll_fd() const { return epoll_.get(); }

 private:
  friend class FdHandle;

  explicit FdWatcher(FileDescriptor epoll);

  absl::Status Modify(FdHandle::Record& record, uint32_t events);
  void Remove(FdHandle::Record* record);
  void DestroyRemoved();

  FileDescriptor epoll_;
  absl::flat_hash_set<FdHandle::Record*> records_;  // owned
  // Removed while the last Wait's findings may still name them.
  std::vector<std::unique_ptr<FdHandle::Record>> removed_;
  std::array<epoll_event, 64> found_;
  size_t found_size_ = 0;
};

}  // namespace waymark::posix

#endif  // WAYMARK_POSIX_FD_WATCHER_H_
