// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bfd/shared_instants.h"

#include <cstdint>
#include <map>
#include <random>

#include "absl/time/time.h"
#include "base/monotonic_time.h"
#include "gtest/gtest.h"

namespace waymark::bfd {
namespace {

constexpr int64_t kSpacings[] = {2,         250,        833'250,    2'500'000,
                                 7'500'000, 12'500'000, 250'000'000};

// Anywhere on the clock, also before its zero.
MonotonicTime DrawTime(std::mt19937_64& random) {
  const auto drawn = static_cast<int64_t>(random() % 2'000'000'000'000'000);
  return MonotonicTime::FromNanoseconds(drawn - 1'000'000'000'000'000);
}

TEST(SharedInstantsTest, TheFirstFromATimeIsTheFirst) {
  std::mt19937_64 random(7);
  for (const int64_t spacing : kSpacings) {
    const SharedInstants instants(spacing);
    for (int i = 0; i < 10'000; ++i) {
      const MonotonicTime time = DrawTime(random);
      const int64_t first = instants.FirstFrom(time);
      ASSERT_GE(instants.At(first), time) << spacing;
      ASSERT_LT(instants.At(first - 1), time) << spacing;
      ASSERT_EQ(instants.FirstFrom(instants.At(first)), first) << spacing;
    }
  }
}

TEST(SharedInstantsTest, TheyAreAsCloseAsAskedForAndNotTwiceAsClose) {
  for (const int64_t spacing :
       {2'000'000, 4'000'000, 5'555'555, 8'333'333, 8'333'334}) {
    const SharedInstants instants(spacing);
    // More than a cycle.
    for (int64_t number = -3'000; number < 3'000; ++number) {
      const absl::Duration gap = instants.At(number + 1) - instants.At(number);
      ASSERT_LE(gap, absl::Nanoseconds(spacing));
      ASSERT_GE(gap, absl::Nanoseconds(spacing) * 9 / 20);
    }
  }
}

TEST(SharedInstantsTest, TheCoarsestLieFrom83To79TenthsOfAMillisecondApart) {
  const SharedInstants coarsest;
  constexpr int64_t kCycle = 60 + 61 + 62 + 63;
  const int64_t begin = coarsest.FirstFrom(MonotonicTime::FromNanoseconds(0));
  std::map<int64_t, int> gaps;
  for (int64_t number = begin; number < begin + kCycle; ++number) {
    ++gaps[absl::ToInt64Microseconds(coarsest.At(number + 1) -
                                     coarsest.At(number))];
  }
  EXPECT_EQ(gaps, (std::map<int64_t, int>{
                      {8333, 60}, {8196, 61}, {8064, 62}, {7936, 63}}));
  EXPECT_EQ(coarsest.At(begin + kCycle) - coarsest.At(begin), absl::Seconds(2));
}

TEST(SharedInstantsTest, TheCoarsestAreAmongTheFinerOnes) {
  const SharedInstants coarsest;
  for (const int64_t spacing : kSpacings) {
    const SharedInstants instants(spacing);
    for (int64_t number = -1'000; number < 1'000; ++number) {
      const MonotonicTime coarse = coarsest.At(number);
      ASSERT_EQ(instants.At(instants.FirstFrom(coarse)), coarse) << spacing;
    }
  }
}

}  // namespace
}  // namespace waymark::bfd
