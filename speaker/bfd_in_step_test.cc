// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Two neighbours lose the same node at one instant: how far apart they notice.

#include <algorithm>
#include <string>

#include "absl/time/time.h"
#include "base/ip_address.h"
#include "base/monotonic_time.h"
#include "gtest/gtest.h"
#include "rib/peer_info.h"
#include "speaker/testing/simulated_site.h"

namespace waymark::speaker {
namespace {

using testing::SimulatedInternet;
using testing::SimulatedSite;

constexpr rib::PeerId kFirst{0}, kSecond{1};
constexpr int kFailures = 40;

// A node with a route server on each of two sides.
class TwoSides {
 public:
  explicit TwoSides(bool in_step) : in_step_(in_step) {
    Join(internet_side_, internet_noticed_);
    Join(application_side_, application_noticed_);
    Run(absl::Seconds(15));
  }

  bool IsUp() const { return node_.IsUp(kFirst) && node_.IsUp(kSecond); }

  // Cuts the node off, and joins it again: the time between the two verdicts.
  absl::Duration Fail() {
    internet_noticed_ = application_noticed_ = MonotonicTime::InfinitePast();
    SetBlocked(true);
    Run(absl::Seconds(1));
    SetBlocked(false);
    // Never the same time in the gap between two packets.
    Run(absl::Seconds(15) + absl::Microseconds(7'919 * ++failures_));
    return absl::AbsDuration(internet_noticed_ - application_noticed_);
  }

 private:
  void Join(SimulatedSite& side, MonotonicTime& noticed) {
    node_.Connect(side, /*with_bfd=*/true);
    side.Connect(node_, /*with_bfd=*/true);
    side.on_event = [this, &noticed](const std::string& event) {
      if (event == "down bfd_down") noticed = internet_.world.Now();
    };
  }
  void SetBlocked(bool blocked) {
    internet_.SetBlocked(node_.address(), internet_side_.address(), blocked);
    internet_.SetBlocked(node_.address(), application_side_.address(), blocked);
  }
  void Run(absl::Duration duration) { internet_.world.RunFor(duration); }

  const bool in_step_;
  int failures_ = 0;
  MonotonicTime internet_noticed_, application_noticed_;
  SimulatedInternet internet_;
  SimulatedSite node_{internet_,
                      "node",
                      IpAddress::V4(10, 0, 0, 10),
                      {.as_number = 65001, .bfd_in_step = in_step_}};
  SimulatedSite internet_side_{
      internet_, "internet", IpAddress::V4(10, 0, 0, 4), {.as_number = 65000}};
  SimulatedSite application_side_{internet_,
                                  "application",
                                  IpAddress::V4(10, 0, 0, 5),
                                  {.as_number = 65000}};
};

TEST(BfdInStepTest, BothSidesNoticeTheLossOfANodeTogether) {
  TwoSides sides(/*in_step=*/true);
  for (int failure = 0; failure < kFailures; ++failure) {
    ASSERT_TRUE(sides.IsUp());
    EXPECT_LE(sides.Fail(), absl::Milliseconds(1));
  }
}

// What the option is for.
TEST(BfdInStepTest, WithoutItTheyMayBeAnIntervalApart) {
  TwoSides sides(/*in_step=*/false);
  absl::Duration longest;
  for (int failure = 0; failure < kFailures; ++failure) {
    ASSERT_TRUE(sides.IsUp());
    longest = std::max(longest, sides.Fail());
  }
  EXPECT_GT(longest, absl::Milliseconds(20));
  EXPECT_LE(longest, absl::Milliseconds(51));
}

}  // namespace
}  // namespace waymark::speaker
