// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The announcer's configuration, checked and in the form that its parts take.

#ifndef WAYMARK_EXAMPLES_ANNOUNCER_CONFIG_LOADER_H_
#define WAYMARK_EXAMPLES_ANNOUNCER_CONFIG_LOADER_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "announcer/group.h"
#include "announcer/neighbor.h"
#include "announcer/shutdown.h"
#include "examples/proto/config_problem.h"
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

struct AnnouncerSetup {
  uint32_t router_id = 0;  // host order
  uint32_t local_as = 0;
  std::vector<NeighborSetup> neighbors;
  std::vector<announcer::GroupConfig> groups;
  announcer::ShutdownOptions shutdown;
  std::optional<posix::BfdThread::Options> bfd_thread;

  size_t max_control_clients = 0;
  size_t max_pending_events = 0;  // of one follower
  std::string state_dir;
  std::string socket;  // empty: announcer.sock in state_dir

  // True if a neighbour may connect to us, on TCP port 179.
  bool NeedsListener() const;
};

// Reads `path` and reports everything that is wrong with it to `problems`,
// whose file should be `path` too; nullopt exactly if there is anything.
std::optional<AnnouncerSetup> LoadAnnouncerConfig(const std::string& path,
                                                  ConfigProblems* problems);

// The same for text that was read already.
std::optional<AnnouncerSetup> ParseAnnouncerConfig(absl::string_view text,
                                                   ConfigProblems* problems);

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_ANNOUNCER_CONFIG_LOADER_H_
