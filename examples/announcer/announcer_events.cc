// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/announcer/announcer_events.h"

#include <cstdint>

#include "announcer/health_check.h"
#include "announcer/role.h"
#include "announcer/standing.h"
#include "examples/daemon/rows.h"

namespace waymark::examples {

proto::Event AnnouncedEvent(const std::string& neighbor,
                            const announcer::Announcement& announcement) {
  proto::Event event;
  proto::Announced& announced = *event.mutable_announced();
  announced.set_neighbor(neighbor);
  announced.set_group(announcement.group);
  announced.set_prefix(announcement.prefix.ToString());
  const bgp::PathAttributes& path = announcement.attributes;
  if (path.next_hop.has_value()) {
    announced.set_next_hop(path.next_hop->address.ToString());
  }
  announced.set_as_path(path.as_path.ToString());
  if (path.med.has_value()) announced.set_med(*path.med);
  for (const bgp::Community& community : path.communities) {
    announced.add_communities(community.ToString());
  }
  for (const bgp::LargeCommunity& community : path.large_communities) {
    announced.add_communities(community.ToString());
  }
  return event;
}

proto::Event WithdrawnEvent(const std::string& neighbor,
                            const announcer::Announcement& last) {
  proto::Event event;
  event.mutable_withdrawn()->set_neighbor(neighbor);
  event.mutable_withdrawn()->set_group(last.group);
  event.mutable_withdrawn()->set_prefix(last.prefix.ToString());
  return event;
}

proto::Event OmittedEvent(const std::string& neighbor,
                          const announcer::Omission& omission) {
  proto::Event event;
  event.mutable_withdrawn()->set_neighbor(neighbor);
  event.mutable_withdrawn()->set_group(omission.group);
  event.mutable_withdrawn()->set_prefix(omission.prefix.ToString());
  event.mutable_withdrawn()->set_reason(
      std::string(announcer::Name(omission.reason)));
  return event;
}

proto::Event RoleEvent(const announcer::RoleChange& change) {
  proto::Event event;
  proto::RoleChanged& role = *event.mutable_role();
  role.set_group(change.group);
  role.set_role(std::string(announcer::Name(change.new_role)));
  if (change.old_role.has_value()) {
    role.set_old_role(std::string(announcer::Name(*change.old_role)));
  }
  role.set_epoch(change.epoch);
  if (change.new_role == announcer::Role::kStandby) {
    role.set_rank(static_cast<uint32_t>(change.rank));
  }
  return event;
}

proto::Event StaleGrantEvent(const announcer::StaleGrant& grant) {
  proto::Event event;
  proto::RoleChanged& role = *event.mutable_role();
  role.set_group(grant.group);
  role.set_role(std::string(announcer::Name(grant.held.role)));
  role.set_epoch(grant.held.epoch);
  role.set_refused_epoch(grant.refused.epoch);
  return event;
}

proto::Event StandingEvent(const announcer::StandingChange& change) {
  proto::Event event;
  proto::StandingChanged& standing = *event.mutable_standing();
  standing.set_group(change.group);
  if (const auto& role = change.new_standing.role; role.has_value()) {
    standing.set_role(std::string(announcer::Name(*role)));
    if (*role == announcer::Role::kStandby) {
      standing.set_rank(static_cast<uint32_t>(change.new_standing.rank));
    }
  }
  standing.set_cause(std::string(announcer::Name(change.new_standing.cause)));
  if (const auto& role = change.old_standing.role; role.has_value()) {
    standing.set_old_role(std::string(announcer::Name(*role)));
  }
  standing.set_old_cause(
      std::string(announcer::Name(change.old_standing.cause)));
  return event;
}

std::optional<proto::Event> SideEvent(const announcer::StandingChange& change,
                                      const std::vector<std::string>& lost) {
  const auto state_of = [](announcer::Cause cause) -> const char* {
    switch (cause) {
      case announcer::Cause::kSideLost:
        return "lost";
      case announcer::Cause::kSideReturning:
        return "returning";
      default:
        return "whole";
    }
  };
  const std::string state = state_of(change.new_standing.cause);
  if (state == state_of(change.old_standing.cause)) return std::nullopt;
  proto::Event event;
  proto::SideChanged& side = *event.mutable_side();
  side.set_group(change.group);
  side.set_state(state);
  if (state == "lost") {
    for (const std::string& name : lost) side.add_lost(name);
  }
  return event;
}

proto::Event HealthEvent(const std::string& group,
                         const GroupHealth::Check& check, bool ready) {
  proto::Event event;
  proto::HealthChanged& health = *event.mutable_health();
  health.set_group(group);
  health.set_check(check.setup.name);
  health.set_state(std::string(announcer::Name(check.verdict.state())));
  if (check.last_result.has_value() && !check.last_result->ok()) {
    health.set_detail(std::string(check.last_result->message()));
  }
  health.set_ready(ready);
  return event;
}

proto::Event StateFileEvent(const std::string& file, const std::string& outcome,
                            const std::string& detail) {
  proto::Event event;
  event.mutable_state_file()->set_file(file);
  event.mutable_state_file()->set_outcome(outcome);
  if (!detail.empty()) event.mutable_state_file()->set_detail(detail);
  return event;
}

proto::Event ConfigEvent(const std::string& file, const std::string& outcome,
                         const std::vector<std::string>& details) {
  proto::Event event;
  event.mutable_config()->set_file(file);
  event.mutable_config()->set_outcome(outcome);
  for (const std::string& detail : details) {
    event.mutable_config()->add_detail(detail);
  }
  return event;
}

proto::IncidentClosed ToProto(const Runtime& runtime,
                              const announcer::Incident& incident) {
  proto::IncidentClosed row;
  row.set_id(incident.id);
  row.set_trigger(std::string(announcer::Name(incident.fault.trigger)));
  row.set_what(incident.fault.what);
  row.set_end(std::string(announcer::Name(incident.end)));
  SetTimestamp(runtime, incident.fault.detected, *row.mutable_detected());
  const announcer::Incident::Segments segments = incident.segments();
  row.set_detection_us(absl::ToInt64Microseconds(segments.detection));
  row.set_decision_us(absl::ToInt64Microseconds(segments.decision));
  if (segments.write.has_value()) {
    row.set_write_us(absl::ToInt64Microseconds(*segments.write));
  }
  if (segments.acknowledgement.has_value()) {
    row.set_acknowledgement_us(
        absl::ToInt64Microseconds(*segments.acknowledgement));
  }
  // Of the parts as they are shown: each loses its nanoseconds.
  row.set_total_us(row.detection_us() + row.decision_us() + row.write_us() +
                   row.acknowledgement_us());
  for (const auto& [id, name] : incident.unacknowledged) {
    row.add_unacknowledged(name);
  }
  for (const auto& [id, name] : incident.lost) row.add_lost(name);
  return row;
}

proto::Event IncidentEvent(const Runtime& runtime,
                           const announcer::Incident& incident) {
  proto::Event event;
  *event.mutable_incident() = ToProto(runtime, incident);
  return event;
}

proto::Event DrainEvent(announcer::ShutdownStage stage) {
  proto::Event event;
  event.mutable_drain()->set_stage(std::string(announcer::Name(stage)));
  return event;
}

proto::Event DrainDoneEvent(const std::vector<std::string>& unconfirmed,
                            absl::Duration elapsed) {
  proto::Event event = DrainEvent(announcer::ShutdownStage::kDone);
  for (const std::string& name : unconfirmed) {
    event.mutable_drain()->add_unconfirmed(name);
  }
  event.mutable_drain()->set_elapsed_us(
      static_cast<uint64_t>(absl::ToInt64Microseconds(elapsed)));
  return event;
}

}  // namespace waymark::examples
