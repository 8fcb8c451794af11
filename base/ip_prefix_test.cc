// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "base/ip_prefix.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "absl/hash/hash_testing.h"
#include "absl/strings/string_view.h"
#include "base/ip_address.h"
#include "gtest/gtest.h"

namespace waymark {
namespace {

IpPrefix Prefix(absl::string_view text) {
  const std::optional<IpPrefix> prefix = IpPrefix::Parse(text);
  EXPECT_TRUE(prefix.has_value()) << text;
  return prefix.value_or(IpPrefix());
}

IpAddress Address(absl::string_view text) {
  return IpAddress::Parse(text).value_or(IpAddress());
}

bool BitAt(const IpAddress& address, int bit) {
  return (address.octets()[bit / 8] >> (7 - bit % 8) & 1) != 0;
}

std::vector<IpAddress> RandomAddresses(IpFamily family, int count) {
  std::mt19937 random(1);
  std::vector<IpAddress> addresses;
  for (int i = 0; i < count; ++i) {
    std::array<uint8_t, 16> octets;
    for (uint8_t& octet : octets) octet = static_cast<uint8_t>(random());
    addresses.push_back(family == IpFamily::kV4
                            ? IpAddress::V4(static_cast<uint32_t>(random()))
                            : IpAddress::V6(octets));
  }
  return addresses;
}

class IpPrefixFamilyTest : public ::testing::TestWithParam<IpFamily> {};
INSTANTIATE_TEST_SUITE_P(Families, IpPrefixFamilyTest,
                         ::testing::Values(IpFamily::kV4, IpFamily::kV6));

TEST_P(IpPrefixFamilyTest, EveryLengthKeepsItsBitsAndClearsTheOthers) {
  for (const IpAddress& address : RandomAddresses(GetParam(), 20)) {
    for (int length = 0; length <= address.bits(); ++length) {
      const IpPrefix prefix = *IpPrefix::Create(address, length);
      EXPECT_EQ(prefix.length(), length);
      EXPECT_EQ(prefix.family(), GetParam());
      for (int bit = 0; bit < address.bits(); ++bit) {
        EXPECT_EQ(BitAt(prefix.address(), bit),
                  bit < length && BitAt(address, bit));
      }
    }
  }
}

TEST_P(IpPrefixFamilyTest, APrefixContainsWhatSharesItsBits) {
  for (const IpAddress& address : RandomAddresses(GetParam(), 10)) {
    for (int length = 0; length <= address.bits(); ++length) {
      const IpPrefix prefix = *IpPrefix::Create(address, length);
      EXPECT_TRUE(prefix.Contains(address));
      EXPECT_TRUE(prefix.Contains(IpPrefix::Host(address)));
      EXPECT_TRUE(prefix.Contains(prefix));
      if (length == 0) continue;
      // The neighbour that differs in the last bit that counts.
      std::vector<uint8_t> octets(address.octets().begin(),
                                  address.octets().end());
      octets[(length - 1) / 8] ^=
          static_cast<uint8_t>(0x80 >> (length - 1) % 8);
      const IpAddress neighbour = *IpAddress::FromOctets(octets);
      EXPECT_FALSE(prefix.Contains(neighbour));
      EXPECT_FALSE(prefix.Contains(*IpPrefix::Create(neighbour, length)));
      const IpPrefix parent = *IpPrefix::Create(address, length - 1);
      EXPECT_TRUE(parent.Contains(prefix));
      EXPECT_TRUE(parent.Contains(neighbour));
      EXPECT_FALSE(prefix.Contains(parent));
    }
  }
}

TEST_P(IpPrefixFamilyTest, EveryPrefixSurvivesItsText) {
  for (const IpAddress& address : RandomAddresses(GetParam(), 20)) {
    for (int length = 0; length <= address.bits(); ++length) {
      const IpPrefix prefix = *IpPrefix::Create(address, length);
      EXPECT_EQ(IpPrefix::Parse(prefix.ToString()), prefix);
    }
  }
}

TEST(IpPrefixTest, TheDefaultIsTheIpv4DefaultRoute) {
  EXPECT_EQ(IpPrefix().ToString(), "0.0.0.0/0");
  EXPECT_EQ(IpPrefix(), Prefix("0.0.0.0/0"));
  EXPECT_TRUE(IpPrefix().IsDefault());
}

TEST(IpPrefixTest, ALengthOutsideTheFamilyIsRejected) {
  EXPECT_EQ(IpPrefix::Create(Address("10.0.0.0"), -1), std::nullopt);
  EXPECT_EQ(IpPrefix::Create(Address("10.0.0.0"), 33), std::nullopt);
  EXPECT_EQ(IpPrefix::Create(Address("10.0.0.0"), 256), std::nullopt);
  EXPECT_EQ(IpPrefix::Create(Address("::"), -1), std::nullopt);
  EXPECT_EQ(IpPrefix::Create(Address("::"), 129), std::nullopt);
  EXPECT_NE(IpPrefix::Create(Address("::"), 33), std::nullopt);
}

TEST(IpPrefixTest, TextIsAddressAndLength) {
  EXPECT_EQ(Prefix("10.0.0.0/8").address(), Address("10.0.0.0"));
  EXPECT_EQ(Prefix("10.0.0.0/8").length(), 8);
  EXPECT_EQ(Prefix("2001:0DB8:0::/32").ToString(), "2001:db8::/32");
  EXPECT_EQ(Prefix("::ffff:1.2.3.0/120").ToString(), "::ffff:1.2.3.0/120");
}

TEST(IpPrefixTest, ABareAddressIsItsHostRoute) {
  EXPECT_EQ(Prefix("10.1.2.3"), IpPrefix::Host(Address("10.1.2.3")));
  EXPECT_EQ(Prefix("10.1.2.3").ToString(), "10.1.2.3/32");
  EXPECT_EQ(Prefix("2001:db8::1").ToString(), "2001:db8::1/128");
  EXPECT_TRUE(Prefix("10.1.2.3").IsHost());
  EXPECT_TRUE(Prefix("::").IsHost());
  EXPECT_FALSE(Prefix("::/32").IsHost());
}

TEST(IpPrefixTest, TextWithSetHostBitsIsRejected) {
  for (const char* text : {"10.0.0.1/8", "10.0.0.0/6", "0.0.0.1/0",
                           "10.0.0.1/31", "2001:db8::1/127", "::1/0"}) {
    EXPECT_EQ(IpPrefix::Parse(text), std::nullopt) << text;
  }
}

TEST(IpPrefixTest, TextThatIsNoPrefixIsRejected) {
  for (const absl::string_view text : std::initializer_list<absl::string_view>{
           "", "/", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1",
           "10.0.0.0/+8", "10.0.0.0/08", "10.0.0.0/ 8", "10.0.0.0/8 ",
           "10.0.0.0/8/8", "10.0.0.0//8", "10.0.0/8", "10/8", "::/129", "::/",
           "10.0.0.0/255.0.0.0", "10.0.0.0/4294967304",
           absl::string_view("10.0.0.0/8\0", 11)}) {
    EXPECT_EQ(IpPrefix::Parse(text), std::nullopt) << '"' << text << '"';
  }
}

TEST(IpPrefixTest, NothingIsContainedAcrossFamilies) {
  EXPECT_FALSE(Prefix("0.0.0.0/0").Contains(Address("::")));
  EXPECT_FALSE(Prefix("::/0").Contains(Address("0.0.0.0")));
  EXPECT_FALSE(Prefix("0.0.0.0/0").Contains(Prefix("::/0")));
  EXPECT_FALSE(Prefix("::/0").Contains(Prefix("10.0.0.0/8")));
  EXPECT_FALSE(Prefix("::ffff:0:0/96").Contains(Address("1.2.3.4")));
}

TEST(IpPrefixTest, PrefixesSortByAddressAndThenTheShorterFirst) {
  const std::vector<IpPrefix> sorted = {
      Prefix("0.0.0.0/0"),   Prefix("10.0.0.0/8"),   Prefix("10.0.0.0/9"),
      Prefix("10.0.0.0/32"), Prefix("10.0.0.1"),     Prefix("::/0"),
      Prefix("::/128"),      Prefix("2001:db8::/32")};
  EXPECT_TRUE(std::ranges::is_sorted(sorted));
  EXPECT_NE(Prefix("10.0.0.0/8"), Prefix("10.0.0.0/9"));
  EXPECT_NE(Prefix("0.0.0.0/0"), Prefix("::/0"));
}

TEST(IpPrefixTest, HashAgreesWithEquality) {
  EXPECT_TRUE(absl::VerifyTypeImplementsAbslHashCorrectly(
      {Prefix("0.0.0.0/0"), Prefix("0.0.0.0/1"), Prefix("::/0"),
       Prefix("10.0.0.0/8"), *IpPrefix::Create(Address("10.1.2.3"), 8)}));
}

TEST(IpPrefixTest, APrefixIsSmall) { EXPECT_EQ(sizeof(IpPrefix), 18u); }

}  // namespace
}  // namespace waymark
