// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/daemon/line_output.h"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <utility>

#include "absl/time/time.h"

namespace waymark::examples {
namespace {

// When a reader that does not read is tried again.
constexpr absl::Duration kRetryInterval = absl::Milliseconds(20);

}  // namespace

LineOutput::LineOutput(const Runtime& runtime, int fd, size_t max_pending)
    : runtime_(runtime),
      fd_(fd),
      max_pending_(max_pending),
      retry_(runtime.timers.CreateTimer([this] { Flush(); })) {}

void LineOutput::Write(std::string line) {
  if (broken_ || pending_.size() >= max_pending_) {
    ++dropped_;
    return;
  }
  line.push_back('\n');
  pending_.push_back(std::move(line));
  if (!retry_->armed()) Flush();
}

// The descriptor is shared with others and stays blocking; but a pipe that is
// writable takes PIPE_BUF octets at once (pipe(7)).
// A pipe without a reader is no longer writable if it is full, but write fails
// then and does not wait.
bool LineOutput::IsWritable() const {
  pollfd state = {fd_, POLLOUT, 0};
  return ::poll(&state, 1, 0) == 1;
}

void LineOutput::Flush() {
  while (!pending_.empty()) {
    if (!IsWritable()) {
      retry_->Arm(runtime_.clock.Now() + kRetryInterval);
      return;
    }
    const std::string& line = pending_.front();
    const size_t size =
        std::min<size_t>(line.size() - written_of_first_, PIPE_BUF);
    const ssize_t written = ::write(fd_, line.data() + written_of_first_, size);
    if (written < 0 && errno == EINTR) continue;
    // Whoever shares the descriptor has made it non-blocking.
    if (written < 0 && errno == EAGAIN) {
      retry_->Arm(runtime_.clock.Now() + kRetryInterval);
      return;
    }
    if (written < 0) {
      // Nobody will ever read it: a closed pipe, a full disk.
      dropped_ += pending_.size();
      pending_.clear();
      broken_ = true;
      return;
    }
    written_of_first_ += static_cast<size_t>(written);
    if (written_of_first_ < line.size()) continue;
    pending_.pop_front();
    written_of_first_ = 0;
  }
}

}  // namespace waymark::examples
