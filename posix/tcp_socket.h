// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Opening TCP sockets with the options that BGP asks for: prompt sending, a
// short queue in the kernel, control-plane precedence, GTSM (RFC 5082) and MD5
// signatures (RFC 2385).

#ifndef WAYMARK_POSIX_TCP_SOCKET_H_
#define WAYMARK_POSIX_TCP_SOCKET_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/ip_address.h"
#include "posix/file_descriptor.h"
#include "posix/socket_option.h"

namespace waymark::posix {

// What holds for every connection of a dialer or a listener.
struct TcpSocketOptions {
  // Time to live, or hop limit, of what we send: 1 to 255; the system's own
  // choice if absent. Where the peer has ttl_security it is 255 instead.
  std::optional<int> ttl;
  // The octet with DSCP in its upper six bits.
  uint8_t traffic_class = kTrafficClassCs6;
  // Only this interface (SO_BINDTODEVICE); empty: as the routes say.
  std::string device;
  // The kernel takes more octets only while fewer than this are unsent, so that
  // what is sent is decided late. Octets.
  int not_sent_low_water = 16 * 1024;
};

// What holds for the connections with one peer.
struct TcpPeerOptions {
  // RFC 2385: at most kMaxMd5KeySize octets; empty: no signature.
  std::string md5_key;
  // RFC 5082: send with a time to live of 255 and drop what arrives with less:
  // the peer is on the link.
  bool ttl_security = false;
};

inline constexpr size_t kMaxMd5KeySize = 80;

// A non-blocking, close-on-exec TCP socket with `options` applied; IPv6 sockets
// do not speak IPv4.
absl::StatusOr<FileDescriptor> OpenTcpSocket(IpFamily family,
                                             const TcpSocketOptions& options);

// Signs segments to `peer` and drops unsigned or wrongly signed ones from it;
// an empty key ends that. Before connect, or on a listening socket, whose
// connections inherit it.
absl::Status SetMd5Key(int fd, const IpAddress& peer, absl::string_view key);

// The least time to live, or hop limit, that is accepted (RFC 5082).
absl::Status SetMinimumTtl(int fd, IpFamily family, int ttl);

}  // namespace waymark::posix

#endif  // WAYMARK_POSIX_TCP_SOCKET_H_
