// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Announces one prefix to one neighbour, with BFD, until it is interrupted:
//
//   minimal_speaker LOCAL_ADDRESS LOCAL_AS NEIGHBOR_ADDRESS NEIGHBOR_AS PREFIX

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "posix/event_loop.h"
#include "posix/hosted_speaker.h"
#include "posix/signal_watcher.h"

namespace {

using namespace waymark;  // NOLINT: an example

// Prints what happens to the session.
class Printer : public speaker::NeighborVisitor {
  void OnSessionUp(speaker::Neighbor&, uint64_t,
                   const bgp::Negotiated&) override {
    std::puts("session up");
  }
  void OnSessionDown(speaker::Neighbor&, uint64_t,
                     const bgp::DownReason& reason) override {
    std::printf("session down: %s\n", reason.ToString().c_str());
  }
  void OnBfdStateChange(speaker::Neighbor&,
                        const bfd::StateChange& change) override {
    std::printf("BFD %s\n", std::string(bfd::Name(change.new_state)).c_str());
  }
};

template <typename T>
T OrExit(absl::StatusOr<T> value) {
  if (value.ok()) return *std::move(value);
  std::fprintf(stderr, "%s\n", value.status().ToString().c_str());
  std::exit(1);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 6) {
    std::fputs("usage: minimal_speaker LOCAL AS NEIGHBOR AS PREFIX\n", stderr);
    return 2;
  }
  const auto local = IpAddress::Parse(argv[1]);
  const auto remote = IpAddress::Parse(argv[3]);
  const auto prefix = IpPrefix::Parse(argv[5]);
  if (!local || !local->is_v4() || !remote || !prefix) return 2;

  auto loop = OrExit(posix::EventLoop::Create());
  Printer printer;
  posix::HostedSpeaker::Options options;
  options.bfd.emplace();
  auto hosted = OrExit(posix::HostedSpeaker::Create(*loop, options, printer));

  speaker::NeighborConfig neighbor;
  neighbor.address = *remote;
  neighbor.local_address = *local;
  neighbor.peer.name = "neighbor";
  neighbor.peer.session.local_as = std::strtoul(argv[2], nullptr, 10);
  neighbor.peer.session.peer_as = std::strtoul(argv[4], nullptr, 10);
  neighbor.peer.session.bgp_identifier = local->v4_host_order();
  neighbor.peer.opening = bgp::OpeningMode::kActive;
  neighbor.peer.liveness = bgp::LivenessMode::kWatch;
  neighbor.bfd.emplace();  // 300 ms x 3
  const rib::PeerId id = OrExit(hosted->AddNeighbor(neighbor, {}));

  bgp::PathAttributes path;  // our AS number and next hop are filled in
  path.med = 0;
  if (!hosted->speaker().Announce(id, *prefix, path).ok()) return 1;
  if (!hosted->speaker().Start(id).ok()) return 1;

  auto stop = OrExit(posix::SignalWatcher::Create(*loop, {SIGINT, SIGTERM},
                                                  [&](int) { loop->Stop(); }));
  loop->Run();
  hosted->speaker().Stop(
      id, bgp::Notification::Cease(bgp::subcode::kAdministrativeShutdown));
}
