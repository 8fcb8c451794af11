// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// What a speaker tells of its neighbours.

#ifndef WAYMARK_SPEAKER_NEIGHBOR_VISITOR_H_
#define WAYMARK_SPEAKER_NEIGHBOR_VISITOR_H_

#include <cstdint>

#include "bfd/code_points.h"
#include "bfd/session_listener.h"
#include "bgp/session/down_reason.h"
#include "bgp/session/negotiated.h"

namespace waymark::speaker {

class Neighbor;

// Events of one neighbour. OnSessionUp and OnSessionDown alternate; the others
// may come at any time. All calls come from the loop, with one exception: the
// change of BFD's state that Start, Stop or a call to Neighbor::bfd() makes is
// reported from inside that call where BFD runs on the speaker's loop. In every
// call, those included, the visitor may start, stop or remove the neighbour,
// add others, and destroy the speaker: what it did last stands.
class NeighborVisitor {
 public:
  virtual ~NeighborVisitor() = default;
  // Routes may be announced from inside it; they go out with the first UPDATEs.
  virtual void OnSessionUp(Neighbor& neighbor, uint64_t incarnation,
                           const bgp::Negotiated& negotiated) = 0;
  // The neighbour's routes are gone from the RIB, or going.
  virtual void OnSessionDown(Neighbor& neighbor, uint64_t incarnation,
                             const bgp::DownReason& reason) = 0;
  virtual void OnAttemptFailed(Neighbor&, uint64_t /*incarnation*/,
                               const bgp::AttemptFailure&) {}
  // After what it did to the session has been reported.
  virtual void OnBfdStateChange(Neighbor&, const bfd::StateChange&) {}
  virtual void OnBfdLocalStall(Neighbor&, const bfd::LocalStall&) {}
  // The neighbour's diagnostic has changed while BFD stays Up: a path behind it
  // has failed, or is well again (RFC 5880, 6.8.17). Nothing is done about it.
  virtual void OnBfdRemoteDiagnostic(Neighbor&, bfd::Diagnostic) {}
  // The neighbour has switched its BFD off, or on again, or is silent since it
  // was off (RFC 5882, 4.1): the end of BFD as a witness, and no failure.
  virtual void OnBfdRemoteAdminChange(Neighbor&,
                                      const bfd::RemoteAdminChange&) {}
  // rib::AdjRibIn::Options::warning_threshold has been reached.
  virtual void OnMaxPrefixWarning(Neighbor&) {}
};

}  // namespace waymark::speaker

#endif  // WAYMARK_SPEAKER_NEIGHBOR_VISITOR_H_
