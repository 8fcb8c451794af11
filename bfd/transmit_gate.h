// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Lets a product say whether it is alive, so that BFD on a thread of its own
// does not keep a hung product looking healthy.

#ifndef WAYMARK_BFD_TRANSMIT_GATE_H_
#define WAYMARK_BFD_TRANSMIT_GATE_H_

namespace waymark::bfd {

class TransmitGate {
 public:
  virtual ~TransmitGate() = default;

  // Asked before each packet that claims or would lead to Init or Up, so in
  // asynchronous mode at least once in each transmit interval; where the
  // neighbour wants no periodic packets (RFC 5880, 6.6, and a Required Min RX
  // Interval of 0) only when one comes in. Session::CheckGate asks at once.
  // Once it says false the session signals Down with diagnostic 4 (RFC
  // 5880, 6.8.15: the neighbour can no longer rely on our forwarding) and is
  // held there (6.8.18) until it says true: Down, not AdminDown, so that the
  // neighbour acts on it (RFC 5882, 4.2). Must be cheap and must not call back.
  virtual bool Alive() const = 0;
};

}  // namespace waymark::bfd

#endif  // WAYMARK_BFD_TRANSMIT_GATE_H_
