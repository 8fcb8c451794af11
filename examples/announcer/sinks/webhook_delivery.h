// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Events posted to a web server.

#ifndef WAYMARK_EXAMPLES_ANNOUNCER_SINKS_WEBHOOK_DELIVERY_H_
#define WAYMARK_EXAMPLES_ANNOUNCER_SINKS_WEBHOOK_DELIVERY_H_

#include <string>
#include <utility>

#include "absl/time/time.h"
#include "examples/announcer/health/health_setup.h"
#include "examples/announcer/sinks/delivery.h"
#include "examples/daemon/background_call.h"
#include "posix/event_loop.h"

namespace waymark::examples {

// A POST on a thread, as http_request.h says; delivered is what a status from
// 200 to 299 answers.
class WebhookDelivery final : public Delivery {
 public:
  struct Options {
    HttpTarget target;
    // For the connection, and then between two octets of the answer.
    absl::Duration timeout = absl::Seconds(5);
  };

  // `loop` is borrowed.
  WebhookDelivery(posix::EventLoop& loop, Options options)
      : options_(std::move(options)), call_(loop) {}

  void Start(std::string lines, Done done) override;

 private:
  const Options options_;
  BackgroundCall call_;
};

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_ANNOUNCER_SINKS_WEBHOOK_DELIVERY_H_
