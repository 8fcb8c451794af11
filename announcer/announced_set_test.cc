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

TEST(AnnouncedSetTest, AnnouncesBeforeItWithdrawsSoThatThereIsNoGap) {
  waymark::testing::SimulatedRuntime runtime;
  DeferredObserver observer(runtime.runtime().defer, nullptr);
  testing::RecordingSink sink;
  AnnouncedSet told;
  const auto reconcile = [&](const GroupConfig& group) {
    Intent intent;
    intent.Add(group, group.ladder.active, NeighborId{1},
               testing::MakeNeighbor("rs-1"), testing::MakeSession("10.0.1.10"),
               runtime.Now());
    told.Reconcile(intent, NeighborId{1}, sink, observer, runtime.Now());
  };
  reconcile(testing::MakeGroup("g", {"10.0.0.0/8"}));
  sink.Take();
  reconcile(testing::MakeGroup("g", {"10.0.0.0/9", "10.128.0.0/9"}));
  EXPECT_THAT(
      sink.Take(),
      ElementsAre("1 announce 10.0.0.0/9 path 65001 med 0 via 10.0.1.10",
                  "1 announce 10.128.0.0/9 path 65001 med 0 via 10.0.1.10",
                  "1 withdraw 10.0.0.0/8"));
  EXPECT_EQ(told.announced().size(), 2u);
}

}  // namespace
}  // namespace waymark::announcer
