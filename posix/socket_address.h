// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Endpoints in the form the kernel takes and gives.

#ifndef WAYMARK_POSIX_SOCKET_ADDRESS_H_
#define WAYMARK_POSIX_SOCKET_ADDRESS_H_

#include <sys/socket.h>

#include <optional>

#include "absl/status/statusor.h"
#include "base/ip_address.h"
#include "base/ip_endpoint.h"

namespace waymark::posix {

// A value; `size` octets of `storage` count.
struct SocketAddress {
  sockaddr_storage storage = {};
  socklen_t size = 0;

  const sockaddr* get() const {
    return reinterpret_cast<const sockaddr*>(&storage);
  }
};

SocketAddress ToSocketAddress(const IpEndpoint& endpoint);

// nullopt unless the family is AF_INET or AF_INET6. The scope is kept for
// link-local addresses only, as IpEndpoint wants it.
std::optional<IpEndpoint> FromSocketAddress(const sockaddr_storage& storage);

// AF_INET or AF_INET6.
int SocketFamily(IpFamily family);

// Both ends of a socket, from the kernel.
absl::StatusOr<IpEndpoint> LocalEndpoint(int fd);
absl::StatusOr<IpEndpoint> RemoteEndpoint(int fd);

}  // namespace waymark::posix

#endif  // WAYMARK_POSIX_SOCKET_ADDRESS_H_
