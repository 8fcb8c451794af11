// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// What the announcer needs of whoever speaks BGP for it. speaker/ implements it
// over its peers and originated sets; tests implement it with a list.

#ifndef WAYMARK_ANNOUNCER_ANNOUNCEMENT_SINK_H_
#define WAYMARK_ANNOUNCER_ANNOUNCEMENT_SINK_H_

#include "absl/strings/string_view.h"
#include "announcer/neighbor.h"
#include "base/ip_prefix.h"
#include "bgp/path_attributes.h"

namespace waymark::announcer {

// Takes announcements per neighbour. No method calls the announcer back, or
// anything that might: what has to be told comes later through the visitor.
//
// The announcer speaks only to neighbours whose session is up, and each session
// begins with nothing: when one ends, the sink forgets all that it was told for
// that neighbour. Within a session only changes are told, so that each call is
// worth a message; a later call for a prefix replaces an earlier one that has
// not yet been sent.
class AnnouncementSink {
 public:
  virtual ~AnnouncementSink() = default;

  // `attributes` go on the wire as they are: AS_PATH already begins with the
  // local AS number as often as wanted, next hop and MED are set. Borrowed
  // until the call returns. The next hop has the family of the prefix; the
  // session may be of the other. False if a limit turned it away: then nothing
  // stands for the prefix, not even what did before, which may have been the
  // better path.
  [[nodiscard]] virtual bool Announce(
      NeighborId neighbor, const IpPrefix& prefix,
      const bgp::PathAttributes& attributes) = 0;

  // Only for what was announced in this session.
  virtual void Withdraw(NeighborId neighbor, const IpPrefix& prefix) = 0;

  // The initial set is complete, be it empty: End-of-RIB for each negotiated
  // family may follow it (RFC 4724, 2), and must not come earlier. Once a
  // session.
  virtual void MarkInitialSetComplete(NeighborId neighbor) = 0;

  // Asks for one OnFlushed; a request that has not been answered is replaced.
  // Nothing answers if the session ends before that.
  virtual void NotifyWhenFlushed(NeighborId neighbor) = 0;

  // Asks for one OnProcessed, about what was last withdrawn if the neighbour
  // keeps its families apart. False, and nothing answers, if this neighbour
  // cannot tell; nothing answers either if the session ends before that.
  [[nodiscard]] virtual bool NotifyWhenProcessed(NeighborId) { return false; }

  // Ends the session with Cease / Administrative Shutdown and `text` as its
  // Shutdown Communication (RFC 9003), and opens no other to this neighbour;
  // for one without a session, only the latter. OnSessionDown follows, later,
  // if there was a session.
  virtual void CloseNeighbor(NeighborId neighbor, absl::string_view text) = 0;
};

// Events of a sink. Per neighbour: OnSessionUp, any number of OnFlushed
// and OnProcessed, OnSessionDown, and again. Called from the loop, never from
// inside a call to the sink.
class AnnouncementSinkVisitor {
 public:
  virtual ~AnnouncementSinkVisitor() = default;

  // The session is Established. Announcements begin inside this call.
  virtual void OnSessionUp(NeighborId neighbor, const SessionFacts& facts) = 0;

  // All that was announced or withdrawn before the NotifyWhenFlushed answered
  // here has been acknowledged by the neighbour's transport.
  virtual void OnFlushed(NeighborId neighbor) = 0;

  // All that was announced or withdrawn before the NotifyWhenProcessed answered
  // here has been read and accepted by the neighbour: it has answered a
  // question that came after it. Whether its best paths, its own announcements
  // and its forwarding have followed, nobody says.
  virtual void OnProcessed(NeighborId) {}

  // For every OnSessionUp once, whatever ended the session.
  virtual void OnSessionDown(NeighborId neighbor) = 0;
};

}  // namespace waymark::announcer

#endif  // WAYMARK_ANNOUNCER_ANNOUNCEMENT_SINK_H_
