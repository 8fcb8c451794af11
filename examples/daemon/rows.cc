// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/daemon/rows.h"

#include <string>

#include "absl/time/time.h"
#include "bfd/code_points.h"
#include "bgp/family.h"
#include "bgp/session/fsm_state.h"

namespace waymark::examples {
namespace {

uint64_t Microseconds(absl::Duration duration) {
  return static_cast<uint64_t>(absl::ToInt64Microseconds(duration));
}

void FillSession(const Runtime& runtime, const bgp::PeerSnapshot& peer,
                 proto::NeighborRow& row) {
  if (peer.negotiated.has_value()) {
    SetTimestamp(runtime, peer.negotiated->established, *row.mutable_since());
    row.set_hold_time_s(static_cast<uint32_t>(
        absl::ToInt64Seconds(peer.negotiated->hold_time)));
    for (const bgp::Family& family : peer.negotiated->families) {
      row.add_families(bgp::ToString(family));
    }
  } else if (peer.last_down.has_value()) {
    SetTimestamp(runtime, peer.last_down->time, *row.mutable_since());
  }
}

}  // namespace

void SetTimestamp(const Runtime& runtime, MonotonicTime time,
                  google::protobuf::Timestamp& out) {
  const absl::Time wall = runtime.wall.Now() - (runtime.clock.Now() - time);
  out.set_seconds(absl::ToUnixSeconds(wall));
  out.set_nanos(static_cast<int32_t>(
      absl::ToInt64Nanoseconds(wall - absl::FromUnixSeconds(out.seconds()))));
}

proto::NeighborRow ToRow(const Runtime& runtime,
                         const speaker::NeighborSnapshot& snapshot) {
  proto::NeighborRow row;
  const bgp::PeerSnapshot& peer = snapshot.peer;
  row.set_name(peer.name);
  row.set_address(snapshot.address.ToString());
  if (!snapshot.local_address.IsUnspecified()) {
    row.set_local_address(snapshot.local_address.ToString());
  }
  row.set_peer_as(peer.peer_as);
  row.set_state(bgp::ToString(peer.state));
  FillSession(runtime, peer, row);
  if (snapshot.bfd.has_value()) {
    row.set_bfd_state(std::string(bfd::Name(snapshot.bfd->session_state)));
    if (snapshot.bfd->detection_time > absl::ZeroDuration()) {
      row.set_bfd_detection_time_us(static_cast<uint64_t>(
          absl::ToInt64Microseconds(snapshot.bfd->detection_time)));
    }
  }
  row.set_received(snapshot.received);
  row.set_accepted(snapshot.accepted);
  row.set_advertised(snapshot.advertised);
  row.set_messages_received(peer.messages.received.total());
  row.set_messages_sent(peer.messages.sent.total());
  row.set_established_count(peer.established_count);
  row.set_down_count(peer.down_count);
  row.set_failed_attempts(peer.failed_attempts);
  if (peer.last_down.has_value()) {
    row.set_last_down_reason(bgp::ToString(peer.last_down->kind));
  }
  if (peer.last_failure.has_value()) {
    row.set_last_failure(bgp::ToString(peer.last_failure->reason.kind));
  }
  return row;
}

proto::BfdRow ToBfdRow(const Runtime& runtime,
                       const speaker::NeighborSnapshot& snapshot) {
  const bfd::SessionSnapshot& bfd = *snapshot.bfd;
  proto::BfdRow row;
  row.set_neighbor(snapshot.peer.name);
  row.set_address(snapshot.address.ToString());
  row.set_state(std::string(bfd::Name(bfd.session_state)));
  row.set_remote_state(std::string(bfd::Name(bfd.remote_session_state)));
  row.set_diagnostic(std::string(bfd::Name(bfd.local_diag)));
  row.set_remote_diagnostic(std::string(bfd::Name(bfd.remote_diag)));
  if (bfd.last_state_change != MonotonicTime::InfinitePast()) {
    SetTimestamp(runtime, bfd.last_state_change, *row.mutable_since());
  }
  row.set_transmit_interval_us(Microseconds(bfd.transmit_interval));
  if (bfd.detection_time > absl::ZeroDuration()) {
    row.set_detection_time_us(Microseconds(bfd.detection_time));
  }
  row.set_desired_min_tx_us(Microseconds(bfd.desired_min_tx_interval));
  row.set_required_min_rx_us(Microseconds(bfd.required_min_rx_interval));
  row.set_detect_multiplier(static_cast<uint32_t>(bfd.detect_mult));
  row.set_remote_min_rx_us(Microseconds(bfd.remote_min_rx_interval));
  row.set_remote_detect_multiplier(
      static_cast<uint32_t>(bfd.remote_detect_mult));
  row.set_poll_active(bfd.poll_active);
  row.set_multihop(bfd.key.path == bfd::PathKind::kMultihop);
  row.set_authentication(std::string(bfd::Name(bfd.authentication.has_value()
                                                   ? bfd.authentication->type
                                                   : bfd::AuthType::kNone)));
  row.set_packets_sent(bfd.counters.packets_sent);
  row.set_packets_received(bfd.counters.packets_received);
  row.set_packets_discarded(bfd.counters.packets_discarded);
  row.set_up_count(bfd.counters.up_transitions);
  row.set_down_count(bfd.counters.down_transitions);
  row.set_local_stalls(bfd.counters.local_stalls);
  return row;
}

void FillAttributes(const bgp::PathAttributes& attributes, proto::RibRow& row) {
  if (attributes.next_hop.has_value()) {
    row.set_next_hop(attributes.next_hop->address.ToString());
  }
  row.set_as_path(attributes.as_path.ToString());
  if (attributes.med.has_value()) row.set_med(*attributes.med);
  row.set_origin(bgp::ToString(attributes.origin));
  if (attributes.local_pref.has_value()) {
    row.set_local_pref(*attributes.local_pref);
  }
  for (const bgp::Community& community : attributes.communities) {
    row.add_communities(community.ToString());
  }
  for (const bgp::LargeCommunity& community : attributes.large_communities) {
    row.add_communities(community.ToString());
  }
}

}  // namespace waymark::examples
