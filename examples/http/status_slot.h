// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Where threads that want the state of a loop wait for it, and the loop, which
// never waits for them, leaves it.

#ifndef WAYMARK_EXAMPLES_HTTP_STATUS_SLOT_H_
#define WAYMARK_EXAMPLES_HTTP_STATUS_SLOT_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "base/monotonic_time.h"
#include "posix/priority_mutex.h"
#include "posix/system_clock.h"
#include "posix/wakeup.h"

namespace waymark::examples {

// Thread-safe. Whoever holds the mutex exchanges a few pointers, no more.
class StatusSlot {
 public:
  using Text = std::shared_ptr<const std::string>;

  // Called by one of those who wait, once for each text that is wanted.
  using Ask = std::function<void()>;

  // A text counts as fresh for `fresh`: so often it is asked for at most,
  // however many want it.
  StatusSlot(absl::Duration fresh, Ask ask)
      : fresh_(fresh), ask_(std::move(ask)) {}
  StatusSlot(const StatusSlot&) = delete;
  StatusSlot& operator=(const StatusSlot&) = delete;

  // The latest text if it is fresh, or the next one; null if none has come
  // after `limit`, or once the slot is closed.
  Text Await(absl::Duration limit);

  // `begun`: when it was begun to be made.
  void Publish(MonotonicTime begun, Text text);

  // Nobody waits from now on.
  void Close();

 private:
  // Null if there is none, and `own` notified at the next one.
  Text TakeOrEnlist(const posix::Wakeup& own, bool& ask);
  Text Leave(const posix::Wakeup& own);
  void NotifyAll();

  const absl::Duration fresh_;
  const Ask ask_;
  const posix::MonotonicClock clock_;

  posix::PriorityMutex mutex_;  // guards all of the following
  Text text_;
  MonotonicTime begun_ = MonotonicTime::InfinitePast();
  uint64_t published_ = 0;
  struct Waiting {
    const posix::Wakeup* wakeup;
    uint64_t published;  // when it came
  };
  std::vector<Waiting> waiting_;
  bool asked_ = false;
  bool closed_ = false;
};

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_HTTP_STATUS_SLOT_H_
