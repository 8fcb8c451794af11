// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "posix/tcp_socket.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/ip_endpoint.h"
#include "posix/socket_address.h"
#include "posix/socket_option.h"

namespace waymark::posix {
namespace {

absl::Status BindToDevice(int fd, const std::string& device) {
  if (setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, device.data(),
                 static_cast<socklen_t>(device.size())) == 0) {
    return absl::OkStatus();
  }
  return absl::ErrnoToStatus(errno, absl::StrCat("bind to device ", device));
}

absl::Status ApplyOptions(int fd, IpFamily family,
                          const TcpSocketOptions& options) {
  absl::Status status =
      SetOption(fd, IPPROTO_TCP, TCP_NODELAY, 1, "TCP_NODELAY");
  status.Update(SetOption(fd, IPPROTO_TCP, TCP_NOTSENT_LOWAT,
                          options.not_sent_low_water, "TCP_NOTSENT_LOWAT"));
  status.Update(SetTrafficClass(fd, family, options.traffic_class));
  if (family == IpFamily::kV6) {
    status.Update(SetOption(fd, IPPROTO_IPV6, IPV6_V6ONLY, 1, "IPV6_V6ONLY"));
  }
  if (options.ttl) status.Update(SetTtl(fd, family, *options.ttl));
  if (!options.device.empty()) status.Update(BindToDevice(fd, options.device));
  return status;
}

}  // namespace

absl::StatusOr<FileDescriptor> OpenTcpSocket(IpFamily family,
                                             const TcpSocketOptions& options) {
  FileDescriptor fd(socket(SocketFamily(family),
                           SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC,
                           IPPROTO_TCP));
  if (!fd.valid()) return absl::ErrnoToStatus(errno, "open a TCP socket");
  absl::Status status = ApplyOptions(fd.get(), family, options);
  if (!status.ok()) return status;
  return fd;
}

absl::Status SetMd5Key(int fd, const IpAddress& peer, absl::string_view key) {
  if (key.size() > kMaxMd5KeySize) {
    return absl::InvalidArgumentError(
        absl::StrCat("the MD5 key of ", peer.ToString(), " has ", key.size(),
                     " octets, more than ", kMaxMd5KeySize));
  }
  tcp_md5sig md5 = {};
  md5.tcpm_addr = ToSocketAddress(IpEndpoint{peer, 0, 0}).storage;
  md5.tcpm_keylen = static_cast<uint16_t>(key.size());
  std::copy(key.begin(), key.end(), md5.tcpm_key);
  if (setsockopt(fd, IPPROTO_TCP, TCP_MD5SIG, &md5, sizeof(md5)) == 0) {
    return absl::OkStatus();
  }
  // Nothing was set, so there is nothing to end.
  if (key.empty() && errno == ENOENT) return absl::OkStatus();
  return absl::ErrnoToStatus(
      errno, absl::StrCat("set the MD5 key of ", peer.ToString()));
}

absl::Status SetMinimumTtl(int fd, IpFamily family, int ttl) {
  return family == IpFamily::kV4
             ? SetOption(fd, IPPROTO_IP, IP_MINTTL, ttl, "IP_MINTTL")
             : SetOption(fd, IPPROTO_IPV6, IPV6_MINHOPCOUNT, ttl,
                         "IPV6_MINHOPCOUNT");
}

}  // namespace waymark::posix
