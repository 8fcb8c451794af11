// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "base/monotonic_time.h"

#include <cstdint>
#include <limits>

#include "absl/time/time.h"
#include "gtest/gtest.h"

namespace waymark {
namespace {

constexpr int64_t kMax = std::numeric_limits<int64_t>::max();
constexpr int64_t kMin = std::numeric_limits<int64_t>::min();
constexpr MonotonicTime kFuture = MonotonicTime::InfiniteFuture();
constexpr MonotonicTime kPast = MonotonicTime::InfinitePast();

constexpr MonotonicTime At(int64_t nanoseconds) {
  return MonotonicTime::FromNanoseconds(nanoseconds);
}

TEST(MonotonicTimeTest, TimesAreOrdered) {
  EXPECT_EQ(MonotonicTime(), At(0));
  EXPECT_EQ(At(5).nanoseconds(), 5);
  EXPECT_LT(At(-1), At(0));
  EXPECT_LT(At(0), At(1));
  EXPECT_LT(kPast, At(kMin + 1));
  EXPECT_LT(At(kMax - 1), kFuture);
}

TEST(MonotonicTimeTest, DurationsAddInBothDirections) {
  EXPECT_EQ(At(10) + absl::Nanoseconds(5), At(15));
  EXPECT_EQ(At(10) - absl::Nanoseconds(15), At(-5));
  EXPECT_EQ(At(10) + absl::Nanoseconds(-15), At(-5));
  EXPECT_EQ(At(10) - absl::Nanoseconds(-5), At(15));
  EXPECT_EQ(At(-10) + absl::Hours(1), At(3'600'000'000'000 - 10));
  EXPECT_EQ(At(7) + absl::ZeroDuration(), At(7));
  MonotonicTime time = At(1);
  time += absl::Nanoseconds(2);
  EXPECT_EQ(time, At(3));
}

TEST(MonotonicTimeTest, FractionsOfANanosecondAreDroppedTowardsZero) {
  EXPECT_EQ(At(10) + absl::Nanoseconds(3) / 2, At(11));
  EXPECT_EQ(At(10) - absl::Nanoseconds(3) / 2, At(9));
  EXPECT_EQ(At(10) + absl::Nanoseconds(1) / 4, At(10));
  EXPECT_EQ(At(10) - absl::Nanoseconds(1) / 4, At(10));
}

TEST(MonotonicTimeTest, SumsSaturate) {
  EXPECT_EQ(At(kMax - 5) + absl::Nanoseconds(4), At(kMax - 1));
  EXPECT_EQ(At(kMax - 5) + absl::Nanoseconds(5), kFuture);
  EXPECT_EQ(At(kMax - 5) + absl::Nanoseconds(6), kFuture);
  EXPECT_EQ(At(kMin + 5) - absl::Nanoseconds(4), At(kMin + 1));
  EXPECT_EQ(At(kMin + 5) - absl::Nanoseconds(5), kPast);
  EXPECT_EQ(At(kMin + 5) - absl::Nanoseconds(6), kPast);
  EXPECT_EQ(At(0) + absl::InfiniteDuration(), kFuture);
  EXPECT_EQ(At(-1) + absl::InfiniteDuration(), kFuture);
  EXPECT_EQ(At(kMin + 1) + absl::InfiniteDuration(), kFuture);
  EXPECT_EQ(At(0) - absl::InfiniteDuration(), kPast);
  EXPECT_EQ(At(kMax - 1) - absl::InfiniteDuration(), kPast);
  EXPECT_EQ(At(0) + absl::Hours(24 * 365 * 300), kFuture);
  EXPECT_EQ(At(0) - absl::Hours(24 * 365 * 300), kPast);
}

TEST(MonotonicTimeTest, NothingLeavesInfinity) {
  for (const absl::Duration duration :
       {absl::ZeroDuration(), absl::Hours(1), -absl::Hours(1),
        absl::InfiniteDuration(), -absl::InfiniteDuration()}) {
    EXPECT_EQ(kFuture + duration, kFuture);
    EXPECT_EQ(kFuture - duration, kFuture);
    EXPECT_EQ(kPast + duration, kPast);
    EXPECT_EQ(kPast - duration, kPast);
  }
}

TEST(MonotonicTimeTest, DifferencesAreExact) {
  EXPECT_EQ(At(15) - At(10), absl::Nanoseconds(5));
  EXPECT_EQ(At(10) - At(15), absl::Nanoseconds(-5));
  EXPECT_EQ(At(7) - At(7), absl::ZeroDuration());
  // Wider than 64 bits of nanoseconds.
  EXPECT_EQ(At(kMax - 1) - At(-10),
            absl::Nanoseconds(kMax) + absl::Nanoseconds(9));
  EXPECT_EQ(At(-10) - At(kMax - 1),
            -absl::Nanoseconds(kMax) - absl::Nanoseconds(9));
}

TEST(MonotonicTimeTest, DifferencesWithInfinityAreInfinite) {
  for (const MonotonicTime time : {At(0), At(kMin + 1), At(kMax - 1)}) {
    EXPECT_EQ(kFuture - time, absl::InfiniteDuration());
    EXPECT_EQ(time - kFuture, -absl::InfiniteDuration());
    EXPECT_EQ(kPast - time, -absl::InfiniteDuration());
    EXPECT_EQ(time - kPast, absl::InfiniteDuration());
  }
  EXPECT_EQ(kFuture - kPast, absl::InfiniteDuration());
  EXPECT_EQ(kPast - kFuture, -absl::InfiniteDuration());
  EXPECT_EQ(kFuture - kFuture, absl::ZeroDuration());
  EXPECT_EQ(kPast - kPast, absl::ZeroDuration());
}

TEST(MonotonicTimeTest, AddingADifferenceLeadsBack) {
  for (const int64_t a : {kMin / 3, int64_t{-1}, int64_t{0}, kMax / 3}) {
    for (const int64_t b : {kMin / 3, int64_t{-1}, int64_t{0}, kMax / 3}) {
      EXPECT_EQ(At(a) + (At(b) - At(a)), At(b));
    }
  }
}

}  // namespace
}  // namespace waymark
