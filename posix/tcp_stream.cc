// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "posix/tcp_stream.h"

#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <array>
#include <cerrno>
#include <utility>

#include "absl/strings/str_cat.h"
#include "posix/socket_address.h"

namespace waymark::posix {
namespace {

// Chunks handed to the kernel in one call.
constexpr size_t kMaxChunks = 64;

bool IsNoRoom(int error) {
  return error == EAGAIN || error == ENOBUFS || error == ENOMEM;
}

}  // namespace

absl::StatusOr<std::unique_ptr<TcpStream>> TcpStream::Create(
    EventLoop& loop, FileDescriptor fd) {
  const absl::StatusOr<IpEndpoint> local = LocalEndpoint(fd.get());
  if (!local.ok()) return local.status();
  const absl::StatusOr<IpEndpoint> remote = RemoteEndpoint(fd.get());
  if (!remote.ok()) return remote.status();
  return std::unique_ptr<TcpStream>(
      new TcpStream(loop, std::move(fd), *local, *remote));
}

TcpStream::TcpStream(EventLoop& loop, FileDescriptor fd,
                     const IpEndpoint& local, const IpEndpoint& remote)
    : loop_(loop), fd_(std::move(fd)), local_(local), remote_(remote) {}

TcpStream::~TcpStream() {
  if (linger_ != nullptr) {
    linger_->Detach();
  } else if (open()) {
    Abort();
  }
}

void TcpStream::SetVisitor(ByteStreamVisitor* visitor) {
  visitor_ = visitor;
  UpdateInterest();
  if (undelivered_) DeliverClosedLater(*undelivered_);
}

size_t TcpStream::Write(absl::Span<const absl::Span<const uint8_t>> chunks) {
  if (!open() || !write_error_.ok()) return 0;
  size_t taken = 0;
  bool full = false;
  for (size_t next = 0; next < chunks.size() && !full;) {
    std::array<iovec, kMaxChunks> vectors;
    size_t count = 0;
    size_t offered = 0;
    for (; next < chunks.size() && count < kMaxChunks; ++next) {
      if (chunks[next].empty()) continue;
      vectors[count++] = {const_cast<uint8_t*>(chunks[next].data()),
                          chunks[next].size()};
      offered += chunks[next].size();
    }
    if (offered == 0) break;
    msghdr message = {};
    message.msg_iov = vectors.data();
    message.msg_iovlen = count;
    ssize_t n;
    do {
      n = sendmsg(fd_.get(), &message, MSG_NOSIGNAL);
    } while (n < 0 && errno == EINTR);
    if (n < 0 && !IsNoRoom(errno)) {
      write_error_ = Error(errno, "write to ");
      break;
    }
    if (n > 0) taken += static_cast<size_t>(n);
    full = n < static_cast<ssize_t>(offered);
  }
  // After an error the socket is readable: what is left comes first, then its
  // end, and OnEvents reports the error instead of that.
  if (full) {
    want_writable_ = true;
    UpdateInterest();
  }
  return taken;
}

void TcpStream::PauseReads(bool paused) {
  paused_ = paused;
  UpdateInterest();
}

size_t TcpStream::UnackedBytes() const {
  if (linger_ != nullptr) return linger_->UnackedBytes();
  return open() ? UnackedInKernel(fd_.get()) : unacked_at_close_;
}

void TcpStream::CloseAfterFlush(absl::Duration deadline) {
  if (!open()) return;
  watch_.Reset();
  linger_ = TcpLinger::Start(loop_, std::move(fd_), remote_, deadline,
                             [this](const absl::Status& status) {
                               unacked_at_close_ = linger_->UnackedBytes();
                               linger_ = nullptr;
                               if (visitor_ == nullptr) {
                                 undelivered_ = status;
                               } else {
                                 visitor_->OnClosed(status);
                               }
                             });
  if (linger_ != nullptr) return;
  DeliverClosedLater(absl::ResourceExhaustedError(absl::StrCat(
      "close ", remote_.ToString(), ": too many connections are closing")));
}

void TcpStream::Abort() {
  undelivered_.reset();
  if (linger_ != nullptr) {
    unacked_at_close_ = linger_->UnackedBytes();
    std::exchange(linger_, nullptr)->Reset();
  } else if (open()) {
    unacked_at_close_ = UnackedInKernel(fd_.get());
    watch_.Reset();
    ResetConnection(fd_);
  }
}

void TcpStream::UpdateInterest() {
  if (!open()) return;
  uint32_t interest = 0;
  if (visitor_ != nullptr && !paused_) interest |= EPOLLIN;
  if (visitor_ != nullptr && want_writable_) interest |= EPOLLOUT;
  if (interest == interest_) return;
  interest_ = interest;
  // Not watched at all rather than for nothing: the kernel reports a hang-up
  // unasked, over and over.
  if (interest == 0) return watch_.Reset();
  absl::Status status;
  if (watch_.valid()) {
    status = watch_.Modify(interest);
  } else {
    absl::StatusOr<FdHandle> watch = loop_.Watch(
        fd_.get(), interest, [this](uint32_t events) { OnEvents(events); });
    status = watch.status();
    if (watch.ok()) watch_ = *std::move(watch);
  }
  if (status.ok()) return;
  Shut();
  DeliverClosedLater(status);
}

void TcpStream::OnEvents(uint32_t events) {
  const AliveToken::Watcher alive = alive_.Watch();
  const bool hangup = (events & (EPOLLERR | EPOLLHUP)) != 0;
  if (!paused_ && (hangup || (events & EPOLLIN) != 0)) {
    Read();
    if (!alive || !open()) return;
  }
  if (hangup) {
    // Nothing can be written any more; the end is read when reads resume.
    want_writable_ = false;
    UpdateInterest();
  } else if (want_writable_ && (events & EPOLLOUT) != 0) {
    want_writable_ = false;
    visitor_->OnWritable();
    // Not before: a visitor that fills the socket again needs no change.
    if (alive) UpdateInterest();
  }
}

void TcpStream::Read() {
  const absl::Span<uint8_t> scratch = loop_.scratch();
  const ssize_t n = recv(fd_.get(), scratch.data(), scratch.size(), 0);
  if (n > 0) {
    visitor_->OnBytes(scratch.subspan(0, static_cast<size_t>(n)));
  } else if (n == 0) {
    // A copy: the visitor may destroy the stream while it holds the status.
    Close(absl::Status(write_error_));
  } else if (errno != EAGAIN && errno != EINTR) {
    Close(Error(errno, "read from "));
  }
}

void TcpStream::Close(const absl::Status& status) {
  Shut();
  visitor_->OnClosed(status);
}

void TcpStream::Shut() {
  unacked_at_close_ = UnackedInKernel(fd_.get());
  watch_.Reset();
  fd_.Close();
}

void TcpStream::DeliverClosedLater(const absl::Status& status) {
  undelivered_ = status;
  if (visitor_ == nullptr) return;
  loop_.Defer([this, alive = alive_.Watch()] {
    if (!alive || !undelivered_) return;
    const absl::Status closed = *std::exchange(undelivered_, std::nullopt);
    visitor_->OnClosed(closed);
  });
}

absl::Status TcpStream::Error(int error, absl::string_view what) const {
  return absl::ErrnoToStatus(error, absl::StrCat(what, remote_.ToString()));
}

}  // namespace waymark::posix
