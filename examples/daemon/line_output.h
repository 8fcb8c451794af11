// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Writes lines to a pipe or file that somebody else may read slowly, or not at
// all, without ever waiting.

#ifndef WAYMARK_EXAMPLES_DAEMON_LINE_OUTPUT_H_
#define WAYMARK_EXAMPLES_DAEMON_LINE_OUTPUT_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>

#include "base/runtime.h"
#include "base/timer.h"

namespace waymark::examples {

class LineOutput {
 public:
  // `fd` is borrowed. At most `max_pending` lines wait; the next ones are
  // dropped and counted.
  LineOutput(const Runtime& runtime, int fd, size_t max_pending);

  // `line` without its end.
  void Write(std::string line);
  uint64_t dropped() const { return dropped_; }

 private:
  void Flush();
  bool IsWritable() const;

  const Runtime runtime_;
  const int fd_;
  const size_t max_pending_;
  std::deque<std::string> pending_;
  size_t written_of_first_ = 0;
  bool broken_ = false;
  uint64_t dropped_ = 0;
  std::unique_ptr<Timer> retry_;
};

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_DAEMON_LINE_OUTPUT_H_
