// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "announcer/standing.h"

#include <functional>
#include <string>
#include <vector>

#include "announcer/failback_wait.h"
#include "announcer/role.h"
#include "announcer/side_watch.h"
#include "gtest/gtest.h"

namespace waymark::announcer {
namespace {

using Sides = SideWatch::State;
using Wait = FailbackWait::State;

// Nothing speaks against the grant.
Circumstances Well(Role role, int rank = 0) {
  return {.grant = RoleGrant{role, /*epoch=*/7, rank}, .ready = true};
}

struct Row {
  std::string what;
  Circumstances circumstances;
  Standing standing;
};

Row Make(std::string what, Circumstances circumstances,
         const std::function<void(Circumstances&)>& change, Standing standing) {
  change(circumstances);
  return {std::move(what), circumstances, standing};
}

constexpr std::optional<Role> kNothing = std::nullopt;

std::vector<Row> Table() {
  const Circumstances active = Well(Role::kActive);
  const auto nothing = [](Circumstances&) {};
  return {
      Make("no grant", {.ready = true}, nothing,
           {kNothing, 0, Cause::kNoGrant}),
      Make("not ready", active, [](auto& c) { c.ready = false; },
           {kNothing, 0, Cause::kNotReady}),
      Make("warming up", active, [](auto& c) { c.warming_up = true; },
           {kNothing, 0, Cause::kWarmingUp}),
      Make("withdrawn", Well(Role::kWithdrawn), nothing,
           {kNothing, 0, Cause::kGranted}),
      Make("drained", Well(Role::kDrained), nothing,
           {Role::kRecovering, 0, Cause::kDrained}),
      Make("drained for long", Well(Role::kDrained),
           [](auto& c) { c.drain_over = true; },
           {kNothing, 0, Cause::kDrained}),
      Make("lease lapsed", active, [](auto& c) { c.lease_lapsed = true; },
           {Role::kRecovering, 0, Cause::kLeaseLapsed}),
      Make("stalled", active, [](auto& c) { c.stalled = true; },
           {Role::kRecovering, 0, Cause::kStalled}),
      Make("side lost", active, [](auto& c) { c.sides = Sides::kLost; },
           {Role::kRecovering, 0, Cause::kSideLost}),
      Make("side returning", active,
           [](auto& c) { c.sides = Sides::kReturning; },
           {Role::kRecovering, 0, Cause::kSideReturning}),
      Make("side lost, which withdraws", active,
           [](auto& c) {
             c.sides = Sides::kLost;
             c.withdraw_without_side = true;
           },
           {kNothing, 0, Cause::kSideLost}),
      Make("side returning, which withdraws", active,
           [](auto& c) {
             c.sides = Sides::kReturning;
             c.withdraw_without_side = true;
           },
           {kNothing, 0, Cause::kSideReturning}),
      Make("waits for the delay", active,
           [](auto& c) { c.failback = Wait::kDelay; },
           {Role::kRecovering, 0, Cause::kFailbackDelay}),
      Make("waits for promotion", active,
           [](auto& c) { c.failback = Wait::kPromotion; },
           {Role::kRecovering, 0, Cause::kAwaitingPromotion}),
      Make("total loss", Well(Role::kStandby),
           [](auto& c) { c.assume_active = true; },
           {Role::kActive, 0, Cause::kTotalLoss}),
      Make("active", active, nothing, {Role::kActive, 0, Cause::kGranted}),
      Make("standby", Well(Role::kStandby, 2), nothing,
           {Role::kStandby, 2, Cause::kGranted}),
      Make("recovering", Well(Role::kRecovering), nothing,
           {Role::kRecovering, 0, Cause::kGranted}),
      // Which goes first.
      Make("withdrawn and everything else", Well(Role::kWithdrawn),
           [](auto& c) {
             c.lease_lapsed = c.stalled = true;
             c.sides = Sides::kLost;
           },
           {kNothing, 0, Cause::kGranted}),
      Make("withdrawn without readiness", Well(Role::kWithdrawn),
           [](auto& c) { c.ready = false; }, {kNothing, 0, Cause::kNotReady}),
      Make("what withdraws goes before what worsens", active,
           [](auto& c) {
             c.lease_lapsed = c.stalled = c.withdraw_without_side = true;
             c.sides = Sides::kLost;
           },
           {kNothing, 0, Cause::kSideLost}),
      Make("lease before stall", active,
           [](auto& c) { c.lease_lapsed = c.stalled = true; },
           {Role::kRecovering, 0, Cause::kLeaseLapsed}),
      Make("stall before side", active,
           [](auto& c) {
             c.stalled = true;
             c.sides = Sides::kLost;
           },
           {Role::kRecovering, 0, Cause::kStalled}),
      Make("side before failback", active,
           [](auto& c) {
             c.failback = Wait::kDelay;
             c.sides = Sides::kLost;
           },
           {Role::kRecovering, 0, Cause::kSideLost}),
      Make("drain before lease", Well(Role::kDrained),
           [](auto& c) { c.lease_lapsed = true; },
           {Role::kRecovering, 0, Cause::kDrained}),
      // Whom it concerns.
      Make("standby does not wait", Well(Role::kStandby, 1),
           [](auto& c) { c.failback = Wait::kPromotion; },
           {Role::kStandby, 1, Cause::kGranted}),
      Make("only the best standby assumes", Well(Role::kStandby, 1),
           [](auto& c) { c.assume_active = true; },
           {Role::kStandby, 1, Cause::kGranted}),
      Make("a standby without a side does not assume", Well(Role::kStandby),
           [](auto& c) {
             c.assume_active = true;
             c.sides = Sides::kReturning;
           },
           {Role::kRecovering, 0, Cause::kSideReturning}),
      Make("recovering with a lapsed lease stays so", Well(Role::kRecovering),
           [](auto& c) { c.lease_lapsed = true; },
           {Role::kRecovering, 0, Cause::kLeaseLapsed}),
  };
}

TEST(StandingTest, EveryCauseHasItsOutcome) {
  for (const Row& row : Table()) {
    EXPECT_EQ(Decide(row.circumstances), row.standing) << row.what;
  }
}

// Every combination, through `visit`.
void ForEachCircumstances(
    const std::function<void(const Circumstances&)>& visit) {
  std::vector<std::optional<RoleGrant>> grants = {std::nullopt};
  for (const Role role : {Role::kActive, Role::kStandby, Role::kRecovering,
                          Role::kDrained, Role::kWithdrawn}) {
    for (const int rank : {0, 1}) grants.push_back(RoleGrant{role, 1, rank});
  }
  for (const auto& grant : grants) {
    for (int bits = 0; bits < 128; ++bits) {
      for (const Sides sides :
           {Sides::kWhole, Sides::kReturning, Sides::kLost}) {
        for (const Wait wait : {Wait::kNone, Wait::kDelay, Wait::kPromotion}) {
          const auto bit = [bits](int i) { return (bits >> i & 1) != 0; };
          visit({grant, bit(0), bit(1), bit(2), bit(3), bit(4), sides, bit(5),
                 wait, bit(6)});
        }
      }
    }
  }
}

// 0 for nothing; more is better.
int Goodness(const std::optional<Role>& role, int rank) {
  if (!role.has_value()) return 0;
  switch (*role) {
    case Role::kActive:
      return 100;
    case Role::kStandby:
      return 50 - rank;
    case Role::kRecovering:
    case Role::kDrained:
      return 1;
    case Role::kWithdrawn:
      return 0;
  }
  return 0;
}

int Goodness(const Standing& standing) {
  return Goodness(standing.role, standing.rank);
}

TEST(StandingTest, NothingButTotalLossIsBetterThanTheGrant) {
  ForEachCircumstances([](const Circumstances& c) {
    const Standing standing = Decide(c);
    const int granted =
        c.grant.has_value() ? Goodness(c.grant->role, c.grant->rank) : 0;
    if (standing.cause == Cause::kTotalLoss) {
      EXPECT_TRUE(c.assume_active);
      EXPECT_EQ(granted, Goodness(Role::kStandby, 0));
    } else {
      EXPECT_LE(Goodness(standing), granted) << Name(standing.cause);
    }
    if (standing.rank != 0) {
      EXPECT_EQ(standing.role, Role::kStandby);
    }
  });
}

TEST(StandingTest, NothingIsAnnouncedBeforeItIsDecided) {
  ForEachCircumstances([](const Circumstances& c) {
    const Standing standing = Decide(c);
    EXPECT_EQ(IsDecided(standing),
              c.grant.has_value() && c.ready && !c.warming_up);
    EXPECT_TRUE(IsDecided(standing) || !standing.role.has_value());
  });
}

TEST(StandingTest, WhatSpeaksAgainstAGroupNeverMakesItBetter) {
  const std::vector<std::function<void(Circumstances&)>> worsenings = {
      [](auto& c) { c.grant.reset(); },
      [](auto& c) { c.ready = false; },
      [](auto& c) { c.warming_up = true; },
      [](auto& c) { c.drain_over = true; },
      [](auto& c) { c.lease_lapsed = true; },
      [](auto& c) { c.stalled = true; },
      [](auto& c) { c.sides = Sides::kLost; },
      [](auto& c) { c.withdraw_without_side = true; },
      [](auto& c) { c.failback = Wait::kDelay; },
      [](auto& c) { c.failback = Wait::kPromotion; },
      [](auto& c) { c.assume_active = false; },
  };
  ForEachCircumstances([&](const Circumstances& c) {
    for (size_t i = 0; i < worsenings.size(); ++i) {
      Circumstances worse = c;
      worsenings[i](worse);
      EXPECT_LE(Goodness(Decide(worse)), Goodness(Decide(c))) << i;
    }
  });
}

TEST(StandingTest, EveryCauseHasItsName) {
  const std::vector<std::pair<Cause, std::string>> names = {
      {Cause::kNoGrant, "no_grant"},
      {Cause::kNotReady, "not_ready"},
      {Cause::kWarmingUp, "warming_up"},
      {Cause::kDrained, "drained"},
      {Cause::kLeaseLapsed, "lease_lapsed"},
      {Cause::kStalled, "stalled"},
      {Cause::kSideLost, "side_lost"},
      {Cause::kSideReturning, "side_returning"},
      {Cause::kFailbackDelay, "failback_delay"},
      {Cause::kAwaitingPromotion, "awaiting_promotion"},
      {Cause::kTotalLoss, "total_loss"},
      {Cause::kGranted, "granted"}};
  for (const auto& [cause, name] : names) EXPECT_EQ(Name(cause), name);
}

}  // namespace
}  // namespace waymark::announcer
