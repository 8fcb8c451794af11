// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The headers that the kernel puts in front of a datagram, for those it does
// not see (posix/datagram_batch.h).

#ifndef WAYMARK_POSIX_UDP_HEADERS_H_
#define WAYMARK_POSIX_UDP_HEADERS_H_

#include <cstddef>
#include <cstdint>

#include "absl/types/span.h"
#include "base/byte_writer.h"
#include "base/ip_endpoint.h"

namespace waymark::posix {

inline constexpr size_t kMaxUdpHeadersSize = 40 + 8;

// Writes the header of IPv4 (RFC 791, no options, not to be fragmented) or IPv6
// (RFC 8200, flow label 0) and that of UDP (RFC 768) with its checksum, for
// `payload`, which follows it on the wire and is not written. `ttl` is the time
// to live or hop limit; `traffic_class` the octet with DSCP in its upper six
// bits. The scopes of the endpoints do not count.
// REQUIRES: both of one family, and 65,000 octets of payload at most.
void EncodeUdpHeaders(const IpEndpoint& source, const IpEndpoint& destination,
                      uint8_t ttl, uint8_t traffic_class,
                      absl::Span<const uint8_t> payload, ByteWriter& writer);

}  // namespace waymark::posix

#endif  // WAYMARK_POSIX_UDP_HEADERS_H_
