// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "speaker/neighbor_config.h"

#include <memory>
#include <vector>

#include "absl/time/time.h"
#include "base/ip_address.h"
#include "base/testing/reference_digest.h"
#include "bfd/key_chain.h"
#include "bfd/session_config.h"
#include "bfd/session_key.h"
#include "gtest/gtest.h"

namespace waymark::speaker {
namespace {

NeighborConfig WithBfd() {
  NeighborConfig config;
  config.address = IpAddress::V4(192, 0, 2, 2);
  config.local_address = IpAddress::V4(192, 0, 2, 1);
  config.interface_index = 3;
  config.bfd.emplace();
  return config;
}

TEST(NeighborConfigTest, BfdRunsBetweenTheAddressesOfTheNeighbor) {
  const bfd::SessionConfig session = BfdSessionConfig(WithBfd());
  EXPECT_EQ(session.key.local, IpAddress::V4(192, 0, 2, 1));
  EXPECT_EQ(session.key.remote, IpAddress::V4(192, 0, 2, 2));
  EXPECT_EQ(session.key.interface_index, 3u);
  EXPECT_EQ(session.key_chain, nullptr);
  EXPECT_EQ(session.hold_down, absl::ZeroDuration());
  EXPECT_TRUE(bfd::Validate(session).ok());
}

TEST(NeighborConfigTest, OverSeveralHopsTheInterfaceDoesNotCount) {
  NeighborConfig config = WithBfd();
  config.bfd->multihop_min_ttl = 250;
  const bfd::SessionConfig session = BfdSessionConfig(config);
  EXPECT_EQ(session.key.path, bfd::PathKind::kMultihop);
  EXPECT_EQ(session.key.interface_index, 0u);
  EXPECT_EQ(session.min_ttl, 250);
}

TEST(NeighborConfigTest, KeysAndHoldDownReachTheSession) {
  waymark::testing::ReferenceDigest digest;
  NeighborConfig config = WithBfd();
  const std::vector<bfd::KeyConfig> keys = {{.id = 1, .secret = "waymark"}};
  config.bfd->key_chain = std::make_shared<const bfd::KeyChain>(
      bfd::KeyChain::Create(keys).value());
  config.bfd->hold_down = absl::Seconds(5);
  EXPECT_FALSE(bfd::Validate(BfdSessionConfig(config)).ok()) << "no digest";
  config.bfd->digest = &digest;
  const bfd::SessionConfig session = BfdSessionConfig(config);
  EXPECT_TRUE(bfd::Validate(session).ok());
  EXPECT_EQ(session.key_chain, config.bfd->key_chain);
  EXPECT_EQ(session.digest, &digest);
  EXPECT_EQ(session.hold_down, absl::Seconds(5));
}

}  // namespace
}  // namespace waymark::speaker
