// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "base/ip_endpoint.h"

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <vector>

#include "absl/hash/hash_testing.h"
#include "absl/strings/string_view.h"
#include "base/ip_address.h"
#include "gtest/gtest.h"

namespace waymark {
namespace {

IpAddress Address(absl::string_view text) {
  return IpAddress::Parse(text).value_or(IpAddress());
}

TEST(IpEndpointTest, EveryFormSurvivesItsText) {
  struct Case {
    IpEndpoint endpoint;
    const char* text;
  };
  const Case kCases[] = {
      {{}, "0.0.0.0:0"},
      {{Address("10.0.0.1"), 179}, "10.0.0.1:179"},
      {{Address("10.0.0.1"), 65535}, "10.0.0.1:65535"},
      {{Address("2001:db8::1"), 179}, "[2001:db8::1]:179"},
      {{Address("::"), 0}, "[::]:0"},
      {{Address("::ffff:10.0.0.1"), 1}, "[::ffff:10.0.0.1]:1"},
      {{Address("fe80::1"), 179, 2}, "[fe80::1%2]:179"},
      {{Address("fe80::1"), 179, 4294967295}, "[fe80::1%4294967295]:179"},
      {{Address("fe80::1"), 179}, "[fe80::1]:179"},
  };
  for (const auto& [endpoint, text] : kCases) {
    EXPECT_EQ(endpoint.ToString(), text);
    EXPECT_EQ(IpEndpoint::Parse(text), endpoint) << text;
  }
}

TEST(IpEndpointTest, TextThatIsNoEndpointIsRejected) {
  for (const absl::string_view text : std::initializer_list<absl::string_view>{
           "",
           ":",
           ":179",
           "10.0.0.1",
           "10.0.0.1:",
           "10.0.0.1:65536",
           "10.0.0.1:-1",
           "10.0.0.1:+1",
           "10.0.0.1:0179",
           "10.0.0.1: 179",
           "10.0.0.1 :179",
           "10.0.0.1:179 ",
           "10.0.0:179",
           "10.0.0.1:1:2",
           "[10.0.0.1]:179",
           "::1",
           "::1:179",
           "2001:db8::1:179",
           "[::1]",
           "[::1]:",
           "[::1:179",
           "::1]:179",
           "[]:179",
           "[[::1]]:179",
           "[::1] :179",
           "[::1%2]:179",
           "[2001:db8::1%2]:179",
           "[fe80::1%]:179",
           "[fe80::1%0]:179",
           "[fe80::1%02]:179",
           "[fe80::1%eth0]:179",
           "[fe80::1%4294967296]:179",
           "[fe80::1%1%2]:179",
           "[%2]:179",
           "10.0.0.1%2:179",
           "fe80::1%2:179",
           "localhost:179",
           absl::string_view("10.0.0.1:179\0", 13)}) {
    EXPECT_EQ(IpEndpoint::Parse(text), std::nullopt) << '"' << text << '"';
  }
}

TEST(IpEndpointTest, EndpointsSortByAddressPortAndScope) {
  const std::vector<IpEndpoint> sorted = {
      {Address("10.0.0.1"), 2},   {Address("10.0.0.2"), 1},
      {Address("10.0.0.2"), 2},   {Address("fe80::1"), 1, 1},
      {Address("fe80::1"), 1, 2}, {Address("fe80::1"), 2, 1}};
  EXPECT_TRUE(std::ranges::is_sorted(sorted));
  EXPECT_EQ(std::ranges::adjacent_find(sorted), sorted.end());
}

TEST(IpEndpointTest, HashAgreesWithEquality) {
  EXPECT_TRUE(absl::VerifyTypeImplementsAbslHashCorrectly(
      {IpEndpoint{}, IpEndpoint{Address("10.0.0.1"), 179},
       IpEndpoint{Address("10.0.0.1"), 180},
       IpEndpoint{Address("fe80::1"), 179},
       IpEndpoint{Address("fe80::1"), 179, 2}}));
}

}  // namespace
}  // namespace waymark
