// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "announcer/role.h"

#include "absl/time/time.h"
#include "base/monotonic_time.h"
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

TEST(HeldRoleTest, AnotherRankIsAChange) {
  HeldRole held;
  held.Apply({Role::kStandby, 5, 0});
  EXPECT_EQ(held.Apply({Role::kStandby, 5, 1}), Outcome::kChanged);
  EXPECT_EQ(held.Apply({Role::kStandby, 6, 1}), Outcome::kKept);
}

TEST(HeldRoleTest, RenewedLeaseIsKept) {
  HeldRole held;
  const MonotonicTime early = MonotonicTime::FromNanoseconds(1),
                      late = MonotonicTime::FromNanoseconds(2);
  held.Apply({Role::kActive, 5, 0, early});
  EXPECT_EQ(held.Apply({Role::kActive, 5, 0, late}), Outcome::kKept);
  EXPECT_EQ(held.grant()->valid_until, late);
}

TEST(RoleGrantTest, LeaseLapsesAtItsEnd) {
  const MonotonicTime end = MonotonicTime::FromNanoseconds(100);
  const RoleGrant grant{Role::kActive, 5, 0, end};
  EXPECT_FALSE(HasLapsed(grant, end - absl::Nanoseconds(1)));
  EXPECT_TRUE(HasLapsed(grant, end));
  EXPECT_FALSE(HasLapsed({Role::kActive, 5}, end + absl::InfiniteDuration()));
}

TEST(RoleTest, NamesAreThoseOfTheConfiguration) {
  EXPECT_EQ(Name(Role::kActive), "active");
  EXPECT_EQ(Name(Role::kStandby), "standby");
  EXPECT_EQ(Name(Role::kRecovering), "recovering");
  EXPECT_EQ(Name(Role::kDrained), "drained");
  EXPECT_EQ(Name(Role::kWithdrawn), "withdrawn");
}

}  // namespace
}  // namespace waymark::announcer
