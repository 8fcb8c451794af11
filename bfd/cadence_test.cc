// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bfd/cadence.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <vector>

#include "base/monotonic_time.h"
#include "gtest/gtest.h"

namespace waymark::bfd {
namespace {

constexpr uint32_t kSeed = 20'261'130;
constexpr int64_t kFullJitter = 25, kJitterOfMultiplierOne = 15;

MonotonicTime At(int64_t nanoseconds) {
  return MonotonicTime::FromNanoseconds(nanoseconds);
}

std::vector<int64_t> Instants(uint32_t seed, uint32_t interval, int64_t width,
                              int count) {
  std::vector<int64_t> instants;
  MonotonicTime next = At(5'000'000'000);
  for (int i = 0; i < count; ++i) {
    next = NextInCadence(seed, interval, width, next);
    instants.push_back(next.nanoseconds());
  }
  return instants;
}

// Conformance: RFC5880-6.8.7-2 positive
TEST(CadenceTest, GapsLieInTheRangeOfTheJitterWithATenthToSpare) {
  for (const uint32_t interval : {1u, 3'333u, 10'000u, 50'000u, 1'000'000u}) {
    for (const int64_t width : {kFullJitter, kJitterOfMultiplierOne}) {
      const std::vector<int64_t> instants =
          Instants(kSeed, interval, width, 5'000);
      int64_t shortest = instants[1] - instants[0], longest = shortest;
      for (size_t i = 1; i < instants.size(); ++i) {
        shortest = std::min(shortest, instants[i] - instants[i - 1]);
        longest = std::max(longest, instants[i] - instants[i - 1]);
      }
      EXPECT_GE(shortest, interval * (750 + width)) << interval;
      EXPECT_LE(longest, interval * (750 + 9 * width)) << interval;
      // And they use it: nine tenths of what is left.
      EXPECT_GE(longest - shortest, interval * width * 72 / 10) << interval;
    }
  }
}

TEST(CadenceTest, TheInstantAfterTheNearestFollows) {
  const std::vector<int64_t> instants =
      Instants(kSeed, 50'000, kFullJitter, 100);
  for (size_t i = 1; i + 1 < instants.size(); ++i) {
    const int64_t before = (instants[i - 1] + instants[i]) / 2 + 1;
    const int64_t after = (instants[i] + instants[i + 1]) / 2 - 1;
    for (const int64_t sent : {before, instants[i], after}) {
      EXPECT_EQ(NextInCadence(kSeed, 50'000, kFullJitter, At(sent)),
                At(instants[i + 1]));
    }
  }
}

TEST(CadenceTest, SystemsWithOtherSeedsAreNotInStep) {
  // Where in the other's gap each of many systems sends, in tenths of it.
  const int64_t ours = Instants(1, 50'000, kFullJitter, 2).back();
  std::map<int64_t, int> tenths;
  for (uint32_t seed = 2; seed < 10'002; ++seed) {
    const int64_t theirs =
        NextInCadence(seed, 50'000, kFullJitter, At(ours)).nanoseconds();
    ++tenths[(theirs - ours) % 43'750'000 / 4'375'000];
  }
  for (int64_t tenth = 0; tenth < 10; ++tenth) {
    EXPECT_NEAR(tenths[tenth], 1'000, 200) << tenth;
  }
}

TEST(CadenceTest, NorDoTheirGapsFollowEachOther) {
  const std::vector<int64_t> ours = Instants(1, 50'000, kFullJitter, 1'000);
  const std::vector<int64_t> theirs = Instants(2, 50'000, kFullJitter, 1'000);
  // How far theirs lie from ours takes many values in the reach of the jitter.
  std::set<int64_t> apart;
  for (size_t i = 0; i < ours.size(); ++i) {
    apart.insert((theirs[i] - ours[i]) / 100'000);
  }
  EXPECT_GT(apart.size(), 50u) << "of 100 tenths of a millisecond";
}

TEST(CadenceTest, SessionsShareASeedInEqualParts) {
  std::map<uint32_t, int> sharing;
  for (uint32_t session = 0; session < 1'000; ++session) {
    EXPECT_EQ(SeedOfSession(kSeed, session, 1, 128), kSeed);
    EXPECT_EQ(SeedOfSession(kSeed, session, 128, 128), kSeed);
    ++sharing[SeedOfSession(kSeed, session, 1'000, 128)];
  }
  EXPECT_EQ(sharing.size(), 8u);
  for (const auto& [seed, sessions] : sharing) {
    EXPECT_NEAR(sessions, 125, 40) << seed;
  }
}

TEST(CadenceTest, TheLongestIntervalDoesNotOverflow) {
  const int64_t late = int64_t{100} * 365 * 86'400 * 1'000'000'000;
  const MonotonicTime next =
      NextInCadence(kSeed, 0xffffffff, kFullJitter, At(late));
  EXPECT_GT(next, At(late));
  EXPECT_LE(next, At(late + int64_t{0xffffffff} * 1'500));
}

}  // namespace
}  // namespace waymark::bfd
