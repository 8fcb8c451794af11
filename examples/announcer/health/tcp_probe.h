// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Well is a service that takes a TCP connection.

#ifndef WAYMARK_EXAMPLES_ANNOUNCER_HEALTH_TCP_PROBE_H_
#define WAYMARK_EXAMPLES_ANNOUNCER_HEALTH_TCP_PROBE_H_

#include <memory>

#include "absl/status/status.h"
#include "base/byte_stream.h"
#include "base/dialer.h"
#include "base/ip_endpoint.h"
#include "examples/announcer/health/probe.h"
#include "posix/event_loop.h"
#include "posix/tcp_dialer.h"

namespace waymark::examples {

// Connects and closes at once; says nothing on the connection. One that the
// service resets before we have looked does not count.
class TcpProbe final : public Probe, private DialerVisitor {
 public:
  // `loop` is borrowed.
  TcpProbe(posix::EventLoop& loop, const IpEndpoint& remote);

  void Start(Done done) override;
  void Cancel() override;

 private:
  void OnConnected(std::unique_ptr<ByteStream> stream) override;
  void OnConnectFailed(const absl::Status& status) override;

  posix::TcpDialer dialer_;
  Done done_;  // null: nothing is under way
};

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_ANNOUNCER_HEALTH_TCP_PROBE_H_
