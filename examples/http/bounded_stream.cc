// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/http/bounded_stream.h"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace waymark::examples {
namespace {

bool IsPassing(int error) { return error == EAGAIN || error == EINTR; }

}  // namespace

bool BoundedStream::Await(short events) const {
  pollfd waits[] = {{fd_, events, 0}, {limits_.stop_fd, POLLIN, 0}};
  for (;;) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(
        limits_.deadline - std::chrono::steady_clock::now());
    if (left.count() <= 0) return false;
    const int ready =
        ::poll(waits, std::size(waits), static_cast<int>(left.count()));
    if (ready < 0 && errno == EINTR) continue;
    return ready > 0 && waits[1].revents == 0;
  }
}

bool BoundedStream::is_readable() const {
  return taken_ < received_ || Await(POLLIN);
}

bool BoundedStream::is_writable() const { return Await(POLLOUT); }

ssize_t BoundedStream::Receive() {
  if (received_ == buffer_.size()) return -1;
  for (;;) {
    if (!Await(POLLIN)) return -1;
    const ssize_t size =
        ::recv(fd_, buffer_.data() + received_, buffer_.size() - received_, 0);
    if (size < 0 && IsPassing(errno)) continue;
    if (size > 0) received_ += static_cast<size_t>(size);
    return size;
  }
}

ssize_t BoundedStream::read(char* ptr, size_t size) {
  if (taken_ == received_) {
    if (const ssize_t result = Receive(); result <= 0) return result;
  }
  const size_t count = std::min(size, received_ - taken_);
  std::memcpy(ptr, buffer_.data() + taken_, count);
  taken_ += count;
  return static_cast<ssize_t>(count);
}

ssize_t BoundedStream::write(const char* ptr, size_t size) {
  for (;;) {
    if (!Await(POLLOUT)) return -1;
    const ssize_t sent = ::send(fd_, ptr, size, MSG_NOSIGNAL);
    if (sent < 0 && IsPassing(errno)) continue;
    return sent;
  }
}

void BoundedStream::Finish() {
  ::shutdown(fd_, SHUT_WR);
  while (Receive() > 0) {
  }
}

}  // namespace waymark::examples
