// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bgp/session/session_config.h"

#include <cstdint>
#include <vector>

#include "absl/time/time.h"
#include "bgp/capability.h"
#include "bgp/code_points.h"
#include "bgp/session/peer_config.h"
#include "gtest/gtest.h"

namespace waymark::bgp {
namespace {

SessionConfig Valid() {
  SessionConfig config;
  config.local_as = 65001;
  config.peer_as = 4200000000;
  config.bgp_identifier = 1;
  return config;
}

// Conformance: RFC4271-10-1 positive
TEST(SessionConfigTest, HoldTimeIsConfigurable) {
  for (const int seconds : {0, 3, 90, 65535}) {
    SessionConfig config = Valid();
    config.hold_time = absl::Seconds(seconds);
    EXPECT_TRUE(Validate(config).ok());
    EXPECT_EQ(MakeOpen(config).hold_time, seconds);
  }
}

// Conformance: RFC4271-4.2-2 negative
TEST(SessionConfigTest, HoldTimesThatTheStandardForbidsAreRejected) {
  for (const absl::Duration hold_time :
       {absl::Seconds(-1), absl::Seconds(1), absl::Seconds(2),
        absl::Milliseconds(3500), absl::Seconds(65536),
        absl::InfiniteDuration()}) {
    SessionConfig config = Valid();
    config.hold_time = hold_time;
    EXPECT_FALSE(Validate(config).ok()) << hold_time;
  }
}

TEST(SessionConfigTest, WhatCannotWorkIsRejected) {
  std::vector<SessionConfig> broken(8, Valid());
  broken[0].local_as = 0;
  broken[1].peer_as = 0;
  broken[2].bgp_identifier = 0;
  broken[3].families.clear();
  broken[4].connect_retry_time = absl::ZeroDuration();
  broken[5].open_hold_time = absl::ZeroDuration();
  broken[6].other_capabilities = {
      {CapabilityCode::kRole, std::vector<uint8_t>(256)}};
  broken[7].other_capabilities.assign(
      20, {CapabilityCode{200}, std::vector<uint8_t>(255)});
  for (const SessionConfig& config : broken) {
    EXPECT_FALSE(Validate(config).ok());
  }
  EXPECT_TRUE(Validate(Valid()).ok());
}

TEST(PeerConfigTest, RestartDelaysMustMakeSense) {
  PeerConfig config;
  config.session = Valid();
  EXPECT_TRUE(Validate(config).ok());
  config.restart.delay = absl::ZeroDuration();
  EXPECT_FALSE(Validate(config).ok());
  config.restart.delay = absl::Minutes(10);
  EXPECT_FALSE(Validate(config).ok());
  config = PeerConfig();
  EXPECT_FALSE(Validate(config).ok());
}

}  // namespace
}  // namespace waymark::bgp
