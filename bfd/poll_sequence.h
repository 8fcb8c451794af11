// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The Poll Sequence (RFC 5880, 6.5): makes sure that the neighbour has seen a
// change of parameters.

#ifndef WAYMARK_BFD_POLL_SEQUENCE_H_
#define WAYMARK_BFD_POLL_SEQUENCE_H_

#include <cstdint>

#include "absl/time/time.h"
#include "base/monotonic_time.h"

namespace waymark::bfd {

// A Final says nothing about changes made after its Poll was sent. Those wait
// for a sequence of their own, which begins only when every Poll of the one
// before has been answered, so that no Final is taken for another's (RFC 5880,
// 6.8.3, choices 2 and 3): with a packet that has the F bit clear and came at
// least a round trip after the last of them was sent. The round trip is what
// the first Poll took, so that the Finals are given as long as the Polls were
// sent, but no more than a second: earlier Polls were lost, or nobody was
// there. A path that becomes slower meanwhile, or is slower than a second, may
// still deliver a Final late enough to be taken for another's.
class PollSequence {
 public:
  // Whether packets now carry the P bit.
  bool active() const {
    return phase_ == Phase::kRequested || phase_ == Phase::kPolling ||
           phase_ == Phase::kPollingAgain;
  }
  // Whether the neighbour may not have seen the latest change.
  bool unconfirmed() const { return active() || phase_ == Phase::kWaiting; }

  // A parameter has changed that the next packet will carry.
  void Request();

  // A packet has been sent, with the P bit if active().
  void OnSent(MonotonicTime now);

  // A packet has been received. True if the sequence has ended with it and
  // every change is confirmed.
  bool OnReceived(bool final, MonotonicTime received_at);

 private:
  enum class Phase : uint8_t {
    kIdle,
    kRequested,     // the P bit is due
    kPolling,       // sent, no Final yet
    kPollingAgain,  // sent, and something changed since
    kSettling,      // ended; Finals may be on their way
    kWaiting,       // the same, with a change to poll for after them
  };

  static constexpr absl::Duration kMaxRoundTrip = absl::Seconds(1);

  void Settle(Phase phase, MonotonicTime received_at);
  bool HasSettled(bool final, MonotonicTime received_at) const;

  // When the first Poll was sent; once the sequence has ended, when its Final
  // was received.
  MonotonicTime first_;
  // From the first Poll to the last, in nanoseconds: the Finals take as long.
  uint32_t span_ = 0;
  Phase phase_ = Phase::kIdle;
};

}  // namespace waymark::bfd

#endif  // WAYMARK_BFD_POLL_SEQUENCE_H_
