// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// What the announcer daemon is made of, as its configuration has it.

#ifndef WAYMARK_EXAMPLES_ANNOUNCER_ANNOUNCER_SETUP_H_
#define WAYMARK_EXAMPLES_ANNOUNCER_ANNOUNCER_SETUP_H_

#include <sys/types.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "announcer/group.h"
#include "announcer/neighbor.h"
#include "announcer/shutdown.h"
#include "bgp/session/peer_config.h"
#include "examples/announcer/health/health_setup.h"
#include "examples/announcer/reporting_setup.h"
#include "examples/proto/announcer.pb.h"
#include "posix/bfd_thread.h"
#include "posix/tcp_socket.h"
#include "speaker/neighbor_config.h"

namespace waymark::examples {

// One neighbour, for the announcer, the speaker and the sockets.
struct NeighborSetup {
  announcer::NeighborConfig announcer;
  // Nothing that it announces is stored; End-of-RIB waits for the announcer.
  speaker::NeighborConfig speaker;
  uint16_t port = 179;  // dialled
  posix::TcpPeerOptions tcp;
};

inline constexpr char kDefaultStateDir[] = "/var/lib/waymark";
// Of the socket that goes with it.
inline constexpr char kDefaultRunDir[] = "/run/waymark";

// There is only one neighbour of each pair of addresses.
inline bool HaveSameAddresses(const NeighborSetup& a, const NeighborSetup& b) {
  return a.speaker.address == b.speaker.address &&
         a.speaker.local_address == b.speaker.local_address &&
         a.speaker.interface_index == b.speaker.interface_index;
}

struct AnnouncerSetup {
  // What all else was made from: for a reload to compare with.
  proto::AnnouncerConfig config;

  uint32_t router_id = 0;  // host order
  uint32_t local_as = 0;
  std::vector<NeighborSetup> neighbors;
  // Of one in force: neighbours by name that a reload was to reset and left
  // alone. The next one does.
  std::set<std::string> unfinished;
  // `remembered` is what counts where no state file tells.
  std::vector<announcer::GroupConfig> groups;
  // The checks of each group, by its name.
  std::map<std::string, std::vector<HealthSetup>> health;
  announcer::ShutdownOptions shutdown;
  std::optional<posix::BfdThread::Options> bfd_thread;

  std::optional<MetricsSetup> metrics;
  std::vector<EventSinkSetup> event_sinks;

  size_t max_control_clients = 0;
  size_t max_pending_events = 0;  // of one follower
  std::string state_dir;
  std::string socket;  // empty: announcer.sock in state_dir
  std::optional<gid_t> socket_group;

  // True if the socket has no place but the one beside the default state_dir:
  // a socket does not belong where files survive a reboot.
  bool UsesDefaultSocket() const {
    return socket.empty() && state_dir == kDefaultStateDir;
  }

  // True if a neighbour may connect to us, on TCP port 179.
  bool NeedsListener() const {
    return std::any_of(
        neighbors.begin(), neighbors.end(), [](const NeighborSetup& neighbor) {
          return neighbor.speaker.peer.opening != bgp::OpeningMode::kActive;
        });
  }
};

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_ANNOUNCER_ANNOUNCER_SETUP_H_
