// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// ByteStream on a socket. Nothing is buffered here: what Write takes is in the
// kernel, which takes little (TcpSocketOptions::not_sent_low_water); what
// arrives is read into the loop's scratch memory, 64 KiB in a turn at most.

#ifndef WAYMARK_POSIX_TCP_STREAM_H_
#define WAYMARK_POSIX_TCP_STREAM_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "base/alive_token.h"
#include "base/byte_stream.h"
#include "base/ip_endpoint.h"
#include "posix/event_loop.h"
#include "posix/fd_watcher.h"
#include "posix/file_descriptor.h"
#include "posix/tcp_linger.h"

namespace waymark::posix {

// Same-thread; destroyed before its loop. A reset by the peer that finds octets
// unread, or reads paused, is reported after those octets, in order.
class TcpStream final : public ByteStream {
 public:
  // Takes over a connected, non-blocking socket; fails if the connection is
  // gone already.
  static absl::StatusOr<std::unique_ptr<TcpStream>> Create(EventLoop& loop,
                                                           FileDescriptor fd);
  ~TcpStream() override;

  void SetVisitor(ByteStreamVisitor* visitor) override;
  size_t Write(absl::Span<const absl::Span<const uint8_t>> chunks) override;
  void PauseReads(bool paused) override;
  size_t UnackedBytes() const override;
  void CloseAfterFlush(absl::Duration deadline) override;
  void Abort() override;
  IpEndpoint local() const override { return local_; }
  IpEndpoint remote() const override { return remote_; }

 private:
  TcpStream(EventLoop& loop, FileDescriptor fd, const IpEndpoint& local,
            const IpEndpoint& remote);

  bool open() const { return fd_.valid(); }
  void OnEvents(uint32_t events);
  void Read();
  void UpdateInterest();
  // Closes the socket without a word; then OnClosed, from the loop.
  void Shut();
  void Close(const absl::Status& status);
  // Later: OnClosed from outside of a callback, or when there is a visitor.
  void DeliverClosedLater(const absl::Status& status);
  absl::Status Error(int error, absl::string_view what) const;

  EventLoop& loop_;
  FileDescriptor fd_;  // invalid once closed or handed to linger_
  const IpEndpoint local_;
  const IpEndpoint remote_;
  ByteStreamVisitor* visitor_ = nullptr;
  FdHandle watch_;
  uint32_t interest_ = 0;
  bool paused_ = false;
  bool want_writable_ = false;
  // What a Write met; reported after what is left to read.
  absl::Status write_error_;
  TcpLinger* linger_ = nullptr;  // after CloseAfterFlush, until OnClosed
  size_t unacked_at_close_ = 0;
  // What OnClosed has still to say.
  std::optional<absl::Status> undelivered_;
  AliveToken alive_;
};

}  // namespace waymark::posix

#endif  // WAYMARK_POSIX_TCP_STREAM_H_
