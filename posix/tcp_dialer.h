// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Opens TCP connections from this machine to one peer.

#ifndef WAYMARK_POSIX_TCP_DIALER_H_
#define WAYMARK_POSIX_TCP_DIALER_H_

#include <memory>
#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/alive_token.h"
#include "base/byte_stream.h"
#include "base/dialer.h"
#include "base/ip_endpoint.h"
#include "posix/event_loop.h"
#include "posix/fd_watcher.h"
#include "posix/file_descriptor.h"
#include "posix/tcp_socket.h"

namespace waymark::posix {

// Same-thread; destroyed before its loop. Each attempt opens a socket of its
// own, so that options which cannot be set (no such device, no MD5 in the
// kernel) are reported by OnConnectFailed, like a refusal.
class TcpDialer : public Dialer {
 public:
  struct Options {
    IpEndpoint remote;
    // Bound before connecting; its port is usually 0, for any.
    std::optional<IpEndpoint> local;
    TcpPeerOptions peer;
    TcpSocketOptions socket;
  };

  TcpDialer(EventLoop& loop, Options options);
  // Cancels.
  ~TcpDialer() override = default;

  void StartConnect(DialerVisitor& visitor) override;
  void CancelConnect() override;

 private:
  absl::Status Begin();
  absl::StatusOr<FileDescriptor> OpenSocket() const;
  void OnAnswer();
  absl::StatusOr<std::unique_ptr<ByteStream>> Finish();
  absl::Status Named(const absl::Status& status) const;

  EventLoop& loop_;
  const Options options_;
  DialerVisitor* visitor_ = nullptr;  // of the attempt under way
  FileDescriptor fd_;
  FdHandle watch_;
  // Of the attempt: renewed by CancelConnect.
  AliveToken alive_;
};

}  // namespace waymark::posix

#endif  // WAYMARK_POSIX_TCP_DIALER_H_
