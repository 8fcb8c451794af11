// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "speaker/announcement_port.h"

#include <string>

#include "announcer/incident.h"
#include "bgp/notification.h"
#include "speaker/neighbor.h"

namespace waymark::speaker {
namespace {

announcer::NeighborId ToAnnouncer(rib::PeerId id) {
  return static_cast<announcer::NeighborId>(id);
}

announcer::Trigger TriggerOf(bgp::DownKind kind) {
  switch (kind) {
    case bgp::DownKind::kBfdDown:
      return announcer::Trigger::kBfdDown;
    case bgp::DownKind::kHoldTimerExpired:
      return announcer::Trigger::kHoldTimerExpired;
    case bgp::DownKind::kTransportClosed:
      return announcer::Trigger::kTransportClosed;
    default:
      return announcer::Trigger::kSessionEnded;
  }
}

// `hold_time` as negotiated.
announcer::Fault FaultOf(const std::string& neighbor,
                         const bgp::DownReason& reason,
                         absl::Duration hold_time) {
  announcer::Fault fault = {TriggerOf(reason.kind), neighbor, reason.time,
                            reason.time};
  if (reason.kind == bgp::DownKind::kHoldTimerExpired) {
    // RFC 4271, 8.2.2: each KEEPALIVE and UPDATE restarts the HoldTimer.
    fault.last_good = reason.time - hold_time;
  } else if (reason.liveness.has_value()) {
    fault.detected = reason.liveness->verdict_time;
    fault.last_good = reason.liveness->last_good.value_or(fault.detected);
  }
  return fault;
}

rib::PeerId ToSpeaker(announcer::NeighborId id) {
  return static_cast<rib::PeerId>(id);
}

}  // namespace

void AnnouncementPort::OnSessionUp(const Neighbor& neighbor,
                                   const bgp::Negotiated& negotiated) {
  hold_time_[neighbor.id()] = negotiated.hold_time;
  if (visitor_ == nullptr) return;
  visitor_->OnSessionUp(ToAnnouncer(neighbor.id()),
                        {.local_address = negotiated.local.address,
                         .remote_address = negotiated.remote.address,
                         .families = negotiated.families});
}

void AnnouncementPort::OnSessionDown(Neighbor& neighbor,
                                     const bgp::DownReason& reason) {
  if (ledger_ != nullptr) {
    ledger_->Report(FaultOf(neighbor.config().peer.name, reason,
                            hold_time_[neighbor.id()]));
  }
  hold_time_.erase(neighbor.id());
  // The neighbour has forgotten everything, and the next session begins with
  // nothing: the announcer says anew what is to be announced then.
  for (const IpPrefix& prefix : announced_[neighbor.id()]) {
    neighbor.WithdrawAsIs(prefix);
  }
  announced_.erase(neighbor.id());
  if (visitor_ != nullptr) visitor_->OnSessionDown(ToAnnouncer(neighbor.id()));
}

void AnnouncementPort::OnNeighborRemoved(rib::PeerId id) {
  announced_.erase(id);
  if (hold_time_.erase(id) == 0) return;
  if (visitor_ != nullptr) visitor_->OnSessionDown(ToAnnouncer(id));
}

bool AnnouncementPort::Announce(announcer::NeighborId neighbor,
                                const IpPrefix& prefix,
                                const bgp::PathAttributes& attributes) {
  Neighbor* const found = speaker_.Find(ToSpeaker(neighbor));
  // Not refused by a limit, and not to be tried again: its end is reported.
  if (found == nullptr) return true;
  if (!found->AnnounceAsIs(prefix, attributes).ok()) {
    ++refused_;
    Withdraw(neighbor, prefix);
    return false;
  }
  announced_[found->id()].insert(prefix);
  return true;
}

void AnnouncementPort::Withdraw(announcer::NeighborId neighbor,
                                const IpPrefix& prefix) {
  Neighbor* const found = speaker_.Find(ToSpeaker(neighbor));
  if (found == nullptr) return;
  found->WithdrawAsIs(prefix);
  announced_[found->id()].erase(prefix);
}

void AnnouncementPort::MarkInitialSetComplete(announcer::NeighborId neighbor) {
  speaker_.SetReady(ToSpeaker(neighbor), true);
}

void AnnouncementPort::NotifyWhenFlushed(announcer::NeighborId neighbor) {
  Neighbor* const found = speaker_.Find(ToSpeaker(neighbor));
  if (found == nullptr) return;
  found->NotifyWhenFlushed([this, neighbor, alive = alive_.Watch()] {
    if (alive && visitor_ != nullptr) visitor_->OnFlushed(neighbor);
  });
}

bool AnnouncementPort::NotifyWhenProcessed(announcer::NeighborId neighbor) {
  Neighbor* const found = speaker_.Find(ToSpeaker(neighbor));
  if (found == nullptr) return false;
  return found->NotifyWhenProcessed([this, neighbor, alive = alive_.Watch()] {
    if (alive && visitor_ != nullptr) visitor_->OnProcessed(neighbor);
  });
}

void AnnouncementPort::CloseNeighbor(announcer::NeighborId neighbor,
                                     absl::string_view text) {
  Neighbor* const found = speaker_.Find(ToSpeaker(neighbor));
  if (found == nullptr) return;
  found->StopSoon(
      bgp::Notification::Cease(bgp::subcode::kAdministrativeShutdown, text));
}

}  // namespace waymark::speaker
