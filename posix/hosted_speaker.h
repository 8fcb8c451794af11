// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// A speaker on real sockets in a few lines: the loop's runtime, dialers, BFD
// and listeners put together.
//
//   auto loop = posix::EventLoop::Create();
//   auto hosted = posix::HostedSpeaker::Create(**loop, {}, visitor);
//   auto id = (*hosted)->AddNeighbor(neighbor, {});
//   (*hosted)->speaker().Announce(*id, prefix, attributes);
//   (*hosted)->speaker().Start(*id);
//   (*loop)->Run();
//
// Whoever wants another arrangement (a foreign loop, a listener of its own)
// makes the same parts alone; nothing here is private.

#ifndef WAYMARK_POSIX_HOSTED_SPEAKER_H_
#define WAYMARK_POSIX_HOSTED_SPEAKER_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "base/ip_endpoint.h"
#include "bfd/demultiplexer.h"
#include "bfd/transmit_group.h"
#include "posix/bfd_thread.h"
#include "posix/bfd_transport.h"
#include "posix/event_loop.h"
#include "posix/tcp_listener.h"
#include "posix/tcp_socket.h"
#include "rib/peer_info.h"
#include "speaker/bfd_service.h"
#include "speaker/neighbor_config.h"
#include "speaker/speaker.h"

namespace waymark::posix {

// Same-thread; destroyed before its loop.
class HostedSpeaker {
 public:
  struct Options {
    // Its BFD members are filled in here.
    speaker::SpeakerConfig speaker;
    // Absent: no BFD socket is opened, and neighbours cannot have BFD.
    std::optional<BfdTransport::Options> bfd;
    bfd::Demultiplexer::Config bfd_sessions;
    // Present: BFD packets to all neighbours leave together, however many they
    // are, or follow one neighbour's (speaker::SpeakerConfig::bfd_group, which
    // is filled in).
    std::optional<bfd::TransmitGroup::Lead> bfd_in_step;
    // Present: BFD runs on a thread of its own instead of on the loop. Its
    // `transport` and `sessions` are filled in here.
    std::optional<BfdThread::Options> bfd_thread;
    // Where neighbours may connect; empty: nowhere, all are dialled.
    std::vector<IpEndpoint> listen;
    TcpSocketOptions socket;

    // Adds to `bfd` what a neighbour needs that is to come. If `bfd` is empty
    // before, BFD is received at the neighbours' local addresses alone
    // (BfdTransport::Options::local_addresses_only): speakers of one machine
    // that have addresses of their own do not get in each other's way. A
    // neighbour that names none, or one that is link-local in IPv6, ends that.
    void RequireBfd(const speaker::NeighborConfig& neighbor);
  };

  // The TCP side of one neighbour.
  struct NeighborSocket {
    uint16_t port = 179;  // dialled
    TcpPeerOptions peer;
  };

  // Opens the listeners and BFD sockets. `visitor` is borrowed.
  static absl::StatusOr<std::unique_ptr<HostedSpeaker>> Create(
      EventLoop& loop, const Options& options,
      speaker::NeighborVisitor& visitor);
  HostedSpeaker(const HostedSpeaker&) = delete;
  HostedSpeaker& operator=(const HostedSpeaker&) = delete;

  // As Speaker::AddNeighbor, with a dialer unless it is passive; and what
  // TcpListener::SetPeer says.
  absl::StatusOr<rib::PeerId> AddNeighbor(const speaker::NeighborConfig& config,
                                          const NeighborSocket& socket);

  // As Speaker::RemoveNeighbor, whose Deviation counts here too; what was set
  // for connections from its address goes with the last neighbour there.
  void RemoveNeighbor(rib::PeerId id);

  speaker::Speaker& speaker() { return *speaker_; }
  // Null without BFD, or where it has no thread.
  BfdThread* bfd_thread() { return bfd_thread_; }
  // Null without BFD, or where it has a thread.
  const BfdTransport* bfd_transport() const { return bfd_transport_.get(); }
  const bfd::Demultiplexer* bfd_demultiplexer() const {
    return demultiplexer_.get();
  }

 private:
  HostedSpeaker(EventLoop& loop, const Options& options)
      : loop_(loop), options_(options) {}

  absl::Status OpenBfd();
  absl::Status StartBfdThread();
  absl::Status Listen();

  EventLoop& loop_;
  const Options options_;
  std::unique_ptr<bfd::Demultiplexer> demultiplexer_;
  std::unique_ptr<BfdTransport> bfd_transport_;
  std::optional<bfd::TransmitGroup> bfd_group_;
  std::unique_ptr<speaker::BfdService> bfd_;  // null without
  BfdThread* bfd_thread_ = nullptr;           // is bfd_, or null
  std::unique_ptr<speaker::Speaker> speaker_;
  std::vector<std::unique_ptr<TcpListener>> listeners_;
};

}  // namespace waymark::posix

#endif  // WAYMARK_POSIX_HOSTED_SPEAKER_H_
