// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Of a route server on loopback addresses.

#include "examples/route_server/routing_database_listing.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "base/ip_prefix.h"
#include "examples/proto/control.pb.h"
#include "examples/route_server/testing/loopback_vpc.h"
#include "examples/testing/loopback_speaker.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace waymark::examples {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

struct Page {
  std::vector<std::string> routes;  // "PREFIX PEER"
  std::string next_token;
};

class RoutingDatabaseListingTest : public LoopbackVpc {
 protected:
  // Both peers with `prefixes` prefixes from 198.51.100.0/32 on.
  void OpenWith(int prefixes) {
    ASSERT_TRUE(Open(Setup()).ok());
    active_ = Peer(first_);
    standby_ = Peer(second_);
    for (int i = 0; i < prefixes; ++i) {
      active_->Announce(kServer, Prefix(i), "192.0.2.2", /*med=*/0);
      standby_->Announce(kServer, Prefix(i), "192.0.2.3", /*med=*/100);
    }
    UntilRoutes(2 * prefixes);
  }
  void UntilRoutes(size_t routes) {
    ASSERT_TRUE(Until([&] { return Rows({}).routes.size() == routes; }));
  }
  static std::string Prefix(int i) {
    return absl::StrCat("198.51.100.", i, "/32");
  }

  absl::StatusOr<RoutingDatabaseListing> List(
      const proto::ListRoutingDatabase& request) {
    return RoutingDatabaseListing::Create(*server_, request);
  }
  Page Rows(const proto::ListRoutingDatabase& request) {
    absl::StatusOr<RoutingDatabaseListing> listing = List(request);
    EXPECT_TRUE(listing.ok()) << listing.status();
    proto::Response row;
    EXPECT_TRUE((*listing)(row));
    EXPECT_TRUE(row.has_route_server_state()) << "of every page";
    Page page;
    for (row.Clear(); (*listing)(row); row.Clear()) {
      EXPECT_EQ(page.next_token, "") << "the last row";
      if (row.has_next_page()) {
        page.next_token = row.next_page().next_token();
        continue;
      }
      const auto& route = row.routing_database_route();
      page.routes.push_back(
          absl::StrCat(route.prefix(), " ", route.route_server_peer_id()));
    }
    EXPECT_FALSE((*listing)(row)) << "stays at its end";
    return page;
  }
  Page PageOf(uint32_t max_results, const std::string& next_token = "") {
    proto::ListRoutingDatabase request;
    request.set_max_results(max_results);
    if (!next_token.empty()) request.set_next_token(next_token);
    return Rows(request);
  }

  std::unique_ptr<LoopbackSpeaker> active_;
  std::unique_ptr<LoopbackSpeaker> standby_;
};

TEST_F(RoutingDatabaseListingTest, PagesTogetherAreTheWhole) {
  OpenWith(/*prefixes=*/6);
  const Page whole = Rows({});
  EXPECT_EQ(whole.next_token, "");
  std::vector<std::string> routes;
  std::vector<size_t> sizes;
  std::string token;
  do {
    const Page page = PageOf(5, token);
    routes.insert(routes.end(), page.routes.begin(), page.routes.end());
    sizes.push_back(page.routes.size());
    token = page.next_token;
  } while (!token.empty() && sizes.size() < 10);
  EXPECT_THAT(sizes, ElementsAre(5, 5, 2)) << "also within a prefix";
  EXPECT_EQ(routes, whole.routes);
}

TEST_F(RoutingDatabaseListingTest, AFullPageThatIsTheLastHasNoToken) {
  OpenWith(/*prefixes=*/3);
  EXPECT_EQ(PageOf(6).next_token, "");
  EXPECT_THAT(PageOf(6).routes, SizeIs(6));
  EXPECT_NE(PageOf(5).next_token, "");
}

TEST_F(RoutingDatabaseListingTest, ATokenAloneListsTheRest) {
  OpenWith(/*prefixes=*/4);
  proto::ListRoutingDatabase request;
  request.set_next_token(PageOf(5).next_token);
  const Page rest = Rows(request);
  EXPECT_THAT(rest.routes, ElementsAre("198.51.100.2/32 p127.0.0.3",
                                       "198.51.100.3/32 p127.0.0.2",
                                       "198.51.100.3/32 p127.0.0.3"));
  EXPECT_EQ(rest.next_token, "");
}

TEST_F(RoutingDatabaseListingTest, WhatComesAndGoesMovesNoPage) {
  OpenWith(/*prefixes=*/4);
  const std::string token = PageOf(5).next_token;
  // The token's own route and the one behind it go, one comes in front.
  const IpPrefix gone = *IpPrefix::Parse(Prefix(2));
  ASSERT_TRUE(active_->speaker().Withdraw(kServer, gone));
  ASSERT_TRUE(standby_->speaker().Withdraw(kServer, gone));
  UntilRoutes(6);
  active_->Announce(kServer, "192.0.2.0/24", "192.0.2.2", /*med=*/0);
  UntilRoutes(7);
  EXPECT_THAT(
      PageOf(5, token).routes,
      ElementsAre("198.51.100.3/32 p127.0.0.2", "198.51.100.3/32 p127.0.0.3"));
}

TEST_F(RoutingDatabaseListingTest, EachPrefixIsListedAsItIsWhenItsTurnComes) {
  OpenWith(/*prefixes=*/2);
  absl::StatusOr<RoutingDatabaseListing> listing = List({});
  proto::Response row;
  ASSERT_TRUE((*listing)(row));
  ASSERT_TRUE((*listing)(row));
  EXPECT_EQ(row.routing_database_route().prefix(), Prefix(0));
  ASSERT_TRUE(
      active_->speaker().Withdraw(kServer, *IpPrefix::Parse(Prefix(1))));
  active_->Announce(kServer, Prefix(2), "192.0.2.2", /*med=*/0);
  active_->Announce(kServer, "192.0.2.0/24", "192.0.2.2", /*med=*/0);
  UntilRoutes(5);
  std::vector<std::string> routes;
  for (row.Clear(); (*listing)(row); row.Clear()) {
    const auto& route = row.routing_database_route();
    routes.push_back(
        absl::StrCat(route.prefix(), " ", route.route_server_peer_id()));
  }
  EXPECT_THAT(routes, ElementsAre("198.51.100.0/32 p127.0.0.3",
                                  "198.51.100.1/32 p127.0.0.3",
                                  "198.51.100.2/32 p127.0.0.2"));
}

TEST_F(RoutingDatabaseListingTest, BehindTheLastRouteThereIsNone) {
  OpenWith(/*prefixes=*/3);
  const std::string token = PageOf(5).next_token;
  standby_.reset();
  UntilRoutes(3);
  EXPECT_THAT(PageOf(5, token).routes, IsEmpty());
}

TEST_F(RoutingDatabaseListingTest, APageHasFiveToAThousandRoutes) {
  ASSERT_TRUE(Open(Setup()).ok());
  proto::ListRoutingDatabase request;
  for (const uint32_t wrong : {0u, 4u, 1001u}) {
    request.set_max_results(wrong);
    EXPECT_EQ(List(request).status(),
              absl::InvalidArgumentError(absl::StrCat(
                  "max_results: ", wrong, " is out of range; give 5 to 1000")));
  }
  for (const uint32_t right : {5u, 1000u}) {
    request.set_max_results(right);
    EXPECT_TRUE(List(request).ok());
  }
}

TEST_F(RoutingDatabaseListingTest, ATokenThatIsNoneIsRefused) {
  ASSERT_TRUE(Open(Setup()).ok());
  proto::ListRoutingDatabase request;
  request.set_next_token(absl::WebSafeBase64Escape("10.0.0.0/8 p127.0.0.2"));
  EXPECT_TRUE(List(request).ok()) << "though nobody announces it";
  for (const char* const text : {"", "10.0.0.0/8", "10.0.0.0/8 nobody",
                                 "10.0.0.1/8 p127.0.0.2", " p127.0.0.2"}) {
    request.set_next_token(absl::WebSafeBase64Escape(text));
    EXPECT_TRUE(absl::IsInvalidArgument(List(request).status())) << text;
  }
  request.set_next_token("?");
  EXPECT_TRUE(absl::IsInvalidArgument(List(request).status()));
}

}  // namespace
}  // namespace waymark::examples
