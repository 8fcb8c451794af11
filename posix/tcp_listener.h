// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Accepts TCP connections from any number of peers at one local endpoint.

#ifndef WAYMARK_POSIX_TCP_LISTENER_H_
#define WAYMARK_POSIX_TCP_LISTENER_H_

#include <cstdint>
#include <memory>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/alive_token.h"
#include "base/ip_address.h"
#include "base/ip_endpoint.h"
#include "base/listener.h"
#include "base/timer.h"
#include "posix/event_loop.h"
#include "posix/fd_watcher.h"
#include "posix/file_descriptor.h"
#include "posix/tcp_socket.h"

namespace waymark::posix {

// Same-thread; destroyed before its loop. Connections that wait do so in the
// kernel's accept queue: beyond its length further ones are refused an answer.
class TcpListener : public Listener {
 public:
  struct Options {
    // Port 0: any that is free. An IPv6 socket does not hear IPv4.
    IpEndpoint local;
    // How many connections may wait to be accepted; the kernel caps it
    // (net.core.somaxconn).
    int backlog = 128;
    TcpSocketOptions socket;
  };

  struct Counters {
    uint64_t accepted = 0;
    // Accepting failed: no descriptors, no memory. Tried again after 100 ms.
    uint64_t failed = 0;
  };

  static absl::StatusOr<std::unique_ptr<TcpListener>> Create(
      EventLoop& loop, const Options& options);

  void SetVisitor(ListenerVisitor* visitor) override;
  IpEndpoint local() const override { return local_; }

  // What holds for connections from `peer` that begin from now on; replaces
  // what was set before. Peers not named need no signature and no TTL. With
  // ttl_security anywhere the listener itself answers with a TTL of 255.
  absl::Status SetPeer(const IpAddress& peer, const TcpPeerOptions& options);
  // As if it had never been set.
  absl::Status RemovePeer(const IpAddress& peer);

  const Counters& counters() const { return counters_; }
  // Of the last failure; OK if there was none.
  const absl::Status& last_failure() const { return last_failure_; }

 private:
  TcpListener(EventLoop& loop, FileDescriptor fd, const IpEndpoint& local,
              const TcpSocketOptions& options);

  void Accept();
  absl::Status ApplyTtl(int fd, const IpAddress& peer) const;
  void Fail(const absl::Status& status);
  void StartWatch();

  EventLoop& loop_;
  FileDescriptor fd_;
  const IpEndpoint local_;
  const TcpSocketOptions options_;
  // Whether TTL security is asked for, by peer.
  absl::flat_hash_map<IpAddress, bool> peers_;
  ListenerVisitor* visitor_ = nullptr;
  FdHandle watch_;
  std::unique_ptr<Timer> retry_;
  Counters counters_;
  absl::Status last_failure_;
  AliveToken alive_;
};

}  // namespace waymark::posix

#endif  // WAYMARK_POSIX_TCP_LISTENER_H_
