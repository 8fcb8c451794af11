// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "posix/lease_gate.h"

#include <atomic>
#include <thread>

#include "absl/time/time.h"
#include "base/clock.h"
#include "base/monotonic_time.h"
#include "gtest/gtest.h"
#include "posix/system_clock.h"

namespace waymark::posix {
namespace {

class FakeClock final : public Clock {
 public:
  MonotonicTime Now() const override { return now; }
  MonotonicTime now = MonotonicTime::FromNanoseconds(1'000'000'000);
};

TEST(LeaseGateTest, IsClosedBeforeTheFirstRenewal) {
  FakeClock clock;
  const LeaseGate gate(clock, absl::Seconds(1));
  EXPECT_FALSE(gate.Alive());
  EXPECT_EQ(gate.valid_until(), MonotonicTime::InfinitePast());
}

TEST(LeaseGateTest, IsOpenForTheLeaseAfterEachRenewal) {
  FakeClock clock;
  LeaseGate gate(clock, absl::Milliseconds(100));
  gate.Renew();
  EXPECT_TRUE(gate.Alive());
  clock.now += absl::Milliseconds(99);
  EXPECT_TRUE(gate.Alive());
  gate.Renew();
  clock.now += absl::Milliseconds(99);
  EXPECT_TRUE(gate.Alive());
  clock.now += absl::Milliseconds(1);
  EXPECT_FALSE(gate.Alive());
  EXPECT_EQ(gate.valid_until(), clock.now);
  gate.Renew();
  EXPECT_TRUE(gate.Alive());
}

// For the thread sanitizer.
TEST(LeaseGateTest, MayBeRenewedWhileAnotherThreadAsks) {
  const MonotonicClock clock;
  LeaseGate gate(clock, absl::Hours(1));
  gate.Renew();
  std::atomic<bool> done{false};
  int closed = 0;  // the thread's until it has ended
  std::thread asks([&] {
    while (!done) closed += gate.Alive() ? 0 : 1;
  });
  for (int i = 0; i < 10'000; ++i) gate.Renew();
  done = true;
  asks.join();
  EXPECT_EQ(closed, 0);
}

}  // namespace
}  // namespace waymark::posix
