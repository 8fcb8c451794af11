// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Lines of a descriptor as they come: a terminal's or a pipe's.

#ifndef WAYMARK_EXAMPLES_BFD_MONITOR_LINE_INPUT_H_
#define WAYMARK_EXAMPLES_BFD_MONITOR_LINE_INPUT_H_

#include <cstddef>
#include <memory>
#include <string>

#include "absl/functional/any_invocable.h"
#include "absl/strings/string_view.h"
#include "posix/event_loop.h"
#include "posix/fd_watcher.h"

namespace waymark::examples {

// Same-thread; destroyed before its loop.
class LineInput {
 public:
  // A longer line ends the input.
  static constexpr size_t kMaxLine = 4096;

  // Gets each line without its end; borrowed until it returns.
  using Callback = absl::AnyInvocable<void(absl::string_view line)>;

  // `fd` is borrowed. What cannot be waited for (a plain file, /dev/null) has
  // no lines; the end of the input is not reported.
  LineInput(posix::EventLoop& loop, int fd, Callback callback);
  LineInput(const LineInput&) = delete;
  LineInput& operator=(const LineInput&) = delete;

 private:
  void Read();

  posix::EventLoop& loop_;
  const int fd_;
  Callback callback_;
  std::string unfinished_;
  posix::FdHandle watch_;
};

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_BFD_MONITOR_LINE_INPUT_H_
