// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// A neighbour of the daemon under test: a speaker on a loopback address, on the
// test's own loop, that remembers what it is told. It runs no BFD: the port is
// one for the whole machine.

#ifndef WAYMARK_EXAMPLES_TESTING_LOOPBACK_SPEAKER_H_
#define WAYMARK_EXAMPLES_TESTING_LOOPBACK_SPEAKER_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "base/ip_address.h"
#include "base/ip_endpoint.h"
#include "posix/event_loop.h"
#include "posix/hosted_speaker.h"
#include "posix/tcp_socket.h"
#include "rib/peer_info.h"
#include "rib/policy.h"
#include "rib/rib_observer.h"
#include "speaker/neighbor.h"

namespace waymark::examples {

// A TCP port that nobody uses at this moment.
uint16_t FreePort(const IpAddress& address);

class LoopbackSpeaker final : private speaker::NeighborVisitor,
                              private rib::RibObserver {
 public:
  // Listens on `port` unless it is 0.
  LoopbackSpeaker(posix::EventLoop& loop, const IpAddress& address,
                  uint32_t as_number, uint16_t port);
  ~LoopbackSpeaker() override;
  LoopbackSpeaker(const LoopbackSpeaker&) = delete;
  LoopbackSpeaker& operator=(const LoopbackSpeaker&) = delete;

  // Adds and starts a neighbour that is dialled, or awaited if the port is 0.
  // BFD, which takes UDP port 3784 of this address, is of 50 ms x 3.
  rib::PeerId Connect(const IpEndpoint& neighbor, uint32_t as_number,
                      bool with_bfd = false,
                      const posix::TcpPeerOptions& tcp = {});
  // With `gateway` as next hop.
  void Announce(rib::PeerId id, absl::string_view prefix,
                absl::string_view gateway, uint32_t med);

  speaker::Speaker& speaker() { return hosted_->speaker(); }
  bool IsUp(rib::PeerId id);
  // In order, without what neighbours are called:
  //   up ipv4_unicast ipv6_unicast
  //   best 172.16.1.1/32 65001 med 0 via 192.0.2.1
  //   no 172.16.1.1/32
  //   down notification_received cease/administrative_shutdown "text"
  const std::vector<std::string>& events() const { return events_; }
  // Whether one of them begins so.
  bool Heard(absl::string_view event) const;

 private:
  void OnSessionUp(speaker::Neighbor& neighbor, uint64_t incarnation,
                   const bgp::Negotiated& negotiated) override;
  void OnSessionDown(speaker::Neighbor& neighbor, uint64_t incarnation,
                     const bgp::DownReason& reason) override;
  void OnBestChanged(const rib::BestChange& change) override;
  void OnBatchEnd() override {}

  const IpAddress address_;
  const uint32_t as_number_;
  const rib::AcceptAll accept_all_;
  std::unique_ptr<posix::HostedSpeaker> hosted_;
  std::vector<std::string> events_;
};

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_TESTING_LOOPBACK_SPEAKER_H_
