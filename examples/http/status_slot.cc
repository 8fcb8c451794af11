// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/http/status_slot.h"

#include <poll.h>

#include <algorithm>
#include <mutex>
#include <utility>

#include "absl/status/statusor.h"

namespace waymark::examples {

StatusSlot::Text StatusSlot::Await(absl::Duration limit) {
  const absl::StatusOr<posix::Wakeup> own = posix::Wakeup::Create();
  if (!own.ok()) return nullptr;
  bool ask = false;
  if (Text text = TakeOrEnlist(*own, ask); text != nullptr) return text;
  if (ask) ask_();
  pollfd wait = {own->fd(), POLLIN, 0};
  ::poll(&wait, 1, static_cast<int>(absl::ToInt64Milliseconds(limit)));
  return Leave(*own);
}

StatusSlot::Text StatusSlot::TakeOrEnlist(const posix::Wakeup& own, bool& ask) {
  const MonotonicTime now = clock_.Now();
  const std::lock_guard<posix::PriorityMutex> lock(mutex_);
  if (text_ != nullptr && now - begun_ < fresh_) return text_;
  waiting_.push_back({&own, published_});
  if (closed_) own.Notify();
  ask = !closed_ && !std::exchange(asked_, true);
  return nullptr;
}

StatusSlot::Text StatusSlot::Leave(const posix::Wakeup& own) {
  const std::lock_guard<posix::PriorityMutex> lock(mutex_);
  const auto it =
      std::find_if(waiting_.begin(), waiting_.end(),
                   [&](const Waiting& w) { return w.wakeup == &own; });
  const bool has_come = it->published != published_;
  waiting_.erase(it);
  return has_come ? text_ : nullptr;
}

void StatusSlot::Publish(MonotonicTime begun, Text text) {
  const std::lock_guard<posix::PriorityMutex> lock(mutex_);
  // The one before is destroyed by the caller, when the lock is free again.
  std::swap(text_, text);
  begun_ = begun;
  ++published_;
  asked_ = false;
  NotifyAll();
}

void StatusSlot::Close() {
  const std::lock_guard<posix::PriorityMutex> lock(mutex_);
  closed_ = true;
  NotifyAll();
}

void StatusSlot::NotifyAll() {
  for (const Waiting& waiting : waiting_) waiting.wakeup->Notify();
}

}  // namespace waymark::examples
