// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "posix/bfd_news.h"

#include <mutex>
#include <utility>

namespace waymark::posix {

void BfdNews::SetCommand(uint64_t number) {
  const std::lock_guard<PriorityMutex> lock(mutex_);
  command_ = number;
}

bool BfdNews::Add(const bgp::LivenessReport& report) {
  const std::lock_guard<PriorityMutex> lock(mutex_);
  if (report.liveness == bgp::Liveness::kDown) {
    batch_.overtaken_down.reset();
  } else if (batch_.latest.has_value() &&
             batch_.latest->liveness == bgp::Liveness::kDown) {
    batch_.overtaken_down = batch_.latest;
  }
  batch_.latest = report;
  batch_.latest_command = command_;
  return !std::exchange(waiting_, true);
}

bool BfdNews::Add(const Event& event) {
  const std::lock_guard<PriorityMutex> lock(mutex_);
  if (batch_.events.size() == kMaxEvents) {
    batch_.events.erase(batch_.events.begin());
    ++batch_.events_lost;
  }
  batch_.events.push_back(event);
  return !std::exchange(waiting_, true);
}

BfdNews::Batch BfdNews::Take() {
  const std::lock_guard<PriorityMutex> lock(mutex_);
  waiting_ = false;
  return std::exchange(batch_, Batch());
}

void BfdNews::SetSnapshot(const bfd::SessionSnapshot& snapshot) {
  const std::lock_guard<PriorityMutex> lock(mutex_);
  snapshot_ = snapshot;
}

bfd::SessionSnapshot BfdNews::snapshot() const {
  const std::lock_guard<PriorityMutex> lock(mutex_);
  return snapshot_;
}

}  // namespace waymark::posix
