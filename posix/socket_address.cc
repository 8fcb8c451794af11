// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "posix/socket_address.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "absl/status/status.h"
#include "absl/types/span.h"

namespace waymark::posix {
namespace {

using NameFunction = int (*)(int, sockaddr*, socklen_t*);

absl::StatusOr<IpEndpoint> NameOf(int fd, NameFunction function,
                                  const char* what) {
  SocketAddress address;
  address.size = sizeof(address.storage);
  if (function(fd, reinterpret_cast<sockaddr*>(&address.storage),
               &address.size) != 0) {
    return absl::ErrnoToStatus(errno, what);
  }
  const std::optional<IpEndpoint> endpoint = FromSocketAddress(address.storage);
  if (!endpoint) return absl::InternalError("a socket of a foreign family");
  return *endpoint;
}

}  // namespace

int SocketFamily(IpFamily family) {
  return family == IpFamily::kV4 ? AF_INET : AF_INET6;
}

SocketAddress ToSocketAddress(const IpEndpoint& endpoint) {
  SocketAddress result;
  const absl::Span<const uint8_t> octets = endpoint.address.octets();
  if (endpoint.address.is_v4()) {
    sockaddr_in v4 = {};
    v4.sin_family = AF_INET;
    v4.sin_port = htons(endpoint.port);
    std::memcpy(&v4.sin_addr, octets.data(), octets.size());
    std::memcpy(&result.storage, &v4, sizeof(v4));
    result.size = sizeof(v4);
  } else {
    sockaddr_in6 v6 = {};
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(endpoint.port);
    std::memcpy(&v6.sin6_addr, octets.data(), octets.size());
    v6.sin6_scope_id = endpoint.scope_id;
    std::memcpy(&result.storage, &v6, sizeof(v6));
    result.size = sizeof(v6);
  }
  return result;
}

std::optional<IpEndpoint> FromSocketAddress(const sockaddr_storage& storage) {
  IpEndpoint endpoint;
  if (storage.ss_family == AF_INET) {
    sockaddr_in v4;
    std::memcpy(&v4, &storage, sizeof(v4));
    endpoint.address = IpAddress::V4(ntohl(v4.sin_addr.s_addr));
    endpoint.port = ntohs(v4.sin_port);
    return endpoint;
  }
  if (storage.ss_family != AF_INET6) return std::nullopt;
  sockaddr_in6 v6;
  std::memcpy(&v6, &storage, sizeof(v6));
  std::array<uint8_t, 16> octets;
  std::copy_n(v6.sin6_addr.s6_addr, octets.size(), octets.begin());
  endpoint.address = IpAddress::V6(octets);
  endpoint.port = ntohs(v6.sin6_port);
  if (endpoint.address.IsLinkLocal()) endpoint.scope_id = v6.sin6_scope_id;
  return endpoint;
}

absl::StatusOr<IpEndpoint> LocalEndpoint(int fd) {
  return NameOf(fd, getsockname, "getsockname");
}

absl::StatusOr<IpEndpoint> RemoteEndpoint(int fd) {
  return NameOf(fd, getpeername, "getpeername");
}

}  // namespace waymark::posix
