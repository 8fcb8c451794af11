// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/daemon/speaker_events.h"

#include <string>

#include "absl/time/time.h"
#include "bgp/notification.h"
#include "bgp/session/fsm_state.h"

namespace waymark::examples {
namespace {

void Fill(const bgp::Notification& notification,
          proto::NotificationInfo& info) {
  info.set_name(notification.ToString());
  info.set_code(static_cast<uint32_t>(notification.code));
  info.set_subcode(notification.subcode);
  if (std::optional<std::string> text = notification.ShutdownCommunication()) {
    info.set_text(*std::move(text));
  }
}

std::string NameOf(const speaker::Speaker& speaker, rib::PeerId id) {
  const speaker::Neighbor* const neighbor = speaker.Find(id);
  return neighbor == nullptr ? "removed" : neighbor->config().peer.name;
}

}  // namespace

proto::Event SessionUpEvent(const speaker::Neighbor& neighbor,
                            uint64_t incarnation,
                            const bgp::Negotiated& negotiated) {
  proto::Event event;
  proto::SessionState& state = *event.mutable_session_state();
  state.set_neighbor(neighbor.config().peer.name);
  state.set_state(bgp::ToString(bgp::FsmState::kEstablished));
  state.set_old_state(bgp::ToString(bgp::FsmState::kOpenConfirm));
  state.set_incarnation(incarnation);
  state.set_local_address(negotiated.local.address.ToString());
  state.set_remote_address(negotiated.remote.address.ToString());
  state.set_hold_time_s(
      static_cast<uint32_t>(absl::ToInt64Seconds(negotiated.hold_time)));
  for (const bgp::Family& family : negotiated.families) {
    state.add_families(bgp::ToString(family));
  }
  return event;
}

proto::Event SessionDownEvent(const speaker::Neighbor& neighbor,
                              uint64_t incarnation,
                              const bgp::DownReason& reason) {
  proto::Event event;
  proto::SessionState& state = *event.mutable_session_state();
  state.set_neighbor(neighbor.config().peer.name);
  state.set_state(bgp::ToString(bgp::FsmState::kIdle));
  state.set_old_state(bgp::ToString(bgp::FsmState::kEstablished));
  state.set_incarnation(incarnation);
  state.set_down_reason(bgp::ToString(reason.kind));
  if (reason.notification.has_value()) {
    Fill(*reason.notification, *state.mutable_notification());
  }
  if (!reason.text.empty()) state.set_detail(reason.text);
  return event;
}

proto::Event AttemptFailedEvent(const speaker::Neighbor& neighbor,
                                const bgp::AttemptFailure& failure) {
  proto::Event event;
  proto::AttemptFailed& attempt = *event.mutable_attempt_failed();
  attempt.set_neighbor(neighbor.config().peer.name);
  attempt.set_state(bgp::ToString(failure.state));
  attempt.set_reason(bgp::ToString(failure.reason.kind));
  attempt.set_dialed(failure.dialed);
  if (failure.reason.notification.has_value()) {
    Fill(*failure.reason.notification, *attempt.mutable_notification());
  }
  if (!failure.reason.text.empty()) attempt.set_detail(failure.reason.text);
  return event;
}

proto::Event BestChangedEvent(const speaker::Speaker& speaker,
                              const rib::BestChange& change) {
  proto::Event event;
  proto::BestChanged& best = *event.mutable_best_changed();
  best.set_prefix(change.prefix.ToString());
  if (change.old_best != nullptr) {
    best.set_old_neighbor(NameOf(speaker, change.old_best->source->peer));
  }
  if (change.new_best == nullptr) return event;
  const bgp::PathAttributes& path = *change.new_best->attributes;
  best.set_neighbor(NameOf(speaker, change.new_best->source->peer));
  if (path.next_hop.has_value()) {
    best.set_next_hop(path.next_hop->address.ToString());
  }
  best.set_as_path(path.as_path.ToString());
  if (path.med.has_value()) best.set_med(*path.med);
  best.set_step(rib::ToString(change.step));
  return event;
}

}  // namespace waymark::examples
