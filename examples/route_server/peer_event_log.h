// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// What happens to the peers, in the file that the configuration names.

#ifndef WAYMARK_EXAMPLES_ROUTE_SERVER_PEER_EVENT_LOG_H_
#define WAYMARK_EXAMPLES_ROUTE_SERVER_PEER_EVENT_LOG_H_

#include <string>

#include "absl/time/time.h"
#include "examples/daemon/line_output.h"
#include "examples/route_server/rotating_file.h"
#include "examples/route_server/route_server_setup.h"
#include "posix/event_loop.h"
#include "rib/rib_observer.h"
#include "speaker/speaker.h"

namespace waymark::examples {

class PeerEventLog final : public rib::PathObserver {
 public:
  // Everything is borrowed; `diagnostics` hears when the file cannot be written
  // and when it can again. Names of peers are asked of the speaker.
  PeerEventLog(posix::EventLoop& loop, const PeerEventLogSetup& setup,
               const speaker::Speaker& speaker, LineOutput& diagnostics);

  void OnBgpStatus(const std::string& peer, bool up);
  void OnBfdStatus(const std::string& peer, bool up);
  void OnPathChanged(const rib::PathChange& change) override;

 private:
  absl::Time Now() const { return loop_.runtime().wall.Now(); }

  posix::EventLoop& loop_;
  const speaker::Speaker& speaker_;
  RotatingFile file_;
};

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_ROUTE_SERVER_PEER_EVENT_LOG_H_
