// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "posix/netlink/report_socket.h"

#include <netlink/socket.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <cerrno>
#include <utility>

#include "absl/strings/str_cat.h"

namespace waymark::posix {
namespace {

// Holds some thousand reports.
constexpr int kReceiveBuffer = 1 << 20;
constexpr size_t kDatagramSize = 32 * 1024;

}  // namespace

absl::StatusOr<std::unique_ptr<ReportSocket>> ReportSocket::Open(
    EventLoop& loop, absl::Span<const int> groups, absl::string_view what,
    ReportVisitor& visitor) {
  absl::StatusOr<NetlinkSocket> socket = OpenNetlinkSocket();
  if (!socket.ok()) return socket.status();
  nl_socket_set_buffer_size(socket->get(), kReceiveBuffer, 0);
  nl_socket_set_nonblocking(socket->get());
  for (const int group : groups) {
    const int error = nl_socket_add_membership(socket->get(), group);
    if (error < 0) return NetlinkStatus(error, absl::StrCat("watch ", what));
  }
  std::unique_ptr<ReportSocket> result(
      new ReportSocket(visitor, *std::move(socket)));
  absl::StatusOr<FdHandle> watch = loop.Watch(
      nl_socket_get_fd(result->socket_.get()), EPOLLIN,
      [reader = result.get()](uint32_t) { reader->Read(); },
      EventLoop::Urgency::kUrgent);
  if (!watch.ok()) return watch.status();
  result->watch_ = *std::move(watch);
  return result;
}

ReportSocket::ReportSocket(ReportVisitor& visitor, NetlinkSocket socket)
    : visitor_(visitor), socket_(std::move(socket)), buffer_(kDatagramSize) {}

void ReportSocket::Read() {
  sockaddr_nl from = {};
  socklen_t from_size = sizeof(from);
  const ssize_t n =
      recvfrom(nl_socket_get_fd(socket_.get()), buffer_.data(), buffer_.size(),
               MSG_TRUNC, reinterpret_cast<sockaddr*>(&from), &from_size);
  if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
  // ENOBUFS: reports were dropped. Or one did not fit.
  if (n < 0 || static_cast<size_t>(n) > buffer_.size()) {
    return visitor_.OnReportsLost();
  }
  // Only the kernel is believed.
  if (from.nl_pid == 0) OnReports(static_cast<size_t>(n));
}

void ReportSocket::OnReports(size_t size) {
  const AliveToken::Watcher alive = alive_.Watch();
  int left = static_cast<int>(size);
  for (auto* message = reinterpret_cast<nlmsghdr*>(buffer_.data());
       nlmsg_ok(message, left); message = nlmsg_next(message, &left)) {
    visitor_.OnReport(message);
    if (!alive) return;
  }
}

void ReportSocket::Discard() {
  // ENOBUFS stands before what is still queued.
  ssize_t n;
  do {
    n = recv(nl_socket_get_fd(socket_.get()), buffer_.data(), buffer_.size(),
             0);
  } while (n > 0 || (n < 0 && (errno == ENOBUFS || errno == EINTR)));
}

}  // namespace waymark::posix
