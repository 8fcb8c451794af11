// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Which intervals are advertised and which are in use (RFC 5880, 6.8.2 to
// 6.8.4). Values only: it knows no clock and no packet.

#ifndef WAYMARK_BFD_TIMER_NEGOTIATION_H_
#define WAYMARK_BFD_TIMER_NEGOTIATION_H_

#include <algorithm>
#include <cstdint>

#include "bfd/code_points.h"

namespace waymark::bfd {

// All intervals are microseconds, as on the wire.
class TimerNegotiation {
 public:
  // RFC 5880, 6.8.3: the least bfd.DesiredMinTxInterval of a session not Up.
  static constexpr uint32_t kSlowInterval = 1'000'000;

  TimerNegotiation(uint32_t desired_min_tx, uint32_t required_min_rx)
      : configured_desired_min_tx_(desired_min_tx),
        desired_min_tx_(std::max(desired_min_tx, kSlowInterval)),
        required_min_rx_(required_min_rx),
        desired_min_tx_in_use_(desired_min_tx_),
        required_min_rx_in_use_(required_min_rx) {}

  // The three that change something return whether an advertised value did,
  // which asks for a Poll Sequence (RFC 5880, 6.8.3).

  // The operator's wish; `state` is bfd.SessionState.
  bool Configure(uint32_t desired_min_tx, uint32_t required_min_rx,
                 State state);
  // bfd.SessionState has become `state`.
  bool OnStateChange(State state);

  // The Poll Sequence has ended: what waited for it takes effect.
  void OnPollEnded();

  // What a packet said. True if any of it is new.
  bool OnReceived(uint32_t remote_desired_min_tx, uint32_t remote_min_rx,
                  uint8_t remote_detect_mult) {
    if (remote_desired_min_tx == remote_desired_min_tx_ &&
        remote_min_rx == remote_min_rx_ &&
        remote_detect_mult == remote_detect_mult_) {
      return false;
    }
    remote_desired_min_tx_ = remote_desired_min_tx;
    remote_min_rx_ = remote_min_rx;
    remote_detect_mult_ = remote_detect_mult;
    return true;
  }

  // Nothing was received for a Detection Time: bfd.RemoteMinRxInterval is 1
  // again (RFC 5880, 6.8.18).
  void ForgetRemote() { remote_min_rx_ = 1; }

  // Advertised: bfd.DesiredMinTxInterval and bfd.RequiredMinRxInterval.
  uint32_t desired_min_tx() const { return desired_min_tx_; }
  uint32_t required_min_rx() const { return required_min_rx_; }

  uint32_t remote_min_rx() const { return remote_min_rx_; }
  uint32_t remote_desired_min_tx() const { return remote_desired_min_tx_; }
  // 0 before the first packet.
  uint8_t remote_detect_mult() const { return remote_detect_mult_; }

  // RFC 5880, 6.8.7: the greater of the two, before jitter.
  uint32_t TransmitInterval() const {
    return std::max(desired_min_tx_in_use_, remote_min_rx_);
  }
  // RFC 5880, 6.8.4, asynchronous mode; 0 before the first packet.
  uint64_t DetectionTime() const {
    return uint64_t{remote_detect_mult_} *
           std::max(required_min_rx_in_use_, remote_desired_min_tx_);
  }

 private:
  bool Apply(uint32_t required_min_rx, State state);

  uint32_t configured_desired_min_tx_;
  uint32_t desired_min_tx_;
  uint32_t required_min_rx_;
  // Behind the advertised values while a Poll Sequence has to confirm them.
  uint32_t desired_min_tx_in_use_;
  uint32_t required_min_rx_in_use_;

  uint32_t remote_min_rx_ = 1;  // RFC 5880, 6.8.1
  uint32_t remote_desired_min_tx_ = 0;
  uint8_t remote_detect_mult_ = 0;
};

}  // namespace waymark::bfd

#endif  // WAYMARK_BFD_TIMER_NEGOTIATION_H_
