// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "base/ip_address.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "absl/hash/hash_testing.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace waymark {
namespace {

using ::testing::ElementsAre;
using ::testing::ElementsAreArray;

IpAddress Address(absl::string_view text) {
  const std::optional<IpAddress> address = IpAddress::Parse(text);
  EXPECT_TRUE(address.has_value()) << text;
  return address.value_or(IpAddress());
}

TEST(IpAddressTest, TheDefaultIsTheUnspecifiedIpv4Address) {
  EXPECT_EQ(IpAddress().ToString(), "0.0.0.0");
  EXPECT_TRUE(IpAddress().is_v4());
  EXPECT_EQ(IpAddress(), IpAddress::V4(0));
}

TEST(IpAddressTest, Ipv4IsTheSameFromNumberOctetsAndText) {
  constexpr IpAddress address = IpAddress::V4(192, 0, 2, 129);
  EXPECT_EQ(address, IpAddress::V4(0xc0000281));
  EXPECT_EQ(address, Address("192.0.2.129"));
  EXPECT_EQ(address, IpAddress::FromOctets(address.octets()));
  EXPECT_EQ(address.v4_host_order(), 0xc0000281u);
  EXPECT_THAT(address.octets(), ElementsAre(192, 0, 2, 129));
  EXPECT_EQ(address.family(), IpFamily::kV4);
  EXPECT_EQ(address.bits(), 32);
  EXPECT_FALSE(address.is_v6());
}

TEST(IpAddressTest, Ipv6IsTheSameFromOctetsAndText) {
  constexpr std::array<uint8_t, 16> kOctets = {
      0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0x12, 0x34, 0xab, 0xcd};
  constexpr IpAddress address = IpAddress::V6(kOctets);
  EXPECT_EQ(address, Address("2001:db8::1234:abcd"));
  EXPECT_EQ(address, IpAddress::FromOctets(kOctets));
  EXPECT_THAT(address.octets(), ElementsAreArray(kOctets));
  EXPECT_EQ(address.family(), IpFamily::kV6);
  EXPECT_EQ(address.bits(), 128);
  EXPECT_FALSE(address.is_v4());
}

TEST(IpAddressTest, OnlyFourOrSixteenOctetsMakeAnAddress) {
  const std::vector<uint8_t> octets(20, 1);
  for (size_t size = 0; size <= octets.size(); ++size) {
    EXPECT_EQ(IpAddress::FromOctets(absl::MakeConstSpan(octets).first(size))
                  .has_value(),
              size == 4 || size == 16)
        << size;
  }
}

TEST(IpAddressTest, EveryOctetOfIpv4ReadsAndWrites) {
  for (int value = 0; value < 256; ++value) {
    const std::string text = "1.2.3." + std::to_string(value);
    EXPECT_EQ(Address(text),
              IpAddress::V4(1, 2, 3, static_cast<uint8_t>(value)));
    EXPECT_EQ(Address(text).ToString(), text);
  }
}

TEST(IpAddressTest, TextThatIsNoAddressIsRejected) {
  for (const absl::string_view text :
       std::initializer_list<absl::string_view>{"",
                                                " ",
                                                "1",
                                                "1.2.3",
                                                "1.2.3.",
                                                ".1.2.3",
                                                "1.2.3.4.5",
                                                "1.2.3.256",
                                                "1.2.3.-1",
                                                "1.2.3.04",
                                                "1.2.3.0x4",
                                                "1..2.3",
                                                " 1.2.3.4",
                                                "1.2.3.4 ",
                                                "1.2.3.4/32",
                                                "1.2.3.4:5",
                                                "a.b.c.d",
                                                "999.1.1.1",
                                                ":",
                                                ":::",
                                                "1:2",
                                                "1:2:3:4:5:6:7",
                                                "1:2:3:4:5:6:7:8:9",
                                                "1::2::3",
                                                ":1::",
                                                "1:::2",
                                                "12345::",
                                                "g::",
                                                "1:2:3:4:5:6:7:",
                                                ":1:2:3:4:5:6:7",
                                                "1:2:3:4::5:6:7:8",
                                                "::1.2.3",
                                                "::1.2.3.256",
                                                "1.2.3.4::",
                                                "1:2:3:4:5:6:7:1.2.3.4",
                                                "[::1]",
                                                "::1%1",
                                                "fe80::1%eth0",
                                                "::/0",
                                                "::1 ",
                                                " ::1"}) {
    EXPECT_EQ(IpAddress::Parse(text), std::nullopt) << '"' << text << '"';
  }
}

TEST(IpAddressTest, TextWithATerminatorInsideOrOfAnyLengthIsRejected) {
  EXPECT_EQ(IpAddress::Parse(absl::string_view("1.2.3.4\0", 8)), std::nullopt);
  EXPECT_EQ(IpAddress::Parse(absl::string_view("::\0001", 4)), std::nullopt);
  EXPECT_EQ(IpAddress::Parse(std::string(10'000, '1')), std::nullopt);
  EXPECT_EQ(IpAddress::Parse(std::string(10'000, ':')), std::nullopt);
}

TEST(IpAddressTest, OnlyTheGivenCharactersAreRead) {
  const absl::string_view text = "10.0.0.123";
  EXPECT_EQ(IpAddress::Parse(text.substr(0, 8)), IpAddress::V4(10, 0, 0, 1));
}

TEST(IpAddressTest, TheLongestTextIsRead) {
  EXPECT_EQ(Address("ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255").ToString(),
            "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff");
}

struct Canonical {
  const char* text;
  const char* canonical;
};

TEST(IpAddressTest, Ipv6TextIsCanonical) {
  constexpr Canonical kCases[] = {
      // RFC 5952, 4.1: leading zeros.
      {"2001:0db8::0001", "2001:db8::1"},
      {"2001:db8:0000:0:1::", "2001:db8:0:0:1::"},
      // 4.2.1: shortened as much as possible.
      {"2001:db8:0:0:0:0:2:1", "2001:db8::2:1"},
      {"2001:db8::0:1", "2001:db8::1"},
      {"0:0:0:0:0:0:0:0", "::"},
      {"0:0:0:0:0:0:0:1", "::1"},
      {"1:0:0:0:0:0:0:0", "1::"},
      // 4.2.2: not for a single group.
      {"2001:db8::1:1:1:1:1", "2001:db8:0:1:1:1:1:1"},
      {"::1:1:1:1:1:1:1", "0:1:1:1:1:1:1:1"},
      {"1:1:1:1:1:1:1::", "1:1:1:1:1:1:1:0"},
      // 4.2.3: the longest run, of equal ones the first.
      {"2001:0:0:1:0:0:0:1", "2001:0:0:1::1"},
      {"2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"},
      {"0:0:1:0:0:0:1:0", "0:0:1::1:0"},
      {"0:0:0:1:0:0:0:0", "0:0:0:1::"},
      // 4.3: lower case.
      {"2001:DB8::ABCD", "2001:db8::abcd"},
      // 5: IPv4 inside a prefix known for it.
      {"::ffff:c000:0201", "::ffff:192.0.2.1"},
      {"::FFFF:192.0.2.1", "::ffff:192.0.2.1"},
      {"::ffff:0:0", "::ffff:0.0.0.0"},
      // Not that prefix.
      {"::192.0.2.1", "::c000:201"},
      {"::1:192.0.2.1", "::1:c000:201"},
      {"64:ff9b::192.0.2.33", "64:ff9b::c000:221"},
  };
  for (const auto& [text, canonical] : kCases) {
    EXPECT_EQ(Address(text).ToString(), canonical);
    EXPECT_EQ(Address(canonical), Address(text));
  }
}

// All patterns of zero and other groups, written down group by group and with
// the longest run replaced by search in the text.
TEST(IpAddressTest, EveryPatternOfZeroGroupsIsCanonical) {
  for (int pattern = 0; pattern < 256; ++pattern) {
    std::string full;
    for (int group = 0; group < 8; ++group) {
      if (group > 0) full += ':';
      full += (pattern >> group & 1) != 0 ? 'a' : '0';
    }
    std::string expected = full;
    for (int length = 8; length >= 2; --length) {
      std::string run = "0";
      for (int i = 1; i < length; ++i) run += ":0";
      const size_t at = full.find(run);
      if (at == std::string::npos) continue;
      std::string before = full.substr(0, at);
      std::string after = full.substr(at + run.size());
      if (!before.empty()) before.pop_back();
      if (!after.empty()) after.erase(0, 1);
      expected = before + "::" + after;
      break;
    }
    EXPECT_EQ(Address(full).ToString(), expected);
    EXPECT_EQ(Address(expected), Address(full));
  }
}

TEST(IpAddressTest, RandomAddressesSurviveTheirText) {
  std::mt19937 random(1);
  for (int i = 0; i < 20'000; ++i) {
    std::array<uint8_t, 16> octets;
    const uint32_t mask = static_cast<uint32_t>(random());
    for (size_t k = 0; k < 16; ++k) {
      octets[k] = (mask >> k & 1) != 0 ? static_cast<uint8_t>(random()) : 0;
    }
    const IpAddress v6 = IpAddress::V6(octets);
    EXPECT_EQ(IpAddress::Parse(v6.ToString()), v6);
    const IpAddress v4 = IpAddress::V4(static_cast<uint32_t>(random()));
    EXPECT_EQ(IpAddress::Parse(v4.ToString()), v4);
  }
}

using Question = bool (IpAddress::*)() const;

void ExpectBounds(Question question, const std::vector<const char*>& inside,
                  const std::vector<const char*>& outside) {
  for (const char* text : inside)
    EXPECT_TRUE((Address(text).*question)()) << text;
  for (const char* text : outside) {
    EXPECT_FALSE((Address(text).*question)()) << text;
  }
}

TEST(IpAddressTest, UnspecifiedIsAllZeros) {
  ExpectBounds(&IpAddress::IsUnspecified, {"0.0.0.0", "::"},
               {"0.0.0.1", "1.0.0.0", "::1", "1::", "::ffff:0.0.0.0"});
}

TEST(IpAddressTest, LoopbackIsNet127OrOneAddress) {
  ExpectBounds(&IpAddress::IsLoopback, {"127.0.0.0", "127.255.255.255", "::1"},
               {"126.255.255.255", "128.0.0.0", "::", "::2", "1::1",
                "7f00::", "::ffff:127.0.0.1"});
}

TEST(IpAddressTest, MulticastBoundsAreExact) {
  ExpectBounds(&IpAddress::IsMulticast,
               {"224.0.0.0", "239.255.255.255", "ff00::", "ff02::1",
                "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"},
               {"223.255.255.255", "240.0.0.0", "255.255.255.255",
                "feff:ffff::", "e000::"});
}

TEST(IpAddressTest, LinkLocalBoundsAreExact) {
  ExpectBounds(&IpAddress::IsLinkLocal,
               {"169.254.0.0", "169.254.255.255",
                "fe80::", "febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff"},
               {"169.253.255.255", "169.255.0.0",
                "fe7f:ffff::", "fec0::", "a9fe::", "::ffff:169.254.0.1"});
}

TEST(IpAddressTest, V4MappedBoundsAreExact) {
  ExpectBounds(&IpAddress::IsV4Mapped,
               {"::ffff:0.0.0.0", "::ffff:255.255.255.255"},
               {"::", "::fffe:1.2.3.4", "::1:ffff:1.2.3.4", "1::ffff:1.2.3.4",
                "::ffff:0:1.2.3.4", "0.0.0.0", "255.255.255.255"});
}

TEST(IpAddressTest, Ipv4SortsBeforeIpv6AndThenByValue) {
  const std::vector<IpAddress> sorted = {
      Address("0.0.0.0"),  Address("1.255.255.255"),
      Address("10.0.0.0"), Address("200.0.0.0"),
      Address("::"),       Address("::1"),
      Address("1::"),      Address("ff00::")};
  EXPECT_TRUE(std::ranges::is_sorted(sorted));
  EXPECT_NE(Address("0.0.0.0"), Address("::"));
  EXPECT_NE(Address("1.2.3.4"), Address("102:304::"));
}

TEST(IpAddressTest, HashAgreesWithEquality) {
  EXPECT_TRUE(absl::VerifyTypeImplementsAbslHashCorrectly(
      {Address("0.0.0.0"), Address("::"), Address("1.2.3.4"),
       Address("102:304::"), Address("::ffff:1.2.3.4"), Address("1.2.3.5")}));
}

TEST(IpAddressTest, AnAddressIsSmall) { EXPECT_EQ(sizeof(IpAddress), 17u); }

}  // namespace
}  // namespace waymark
