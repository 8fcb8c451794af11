// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Events of a speaker and its Loc-RIB in the form of contracts: one
// proto::Event for each.

#ifndef WAYMARK_EXAMPLES_DAEMON_SPEAKER_EVENTS_H_
#define WAYMARK_EXAMPLES_DAEMON_SPEAKER_EVENTS_H_

#include <cstdint>

#include "bgp/session/down_reason.h"
#include "bgp/session/negotiated.h"
#include "examples/daemon/event_log.h"
#include "examples/proto/event.pb.h"
#include "rib/rib_observer.h"
#include "speaker/neighbor.h"
#include "speaker/speaker.h"

namespace waymark::examples {

proto::Event SessionUpEvent(const speaker::Neighbor& neighbor,
                            uint64_t incarnation,
                            const bgp::Negotiated& negotiated);
proto::Event SessionDownEvent(const speaker::Neighbor& neighbor,
                              uint64_t incarnation,
                              const bgp::DownReason& reason);
proto::Event AttemptFailedEvent(const speaker::Neighbor& neighbor,
                                const bgp::AttemptFailure& failure);
// `speaker` knows the neighbours by their numbers.
proto::Event BestChangedEvent(const speaker::Speaker& speaker,
                              const rib::BestChange& change);

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_DAEMON_SPEAKER_EVENTS_H_
