// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "announcer/health_check.h"

#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "base/monotonic_time.h"
#include "gtest/gtest.h"

namespace waymark::announcer {
namespace {

using State = HealthCheck::State;

class HealthCheckTest : public ::testing::Test {
 protected:
  // Reports one result a second: '+' is a success, '-' a failure. Returns what
  // the state was after each: '?', 'w', 'u', 'h'.
  std::string Report(HealthCheck& check, const std::string& results) {
    std::string states;
    for (const char result : results) {
      const State before = check.state();
      now_ += absl::Seconds(1);
      const bool changed = check.Report(result == '+', now_);
      EXPECT_EQ(changed, check.state() != before);
      EXPECT_EQ(check.well(), check.state() == State::kWell);
      states += "?wuh"[static_cast<int>(check.state())];
    }
    return states;
  }

  MonotonicTime now_;
};

TEST_F(HealthCheckTest, RisesAndFallsByResultsInARow) {
  HealthCheck check(HealthOptions{.rise = 2, .fall = 3});
  EXPECT_FALSE(check.well());
  EXPECT_EQ(Report(check, "++--+---+-++"), "?wwwwwwuuuuw");
}

TEST_F(HealthCheckTest, NothingIsKnownBeforeEnoughHasBeenSeen) {
  HealthCheck check(HealthOptions{.rise = 3, .fall = 3});
  EXPECT_EQ(Report(check, "++-+--+---"), "?????????u");
}

TEST_F(HealthCheckTest, OneResultIsEnoughIfThatIsAskedFor) {
  HealthCheck check(HealthOptions{.rise = 1, .fall = 1});
  EXPECT_EQ(Report(check, "+-+"), "wuw");
}

TEST_F(HealthCheckTest, CountsTheRunOfEqualResults) {
  HealthCheck check(HealthOptions{});
  EXPECT_EQ(check.run(), 0);
  Report(check, "+++");
  EXPECT_EQ(check.run(), 3);
  Report(check, "--");
  EXPECT_EQ(check.run(), -2);
}

TEST_F(HealthCheckTest, TooManyChangesWithinTheWindowHoldItDown) {
  HealthCheck check(HealthOptions{.rise = 1,
                                  .fall = 1,
                                  .flap_limit = 2,
                                  .flap_window = absl::Seconds(10),
                                  .hold_down = absl::Seconds(5)});
  // The first verdict does not count; the third change after it is one too
  // many.
  EXPECT_EQ(Report(check, "+-+-"), "wuwh");
  EXPECT_EQ(check.held_until(), now_ + absl::Seconds(5));
  EXPECT_EQ(Report(check, "++++"), "hhhh");
  EXPECT_EQ(Report(check, "+"), "w");
  // It begins anew.
  EXPECT_EQ(Report(check, "-+-"), "uwh");
}

TEST_F(HealthCheckTest, AChangeForTheBetterMayBeTheOneTooMany) {
  HealthCheck check(HealthOptions{.rise = 1,
                                  .fall = 1,
                                  .flap_limit = 1,
                                  .flap_window = absl::Seconds(10),
                                  .hold_down = absl::Seconds(2)});
  EXPECT_EQ(Report(check, "+-+"), "wuh");
  // Unwell when its time has passed.
  EXPECT_EQ(Report(check, "+-"), "hu");
}

TEST_F(HealthCheckTest, AfterHoldingDownTheRunMustBeLongEnough) {
  HealthCheck check(HealthOptions{.rise = 3,
                                  .fall = 1,
                                  .flap_limit = 1,
                                  .flap_window = absl::Minutes(1),
                                  .hold_down = absl::Seconds(4)});
  EXPECT_EQ(Report(check, "+++-+++"), "??wuuuh");
  EXPECT_EQ(Report(check, "--++"), "hhhu");
  EXPECT_EQ(Report(check, "+"), "w");
}

TEST_F(HealthCheckTest, ChangesFarApartAreNoFlapping) {
  HealthCheck check(HealthOptions{.rise = 1,
                                  .fall = 1,
                                  .flap_limit = 1,
                                  .flap_window = absl::Seconds(2),
                                  .hold_down = absl::Seconds(5)});
  EXPECT_EQ(Report(check, "+---++++----++++"), "wuuuwwwwuuuuwwww");
  EXPECT_EQ(Report(check, "--+"), "uuh") << "two seconds are within";
}

TEST_F(HealthCheckTest, WithoutALimitItMayFlapForEver) {
  HealthCheck check(HealthOptions{.rise = 1, .fall = 1});
  for (int i = 0; i < 100; ++i) EXPECT_EQ(Report(check, "+-"), "wu");
}

TEST(HealthOptionsTest, WhatCannotBeCountedIsRejected) {
  EXPECT_TRUE(Validate(HealthOptions{}).ok());
  EXPECT_TRUE(Validate(HealthOptions{.flap_window = absl::ZeroDuration()}).ok())
      << "not used";
  const absl::Duration zero = absl::ZeroDuration();
  for (const HealthOptions& wrong :
       {HealthOptions{.rise = 0}, HealthOptions{.fall = 0},
        HealthOptions{.flap_limit = -1},
        HealthOptions{.flap_limit = 1, .flap_window = zero},
        HealthOptions{.flap_limit = 1, .hold_down = zero}}) {
    EXPECT_EQ(Validate(wrong).code(), absl::StatusCode::kInvalidArgument);
  }
}

TEST(HealthOptionsTest, StatesHaveNames) {
  EXPECT_EQ(Name(State::kUnknown), "unknown");
  EXPECT_EQ(Name(State::kWell), "well");
  EXPECT_EQ(Name(State::kUnwell), "unwell");
  EXPECT_EQ(Name(State::kHeldDown), "held_down");
}

}  // namespace
}  // namespace waymark::announcer
