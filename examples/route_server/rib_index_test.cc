// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Of a Loc-RIB of two peers.

#include "examples/route_server/rib_index.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/ip_prefix.h"
#include "base/monotonic_time.h"
#include "bgp/nlri.h"
#include "bgp/path_attributes.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "rib/attributes_pool.h"
#include "rib/loc_rib.h"
#include "rib/next_hop_resolver.h"
#include "rib/peer_info.h"

namespace waymark::examples {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr rib::PeerId kFirst{1};
constexpr rib::PeerId kSecond{2};

class RibIndexTest : public ::testing::Test {
 protected:
  RibIndexTest() {
    rib_.SetPathObserver(&index_);
    rib_.AddPeer({.peer = kFirst});
    rib_.AddPeer({.peer = kSecond});
  }
  ~RibIndexTest() override { rib_.SetPathObserver(nullptr); }

  void Announce(rib::PeerId peer, const std::string& prefix, uint32_t med = 0) {
    bgp::PathAttributes path;
    path.med = med;
    rib_.Update(peer, {*IpPrefix::Parse(prefix), 0}, pool_.Intern(path),
                MonotonicTime());
  }
  void Withdraw(rib::PeerId peer, const std::string& prefix) {
    rib_.Withdraw(peer, {*IpPrefix::Parse(prefix), 0});
  }
  void Work() {
    while (!rib_.DoWork(1)) {
    }
  }
  // "PREFIX PATHS"
  std::vector<std::string> Prefixes() {
    std::vector<std::string> texts;
    for (const auto& [prefix, paths] : index_.prefixes()) {
      texts.push_back(absl::StrCat(prefix.ToString(), " ", paths));
    }
    return texts;
  }

  RibIndex index_;
  rib::AttributesPool pool_{{}};
  rib::AlwaysResolves resolver_;
  rib::LocRib rib_{{}, resolver_};
};

TEST_F(RibIndexTest, PrefixesAreInOrderAndPathsAreCounted) {
  Announce(kFirst, "10.0.2.0/24");
  Announce(kFirst, "10.0.1.0/24");
  Announce(kSecond, "10.0.2.0/24");
  EXPECT_THAT(Prefixes(), ElementsAre("10.0.1.0/24 1", "10.0.2.0/24 2"));
  EXPECT_EQ(index_.paths_of(kFirst), 2u);
  EXPECT_EQ(index_.paths_of(kSecond), 1u);
  EXPECT_EQ(index_.paths_of(rib::PeerId{3}), 0u);
}

TEST_F(RibIndexTest, AnUpdateIsNoFurtherPath) {
  Announce(kFirst, "10.0.1.0/24");
  Announce(kFirst, "10.0.1.0/24", /*med=*/7);
  EXPECT_THAT(Prefixes(), ElementsAre("10.0.1.0/24 1"));
  EXPECT_EQ(index_.paths_of(kFirst), 1u);
}

TEST_F(RibIndexTest, APrefixGoesWithItsLastPath) {
  Announce(kFirst, "10.0.1.0/24");
  Announce(kSecond, "10.0.1.0/24");
  Withdraw(kFirst, "10.0.1.0/24");
  EXPECT_THAT(Prefixes(), ElementsAre("10.0.1.0/24 1"));
  EXPECT_EQ(index_.paths_of(kFirst), 0u);
  rib_.RemovePeer(kSecond);
  Work();
  EXPECT_THAT(Prefixes(), IsEmpty());
  EXPECT_EQ(index_.paths_of(kSecond), 0u);
}

TEST_F(RibIndexTest, WhatIsRetainedCountsUntilItIsReplacedOrReleased) {
  Announce(kFirst, "10.0.1.0/24");
  Announce(kFirst, "10.0.2.0/24");
  rib_.RetainPeer(kFirst);
  EXPECT_EQ(index_.paths_of(kFirst), 2u);
  rib_.AddPeer({.peer = kFirst});
  Announce(kFirst, "10.0.1.0/24");
  EXPECT_EQ(index_.paths_of(kFirst), 2u);
  rib_.ReleaseRetained();
  Work();
  EXPECT_THAT(Prefixes(), ElementsAre("10.0.1.0/24 1"));
  EXPECT_EQ(index_.paths_of(kFirst), 1u);
}

}  // namespace
}  // namespace waymark::examples
