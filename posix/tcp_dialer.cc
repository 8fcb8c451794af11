// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "posix/tcp_dialer.h"

#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <cassert>
#include <cerrno>
#include <utility>

#include "absl/strings/str_cat.h"
#include "posix/socket_address.h"
#include "posix/socket_option.h"
#include "posix/tcp_stream.h"

namespace waymark::posix {
namespace {

constexpr int kDirectlyConnectedTtl = 255;

absl::Status Bind(int fd, const IpEndpoint& local) {
  // The port is chosen by connect, which knows the whole four-tuple: more
  // connections than there are ports may share an address.
  const int on = 1;
  setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof(on));
  const SocketAddress address = ToSocketAddress(local);
  if (bind(fd, address.get(), address.size) == 0) return absl::OkStatus();
  return absl::ErrnoToStatus(errno, absl::StrCat("bind to ", local.ToString()));
}

}  // namespace

TcpDialer::TcpDialer(EventLoop& loop, Options options)
    : loop_(loop), options_(std::move(options)) {}

void TcpDialer::StartConnect(DialerVisitor& visitor) {
  assert(visitor_ == nullptr);
  visitor_ = &visitor;
  const absl::Status status = Begin();
  if (status.ok()) return;
  watch_.Reset();
  fd_.Close();
  loop_.Defer([this, status = Named(status), alive = alive_.Watch()] {
    if (alive) std::exchange(visitor_, nullptr)->OnConnectFailed(status);
  });
}

void TcpDialer::CancelConnect() {
  alive_.Renew();
  visitor_ = nullptr;
  watch_.Reset();
  fd_.Close();
}

absl::Status TcpDialer::Begin() {
  absl::StatusOr<FileDescriptor> fd = OpenSocket();
  if (!fd.ok()) return fd.status();
  fd_ = *std::move(fd);
  const SocketAddress remote = ToSocketAddress(options_.remote);
  // An answer at once, good or bad, is read from the socket all the same.
  if (connect(fd_.get(), remote.get(), remote.size) != 0 &&
      errno != EINPROGRESS && errno != EINTR) {
    return absl::ErrnoToStatus(errno, "connect");
  }
  absl::StatusOr<FdHandle> watch =
      loop_.Watch(fd_.get(), EPOLLOUT, [this](uint32_t) { OnAnswer(); });
  if (!watch.ok()) return watch.status();
  watch_ = *std::move(watch);
  return absl::OkStatus();
}

absl::StatusOr<FileDescriptor> TcpDialer::OpenSocket() const {
  const IpFamily family = options_.remote.address.family();
  absl::StatusOr<FileDescriptor> fd = OpenTcpSocket(family, options_.socket);
  if (!fd.ok()) return fd;
  absl::Status status;
  if (!options_.peer.md5_key.empty()) {
    status.Update(
        SetMd5Key(fd->get(), options_.remote.address, options_.peer.md5_key));
  }
  if (options_.peer.ttl_security) {
    status.Update(SetTtl(fd->get(), family, kDirectlyConnectedTtl));
    status.Update(SetMinimumTtl(fd->get(), family, kDirectlyConnectedTtl));
  }
  if (options_.local) status.Update(Bind(fd->get(), *options_.local));
  if (!status.ok()) return status;
  return fd;
}

void TcpDialer::OnAnswer() {
  absl::StatusOr<std::unique_ptr<ByteStream>> stream = Finish();
  DialerVisitor* const visitor = std::exchange(visitor_, nullptr);
  if (stream.ok()) {
    visitor->OnConnected(*std::move(stream));
  } else {
    visitor->OnConnectFailed(Named(stream.status()));
  }
}

absl::StatusOr<std::unique_ptr<ByteStream>> TcpDialer::Finish() {
  watch_.Reset();
  FileDescriptor fd = std::move(fd_);
  int error = 0;
  socklen_t size = sizeof(error);
  getsockopt(fd.get(), SOL_SOCKET, SO_ERROR, &error, &size);
  if (error != 0) return absl::ErrnoToStatus(error, "connect");
  absl::StatusOr<std::unique_ptr<TcpStream>> stream =
      TcpStream::Create(loop_, std::move(fd));
  if (!stream.ok()) return stream.status();
  // A simultaneous open with itself, when nobody listens at a port of this
  // machine and the kernel chose that port for our end.
  if ((*stream)->local() == (*stream)->remote()) {
    return absl::UnavailableError("connect: met only itself");
  }
  return std::unique_ptr<ByteStream>(*std::move(stream));
}

absl::Status TcpDialer::Named(const absl::Status& status) const {
  std::string name = absl::StrCat("dial ", options_.remote.ToString());
  if (options_.local) {
    absl::StrAppend(&name, " from ", options_.local->ToString());
  }
  return absl::Status(status.code(),
                      absl::StrCat(name, ": ", status.message()));
}

}  // namespace waymark::posix
