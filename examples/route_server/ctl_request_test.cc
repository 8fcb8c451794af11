// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/route_server/ctl_request.h"

#include <optional>
#include <string>

#include "absl/strings/str_split.h"
#include "gtest/gtest.h"

namespace waymark::examples {
namespace {

std::optional<RouteServerCtlCommand> Parse(const std::string& line) {
  return ParseRouteServerCtlCommand(
      absl::StrSplit(line, ' ', absl::SkipEmpty()));
}

// The request in short text format; "no" for what is none.
std::string Request(const std::string& line) {
  const std::optional<RouteServerCtlCommand> command = Parse(line);
  return command.has_value() ? command->request.ShortDebugString() : "no";
}

TEST(RouteServerCtlRequestTest, EveryCommandIsARequest) {
  EXPECT_EQ(Request("routing-database"), "routing_database { }");
  EXPECT_EQ(Request("peers"), "route_server_peers { }");
  EXPECT_EQ(Request("route-tables"), "route_tables { }");
  EXPECT_EQ(Request("persist-routes"), "persist_routes { }");
  EXPECT_EQ(Request("persist-routes enable"),
            "persist_routes { action: ENABLE }");
  EXPECT_EQ(Request("persist-routes disable"),
            "persist_routes { action: DISABLE }");
  EXPECT_EQ(Request("persist-routes reset"),
            "persist_routes { action: RESET }");
}

TEST(RouteServerCtlRequestTest, TheRoutingDatabaseComesInPages) {
  EXPECT_EQ(Request("routing-database --max-results 5"),
            "routing_database { max_results: 5 }");
  EXPECT_EQ(Request("--next-token=YQ== routing-database --max-results=0"),
            "routing_database { max_results: 0 next_token: \"YQ==\" }");
}

TEST(RouteServerCtlRequestTest, WhatIsNoPageIsNone) {
  for (const char* const line :
       {"peers --max-results 5", "peers --next-token a",
        "persist-routes --max-results 5", "routing-database --max-results",
        "routing-database --max-results -5", "routing-database --max-results x",
        "routing-database --max-results 5 --max-results 6",
        "routing-database --next-token", "routing-database --next-token="}) {
    EXPECT_EQ(Request(line), "no") << line;
  }
}

TEST(RouteServerCtlRequestTest, ADurationIsInMinutesOrHasAUnit) {
  EXPECT_EQ(Request("persist-routes duration 2"),
            "persist_routes { duration_ms: 120000 }");
  EXPECT_EQ(Request("persist-routes duration 90s"),
            "persist_routes { duration_ms: 90000 }");
  EXPECT_EQ(Request("persist-routes duration 1m30s"),
            "persist_routes { duration_ms: 90000 }");
  EXPECT_EQ(Request("persist-routes duration 500ms"),
            "persist_routes { duration_ms: 500 }");
}

TEST(RouteServerCtlRequestTest, OptionsStandAnywhere) {
  const auto command = Parse("--json peers --socket a.sock");
  ASSERT_TRUE(command.has_value());
  EXPECT_TRUE(command->json);
  EXPECT_EQ(command->socket, "a.sock");
  EXPECT_EQ(Parse("peers --socket=b.sock")->socket, "b.sock");
  EXPECT_EQ(Parse("peers")->socket, "/run/waymark/route_server.sock");
  EXPECT_FALSE(Parse("peers")->json);
}

TEST(RouteServerCtlRequestTest, WhatIsNoCommandIsNone) {
  for (const char* const line :
       {"", "--json", "rib", "peers a", "route-tables a", "routing-database a",
        "persist-routes on", "persist-routes enable now",
        "persist-routes duration", "persist-routes duration x",
        "persist-routes duration 1 2", "persist-routes duration -1s",
        "persist-routes duration 100000000h", "peers --follow",
        "peers --json --json", "peers --socket",
        "peers --socket=", "peers --socketa", "peers --socket a --socket b"}) {
    EXPECT_EQ(Request(line), "no") << line;
  }
}

}  // namespace
}  // namespace waymark::examples
