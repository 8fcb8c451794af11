// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Events as lines at the end of a file.

#ifndef WAYMARK_EXAMPLES_ANNOUNCER_SINKS_FILE_DELIVERY_H_
#define WAYMARK_EXAMPLES_ANNOUNCER_SINKS_FILE_DELIVERY_H_

#include <string>
#include <utility>

#include "examples/announcer/sinks/delivery.h"
#include "examples/daemon/background_call.h"
#include "posix/event_loop.h"

namespace waymark::examples {

// The file is opened for each delivery and made if it is not there, mode 0640,
// on a thread of its own: a disk may hang, and a file that was moved away to be
// rotated is followed by a new one without a signal.
class FileDelivery final : public Delivery {
 public:
  // `loop` is borrowed.
  FileDelivery(posix::EventLoop& loop, std::string path)
      : path_(std::move(path)), call_(loop) {}

  void Start(std::string lines, Done done) override;

 private:
  const std::string path_;
  BackgroundCall call_;
};

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_ANNOUNCER_SINKS_FILE_DELIVERY_H_
