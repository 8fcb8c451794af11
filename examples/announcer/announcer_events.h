// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Events of the announcer in the form of the event stream.

#ifndef WAYMARK_EXAMPLES_ANNOUNCER_ANNOUNCER_EVENTS_H_
#define WAYMARK_EXAMPLES_ANNOUNCER_ANNOUNCER_EVENTS_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "announcer/announcer_observer.h"
#include "announcer/group_observer.h"
#include "announcer/incident.h"
#include "announcer/shutdown.h"
#include "base/runtime.h"
#include "examples/announcer/health/group_health.h"
#include "examples/proto/event.pb.h"

namespace waymark::examples {

// `neighbor` is the name of the neighbour concerned.
proto::Event AnnouncedEvent(const std::string& neighbor,
                            const announcer::Announcement& announcement);
proto::Event WithdrawnEvent(const std::string& neighbor,
                            const announcer::Announcement& last);
proto::Event OmittedEvent(const std::string& neighbor,
                          const announcer::Omission& omission);
proto::Event RoleEvent(const announcer::RoleChange& change);
proto::Event StaleGrantEvent(const announcer::StaleGrant& grant);
proto::Event StandingEvent(const announcer::StandingChange& change);
// Absent unless the change is about the sides of the node; `lost` are those
// that keep the group down now.
std::optional<proto::Event> SideEvent(const announcer::StandingChange& change,
                                      const std::vector<std::string>& lost);
// `ready` is what all checks of the group say together.
proto::Event HealthEvent(const std::string& group,
                         const GroupHealth::Check& check, bool ready);
// `detail` may be empty.
proto::Event StateFileEvent(const std::string& file, const std::string& outcome,
                            const std::string& detail);
proto::Event ConfigEvent(const std::string& file, const std::string& outcome,
                         const std::vector<std::string>& details);
// One that may be open yet.
proto::IncidentClosed ToProto(const Runtime& runtime,
                              const announcer::Incident& incident);
proto::Event IncidentEvent(const Runtime& runtime,
                           const announcer::Incident& incident);
proto::Event DrainEvent(announcer::ShutdownStage stage);
proto::Event DrainDoneEvent(const std::vector<std::string>& unconfirmed,
                            absl::Duration elapsed);

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_ANNOUNCER_ANNOUNCER_EVENTS_H_
