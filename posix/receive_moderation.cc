// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "posix/receive_moderation.h"

#include <cstdint>

namespace waymark::posix {
namespace {

constexpr absl::Duration kWindow = absl::Milliseconds(32);
// A second.
constexpr double kPollFrom = 750;
constexpr double kPollUntil = 500;

}  // namespace

void ReceiveModeration::OnRead(MonotonicTime now, size_t packets) {
  packets_ += packets;
  const absl::Duration elapsed = now - window_began_;
  if (elapsed < kWindow) return;
  // Windows end late where nothing is read: the rate counts, not the number.
  const double rate =
      static_cast<double>(packets_) / absl::ToDoubleSeconds(elapsed);
  window_began_ = now;
  packets_ = 0;
  polling_ = rate >= (polling_ ? kPollUntil : kPollFrom);
}

MonotonicTime ReceiveModeration::NextPoll(MonotonicTime now) {
  const int64_t period = absl::ToInt64Nanoseconds(kPeriod);
  const int64_t rest = now.nanoseconds() % period;
  return now + absl::Nanoseconds(period - rest);
}

}  // namespace waymark::posix
