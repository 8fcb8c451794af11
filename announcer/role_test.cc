// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "announcer/role.h"

#include "gtest/gtest.h"

namespace waymark::announcer {
namespace {

using Outcome = HeldRole::Outcome;

TEST(HeldRoleTest, HoldsNothingAtFirst) {
  EXPECT_FALSE(HeldRole().grant().has_value());
}

TEST(HeldRoleTest, FirstGrantIsAChangeWhateverItsEpoch) {
  HeldRole held;
  EXPECT_EQ(held.Apply({Role::kStandby, 0}), Outcome::kChanged);
  EXPECT_EQ(held.grant(), (RoleGrant{Role::kStandby, 0}));
}

TEST(HeldRoleTest, SameRoleInANewerEpochIsKeptAndRaisesTheFence) {
  HeldRole held;
  held.Apply({Role::kActive, 3});
  EXPECT_EQ(held.Apply({Role::kActive, 8}), Outcome::kKept);
  EXPECT_EQ(held.Apply({Role::kStandby, 7}), Outcome::kStale);
  EXPECT_EQ(held.grant(), (RoleGrant{Role::kActive, 8}));
}

TEST(HeldRoleTest, OlderEpochChangesNothingAndIsCounted) {
  HeldRole held;
  held.Apply({Role::kStandby, 5});
  EXPECT_EQ(held.Apply({Role::kActive, 4}), Outcome::kStale);
  EXPECT_EQ(held.Apply({Role::kStandby, 0}), Outcome::kStale);
  EXPECT_EQ(held.grant(), (RoleGrant{Role::kStandby, 5}));
  EXPECT_EQ(held.stale_grants(), 2u);
}

TEST(HeldRoleTest, SameEpochMayChangeItsMind) {
  HeldRole held;
  held.Apply({Role::kActive, 5});
  EXPECT_EQ(held.Apply({Role::kRecovering, 5}), Outcome::kChanged);
  EXPECT_EQ(held.stale_grants(), 0u);
}

TEST(RoleTest, NamesAreThoseOfTheConfiguration) {
  EXPECT_EQ(Name(Role::kActive), "active");
  EXPECT_EQ(Name(Role::kStandby), "standby");
  EXPECT_EQ(Name(Role::kRecovering), "recovering");
  EXPECT_EQ(Name(Role::kWithdrawn), "withdrawn");
}

}  // namespace
}  // namespace waymark::announcer
