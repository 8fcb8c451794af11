// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "posix/udp_headers.h"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "base/byte_writer.h"
#include "base/ip_address.h"
#include "base/ip_endpoint.h"
#include "gtest/gtest.h"

namespace waymark::posix {
namespace {

constexpr uint8_t kTtl = 255;
constexpr uint8_t kCs6 = 0xC0;

std::string Encoded(const IpEndpoint& source, const IpEndpoint& destination,
                    absl::Span<const uint8_t> payload) {
  std::array<uint8_t, kMaxUdpHeadersSize> octets;
  ByteWriter writer(absl::MakeSpan(octets));
  EncodeUdpHeaders(source, destination, kTtl, kCs6, payload, writer);
  EXPECT_TRUE(writer.ok());
  return absl::BytesToHexString(absl::string_view(
      reinterpret_cast<const char*>(octets.data()), writer.size()));
}

// The checksums are the sums beside them, complemented.
TEST(UdpHeadersTest, AnIpv4DatagramHasBothHeaders) {
  EXPECT_EQ(Encoded({IpAddress::V4(10, 0, 0, 1), 49152, 0},
                    {IpAddress::V4(10, 0, 0, 2), 3784, 0},
                    std::vector<uint8_t>{0x01, 0x02, 0x03, 0x04}),
            "45c00020"  // version 4, 5 words, CS6, 32 octets
            "00004000"  // identification 0, not to be fragmented
            // TTL 255, UDP; ~(45c0 + 0020 + 4000 + ff11 + 0a00 + 0001 + 0a00 +
            // 0002) with the carries added
            "ff11670a"
            "0a000001"
            "0a000002"
            "c0000ec8"  // 49152 to 3784
            // 12 octets; ~(0a00 + 0001 + 0a00 + 0002 + 0011 + 000c + c000 +
            // 0ec8 + 000c + 0102 + 0304)
            "000c1905");
}

TEST(UdpHeadersTest, AnIpv6DatagramHasItsChecksumToo) {
  EXPECT_EQ(Encoded({*IpAddress::Parse("2001:db8::1"), 49152, 0},
                    {*IpAddress::Parse("2001:db8::2"), 3784, 0},
                    std::vector<uint8_t>{0x01, 0x02, 0x03, 0x04}),
            "6c000000"  // version 6, CS6, flow label 0
            "000c11ff"  // 12 octets, UDP, hop limit 255
            "20010db8000000000000000000000001"
            "20010db8000000000000000000000002"
            "c0000ec8"
            "000cd192");
}

// What the receiver sums up, checksum included, is all ones (RFC 1071).
uint16_t Sum(absl::Span<const uint8_t> octets) {
  uint32_t sum = 0;
  for (size_t i = 0; i < octets.size(); ++i) {
    sum += i % 2 == 0 ? octets[i] << 8 : octets[i];
  }
  while (sum > 0xFFFF) sum = (sum & 0xFFFF) + (sum >> 16);
  return static_cast<uint16_t>(sum);
}

TEST(UdpHeadersTest, APayloadOfOddSizeIsSummedAsIfAZeroFollowed) {
  const std::vector<uint8_t> payload = {0xFF, 0xFE, 0xFD};
  std::array<uint8_t, kMaxUdpHeadersSize> octets;
  ByteWriter writer(absl::MakeSpan(octets));
  EncodeUdpHeaders({IpAddress::V4(192, 0, 2, 1), 50000, 0},
                   {IpAddress::V4(192, 0, 2, 2), 3784, 0}, kTtl, kCs6, payload,
                   writer);
  EXPECT_EQ(Sum(absl::MakeConstSpan(octets).first(20)), 0xFFFF);
  std::vector<uint8_t> summed(octets.begin() + 12, octets.begin() + 20);
  summed.insert(summed.end(), {0, 17, 0, 11});  // protocol and length
  summed.insert(summed.end(), octets.begin() + 20, octets.begin() + 28);
  summed.insert(summed.end(), payload.begin(), payload.end());
  EXPECT_EQ(Sum(summed), 0xFFFF);
}

TEST(UdpHeadersTest, AChecksumOfZeroIsSentAsAllOnes) {
  // The two octets of payload are chosen to make the sum all ones.
  const std::string without = Encoded({IpAddress::V4(10, 0, 0, 1), 49152, 0},
                                      {IpAddress::V4(10, 0, 0, 2), 3784, 0},
                                      std::vector<uint8_t>{0, 0});
  const std::string rest = absl::HexStringToBytes(without.substr(52, 4));
  const std::vector<uint8_t> payload(rest.begin(), rest.end());
  EXPECT_EQ(Encoded({IpAddress::V4(10, 0, 0, 1), 49152, 0},
                    {IpAddress::V4(10, 0, 0, 2), 3784, 0}, payload)
                .substr(52, 4),
            "ffff");
}

}  // namespace
}  // namespace waymark::posix
