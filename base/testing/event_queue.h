// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// What is still to happen, in order of time; at the same time, in order of
// entry.

#ifndef WAYMARK_BASE_TESTING_EVENT_QUEUE_H_
#define WAYMARK_BASE_TESTING_EVENT_QUEUE_H_

#include <compare>
#include <cstdint>
#include <map>
#include <utility>

#include "base/monotonic_time.h"

namespace waymark::testing {

template <typename T>
class EventQueue {
 public:
  // Names one entry as long as the queue lives; never used again.
  struct Key {
    MonotonicTime time;
    uint64_t order = 0;
    friend auto operator<=>(const Key&, const Key&) = default;
  };

  Key Add(MonotonicTime time, T item) {
    const Key key = {time, next_order_++};
    items_.emplace(key, std::move(item));
    return key;
  }
  void Remove(const Key& key) { items_.erase(key); }

  // InfiniteFuture() if nothing is queued.
  MonotonicTime NextTime() const {
    return items_.empty() ? MonotonicTime::InfiniteFuture()
                          : items_.begin()->first.time;
  }

  // REQUIRES: something is queued.
  T Pop() { return std::move(items_.extract(items_.begin()).mapped()); }

 private:
  std::map<Key, T> items_;
  uint64_t next_order_ = 0;
};

}  // namespace waymark::testing

#endif  // WAYMARK_BASE_TESTING_EVENT_QUEUE_H_
