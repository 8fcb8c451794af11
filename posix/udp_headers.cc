// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "posix/udp_headers.h"

#include <netinet/in.h>

namespace waymark::posix {
namespace {

constexpr uint16_t kIpv4HeaderSize = 20;
constexpr uint16_t kUdpHeaderSize = 8;
constexpr uint16_t kDontFragment = 0x4000;

// The Internet checksum (RFC 1071) over pieces of which all but the last have
// an even size.
class InternetChecksum {
 public:
  void AddU16(uint16_t value) { sum_ += value; }
  void Add(absl::Span<const uint8_t> octets) {
    size_t i = 0;
    for (; i + 1 < octets.size(); i += 2) {
      AddU16(static_cast<uint16_t>(octets[i] << 8 | octets[i + 1]));
    }
    if (i < octets.size()) AddU16(static_cast<uint16_t>(octets[i] << 8));
  }
  uint16_t Value() const {
    uint32_t sum = sum_;
    while (sum > 0xFFFF) sum = (sum & 0xFFFF) + (sum >> 16);
    return static_cast<uint16_t>(~sum);
  }

 private:
  uint32_t sum_ = 0;
};

void EncodeIpv4Header(const IpAddress& source, const IpAddress& destination,
                      uint8_t ttl, uint8_t traffic_class, uint16_t udp_size,
                      ByteWriter& writer) {
  const auto first = static_cast<uint16_t>(0x4500 | traffic_class);
  const auto size = static_cast<uint16_t>(kIpv4HeaderSize + udp_size);
  const auto ttl_and_protocol = static_cast<uint16_t>(ttl << 8 | IPPROTO_UDP);
  InternetChecksum checksum;
  checksum.AddU16(first);
  checksum.AddU16(size);
  checksum.AddU16(kDontFragment);
  checksum.AddU16(ttl_and_protocol);
  checksum.Add(source.octets());
  checksum.Add(destination.octets());
  writer.WriteU16(first);
  writer.WriteU16(size);
  writer.WriteU16(0);  // identification: of no use to what is not fragmented
  writer.WriteU16(kDontFragment);
  writer.WriteU16(ttl_and_protocol);
  writer.WriteU16(checksum.Value());
  writer.WriteSpan(source.octets());
  writer.WriteSpan(destination.octets());
}

void EncodeIpv6Header(const IpAddress& source, const IpAddress& destination,
                      uint8_t ttl, uint8_t traffic_class, uint16_t udp_size,
                      ByteWriter& writer) {
  writer.WriteU32(uint32_t{6} << 28 | uint32_t{traffic_class} << 20);
  writer.WriteU16(udp_size);
  writer.WriteU8(IPPROTO_UDP);
  writer.WriteU8(ttl);
  writer.WriteSpan(source.octets());
  writer.WriteSpan(destination.octets());
}

}  // namespace

void EncodeUdpHeaders(const IpEndpoint& source, const IpEndpoint& destination,
                      uint8_t ttl, uint8_t traffic_class,
                      absl::Span<const uint8_t> payload, ByteWriter& writer) {
  const auto udp_size = static_cast<uint16_t>(kUdpHeaderSize + payload.size());
  if (source.address.is_v4()) {
    EncodeIpv4Header(source.address, destination.address, ttl, traffic_class,
                     udp_size, writer);
  } else {
    EncodeIpv6Header(source.address, destination.address, ttl, traffic_class,
                     udp_size, writer);
  }
  InternetChecksum checksum;  // over a pseudo header, too
  checksum.Add(source.address.octets());
  checksum.Add(destination.address.octets());
  checksum.AddU16(IPPROTO_UDP);
  checksum.AddU16(udp_size);
  checksum.AddU16(source.port);
  checksum.AddU16(destination.port);
  checksum.AddU16(udp_size);
  checksum.Add(payload);
  writer.WriteU16(source.port);
  writer.WriteU16(destination.port);
  writer.WriteU16(udp_size);
  // Zero would say that there is none.
  writer.WriteU16(checksum.Value() == 0 ? 0xFFFF : checksum.Value());
}

}  // namespace waymark::posix
