// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Well is a service that keeps a file.

#ifndef WAYMARK_EXAMPLES_ANNOUNCER_HEALTH_FILE_PROBE_H_
#define WAYMARK_EXAMPLES_ANNOUNCER_HEALTH_FILE_PROBE_H_

#include <string>
#include <utility>

#include "examples/announcer/health/probe.h"
#include "examples/daemon/background_call.h"
#include "posix/event_loop.h"

namespace waymark::examples {

// Whether something of that name is there, of whatever kind; behind a symbolic
// link, what it leads to. On a thread: a file system that is away can block for
// minutes.
class FileProbe final : public Probe {
 public:
  // `loop` is borrowed.
  FileProbe(posix::EventLoop& loop, std::string path)
      : path_(std::move(path)), call_(loop) {}

  void Start(Done done) override;
  // Nothing can end it.
  void Cancel() override {}

 private:
  const std::string path_;
  BackgroundCall call_;
};

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_ANNOUNCER_HEALTH_FILE_PROBE_H_
