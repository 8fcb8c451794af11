// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The announcer's sink over a speaker: what the announcer decides goes to the
// speaker's neighbours, and their sessions are reported to it.
//
// An announcer's NeighborId is the speaker's rib::PeerId, the same number.

#ifndef WAYMARK_SPEAKER_ANNOUNCEMENT_PORT_H_
#define WAYMARK_SPEAKER_ANNOUNCEMENT_PORT_H_

#include <cstdint>
#include <map>

#include "absl/container/btree_set.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "announcer/announcement_sink.h"
#include "announcer/incident_ledger.h"
#include "base/alive_token.h"
#include "base/ip_prefix.h"
#include "bgp/path_attributes.h"
#include "bgp/session/down_reason.h"
#include "bgp/session/negotiated.h"
#include "rib/peer_info.h"
#include "speaker/speaker.h"

namespace waymark::speaker {

// Whoever is the speaker's visitor passes OnSessionUp and OnSessionDown on, and
// whoever removes a neighbour says so with OnNeighborRemoved; the speaker's
// neighbours are made with initially_ready = false.
class AnnouncementPort final : public announcer::AnnouncementSink {
 public:
  // Borrowed; the speaker outlives the port.
  explicit AnnouncementPort(Speaker& speaker) : speaker_(speaker) {}
  AnnouncementPort(const AnnouncementPort&) = delete;
  AnnouncementPort& operator=(const AnnouncementPort&) = delete;

  // Borrowed; before the first session comes up. Who destroys the visitor while
  // the port and the speaker go on sets null first.
  void SetVisitor(announcer::AnnouncementSinkVisitor* visitor) {
    visitor_ = visitor;
  }

  // Borrowed; null for none. Gets why sessions ended, and when the neighbour
  // was last heard, before the visitor does.
  void SetLedger(announcer::IncidentLedger* ledger) { ledger_ = ledger; }

  void OnSessionUp(const Neighbor& neighbor, const bgp::Negotiated& negotiated);
  void OnSessionDown(Neighbor& neighbor, const bgp::DownReason& reason);
  // Speaker::RemoveNeighbor has been called, after which the speaker says no
  // more: tells the visitor of the end of the session, if one was up, and
  // forgets the number, which another neighbour may be given.
  void OnNeighborRemoved(rib::PeerId id);

  // AnnouncementSink. What a limit turns away (NeighborConfig::adj_rib_out, the
  // pool) is counted and not announced, nor is what stood before: a path that
  // was to become worse must not stay as good as it was.
  bool Announce(announcer::NeighborId neighbor, const IpPrefix& prefix,
                const bgp::PathAttributes& attributes) override;
  void Withdraw(announcer::NeighborId neighbor,
                const IpPrefix& prefix) override;
  void MarkInitialSetComplete(announcer::NeighborId neighbor) override;
  void NotifyWhenFlushed(announcer::NeighborId neighbor) override;
  bool NotifyWhenProcessed(announcer::NeighborId neighbor) override;
  void CloseNeighbor(announcer::NeighborId neighbor,
                     absl::string_view text) override;

  uint64_t refused() const { return refused_; }

 private:
  Speaker& speaker_;
  announcer::AnnouncementSinkVisitor* visitor_ = nullptr;
  announcer::IncidentLedger* ledger_ = nullptr;
  // What was announced in the present session, to be forgotten at its end.
  std::map<rib::PeerId, absl::btree_set<IpPrefix>> announced_;
  // Negotiated in it.
  std::map<rib::PeerId, absl::Duration> hold_time_;
  uint64_t refused_ = 0;
  AliveToken alive_;
};

}  // namespace waymark::speaker

#endif  // WAYMARK_SPEAKER_ANNOUNCEMENT_PORT_H_
