// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bfd/transmit_group.h"

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
  if (!follows()) return;
  if (session == leader_ && interval == interval_) return OnLeaderReceived(now);
  const bool leader_lives =
      leader_ != nullptr && now - heard_ <= 2 * absl::Microseconds(interval_);
  if (leader_lives && session != leader_ && interval >= interval_) return;
  leader_ = session;
  interval_ = interval;
  heard_ = now;
  is_steady_ = false;
}

void TransmitGroup::OnLeaderReceived(MonotonicTime now) {
  // A packet of it may have been lost. Of a neighbour that sends more often
  // than the jitter allows each packet would be answered after 75 %.
  const absl::Duration interval = absl::Microseconds(interval_);
  const absl::Duration gap = now - heard_;
  heard_ = now;
  is_steady_ = gap >= interval * 5 / 8 && gap <= 2 * interval;
  if (!is_steady_) {
    leader_ = nullptr;  // others are tried
    return;
  }
  for (Member& member : members_) member.on_neighbor_sent(interval_, now);
}

bool TransmitGroup::IsLed(uint32_t interval, MonotonicTime sent) const {
  return leader_ != nullptr && is_steady_ && interval == interval_ &&
         sent - heard_ <= 2 * absl::Microseconds(interval);
}

MonotonicTime TransmitGroup::NextDue(uint32_t interval, int64_t width_percent,
                                     MonotonicTime sent) const {
  if (!IsLed(interval, sent)) {
    return NextInCadence(seed_, interval, width_percent, sent);
  }
  // The neighbour is to go first: four fifths of the jitter's range are its,
  // and a tenth at the end is for packets that leave late. The same for all
  // members, anew for each packet of the neighbour's.
  const uint64_t drawn =
      Mix(seed_ + static_cast<uint64_t>(heard_.nanoseconds())) % 1000;
  const int64_t width = int64_t{interval} * width_percent * 10;
  return sent +
         absl::Nanoseconds(int64_t{interval} * 750 + width * 8 / 10 +
                           width / 10 * static_cast<int64_t>(drawn) / 1000);
}

}  // namespace waymark::bfd
