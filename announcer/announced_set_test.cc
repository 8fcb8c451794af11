// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "announcer/announced_set.h"

#include "announcer/deferred_observer.h"
#include "announcer/group.h"
#include "announcer/neighbor.h"
#include "announcer/testing/recording.h"
#include "base/testing/simulated_runtime.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace waymark::announcer {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class AnnouncedSetTest : public ::testing::Test {
 protected:
  // One neighbour hears of this group alone, as of an active one.
  void Reconcile(const GroupConfig& group) {
    Intent intent;
    intent.Add(group, group.ladder.active, NeighborId{1},
               testing::MakeNeighbor("rs-1"), testing::MakeSession("10.0.1.10"),
               runtime_.Now());
    told_.Reconcile(intent, NeighborId{1}, sink_, observer_, runtime_.Now());
  }

  waymark::testing::SimulatedRuntime runtime_;
  DeferredObserver observer_{runtime_.runtime().defer, nullptr};
  testing::RecordingSink sink_;
  AnnouncedSet told_;
};

TEST_F(AnnouncedSetTest, AnnouncesBeforeItWithdrawsSoThatThereIsNoGap) {
  Reconcile(testing::MakeGroup("g", {"10.0.0.0/8"}));
  sink_.Take();
  Reconcile(testing::MakeGroup("g", {"10.0.0.0/9", "10.128.0.0/9"}));
  EXPECT_THAT(
      sink_.Take(),
      ElementsAre("1 announce 10.0.0.0/9 path 65001 med 0 via 10.0.1.10",
                  "1 announce 10.128.0.0/9 path 65001 med 0 via 10.0.1.10",
                  "1 withdraw 10.0.0.0/8"));
  EXPECT_EQ(told_.announced().size(), 2u);
}

TEST_F(AnnouncedSetTest, APrefixOfAnotherGroupIsThatGroupsWithoutBeingTold) {
  Reconcile(testing::MakeGroup("g", {"10.0.0.0/8"}));
  sink_.Take();
  Reconcile(testing::MakeGroup("h", {"10.0.0.0/8"}));
  EXPECT_THAT(sink_.Take(), IsEmpty());
  ASSERT_EQ(told_.announced().size(), 1u);
  EXPECT_EQ(told_.announced().begin()->second.group, "h");
}

}  // namespace
}  // namespace waymark::announcer
