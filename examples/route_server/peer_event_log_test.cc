// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The log of a route server whose peers come and go, on loopback addresses and
// with BFD.

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/ip_prefix.h"
#include "examples/route_server/testing/loopback_vpc.h"
#include "examples/testing/loopback_speaker.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "speaker/bfd_control.h"
#include "speaker/neighbor.h"

namespace waymark::examples {
namespace {

using ::testing::ElementsAre;

constexpr char kBfd[] = "bfd { desired_min_tx_ms: 50 required_min_rx_ms: 50 }";

class PeerEventLogTest : public LoopbackVpc {
 protected:
  void OpenWithLog(absl::string_view more) {
    std::filesystem::remove(file_);
    const std::string log =
        absl::StrCat("peer_event_log { file: \"", file_, "\" } ", more);
    ASSERT_TRUE(Open(Setup(log, kBfd)).ok());
  }
  // The first `count` events of a type of the first peer, as "STATUS" or
  // "STATUS med 0"; fewer if they do not come.
  std::vector<std::string> First(size_t count, const std::string& type) {
    Until([&] { return Events(type).size() >= count; });
    std::vector<std::string> events = Events(type);
    if (events.size() > count) events.resize(count);
    return events;
  }

 private:
  std::vector<std::string> Events(const std::string& type) {
    std::vector<std::string> events;
    std::ifstream lines(file_);
    for (std::string line; std::getline(lines, line);) {
      const auto event = nlohmann::json::parse(line);
      if (event["type"] != type || !IsOfFirst(event)) continue;
      std::string text = event["status"];
      if (!event["message"].is_null()) {
        EXPECT_EQ(event["message"]["prefix"], kFloating);
        absl::StrAppend(&text, " med ", event["message"]["med"].get<int>());
      }
      events.push_back(std::move(text));
    }
    return events;
  }
  static bool IsOfFirst(const nlohmann::json& event) {
    return event["resource_arn"] ==
           "arn:aws:ec2:local:000000000000:route-server-peer/p127.0.0.2";
  }

  const std::string file_ = ::testing::TempDir() + "/peers.log";
};

TEST_F(PeerEventLogTest, ARouteIsAdvertisedUpdatedAndWithdrawn) {
  OpenWithLog("");
  const auto active = Peer(first_, "192.0.2.2", /*med=*/0);
  EXPECT_THAT(First(1, "RouteStatus"), ElementsAre("ADVERTISED med 0"));
  active->Announce(kServer, kFloating, "192.0.2.2", /*med=*/10);
  EXPECT_THAT(First(2, "RouteStatus"),
              ElementsAre("ADVERTISED med 0", "UPDATED med 10"));
  active->speaker().Withdraw(kServer, *IpPrefix::Parse(kFloating));
  EXPECT_THAT(
      First(3, "RouteStatus"),
      ElementsAre("ADVERTISED med 0", "UPDATED med 10", "WITHDRAWN med 10"));
  EXPECT_THAT(First(1, "BGPStatus"), ElementsAre("UP"));
}

TEST_F(PeerEventLogTest, WhatIsKeptIsNotWithdrawnAndIsAdvertisedAnew) {
  OpenWithLog("persist_routes { action: ENABLE duration_ms: 60000 }");
  auto active = Peer(first_, "192.0.2.2", /*med=*/0);
  EXPECT_THAT(First(1, "RouteStatus"), ElementsAre("ADVERTISED med 0"));
  active.reset();
  EXPECT_THAT(First(2, "BGPStatus"), ElementsAre("UP", "DOWN"));
  active = Peer(first_, "192.0.2.2", /*med=*/0);
  EXPECT_THAT(First(2, "RouteStatus"),
              ElementsAre("ADVERTISED med 0", "ADVERTISED med 0"));
}

TEST_F(PeerEventLogTest, BfdThatGoesDownEndsTheSessionAndWithdraws) {
  OpenWithLog("");
  const auto active = Peer(first_, /*with_bfd=*/true);
  active->Announce(kServer, kFloating, "192.0.2.2", /*med=*/7);
  EXPECT_THAT(First(1, "BFDStatus"), ElementsAre("UP"));
  EXPECT_THAT(First(1, "RouteStatus"), ElementsAre("ADVERTISED med 7"));
  active->speaker().Find(kServer)->bfd()->ResetForwardingPlane();
  EXPECT_THAT(First(2, "BFDStatus"), ElementsAre("UP", "DOWN"));
  EXPECT_THAT(First(2, "BGPStatus"), ElementsAre("UP", "DOWN"));
  EXPECT_THAT(First(2, "RouteStatus"),
              ElementsAre("ADVERTISED med 7", "WITHDRAWN med 7"));
}

}  // namespace
}  // namespace waymark::examples
