// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/route_server/peer_event_log.h"

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "examples/route_server/peer_event.h"
#include "rib/path.h"
#include "speaker/neighbor.h"

namespace waymark::examples {
namespace {

// A route that is there again after its session was made anew is advertised,
// not updated, also where the old one was kept.
const char* StatusOf(const rib::PathChange& change) {
  if (change.new_path == nullptr) return "WITHDRAWN";
  if (change.old_path == nullptr) return "ADVERTISED";
  return change.old_path->source == change.new_path->source ? "UPDATED"
                                                            : "ADVERTISED";
}

}  // namespace

PeerEventLog::PeerEventLog(posix::EventLoop& loop,
                           const PeerEventLogSetup& setup,
                           const speaker::Speaker& speaker,
                           LineOutput& diagnostics)
    : loop_(loop),
      speaker_(speaker),
      file_(loop, {.path = setup.file, .max_bytes = setup.max_bytes},
            [&diagnostics](const absl::Status& status) {
              diagnostics.Write(absl::StrCat(
                  "route_server: peer event log: ",
                  status.ok() ? "written again" : status.message()));
            }) {}

void PeerEventLog::OnBgpStatus(const std::string& peer, bool up) {
  file_.Write(SessionEventLine(peer, Now(), "BGPStatus", up));
}

void PeerEventLog::OnBfdStatus(const std::string& peer, bool up) {
  file_.Write(SessionEventLine(peer, Now(), "BFDStatus", up));
}

void PeerEventLog::OnPathChanged(const rib::PathChange& change) {
  const rib::Path& path =
      change.new_path != nullptr ? *change.new_path : *change.old_path;
  const speaker::Neighbor* const peer = speaker_.Find(path.source->peer);
  if (peer == nullptr) return;
  file_.Write(RouteEventLine(peer->config().peer.name, Now(), StatusOf(change),
                             change.prefix, *path.attributes));
}

}  // namespace waymark::examples
