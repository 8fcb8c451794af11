// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Two sessions over bad networks for thousands of simulated hours, each judged
// by an oracle: Down by silence if and only if the gap between accepted
// packets, on the receiver's clock, exceeds the detection time, and then at
// that moment.
//
// The hours are shared out over the instances of the test, and those over
// shards. In the environment, WAYMARK_SIMULATED_SESSION_HOURS asks for more or
// fewer hours and WAYMARK_SIMULATION_SEED for other runs. A failure names its
// seed; with that seed and 2 hours the pair that failed runs alone.

#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <random>
#include <string>

#include "absl/strings/numbers.h"
#include "absl/time/time.h"
#include "bfd/session_config.h"
#include "bfd/testing/judged_end.h"
#include "bfd/testing/judged_pair.h"
#include "bfd/testing/session_oracle.h"
#include "gtest/gtest.h"

namespace waymark::bfd {
namespace {

using testing::DrawClockRate;
using testing::JudgedEnd;
using testing::JudgedPair;
using testing::Timers;

constexpr int kInstances = 40;
constexpr int64_t kSessionHours = 2000;

int64_t FromEnvironment(const char* name, int64_t otherwise) {
  const char* text = std::getenv(name);
  int64_t value;
  if (text == nullptr || !absl::SimpleAtoi(text, &value)) return otherwise;
  return value;
}

int64_t SessionHours() {
  return FromEnvironment("WAYMARK_SIMULATED_SESSION_HOURS", kSessionHours);
}

uint64_t FirstSeed() {
  return static_cast<uint64_t>(FromEnvironment("WAYMARK_SIMULATION_SEED", 1));
}

struct Total {
  uint64_t packets = 0;
  uint64_t expiries = 0;
  uint64_t near_misses = 0;
  absl::Duration time_up;

  void Add(const JudgedEnd& end) {
    packets += end.oracle().accepted();
    expiries += end.oracle().expiries();
    near_misses += end.oracle().near_misses();
    time_up += end.oracle().time_up();
  }
  void Print() const {
    std::cout << packets << " packets accepted, Up for "
              << absl::FormatDuration(absl::Trunc(time_up, absl::Seconds(1)))
              << ", " << expiries << " verdicts, " << near_misses
              << " near misses\n";
  }
};

// One pair for `duration`, the paths changing every two minutes. What was
// wrong, or nothing.
std::string RunPair(uint64_t seed, const JudgedPair::Options& options,
                    absl::Duration duration, Total& total) {
  JudgedPair pair(seed, options);
  pair.ChangePaths();
  pair.Start();
  for (absl::Duration passed; passed < duration; passed += absl::Minutes(2)) {
    pair.world.RunFor(absl::Minutes(2));
    const std::string problems = pair.Judge();
    if (!problems.empty()) return problems;
    pair.ChangePaths();
  }
  total.Add(pair.left);
  total.Add(pair.right);
  return "";
}

class SessionSimulationTest : public ::testing::TestWithParam<int> {};

TEST_P(SessionSimulationTest, DownIfAndOnlyIfSilentForTheDetectionTime) {
  Total total;
  // A pair that runs for an hour makes two session-hours.
  for (int64_t n = GetParam(); n * 2 < SessionHours(); n += kInstances) {
    const uint64_t seed = FirstSeed() + static_cast<uint64_t>(n);
    std::mt19937_64 random(seed);
    ASSERT_EQ(RunPair(seed,
                      {.left = Timers(50, 3),
                       .right = Timers(50, 3),
                       .clock_rate = DrawClockRate(random)},
                      absl::Hours(1), total),
              "");
  }
  total.Print();
  if (total.packets == 0) GTEST_SKIP() << "no hours are left for it";
  EXPECT_GT(total.expiries, 0u);
  EXPECT_GT(total.near_misses, 0u);
}

TimerConfig DrawTimers(std::mt19937_64& random) {
  constexpr int kIntervals[] = {10, 20, 33, 50, 100, 300, 700, 1000, 2000};
  constexpr int kMultipliers[] = {1, 2, 3, 3, 4, 5, 10, 50, 255};
  return {.desired_min_tx = absl::Milliseconds(kIntervals[random() % 9]),
          .required_min_rx = absl::Milliseconds(kIntervals[random() % 9]),
          .detect_multiplier = kMultipliers[random() % 9]};
}

TEST_P(SessionSimulationTest, TheSameHoldsForTimersOfEveryKind) {
  Total total;
  for (int64_t n = GetParam(); n * 20 < SessionHours(); n += kInstances) {
    const uint64_t seed = FirstSeed() + static_cast<uint64_t>(n);
    std::mt19937_64 random(seed);
    const TimerConfig left = DrawTimers(random);
    const TimerConfig right = DrawTimers(random);
    ASSERT_EQ(
        RunPair(
            seed,
            {.left = left, .right = right, .clock_rate = DrawClockRate(random)},
            absl::Hours(1), total),
        "");
  }
  total.Print();
}

INSTANTIATE_TEST_SUITE_P(Instances, SessionSimulationTest,
                         ::testing::Range(0, kInstances));

}  // namespace
}  // namespace waymark::bfd
