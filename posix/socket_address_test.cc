// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "posix/socket_address.h"

#include <netinet/in.h>

#include <cstring>

#include "base/ip_address.h"
#include "base/ip_endpoint.h"
#include "gtest/gtest.h"

namespace waymark::posix {
namespace {

TEST(SocketAddressTest, EndpointsSurviveTheWayThroughTheKernelsForm) {
  for (const char* text :
       {"10.1.2.3:179", "[2001:db8::1]:3784", "[fe80::1%7]:179"}) {
    const IpEndpoint endpoint = *IpEndpoint::Parse(text);
    const SocketAddress address = ToSocketAddress(endpoint);
    EXPECT_EQ(FromSocketAddress(address.storage), endpoint) << text;
  }
}

TEST(SocketAddressTest, SizesAreThoseOfTheFamily) {
  EXPECT_EQ(ToSocketAddress(*IpEndpoint::Parse("10.1.2.3:1")).size,
            sizeof(sockaddr_in));
  EXPECT_EQ(ToSocketAddress(*IpEndpoint::Parse("[::1]:1")).size,
            sizeof(sockaddr_in6));
}

TEST(SocketAddressTest, TheScopeOfAGlobalAddressIsDropped) {
  IpEndpoint endpoint = *IpEndpoint::Parse("[2001:db8::1]:179");
  endpoint.scope_id = 3;
  const SocketAddress address = ToSocketAddress(endpoint);
  EXPECT_EQ(FromSocketAddress(address.storage)->scope_id, 0u);
}

TEST(SocketAddressTest, OtherFamiliesAreNoEndpoints) {
  sockaddr_storage storage = {};
  storage.ss_family = AF_UNIX;
  EXPECT_FALSE(FromSocketAddress(storage).has_value());
}

TEST(SocketAddressTest, NamesOfWhatIsNoSocketAreErrors) {
  EXPECT_FALSE(LocalEndpoint(-1).ok());
  EXPECT_FALSE(RemoteEndpoint(-1).ok());
}

}  // namespace
}  // namespace waymark::posix
