// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Two neighbours lose the same node at one instant, or a node and a neighbour
// each other: how far apart they notice.

#include <optional>
#include <string>

#include "absl/time/time.h"
#include "base/ip_address.h"
#include "base/monotonic_time.h"
#include "bfd/transmit_group.h"
#include "gtest/gtest.h"
#include "rib/peer_info.h"
#include "speaker/testing/simulated_site.h"

namespace waymark::speaker {
namespace {

using Lead = bfd::TransmitGroup::Lead;
using testing::SimulatedInternet;
using testing::SimulatedSite;

constexpr rib::PeerId kFirst{0}, kSecond{1};
constexpr int kFailures = 40;

// `site` is to note in `noticed` when its BFD has found a neighbour gone.
void NoteLoss(SimulatedSite& site, SimulatedInternet& internet,
              MonotonicTime& noticed) {
  site.on_event = [&internet, &noticed](const std::string& event) {
    if (event == "down bfd_down") noticed = internet.world.Now();
  };
}

// A node with a route server on each of two sides.
class TwoSides {
 public:
  explicit TwoSides(std::optional<Lead> in_step) : in_step_(in_step) {
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
    EXPECT_NE(internet_noticed_, MonotonicTime::InfinitePast());
    EXPECT_NE(application_noticed_, MonotonicTime::InfinitePast());
    // Never the same time in the gap between two packets.
    Run(absl::Seconds(15) + absl::Microseconds(7'919 * ++failures_));
    return absl::AbsDuration(internet_noticed_ - application_noticed_);
  }

 private:
  void Join(SimulatedSite& side, MonotonicTime& noticed) {
    node_.Connect(side, /*with_bfd=*/true);
    side.Connect(node_, /*with_bfd=*/true);
    NoteLoss(side, internet_, noticed);
  }
  void SetBlocked(bool blocked) {
    internet_.SetBlocked(node_.address(), internet_side_.address(), blocked);
    internet_.SetBlocked(node_.address(), application_side_.address(), blocked);
  }
  void Run(absl::Duration duration) { internet_.world.RunFor(duration); }

  const std::optional<Lead> in_step_;
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
  for (const std::optional<Lead> in_step :
       {std::optional<Lead>(), std::optional(Lead::kNone),
        std::optional(Lead::kNeighbor)}) {
    TwoSides sides(in_step);
    for (int failure = 0; failure < kFailures; ++failure) {
      ASSERT_TRUE(sides.IsUp());
      EXPECT_LE(sides.Fail(), absl::Milliseconds(1));
    }
  }
}

// A node and a route server.
class OneSide {
 public:
  explicit OneSide(Lead lead) : lead_(lead) {
    node_.Connect(server_, /*with_bfd=*/true);
    server_.Connect(node_, /*with_bfd=*/true);
    NoteLoss(node_, internet_, node_noticed_);
    NoteLoss(server_, internet_, server_noticed_);
    Run(absl::Seconds(15));
  }

  bool IsUp() const { return node_.IsUp(kFirst) && server_.IsUp(kFirst); }

  // Cuts the path between them, and joins it again: the time between the two
  // verdicts.
  absl::Duration Fail() {
    node_noticed_ = server_noticed_ = MonotonicTime::InfinitePast();
    internet_.SetBlocked(node_.address(), server_.address(), true);
    Run(absl::Seconds(1));
    internet_.SetBlocked(node_.address(), server_.address(), false);
    EXPECT_NE(node_noticed_, MonotonicTime::InfinitePast());
    EXPECT_NE(server_noticed_, MonotonicTime::InfinitePast());
    Run(absl::Seconds(15) + absl::Microseconds(7'919 * ++failures_));
    return absl::AbsDuration(node_noticed_ - server_noticed_);
  }

 private:
  void Run(absl::Duration duration) { internet_.world.RunFor(duration); }

  const Lead lead_;
  int failures_ = 0;
  MonotonicTime node_noticed_, server_noticed_;
  SimulatedInternet internet_;
  SimulatedSite node_{internet_,
                      "node",
                      IpAddress::V4(10, 0, 0, 10),
                      {.as_number = 65001, .bfd_in_step = lead_}};
  SimulatedSite server_{internet_,
                        "server",
                        IpAddress::V4(10, 0, 0, 4),
                        {.as_number = 65000, .bfd_in_step = Lead::kNone}};
};

// How many of the failures both ends notice within a millisecond.
int NoticedTogether(Lead lead) {
  OneSide side(lead);
  int together = 0;
  for (int failure = 0; failure < kFailures; ++failure) {
    EXPECT_TRUE(side.IsUp());
    const absl::Duration apart = side.Fail();
    EXPECT_LE(apart, absl::Milliseconds(51));
    if (apart <= absl::Milliseconds(1)) ++together;
  }
  return together;
}

TEST(BfdInStepTest, WhoeverFollowsItsNeighbourNoticesALostPathWithIt) {
  EXPECT_GE(NoticedTogether(Lead::kNeighbor), kFailures * 8 / 10);
  EXPECT_LE(NoticedTogether(Lead::kNone), kFailures / 4);
}

}  // namespace
}  // namespace waymark::speaker
