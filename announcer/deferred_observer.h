// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Brings news to an observer after the fact, so that it sees a consistent
// announcer and may do with it what it likes.

#ifndef WAYMARK_ANNOUNCER_DEFERRED_OBSERVER_H_
#define WAYMARK_ANNOUNCER_DEFERRED_OBSERVER_H_

#include <utility>

#include "absl/functional/any_invocable.h"
#include "announcer/announcer_observer.h"
#include "base/alive_token.h"
#include "base/executor.h"

namespace waymark::announcer {

class DeferredObserver {
 public:
  // Borrows both; the observer may be null.
  DeferredObserver(Executor& executor, AnnouncerObserver* observer)
      : executor_(executor), observer_(observer) {}

  // Calls come in the order of Tell, and none after the destruction of this
  // object.
  void Tell(absl::AnyInvocable<void(AnnouncerObserver&)> news) {
    if (observer_ == nullptr) return;
    executor_.Defer([alive = alive_.Watch(), observer = observer_,
                     news = std::move(news)]() mutable {
      if (alive) news(*observer);
    });
  }

 private:
  Executor& executor_;
  AnnouncerObserver* const observer_;
  AliveToken alive_;
};

}  // namespace waymark::announcer

#endif  // WAYMARK_ANNOUNCER_DEFERRED_OBSERVER_H_
