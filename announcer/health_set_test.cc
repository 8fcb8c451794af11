// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "announcer/health_set.h"

#include "absl/status/status.h"
#include "announcer/health_check.h"
#include "base/monotonic_time.h"
#include "gtest/gtest.h"

namespace waymark::announcer {
namespace {

constexpr HealthOptions kQuick = {.rise = 1, .fall = 1};
constexpr MonotonicTime kNow;

TEST(HealthSetTest, IsWellIfAllOfItsChecksAre) {
  HealthSet set;
  EXPECT_TRUE(set.well()) << "nobody asked for a check";
  ASSERT_TRUE(set.Add("port", kQuick).ok());
  ASSERT_TRUE(set.Add("disk", kQuick).ok());
  EXPECT_FALSE(set.well());

  HealthSet::Change change = set.Report("port", true, kNow).value();
  EXPECT_TRUE(change.check);
  EXPECT_FALSE(change.well);
  change = set.Report("disk", true, kNow).value();
  EXPECT_TRUE(change.check);
  EXPECT_TRUE(change.well);
  EXPECT_TRUE(set.well());

  change = set.Report("port", true, kNow).value();
  EXPECT_FALSE(change.check);
  EXPECT_FALSE(change.well);

  change = set.Report("disk", false, kNow).value();
  EXPECT_TRUE(change.check);
  EXPECT_TRUE(change.well);
  EXPECT_FALSE(set.well());
  change = set.Report("port", false, kNow).value();
  EXPECT_TRUE(change.check);
  EXPECT_FALSE(change.well) << "it was unwell already";
  EXPECT_EQ(set.checks().at("port").state(), HealthCheck::State::kUnwell);
}

TEST(HealthSetTest, NamesAreUniqueAndKnown) {
  HealthSet set;
  ASSERT_TRUE(set.Add("port", kQuick).ok());
  EXPECT_EQ(set.Add("port", kQuick).code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(set.Add("disk", {.rise = 0}).code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(set.Report("disk", true, kNow).status().code(),
            absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace waymark::announcer
