// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "rib/adj_rib_in.h"

#include <cstdint>
#include <vector>

#include "base/ip_address.h"
#include "base/ip_prefix.h"
#include "gtest/gtest.h"
#include "rib/testing/route_values.h"

namespace waymark::rib {
namespace {

using Outcome = AdjRibIn::Outcome;

bgp::Nlri Numbered(uint32_t n) {
  return {*IpPrefix::Create(IpAddress::V4(0x0a000000 + (n << 8)), 24), 0};
}

class AdjRibInTest : public testing::Test {
 protected:
  AttributesPool pool_;
  const AttributesRef a_ = pool_.Intern(Attributes({65001}));
  const AttributesRef b_ = pool_.Intern(Attributes({65001, 65002}));
};

// Conformance: RFC4271-9-4 positive
TEST_F(AdjRibInTest, ANewRouteIsStored) {
  AdjRibIn rib({});
  EXPECT_EQ(rib.Announce(N("10.0.0.0/8"), a_, T(1)).outcome, Outcome::kAdded);
  ASSERT_NE(rib.Find(N("10.0.0.0/8")), nullptr);
  EXPECT_EQ(rib.Find(N("10.0.0.0/8"))->attributes, a_);
  EXPECT_EQ(rib.size(), 1u);
}

// Conformance: RFC4271-9-3 positive
TEST_F(AdjRibInTest, ARouteWithTheSameNlriReplacesTheOlder) {
  AdjRibIn rib({});
  rib.Announce(N("10.0.0.0/8"), a_, T(1));
  EXPECT_EQ(rib.Announce(N("10.0.0.0/8"), b_, T(2)).outcome,
            Outcome::kReplaced);
  EXPECT_EQ(rib.Find(N("10.0.0.0/8"))->attributes, b_);
  EXPECT_EQ(rib.Find(N("10.0.0.0/8"))->received_at(), T(2));
  EXPECT_EQ(rib.size(), 1u);
}

// Conformance: RFC4271-9-3 negative
TEST_F(AdjRibInTest, AnotherLengthOrPathIdentifierIsAnotherRoute) {
  AdjRibIn rib({});
  rib.Announce(N("10.0.0.0/8"), a_, T(1));
  rib.Announce(N("10.0.0.0/9"), a_, T(1));
  rib.Announce(N("10.0.0.0/8", 1), a_, T(1));
  EXPECT_EQ(rib.size(), 3u);
}

TEST_F(AdjRibInTest, TheSameAttributesAgainChangeNothing) {
  AdjRibIn rib({});
  rib.Announce(N("10.0.0.0/8"), a_, T(1));
  EXPECT_EQ(rib.Announce(N("10.0.0.0/8"), a_, T(2)).outcome,
            Outcome::kUnchanged);
  EXPECT_EQ(rib.Find(N("10.0.0.0/8"))->received_at(), T(1));
}

// Conformance: RFC4271-9-1 positive
TEST_F(AdjRibInTest, AWithdrawnRouteIsRemoved) {
  AdjRibIn rib({});
  rib.Announce(N("10.0.0.0/8"), a_, T(1));
  EXPECT_TRUE(rib.Withdraw(N("10.0.0.0/8")));
  EXPECT_EQ(rib.Find(N("10.0.0.0/8")), nullptr);
  EXPECT_EQ(rib.size(), 0u);
}

// Conformance: RFC4271-9-1 negative
TEST_F(AdjRibInTest, WithdrawingAMoreSpecificPrefixRemovesNothing) {
  AdjRibIn rib({});
  rib.Announce(N("10.0.0.0/8"), a_, T(1));
  EXPECT_FALSE(rib.Withdraw(N("10.0.0.0/9")));
  EXPECT_EQ(rib.size(), 1u);
}

// Everything that is stale, in slices of `budget`.
std::vector<bgp::Nlri> RemoveStale(AdjRibIn& rib, size_t budget = 1) {
  std::vector<bgp::Nlri> removed;
  while (rib.has_stale()) {
    rib.RemoveStaleSome(budget, [&](const bgp::Nlri& nlri) {
      EXPECT_EQ(rib.Find(nlri), nullptr) << "it is to be gone by now";
      removed.push_back(nlri);
    });
  }
  return removed;
}

// Conformance: RFC7313-4-4 positive
// Conformance: RFC7313-4-5 positive
TEST_F(AdjRibInTest, ARefreshRemovesWhatItDoesNotName) {
  AdjRibIn rib({});
  rib.Announce(Numbered(1), a_, T(1));
  rib.Announce(Numbered(2), a_, T(1));
  rib.Announce(Numbered(3), a_, T(1));
  rib.BeginRefresh();
  EXPECT_EQ(rib.Announce(Numbered(1), a_, T(2)).outcome, Outcome::kUnchanged);
  EXPECT_EQ(rib.Announce(Numbered(2), b_, T(2)).outcome, Outcome::kReplaced);
  EXPECT_EQ(rib.Announce(Numbered(4), a_, T(2)).outcome, Outcome::kAdded);
  EXPECT_FALSE(rib.has_stale()) << "not before the end";
  EXPECT_NE(rib.Find(Numbered(3)), nullptr);
  rib.EndRefresh();
  EXPECT_TRUE(rib.has_stale());
  EXPECT_EQ(RemoveStale(rib), std::vector<bgp::Nlri>{Numbered(3)});
  EXPECT_EQ(rib.size(), 3u);
  EXPECT_EQ(rib.Find(Numbered(1))->received_at(), T(1));
}

// Conformance: RFC7313-4-4 negative
// Conformance: RFC7313-4-5 negative
TEST_F(AdjRibInTest, AnEndWithoutABeginningRemovesNothing) {
  AdjRibIn rib({});
  rib.Announce(Numbered(1), a_, T(1));
  rib.EndRefresh();
  EXPECT_FALSE(rib.has_stale());
  rib.BeginRefresh();
  rib.Announce(Numbered(1), a_, T(1));
  rib.EndRefresh();
  EXPECT_TRUE(RemoveStale(rib).empty());
  rib.EndRefresh();
  EXPECT_FALSE(rib.has_stale());
  EXPECT_EQ(rib.size(), 1u);
}

TEST_F(AdjRibInTest, ASecondBeginningMakesEverythingStaleAgain) {
  AdjRibIn rib({});
  rib.Announce(Numbered(1), a_, T(1));
  rib.Announce(Numbered(2), a_, T(1));
  rib.BeginRefresh();
  rib.Announce(Numbered(1), a_, T(1));
  rib.BeginRefresh();
  rib.Announce(Numbered(2), a_, T(1));
  rib.EndRefresh();
  EXPECT_EQ(RemoveStale(rib), std::vector<bgp::Nlri>{Numbered(1)});
}

TEST_F(AdjRibInTest, ARefreshThatBeginsDuringTheRemovalLosesNothing) {
  AdjRibIn rib({});
  for (uint32_t n = 0; n < 1000; ++n) rib.Announce(Numbered(n), a_, T(1));
  rib.BeginRefresh();
  for (uint32_t n = 0; n < 500; ++n) rib.Announce(Numbered(n), a_, T(1));
  rib.EndRefresh();
  rib.RemoveStaleSome(1, [](const bgp::Nlri&) {});
  ASSERT_TRUE(rib.has_stale());
  rib.BeginRefresh();
  RemoveStale(rib, 100);
  EXPECT_EQ(rib.size(), 500u);
  for (uint32_t n = 0; n < 499; ++n) rib.Announce(Numbered(n), a_, T(1));
  rib.EndRefresh();
  EXPECT_EQ(RemoveStale(rib, 100), std::vector<bgp::Nlri>{Numbered(499)});
}

TEST_F(AdjRibInTest,
       RefreshesThatEndDuringTheRemovalDoNotKeepItAtItsBeginning) {
  AdjRibIn rib({});
  const auto announce = [&](uint32_t n) {
    rib.Announce(Numbered(n), a_, T(1));
  };
  const auto refresh_kept = [&] {
    rib.BeginRefresh();
    for (uint32_t n = 0; n < 1000; ++n) {
      if (n % 10 != 0) announce(n);
    }
    rib.EndRefresh();
  };
  for (uint32_t n = 0; n < 1000; ++n) announce(n);
  for (int slice = 0; slice < 30; ++slice) {
    refresh_kept();
    rib.RemoveStaleSome(100, [](const bgp::Nlri&) {});
  }
  EXPECT_EQ(rib.size(), 900u);
}

TEST_F(AdjRibInTest, WhatARefreshLeftOutThatEndedDuringTheRemovalGoesToo) {
  AdjRibIn rib({});
  for (uint32_t n = 0; n < 1000; ++n) rib.Announce(Numbered(n), a_, T(1));
  rib.BeginRefresh();
  for (uint32_t n = 0; n < 500; ++n) rib.Announce(Numbered(n), a_, T(1));
  rib.EndRefresh();
  rib.RemoveStaleSome(1, [](const bgp::Nlri&) {});
  for (int i = 0; i < 300; ++i) {
    rib.BeginRefresh();
    for (uint32_t n = 0; n < 3; ++n) rib.Announce(Numbered(n), a_, T(1));
    rib.EndRefresh();
  }
  ASSERT_TRUE(rib.has_stale());
  RemoveStale(rib, 100);
  EXPECT_EQ(rib.size(), 3u);
}

TEST_F(AdjRibInTest, ManyRefreshesGoRoundInACircle) {
  AdjRibIn rib({});
  rib.Announce(Numbered(1), a_, T(1));
  rib.Announce(Numbered(2), a_, T(1));
  for (int i = 0; i < 1000; ++i) {
    rib.BeginRefresh();
    rib.Announce(Numbered(1), a_, T(1));
    rib.Announce(Numbered(2), a_, T(1));
    rib.EndRefresh();
    ASSERT_TRUE(RemoveStale(rib).empty());
  }
  // None of these ends; the oldest route is not taken for a new one.
  for (int i = 0; i < 1000; ++i) rib.BeginRefresh();
  rib.Announce(Numbered(1), a_, T(1));
  rib.EndRefresh();
  EXPECT_EQ(RemoveStale(rib), std::vector<bgp::Nlri>{Numbered(2)});
}

TEST_F(AdjRibInTest, ANewSessionHasNothingStale) {
  AdjRibIn rib({});
  rib.Announce(Numbered(1), a_, T(1));
  rib.BeginRefresh();
  rib.EndRefresh();
  rib.Clear();
  EXPECT_FALSE(rib.has_stale());
  rib.Announce(Numbered(1), a_, T(1));
  rib.EndRefresh();
  EXPECT_FALSE(rib.has_stale());
}

TEST_F(AdjRibInTest, TheLimitEndsTheSession) {
  AdjRibIn rib({.max_prefixes = 2});
  rib.Announce(Numbered(1), a_, T(1));
  EXPECT_EQ(rib.Announce(Numbered(2), a_, T(1)).outcome, Outcome::kAdded);
  EXPECT_EQ(rib.Announce(Numbered(3), a_, T(1)).outcome, Outcome::kCease);
  EXPECT_EQ(rib.size(), 2u);
  EXPECT_EQ(rib.Find(Numbered(3)), nullptr);
}

TEST_F(AdjRibInTest, AtTheLimitRoutesMayBeRejectedInstead) {
  AdjRibIn rib(
      {.max_prefixes = 2, .limit_action = AdjRibIn::LimitAction::kReject});
  rib.Announce(Numbered(1), a_, T(1));
  rib.Announce(Numbered(2), a_, T(1));
  EXPECT_EQ(rib.Announce(Numbered(3), a_, T(1)).outcome, Outcome::kRejected);
  EXPECT_EQ(rib.rejected(), 1u);
  EXPECT_EQ(rib.Announce(Numbered(2), b_, T(1)).outcome, Outcome::kReplaced);
  EXPECT_FALSE(rib.Withdraw(Numbered(3)));
  EXPECT_TRUE(rib.Withdraw(Numbered(1)));
  EXPECT_EQ(rib.Announce(Numbered(3), a_, T(1)).outcome, Outcome::kAdded);
}

TEST_F(AdjRibInTest, TheWarningComesOnceUntilCleared) {
  AdjRibIn rib({.max_prefixes = 10, .warning_threshold = 2});
  EXPECT_FALSE(rib.Announce(Numbered(1), a_, T(1)).warning);
  EXPECT_TRUE(rib.Announce(Numbered(2), a_, T(1)).warning);
  EXPECT_FALSE(rib.Announce(Numbered(3), a_, T(1)).warning);
  rib.Withdraw(Numbered(3));
  rib.Withdraw(Numbered(2));
  EXPECT_FALSE(rib.Announce(Numbered(2), a_, T(1)).warning);
  rib.Clear();
  rib.Announce(Numbered(1), a_, T(1));
  EXPECT_TRUE(rib.Announce(Numbered(2), a_, T(1)).warning);
}

TEST_F(AdjRibInTest, AClearedTableIsEmptyAtOnceAndFreedInSlices) {
  AttributesPool pool;
  AdjRibIn rib({});
  for (uint32_t n = 0; n < 5000; ++n) {
    rib.Announce(Numbered(n), pool.Intern(Attributes({n + 1})), T(1));
  }
  rib.Clear();
  EXPECT_EQ(rib.size(), 0u);
  EXPECT_EQ(rib.Find(Numbered(1)), nullptr);
  // The next session need not wait.
  rib.Announce(Numbered(1), pool.Intern(Attributes({1})), T(2));
  size_t before = pool.sets();
  int slices = 0;
  bool done = false;
  while (!done) {
    done = rib.ClearSome(100);
    EXPECT_LT(before - pool.sets(), 350u);
    before = pool.sets();
    ++slices;
  }
  EXPECT_GT(slices, 10);
  EXPECT_EQ(rib.size(), 1u);
  EXPECT_EQ(pool.sets(), 1u);
  EXPECT_TRUE(rib.ClearSome(1));
}

TEST_F(AdjRibInTest, ASessionThatFlapsDoesNotPileUpTables) {
  AttributesPool pool;
  AdjRibIn rib({});
  for (int session = 0; session < 10; ++session) {
    for (uint32_t n = 0; n < 100; ++n) {
      rib.Announce(Numbered(n), pool.Intern(Attributes({n + 1})), T(1));
    }
    rib.Clear();
  }
  int slices = 0;
  while (!rib.ClearSome(1000)) ++slices;
  EXPECT_LE(slices, 2);
  EXPECT_EQ(pool.sets(), 0u);
}

TEST_F(AdjRibInTest, AWalkSeesEachRouteOnceUrgentOnesFirst) {
  AdjRibIn rib({});
  for (uint32_t n = 0; n < 1000; ++n) rib.Announce(Numbered(n), a_, T(1));
  rib.Announce(N("0.0.0.0/0"), b_, T(1));
  std::vector<bgp::Nlri> seen;
  TableCursor cursor;
  while (!rib.VisitSome(cursor, 10,
                        [&](const bgp::Nlri& nlri, const ReceivedRoute& route) {
                          EXPECT_EQ(route.attributes, seen.empty() ? b_ : a_);
                          seen.push_back(nlri);
                        })) {
  }
  EXPECT_EQ(seen.size(), 1001u);
  EXPECT_TRUE(seen[0].prefix.IsDefault());
}

}  // namespace
}  // namespace waymark::rib
