// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bfd/transmit_group.h"

#include <algorithm>
#include <utility>

#include "absl/time/time.h"
#include "bfd/cadence.h"

namespace waymark::bfd {

void TransmitGroup::Join(const void* session, OnNeighborSent on_neighbor_sent) {
  members_.push_back({session, std::move(on_neighbor_sent)});
}

void TransmitGroup::Leave(const void* session) {
  if (leader_ == session) leader_ = nullptr;
  std::erase_if(members_, [session](const Member& member) {
    return member.session == session;
  });
}

void TransmitGroup::OnReceived(const void* session, uint32_t interval,
                               MonotonicTime now) {
  if (lead_ == Lead::kNone) return;
  const absl::Duration silence = now - heard_;
  const bool is_leader = session == leader_ && interval == interval_;
  // A packet of it may have been lost.
  if (!is_leader && leader_ != nullptr &&
      silence <= 3 * absl::Microseconds(std::max(interval, interval_))) {
    return;
  }
  is_steady_ = is_leader && silence <= 2 * absl::Microseconds(interval);
  leader_ = session;
  heard_ = now;
  interval_ = interval;
  if (!is_steady_) return;
  for (Member& member : members_) member.on_neighbor_sent(interval);
}

bool TransmitGroup::IsLed(uint32_t interval, MonotonicTime sent) const {
  return leader_ != nullptr && is_steady_ && interval == interval_ &&
         sent - heard_ <= 2 * absl::Microseconds(interval);
}

MonotonicTime TransmitGroup::NextDue(uint32_t interval, int64_t width_percent,
                                     MonotonicTime sent) const {
  const MonotonicTime own = NextInCadence(seed_, interval, width_percent, sent);
  if (!IsLed(interval, sent)) return own;
  // The neighbour is to go first: what is left is the last fifth.
  const absl::Duration width =
      absl::Nanoseconds(int64_t{interval} * width_percent * 10);
  const MonotonicTime earliest =
      sent + absl::Nanoseconds(int64_t{interval} * 750);
  const absl::Duration position =
      std::clamp(own - earliest, absl::ZeroDuration(), width);
  return earliest + width * 4 / 5 + position / 5;
}

}  // namespace waymark::bfd
