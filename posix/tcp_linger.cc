// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "posix/tcp_linger.h"

#include <linux/sockios.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "absl/strings/str_cat.h"

namespace waymark::posix {
namespace {

// The kernel wakes us when the end is acknowledged, though no manual promises
// it; this is how soon it is noticed without.
constexpr absl::Duration kCheckEvery = absl::Milliseconds(50);

constexpr uint32_t kEvents = EPOLLIN | EPOLLOUT | EPOLLET;

constexpr int kDiscardsPerTurn = 8;

}  // namespace

size_t UnackedInKernel(int fd) {
  int unacked = 0;
  if (ioctl(fd, SIOCOUTQ, &unacked) != 0) return 0;
  return static_cast<size_t>(unacked);
}

void ResetConnection(FileDescriptor& fd) {
  const linger reset = {1, 0};
  setsockopt(fd.get(), SOL_SOCKET, SO_LINGER, &reset, sizeof(reset));
  fd.Close();
}

TcpLinger* TcpLinger::Start(EventLoop& loop, FileDescriptor fd,
                            const IpEndpoint& remote, absl::Duration deadline,
                            DoneCallback done) {
  std::unique_ptr<TcpLinger> linger(
      new TcpLinger(loop, std::move(fd), remote, deadline, std::move(done)));
  TcpLinger* const borrowed = linger.get();
  if (!loop.Keep(std::move(linger))) return nullptr;
  borrowed->Begin();
  return borrowed;
}

TcpLinger::TcpLinger(EventLoop& loop, FileDescriptor fd,
                     const IpEndpoint& remote, absl::Duration deadline,
                     DoneCallback done)
    : loop_(loop),
      fd_(std::move(fd)),
      remote_(remote),
      deadline_(loop.clock().Now() + deadline),
      done_(std::move(done)),
      timer_(loop.CreateTimer([this] { Check(); })) {}

void TcpLinger::Begin() {
  if (shutdown(fd_.get(), SHUT_WR) != 0) {
    failure_ =
        absl::ErrnoToStatus(errno, absl::StrCat("close ", remote_.ToString()));
  }
  absl::StatusOr<FdHandle> watch =
      loop_.Watch(fd_.get(), kEvents, [this](uint32_t) { Check(); });
  // Without it the timer alone looks.
  if (watch.ok()) watch_ = *std::move(watch);
  timer_->Arm(loop_.clock().Now());
}

void TcpLinger::Check() {
  if (failure_.ok()) DiscardInput();
  const bool acknowledged = UnackedInKernel(fd_.get()) == 0;
  if (acknowledged && failure_.ok()) Report(absl::OkStatus());
  const MonotonicTime now = loop_.clock().Now();
  if (!failure_.ok()) {
    Report(failure_);
    Finish();
  } else if (acknowledged && peer_closed_) {
    Finish();
  } else if (now >= deadline_) {
    if (!acknowledged) {
      unacked_at_reset_ = UnackedBytes();
      watch_.Reset();
      ResetConnection(fd_);
      Report(absl::DeadlineExceededError(
          absl::StrCat("close ", remote_.ToString(),
                       ": not acknowledged in time, connection reset")));
    }
    Finish();
  } else {
    timer_->Arm(acknowledged ? deadline_
                             : std::min(deadline_, now + kCheckEvery));
  }
}

void TcpLinger::DiscardInput() {
  const absl::Span<uint8_t> scratch = loop_.scratch();
  for (int i = 0; i < kDiscardsPerTurn && !peer_closed_; ++i) {
    const ssize_t n = recv(fd_.get(), scratch.data(), scratch.size(), 0);
    if (n == 0) peer_closed_ = true;
    if (n >= 0 || errno == EINTR) continue;
    if (errno != EAGAIN) {
      failure_ = absl::ErrnoToStatus(
          errno, absl::StrCat("close ", remote_.ToString()));
    }
    return;
  }
  // Edge-triggered: more that waits already is reported only if asked again. If
  // that fails the timer looks.
  if (!peer_closed_ && watch_.valid()) watch_.Modify(kEvents).IgnoreError();
}

void TcpLinger::Report(const absl::Status& status) {
  if (done_ == nullptr) return;
  DoneCallback done = std::exchange(done_, nullptr);
  done(status);
}

void TcpLinger::Reset() {
  done_ = nullptr;
  watch_.Reset();
  ResetConnection(fd_);
  Finish();
}

void TcpLinger::Finish() {
  timer_->Cancel();
  watch_.Reset();
  fd_.Close();
  loop_.Finish(this);
}

size_t TcpLinger::UnackedBytes() const {
  if (!fd_.valid()) return unacked_at_reset_;
  const size_t unacked = UnackedInKernel(fd_.get());
  // The end of the stream counts as one.
  return unacked > 0 && failure_.ok() ? unacked - 1 : unacked;
}

}  // namespace waymark::posix
