// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "posix/fd_watcher.h"

#include <cerrno>
#include <utility>

#include "absl/strings/str_cat.h"

namespace waymark::posix {

struct FdHandle::Record {
  int fd;
  uint32_t events;
  FdWatcher::Callback callback;
  bool removed = false;
};

FdHandle::FdHandle(FdHandle&& other) noexcept
    : watcher_(other.watcher_),
      record_(std::exchange(other.record_, nullptr)) {}

FdHandle& FdHandle::operator=(FdHandle&& other) noexcept {
  if (this != &other) {
    Reset();
    watcher_ = other.watcher_;
    record_ = std::exchange(other.record_, nullptr);
  }
  return *this;
}

absl::Status FdHandle::Modify(uint32_t events) {
  return watcher_->Modify(*record_, events);
}

void FdHandle::Reset() {
  if (record_ != nullptr) watcher_->Remove(std::exchange(record_, nullptr));
}

absl::StatusOr<std::unique_ptr<FdWatcher>> FdWatcher::Create() {
  FileDescriptor epoll(epoll_create1(EPOLL_CLOEXEC));
  if (!epoll.valid()) return absl::ErrnoToStatus(errno, "epoll_create1");
  return std::unique_ptr<FdWatcher>(new FdWatcher(std::move(epoll)));
}

FdWatcher::FdWatcher(FileDescriptor epoll) : epoll_(std::move(epoll)) {}

FdWatcher::~FdWatcher() {
  for (FdHandle::Record* record : records_) delete record;
}

absl::StatusOr<FdHandle> FdWatcher::Watch(int fd, uint32_t events,
                                          Callback callback) {
  auto record = std::make_unique<FdHandle::Record>(
      FdHandle::Record{fd, events, std::move(callback)});
  epoll_event event = {};
  event.events = events;
  event.data.ptr = record.get();
  if (epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, fd, &event) != 0) {
    return absl::ErrnoToStatus(errno, absl::StrCat("watch descriptor ", fd));
  }
  records_.insert(record.get());
  return FdHandle(this, record.release());
}

absl::Status FdWatcher::Modify(FdHandle::Record& record, uint32_t events) {
  epoll_event event = {};
  event.events = events;
  event.data.ptr = &record;
  if (epoll_ctl(epoll_.get(), EPOLL_CTL_MOD, record.fd, &event) != 0) {
    return absl::ErrnoToStatus(errno,
                               absl::StrCat("watch descriptor ", record.fd));
  }
  record.events = events;
  return absl::OkStatus();
}

void FdWatcher::Remove(FdHandle::Record* record) {
  // Fails only if the descriptor was closed first, and then it is gone anyway.
  epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, record->fd, nullptr);
  record->removed = true;
  records_.erase(record);
  removed_.emplace_back(record);
  if (found_size_ == 0) DestroyRemoved();
}

void FdWatcher::DestroyRemoved() {
  // Destroying a callback may remove further watches.
  while (!removed_.empty()) {
    const auto gone = std::exchange(removed_, {});
  }
}

void FdWatcher::Wait(bool block) {
  const int n = epoll_wait(epoll_.get(), found_.data(),
                           static_cast<int>(found_.size()), block ? -1 : 0);
  // EINTR: the loop comes round again.
  found_size_ = n > 0 ? static_cast<size_t>(n) : 0;
}

bool FdWatcher::MayHold(const FdHandle& handle) const {
  if (found_size_ == found_.size()) return true;
  for (size_t i = 0; i < found_size_; ++i) {
    if (found_[i].data.ptr == handle.record_) return true;
  }
  return false;
}

void FdWatcher::Dispatch(absl::FunctionRef<void()> after_each) {
  for (size_t i = 0; i < found_size_; ++i) {
    auto* record = static_cast<FdHandle::Record*>(found_[i].data.ptr);
    if (record->removed) continue;
    // An earlier callback of this turn may have lost interest since.
    const uint32_t events =
        found_[i].events & (record->events | EPOLLERR | EPOLLHUP);
    if (events == 0) continue;
    record->callback(events);
    after_each();
  }
  found_size_ = 0;
  DestroyRemoved();
}

}  // namespace waymark::posix
