// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Lines appended to a file that does not grow without bound, without ever
// waiting for a disk: they are written on a thread of their own, all that wait
// in one go.

#ifndef WAYMARK_EXAMPLES_ROUTE_SERVER_ROTATING_FILE_H_
#define WAYMARK_EXAMPLES_ROUTE_SERVER_ROTATING_FILE_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "examples/daemon/background_call.h"
#include "posix/event_loop.h"

namespace waymark::examples {

class RotatingFile {
 public:
  struct Options {
    std::string path;
    // A write that would make the file larger first renames it to PATH.1, in
    // place of one so named: together they take about twice as much.
    size_t max_bytes = 16 << 20;
    // Octets that wait while the disk is slow; of what comes beyond it, whole
    // lines are dropped and counted.
    size_t max_pending = 4 << 20;
  };
  // Writing has begun to fail, or to succeed again. From the loop; calls
  // nothing here.
  using OnStatus = absl::AnyInvocable<void(const absl::Status&)>;

  // `loop` is borrowed.
  RotatingFile(posix::EventLoop& loop, const Options& options,
               OnStatus on_status);
  // Waits until everything is written.
  ~RotatingFile();
  RotatingFile(const RotatingFile&) = delete;
  RotatingFile& operator=(const RotatingFile&) = delete;

  // `line` without its end.
  void Write(const std::string& line);

  // Lines that were dropped, or lost in a write that failed.
  uint64_t lost() const { return lost_; }

 private:
  void Start();

  const Options options_;
  OnStatus on_status_;
  std::string pending_;
  uint64_t pending_lines_ = 0;
  uint64_t lost_ = 0;
  bool failing_ = false;
  BackgroundCall call_;
};

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_ROUTE_SERVER_ROTATING_FILE_H_
