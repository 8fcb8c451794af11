// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The Poll Sequence (RFC 5880, 6.5): makes sure that the neighbour has seen a
// change of parameters.

#ifndef WAYMARK_BFD_POLL_SEQUENCE_H_
#define WAYMARK_BFD_POLL_SEQUENCE_H_

#include <cstdint>

namespace waymark::bfd {

// A Final says nothing about changes made after its Poll was sent. Those wait
// for a sequence of their own, which begins only after a packet with the F bit
// clear (RFC 5880, 6.8.3, choice 3), so that no Final is taken for another's.
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
  void OnSent();

  // A packet has been received. True if the sequence has ended with it and
  // every change is confirmed.
  bool OnReceived(bool final);

 private:
  enum class Phase : uint8_t {
    kIdle,
    kRequested,     // the P bit is due
    kPolling,       // sent, no Final yet
    kPollingAgain,  // sent, and something changed since
    kSettling,      // ended; waiting for a packet with F clear
    kWaiting,       // the same, with a change to poll for after it
  };

  Phase phase_ = Phase::kIdle;
};

}  // namespace waymark::bfd

#endif  // WAYMARK_BFD_POLL_SEQUENCE_H_
