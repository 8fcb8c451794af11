// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Calls made later on the same thread: how an object reports something from a
// consistent state instead of from the middle of a change.

#ifndef WAYMARK_BASE_EXECUTOR_H_
#define WAYMARK_BASE_EXECUTOR_H_

#include "absl/functional/any_invocable.h"

namespace waymark {

class Executor {
 public:
  virtual ~Executor() = default;

  // Runs `callback` once, after the current callback has returned to the loop
  // and before the loop waits for time or I/O. Callbacks run in the order in
  // which they were deferred; one deferred by another runs in the same turn,
  // after those already queued. A callback that refers to an object which may
  // die before it runs guards itself with base/alive_token.h.
  virtual void Defer(absl::AnyInvocable<void()> callback) = 0;
};

}  // namespace waymark

#endif  // WAYMARK_BASE_EXECUTOR_H_
