// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Sessions that send together (RFC 5880, 6.8.7).
//
// What a node loses together its neighbours are to notice together, hence the
// last packet of each session before a failure has to leave at about the same
// time: at the instants of bfd/cadence.h.
//
// Where a path fails that is one of several, the node itself notices it as
// well, by the neighbour's last packet, and the two systems' packets lie apart
// by any part of an interval. With Lead::kNeighbor the group sends right after
// a packet of a neighbour, as soon as 75 % of the interval have passed; if none
// comes, towards the end of the range that the jitter has. That is for the path
// to this neighbour and for those to neighbours that are in step with it; all
// others are as they were.
//
// It follows one neighbour, the first that is heard from of those with the
// shortest interval, for as long as that one sends about as often as we do.
// Only one of two neighbours may do so: if both do, none sets the rhythm.
//
// Deviation: RFC 5880, 6.8.7 wants each interval reduced by 0 to 25 % at
// random. It is reduced by as much here, but by the neighbour's jitter.

#ifndef WAYMARK_BFD_TRANSMIT_GROUP_H_
#define WAYMARK_BFD_TRANSMIT_GROUP_H_

#include <cstdint>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "base/monotonic_time.h"

namespace waymark::bfd {

// All its sessions run on one loop, and it is used there alone.
class TransmitGroup {
 public:
  enum class Lead : uint8_t {
    kNone,      // the instants are the group's own
    kNeighbor,  // while one is heard from
  };

  // `seed` is drawn at random, so that two systems are not in step by chance.
  explicit TransmitGroup(uint32_t seed, Lead lead = Lead::kNone)
      : seed_(seed), lead_(lead) {}
  TransmitGroup(const TransmitGroup&) = delete;
  TransmitGroup& operator=(const TransmitGroup&) = delete;

  // The neighbour that is followed has sent, now: packets that we send with
  // this interval, in microseconds, are to leave as soon as they may. Must not
  // call Join or Leave.
  using OnNeighborSent =
      absl::AnyInvocable<void(uint32_t interval, MonotonicTime now)>;

  // `session` is a name, not used otherwise. Called back from inside
  // OnReceived. REQUIRES: not a member.
  void Join(const void* session, OnNeighborSent on_neighbor_sent);
  // Nothing for one that is no member.
  void Leave(const void* session);

  // Whether OnReceived does anything.
  bool follows() const { return lead_ != Lead::kNone; }
  // A packet came in for a member that is Up and sends every `interval`
  // microseconds.
  void OnReceived(const void* session, uint32_t interval, MonotonicTime now);

  // When the packet after the one at `sent` is due unless a neighbour's comes
  // before, with this interval and a jitter of `width_percent` of it
  // (bfd/cadence.h). For the caller to keep within 75 % and 75 % +
  // `width_percent`.
  MonotonicTime NextDue(uint32_t interval, int64_t width_percent,
                        MonotonicTime sent) const;

 private:
  struct Member {
    const void* session;
    OnNeighborSent on_neighbor_sent;
  };

  void OnLeaderReceived(MonotonicTime now);
  bool IsLed(uint32_t interval, MonotonicTime sent) const;

  const uint32_t seed_;
  const Lead lead_;
  std::vector<Member> members_;
  // Whose neighbour is followed, or is to be if it is steady; null: nobody's.
  const void* leader_ = nullptr;
  uint32_t interval_ = 0;                                // of that session
  MonotonicTime heard_ = MonotonicTime::InfinitePast();  // from that neighbour
  // It sends neither so seldom nor so often that there is nothing to follow.
  bool is_steady_ = false;
};

}  // namespace waymark::bfd

#endif  // WAYMARK_BFD_TRANSMIT_GROUP_H_
