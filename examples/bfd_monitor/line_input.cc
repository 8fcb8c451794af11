// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/bfd_monitor/line_input.h"

#include <sys/epoll.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/types/span.h"

namespace waymark::examples {

LineInput::LineInput(posix::EventLoop& loop, int fd, Callback callback)
    : loop_(loop), fd_(fd), callback_(std::move(callback)) {
  absl::StatusOr<posix::FdHandle> watch =
      loop_.Watch(fd_, EPOLLIN, [this](uint32_t) { Read(); });
  if (watch.ok()) watch_ = *std::move(watch);
}

// Reported readable, so that one read does not wait.
void LineInput::Read() {
  const absl::Span<uint8_t> buffer = loop_.scratch();
  const ssize_t size = ::read(fd_, buffer.data(), buffer.size());
  if (size < 0 && (errno == EINTR || errno == EAGAIN)) return;
  if (size <= 0) return watch_.Reset();
  unfinished_.append(reinterpret_cast<const char*>(buffer.data()),
                     static_cast<size_t>(size));
  size_t begin = 0;
  for (size_t end = unfinished_.find('\n'); end != std::string::npos;
       end = unfinished_.find('\n', begin)) {
    callback_(absl::string_view(unfinished_).substr(begin, end - begin));
    begin = end + 1;
  }
  unfinished_.erase(0, begin);
  if (unfinished_.size() > kMaxLine) watch_.Reset();
}

}  // namespace waymark::examples
