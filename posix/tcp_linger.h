// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The orderly end of a TCP connection, from CloseAfterFlush on.
//
// A socket that is closed with octets unread makes the kernel send RST, and an
// RST that overtakes the application at the other end can take the last words
// (a NOTIFICATION) with it. So the sending side is shut, what still arrives is
// read and thrown away, and the socket is closed when the peer has closed as
// well, or at the deadline.

#ifndef WAYMARK_POSIX_TCP_LINGER_H_
#define WAYMARK_POSIX_TCP_LINGER_H_

#include <cstddef>
#include <cstdint>
#include <memory>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "base/ip_endpoint.h"
#include "base/monotonic_time.h"
#include "base/timer.h"
#include "posix/event_loop.h"
#include "posix/fd_watcher.h"
#include "posix/file_descriptor.h"

namespace waymark::posix {

// Owned by the loop. Same-thread.
class TcpLinger : public BackgroundTask {
 public:
  // Called once, from the loop: OK when the peer's transport has acknowledged
  // all that was sent and the end of it; DEADLINE_EXCEEDED when the connection
  // was reset at the deadline; else why it failed. The linger may go on after
  // OK, but whoever was called has no more to do with it.
  using DoneCallback = absl::AnyInvocable<void(const absl::Status&)>;

  // Takes over a connected socket. The result is borrowed until `done` was
  // called, or Detach or Reset; it is nullptr if the loop keeps too many
  // already: the socket is closed then, what was sent is left to the kernel and
  // `done` is not called.
  static TcpLinger* Start(EventLoop& loop, FileDescriptor fd,
                          const IpEndpoint& remote, absl::Duration deadline,
                          DoneCallback done);

  // Goes on without `done`.
  void Detach() { done_ = nullptr; }
  // Resets the connection at once, without `done`.
  void Reset();

  // Octets that the peer's transport has not acknowledged.
  size_t UnackedBytes() const;

 private:
  TcpLinger(EventLoop& loop, FileDescriptor fd, const IpEndpoint& remote,
            absl::Duration deadline, DoneCallback done);

  void Begin();
  void Check();
  void DiscardInput();
  void Report(const absl::Status& status);
  void Finish();

  EventLoop& loop_;
  FileDescriptor fd_;
  const IpEndpoint remote_;
  const MonotonicTime deadline_;
  DoneCallback done_;
  absl::Status failure_;
  bool peer_closed_ = false;
  size_t unacked_at_reset_ = 0;
  FdHandle watch_;
  std::unique_ptr<Timer> timer_;
};

// Octets sent into `fd`, or the end of them, that are not acknowledged.
size_t UnackedInKernel(int fd);

// Closes with RST.
void ResetConnection(FileDescriptor& fd);

}  // namespace waymark::posix

#endif  // WAYMARK_POSIX_TCP_LINGER_H_
