// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// One way of handing events over to somebody else.

#ifndef WAYMARK_EXAMPLES_ANNOUNCER_SINKS_DELIVERY_H_
#define WAYMARK_EXAMPLES_ANNOUNCER_SINKS_DELIVERY_H_

#include <string>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"

namespace waymark::examples {

class Delivery {
 public:
  using Done = absl::AnyInvocable<void(const absl::Status&)>;

  // What is under way is given up, or ends by itself, without a further call.
  virtual ~Delivery() = default;

  // `lines` are events in JSON, each with the end of its line. Never blocks the
  // loop. `done` is called once, from the loop, never from inside Start; it may
  // start the next delivery. REQUIRES: every earlier Start was answered.
  virtual void Start(std::string lines, Done done) = 0;
};

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_ANNOUNCER_SINKS_DELIVERY_H_
