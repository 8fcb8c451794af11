// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/proto/bgp_config.h"

#include "absl/strings/string_view.h"
#include "bgp/code_points.h"
#include "bgp/session/liveness_source.h"
#include "examples/proto/bfd_config.h"
#include "examples/proto/key_file.h"
#include "examples/proto/neighbor.pb.h"

namespace waymark::examples {
namespace {

constexpr uint32_t kHighestAs = 4294967294;

// Why `as_number` may not be used; empty if it may.
absl::string_view ReservedAs(uint32_t as_number) {
  switch (as_number) {
    case 0:
      return "is reserved (RFC 7607)";
    case bgp::kAsTrans:
      return "stands for numbers above 65535 (AS_TRANS, RFC 6793)";
    case 65535:
    case 4294967295:
      return "is reserved (RFC 7300)";
    default:
      return "";
  }
}

absl::string_view WhyNotUnicast(const IpAddress& address) {
  if (address.IsUnspecified()) return "is no host's address";
  if (address.IsMulticast()) return "is a multicast address";
  if (address.IsV4Mapped()) return "is an IPv4 address in IPv6 form";
  if (address.is_v6() && address.IsLinkLocal()) {
    return "is link-local, which would need an interface beside it";
  }
  return "";
}

}  // namespace

uint32_t ReadAsNumber(const ConfigNode& node, int field,
                      std::optional<uint32_t> fallback) {
  if (!node.Has(field)) {
    return node.Number(field, {1, kHighestAs}, fallback);
  }
  const uint32_t as_number = node.Number(field, {}, std::nullopt);
  const absl::string_view reserved = ReservedAs(as_number);
  if (!reserved.empty()) {
    node.Reject(field, reserved,
                "use your own, or a private one: 64512 to 65534, 4200000000 "
                "to 4294967294");
  }
  return as_number;
}

uint32_t ReadRouterId(const ConfigNode& node, int field) {
  if (!node.Has(field)) {
    node.Reject(field, "is missing",
                "set it to an IPv4 address of this node, or to any number in "
                "that form");
    return 0;
  }
  const std::optional<IpAddress> address = node.Address(field);
  if (!address.has_value()) return 0;
  if (!address->is_v4() || address->IsUnspecified()) {
    // RFC 6286, 2.1.
    node.Reject(field, "is no BGP identifier",
                "use the form of an IPv4 address, not 0.0.0.0");
    return 0;
  }
  return address->v4_host_order();
}

std::optional<IpAddress> ReadUnicast(const ConfigNode& node, int field,
                                     int index) {
  const std::optional<IpAddress> address = node.Address(field, index);
  if (!address.has_value()) return std::nullopt;
  const absl::string_view why_not = WhyNotUnicast(*address);
  if (why_not.empty()) return address;
  node.RejectAt(field, index, why_not,
                "use a unicast address that is not link-local");
  return std::nullopt;
}

std::optional<IpAddress> RequireUnicast(const ConfigNode& node, int field) {
  if (node.RequiredText(field).empty()) return std::nullopt;
  return ReadUnicast(node, field);
}

absl::Duration ReadHoldTime(const ConfigNode& node, int field,
                            uint32_t fallback_s) {
  const uint32_t seconds = node.Number(field, {0, 65535}, fallback_s);
  if (seconds == 1 || seconds == 2) {
    node.Reject(field, "is too short (RFC 4271, 4.2)",
                "choose 0 for never, or 3 to 65535");
  }
  return absl::Seconds(seconds);
}

absl::Duration ReadMilliseconds(const ConfigNode& node, int field,
                                NumberRange range, uint32_t fallback_ms) {
  return absl::Milliseconds(node.Number(field, range, fallback_ms));
}

void ReadBfd(const ConfigNode& node, int field, const std::string& config_file,
             speaker::NeighborConfig& neighbor) {
  neighbor.bfd.reset();
  neighbor.peer.liveness = bgp::LivenessMode::kNone;
  if (!node.Has(field)) return;
  const ConfigNode bfd = node.Child(field);
  neighbor.bfd.emplace().timers = ReadBfdTimers(bfd);
  neighbor.bfd->multihop_min_ttl = ReadMultihopMinTtl(bfd);
  neighbor.bfd->hold_down = ReadBfdHoldDown(bfd);
  neighbor.bfd->key_chain = ReadBfdKeys(bfd, config_file);
  neighbor.peer.liveness = bfd.As<proto::Bfd>().mode() == proto::Bfd::STRICT
                               ? bgp::LivenessMode::kStrict
                               : bgp::LivenessMode::kWatch;
}

posix::TcpPeerOptions ReadTcpPeer(const ConfigNode& node, int password_field,
                                  int ttl_field,
                                  const std::string& config_file) {
  posix::TcpPeerOptions options;
  options.ttl_security = node.Has(ttl_field);
  if (!node.Has(password_field)) return options;
  options.md5_key =
      ReadKeyFile(node, password_field, config_file, posix::kMaxMd5KeySize);
  return options;
}

}  // namespace waymark::examples
