// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "posix/receive_moderation.h"

#include <algorithm>

namespace waymark::posix {
namespace {

// Several bursts of neighbours that send every 50 ms.
constexpr absl::Duration kWindow = absl::Milliseconds(250);
// Packets a second.
constexpr double kPollFrom = 750;
constexpr double kPollUntil = 500;
// Of all polls.
constexpr double kUsefulFrom = 0.5;
constexpr double kUsefulUntil = 0.4;
// Whatever the rate of a flood.
constexpr absl::Duration kShortestGap = absl::Microseconds(100);

}  // namespace

void ReceiveModeration::OnRead(MonotonicTime now, size_t packets) {
  packets_ += packets;
  ++reads_;
  if (IsUseful(now, packets)) {
    ++useful_;
    last_useful_ = now;
  }
  const absl::Duration elapsed = now - window_began_;
  if (elapsed < kWindow) return;
  // Windows end late where nothing is read: the rate counts, not the number.
  const double rate =
      static_cast<double>(packets_) / absl::ToDoubleSeconds(elapsed);
  const double polls = polling_ ? static_cast<double>(reads_)
                                : absl::FDivDuration(elapsed, poll_gap_);
  const double useful = static_cast<double>(useful_) / polls;
  polling_ = rate >= (polling_ ? kPollUntil : kPollFrom) &&
             useful >= (polling_ ? kUsefulUntil : kUsefulFrom);
  poll_gap_ =
      std::clamp(absl::Seconds(most_waiting_ / std::max(rate, kPollUntil)),
                 kShortestGap, kLongestGap);
  window_began_ = now;
  packets_ = reads_ = useful_ = 0;
}

}  // namespace waymark::posix
