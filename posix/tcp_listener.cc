// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "posix/tcp_listener.h"

#include <sys/epoll.h>
#include <sys/socket.h>

#include <cerrno>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "posix/socket_address.h"
#include "posix/socket_option.h"
#include "posix/tcp_stream.h"

namespace waymark::posix {
namespace {

constexpr int kDirectlyConnectedTtl = 255;
constexpr int kAcceptsPerTurn = 16;
constexpr absl::Duration kRetryAfter = absl::Milliseconds(100);

absl::Status BindAndListen(int fd, const TcpListener::Options& options) {
  // Old connections in TIME_WAIT do not keep a restarted speaker waiting.
  const int on = 1;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
  const SocketAddress address = ToSocketAddress(options.local);
  if (bind(fd, address.get(), address.size) != 0) {
    return absl::ErrnoToStatus(errno, "bind");
  }
  if (listen(fd, options.backlog) != 0) {
    return absl::ErrnoToStatus(errno, "listen");
  }
  return absl::OkStatus();
}

absl::Status Named(const IpEndpoint& local, const absl::Status& status) {
  return absl::Status(
      status.code(),
      absl::StrCat("listen at ", local.ToString(), ": ", status.message()));
}

// Errors of the connection that was to be accepted, not of accepting.
bool IsPassing(int error) {
  switch (error) {
    case EINTR:
    case ECONNABORTED:
    case EPERM:
    case EPROTO:
    case ENETDOWN:
    case ENOPROTOOPT:
    case EHOSTDOWN:
    case EHOSTUNREACH:
    case ENETUNREACH:
      return true;
    default:
      return false;
  }
}

}  // namespace

absl::StatusOr<std::unique_ptr<TcpListener>> TcpListener::Create(
    EventLoop& loop, const Options& options) {
  absl::StatusOr<FileDescriptor> fd =
      OpenTcpSocket(options.local.address.family(), options.socket);
  if (!fd.ok()) return Named(options.local, fd.status());
  const absl::Status status = BindAndListen(fd->get(), options);
  if (!status.ok()) return Named(options.local, status);
  const absl::StatusOr<IpEndpoint> local = LocalEndpoint(fd->get());
  if (!local.ok()) return Named(options.local, local.status());
  return std::unique_ptr<TcpListener>(
      new TcpListener(loop, *std::move(fd), *local, options.socket));
}

TcpListener::TcpListener(EventLoop& loop, FileDescriptor fd,
                         const IpEndpoint& local,
                         const TcpSocketOptions& options)
    : loop_(loop),
      fd_(std::move(fd)),
      local_(local),
      options_(options),
      retry_(loop.CreateTimer([this] { StartWatch(); })) {}

void TcpListener::SetVisitor(ListenerVisitor* visitor) {
  visitor_ = visitor;
  if (visitor_ != nullptr && !watch_.valid()) {
    StartWatch();
  } else if (visitor_ == nullptr) {
    watch_.Reset();
    retry_->Cancel();
  }
}

void TcpListener::StartWatch() {
  absl::StatusOr<FdHandle> watch =
      loop_.Watch(fd_.get(), EPOLLIN, [this](uint32_t) { Accept(); });
  if (watch.ok()) {
    watch_ = *std::move(watch);
  } else {
    Fail(watch.status());
  }
}

absl::Status TcpListener::SetPeer(const IpAddress& peer,
                                  const TcpPeerOptions& options) {
  if (peer.family() != local_.address.family()) {
    return Named(local_, absl::InvalidArgumentError(absl::StrCat(
                             peer.ToString(), " is of the other family")));
  }
  absl::Status status = SetMd5Key(fd_.get(), peer, options.md5_key);
  if (options.ttl_security) {
    status.Update(SetTtl(fd_.get(), peer.family(), kDirectlyConnectedTtl));
  }
  if (!status.ok()) return Named(local_, status);
  peers_[peer] = options.ttl_security;
  return absl::OkStatus();
}

absl::Status TcpListener::RemovePeer(const IpAddress& peer) {
  peers_.erase(peer);
  const absl::Status status = SetMd5Key(fd_.get(), peer, "");
  return status.ok() ? status : Named(local_, status);
}

void TcpListener::Accept() {
  const AliveToken::Watcher alive = alive_.Watch();
  for (int i = 0; i < kAcceptsPerTurn; ++i) {
    SocketAddress from;
    from.size = sizeof(from.storage);
    FileDescriptor fd(accept4(fd_.get(),
                              reinterpret_cast<sockaddr*>(&from.storage),
                              &from.size, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (!fd.valid() && errno == EAGAIN) return;
    if (!fd.valid() && IsPassing(errno)) continue;
    if (!fd.valid()) return Fail(absl::ErrnoToStatus(errno, "accept"));
    const std::optional<IpEndpoint> peer = FromSocketAddress(from.storage);
    if (!peer || !ApplyTtl(fd.get(), peer->address).ok()) continue;
    absl::StatusOr<std::unique_ptr<TcpStream>> stream =
        TcpStream::Create(loop_, std::move(fd));
    if (!stream.ok()) continue;  // gone while it waited
    ++counters_.accepted;
    visitor_->OnAccepted(*std::move(stream));
    if (!alive || visitor_ == nullptr) return;
  }
}

absl::Status TcpListener::ApplyTtl(int fd, const IpAddress& peer) const {
  const auto it = peers_.find(peer);
  if (it != peers_.end() && it->second) {
    return SetMinimumTtl(fd, peer.family(), kDirectlyConnectedTtl);
  }
  // The listener may answer with 255 for the sake of another peer.
  return options_.ttl ? SetTtl(fd, peer.family(), *options_.ttl)
                      : absl::OkStatus();
}

void TcpListener::Fail(const absl::Status& status) {
  ++counters_.failed;
  last_failure_ = Named(local_, status);
  // The queue stays readable: watching on would spin.
  watch_.Reset();
  retry_->Arm(loop_.clock().Now() + kRetryAfter);
}

}  // namespace waymark::posix
