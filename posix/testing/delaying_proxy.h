// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// A TCP proxy that passes everything on after a while. It acknowledges at once
// what has not arrived where it is to go: TCP is none the wiser.

#ifndef WAYMARK_POSIX_TESTING_DELAYING_PROXY_H_
#define WAYMARK_POSIX_TESTING_DELAYING_PROXY_H_

#include <array>
#include <cstdint>
#include <deque>
#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "base/byte_stream.h"
#include "base/dialer.h"
#include "base/ip_endpoint.h"
#include "base/listener.h"
#include "base/monotonic_time.h"
#include "base/timer.h"
#include "posix/event_loop.h"
#include "posix/tcp_dialer.h"
#include "posix/tcp_listener.h"

namespace waymark::posix {

// One connection at a time; the next one replaces it. Destroyed before its
// loop.
class DelayingProxy : private ListenerVisitor, private DialerVisitor {
 public:
  // Takes connections at `local` and passes them on to `remote`, from the same
  // address.
  DelayingProxy(EventLoop& loop, const IpEndpoint& local,
                const IpEndpoint& remote, absl::Duration delay);

 private:
  // One side of the connection: what came in here waits to go out there.
  class End : private ByteStreamVisitor {
   public:
    End(EventLoop& loop, absl::Duration delay);

    void Adopt(std::unique_ptr<ByteStream> stream);
    void SetOther(End* other) { other_ = other; }

   private:
    struct Piece {
      MonotonicTime due;
      std::vector<uint8_t> octets;  // empty: the end
    };

    void OnBytes(absl::Span<const uint8_t> octets) override;
    void OnWritable() override { other_->PassOn(); }
    void OnClosed(const absl::Status& status) override;
    // Gives the other side what is due.
    void PassOn();

    EventLoop& loop_;
    const absl::Duration delay_;
    End* other_ = nullptr;
    std::unique_ptr<ByteStream> stream_;
    std::deque<Piece> waiting_;
    std::unique_ptr<Timer> timer_;
  };

  void OnAccepted(std::unique_ptr<ByteStream> stream) override;
  void OnConnected(std::unique_ptr<ByteStream> stream) override;
  void OnConnectFailed(const absl::Status& status) override;

  EventLoop& loop_;
  const absl::Duration delay_;
  std::array<std::unique_ptr<End>, 2> ends_;
  TcpDialer dialer_;
  std::unique_ptr<TcpListener> listener_;
};

}  // namespace waymark::posix

#endif  // WAYMARK_POSIX_TESTING_DELAYING_PROXY_H_
