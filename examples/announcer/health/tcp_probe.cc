// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/announcer/health/tcp_probe.h"

#include <utility>

namespace waymark::examples {
namespace {

posix::TcpDialer::Options OptionsFor(const IpEndpoint& remote) {
  posix::TcpDialer::Options options;
  options.remote = remote;
  // No control traffic of ours: the service's own class is none of it.
  options.socket.traffic_class = 0;
  return options;
}

}  // namespace

TcpProbe::TcpProbe(posix::EventLoop& loop, const IpEndpoint& remote)
    : dialer_(loop, OptionsFor(remote)) {}

void TcpProbe::Start(Done done) {
  done_ = std::move(done);
  dialer_.StartConnect(*this);
}

void TcpProbe::Cancel() {
  if (done_ == nullptr) return;
  dialer_.CancelConnect();
  std::exchange(done_, nullptr)(absl::CancelledError("cancelled"));
}

void TcpProbe::OnConnected(std::unique_ptr<ByteStream> stream) {
  stream.reset();
  std::exchange(done_, nullptr)(absl::OkStatus());
}

void TcpProbe::OnConnectFailed(const absl::Status& status) {
  std::exchange(done_, nullptr)(status);
}

}  // namespace waymark::examples
