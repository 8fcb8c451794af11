// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Events of the announcer in the form of the event stream.

#ifndef WAYMARK_EXAMPLES_ANNOUNCER_ANNOUNCER_EVENTS_H_
#define WAYMARK_EXAMPLES_ANNOUNCER_ANNOUNCER_EVENTS_H_

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "announcer/announcer_observer.h"
#include "announcer/shutdown.h"
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
proto::Event DrainEvent(announcer::ShutdownStage stage);
proto::Event DrainDoneEvent(const std::vector<std::string>& unconfirmed,
                            absl::Duration elapsed);

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_ANNOUNCER_ANNOUNCER_EVENTS_H_
