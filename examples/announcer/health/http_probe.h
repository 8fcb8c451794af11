// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Well is a service that answers an HTTP request with the right status.

#ifndef WAYMARK_EXAMPLES_ANNOUNCER_HEALTH_HTTP_PROBE_H_
#define WAYMARK_EXAMPLES_ANNOUNCER_HEALTH_HTTP_PROBE_H_

#include <utility>

#include "absl/time/time.h"
#include "examples/announcer/health/health_setup.h"
#include "examples/announcer/health/probe.h"
#include "examples/daemon/background_call.h"
#include "posix/event_loop.h"

namespace waymark::examples {

// A GET on a thread, as http_request.h says.
class HttpProbe final : public Probe {
 public:
  struct Options {
    HttpCheck check;
    // For the connection, and then between two octets of the answer.
    absl::Duration timeout = absl::Seconds(1);
  };

  // `loop` is borrowed.
  HttpProbe(posix::EventLoop& loop, Options options)
      : options_(std::move(options)), call_(loop) {}

  void Start(Done done) override;
  // The request ends by its own timeouts.
  void Cancel() override {}

 private:
  const Options options_;
  BackgroundCall call_;
};

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_ANNOUNCER_HEALTH_HTTP_PROBE_H_
