// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/announcer/announcer_events.h"

#include "announcer/role.h"

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
