// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "posix/receive_moderation.h"

#include <algorithm>
#include <cstdint>

#include "bfd/shared_instants.h"

namespace waymark::posix {
namespace {

constexpr absl::Duration kWindow = absl::Milliseconds(32);
// A second.
constexpr double kPollFrom = 750;
constexpr double kPollUntil = 500;
// Seconds, whatever the rate of a flood.
constexpr double kLeastSpacing = 1e-4;

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
  const double seconds = most_waiting_ / std::max(rate, kPollUntil);
  instants_ = bfd::SharedInstants(
      static_cast<int64_t>(1e9 * std::max(seconds, kLeastSpacing)));
}

MonotonicTime ReceiveModeration::NextPoll(MonotonicTime now) const {
  return instants_.At(instants_.FirstFrom(now + absl::Nanoseconds(1)));
}

}  // namespace waymark::posix
