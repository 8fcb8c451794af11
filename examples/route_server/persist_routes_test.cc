// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/route_server/persist_routes.h"

#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "base/testing/simulated_runtime.h"
#include "examples/route_server/route_server_setup.h"
#include "gtest/gtest.h"

namespace waymark::examples {
namespace {

class PersistRoutesTest : public ::testing::Test {
 protected:
  PersistRoutesTest() { Open({.enabled = true}); }

  void Open(const PersistRoutesSetup& setup) {
    persist_.emplace(runtime_.runtime(), setup, [this] { ++released_; });
  }
  void Run(absl::Duration duration) { runtime_.RunFor(duration); }
  std::string State() { return ToString(persist_->state()); }
  // How often what was kept went since the last call.
  int Released() { return std::exchange(released_, 0); }

  waymark::testing::SimulatedRuntime runtime_;
  int released_ = 0;
  std::optional<PersistRoutes> persist_;
};

TEST_F(PersistRoutesTest, DisabledNothingOutlivesTheLastSession) {
  Open({});
  EXPECT_EQ(State(), "disabled");
  EXPECT_FALSE(persist_->OnTotalLoss());
  EXPECT_FALSE(persist_->are_routes_persisted());
  persist_->OnSessionUp();
  Run(absl::Minutes(10));
  EXPECT_EQ(Released(), 0);
}

TEST_F(PersistRoutesTest, EnabledTheyAreKeptHoweverLongTheOutageTakes) {
  EXPECT_EQ(State(), "enabled");
  EXPECT_TRUE(persist_->OnTotalLoss());
  EXPECT_TRUE(persist_->are_routes_persisted());
  Run(absl::Hours(24));
  EXPECT_TRUE(persist_->are_routes_persisted());
  EXPECT_EQ(persist_->until_release(), std::nullopt);
  EXPECT_EQ(Released(), 0);
}

TEST_F(PersistRoutesTest, TheDurationBeginsWithTheFirstSessionThatIsBack) {
  persist_->OnTotalLoss();
  Run(absl::Minutes(7));
  persist_->OnSessionUp();
  EXPECT_EQ(persist_->until_release(), absl::Minutes(1));
  Run(absl::Seconds(30));
  persist_->OnSessionUp();  // of another peer: it begins no time of its own
  Run(absl::Seconds(29));
  EXPECT_EQ(Released(), 0);
  EXPECT_TRUE(persist_->are_routes_persisted());
  Run(absl::Seconds(1));
  EXPECT_EQ(Released(), 1);
  EXPECT_FALSE(persist_->are_routes_persisted());
}

TEST_F(PersistRoutesTest, AfterThatItGoesOnNormallyAndCanHappenAgain) {
  for (int i = 0; i < 2; ++i) {
    EXPECT_TRUE(persist_->OnTotalLoss());
    persist_->OnSessionUp();
    Run(absl::Minutes(1));
    EXPECT_EQ(Released(), 1);
  }
}

TEST_F(PersistRoutesTest, AnotherTotalLossMeanwhileStopsTheTime) {
  persist_->OnTotalLoss();
  persist_->OnSessionUp();
  Run(absl::Seconds(59));
  EXPECT_TRUE(persist_->OnTotalLoss());
  Run(absl::Hours(1));
  EXPECT_EQ(Released(), 0);
  persist_->OnSessionUp();
  EXPECT_EQ(persist_->until_release(), absl::Minutes(1));
}

TEST_F(PersistRoutesTest, ResetLetsGoWhatWasKeptAndStaysEnabled) {
  persist_->OnTotalLoss();
  EXPECT_TRUE(persist_->Reset().ok());
  EXPECT_EQ(Released(), 1);
  EXPECT_FALSE(persist_->are_routes_persisted());
  EXPECT_EQ(State(), "enabled");
  EXPECT_TRUE(persist_->OnTotalLoss());
}

TEST_F(PersistRoutesTest, ResetOfNothingLetsNothingGo) {
  EXPECT_TRUE(persist_->Reset().ok());
  EXPECT_EQ(Released(), 0);
  Open({});
  EXPECT_TRUE(absl::IsFailedPrecondition(persist_->Reset()));
}

TEST_F(PersistRoutesTest, DisablingLetsGoWhatWasKeptAndKeepsNothingMore) {
  persist_->OnTotalLoss();
  persist_->OnSessionUp();
  EXPECT_TRUE(persist_->Disable().ok());
  EXPECT_EQ(Released(), 1);
  EXPECT_EQ(State(), "disabled");
  Run(absl::Minutes(2));
  EXPECT_EQ(Released(), 0);  // no second time
  EXPECT_FALSE(persist_->OnTotalLoss());
}

TEST_F(PersistRoutesTest, EnablingCountsFromTheNextTotalLoss) {
  Open({});
  EXPECT_TRUE(persist_->Enable().ok());
  EXPECT_EQ(State(), "enabled");
  EXPECT_TRUE(persist_->OnTotalLoss());
}

TEST_F(PersistRoutesTest, TheDurationCanBeChanged) {
  EXPECT_TRUE(persist_->SetDuration(absl::Minutes(5)).ok());
  EXPECT_EQ(persist_->duration(), absl::Minutes(5));
  EXPECT_EQ(State(), "enabled");
  persist_->OnTotalLoss();
  persist_->OnSessionUp();
  EXPECT_EQ(persist_->until_release(), absl::Minutes(5));
  for (const absl::Duration wrong :
       {absl::ZeroDuration(), absl::Minutes(5) + absl::Milliseconds(1)}) {
    EXPECT_TRUE(absl::IsInvalidArgument(persist_->SetDuration(wrong)));
  }
  EXPECT_EQ(persist_->duration(), absl::Minutes(5));
}

TEST_F(PersistRoutesTest, AChangeThatTakesTimeIsInForceAtItsEnd) {
  Open({.transition = absl::Seconds(5)});
  EXPECT_TRUE(persist_->Enable().ok());
  EXPECT_EQ(State(), "enabling");
  EXPECT_FALSE(persist_->OnTotalLoss());
  EXPECT_TRUE(absl::IsFailedPrecondition(persist_->Disable()));
  Run(absl::Seconds(5));
  EXPECT_EQ(State(), "enabled");

  EXPECT_TRUE(persist_->SetDuration(absl::Minutes(2)).ok());
  EXPECT_EQ(State(), "modifying");
  EXPECT_TRUE(
      absl::IsFailedPrecondition(persist_->SetDuration(absl::Minutes(3))));
  Run(absl::Seconds(5));
  EXPECT_EQ(persist_->duration(), absl::Minutes(2));

  EXPECT_TRUE(persist_->OnTotalLoss());
  EXPECT_TRUE(persist_->Reset().ok());
  EXPECT_EQ(State(), "resetting");
  EXPECT_EQ(Released(), 0);
  Run(absl::Seconds(5));
  EXPECT_EQ(Released(), 1);
  EXPECT_EQ(State(), "enabled");

  EXPECT_TRUE(persist_->Disable().ok());
  EXPECT_EQ(State(), "disabling");
  EXPECT_TRUE(persist_->OnTotalLoss());
  Run(absl::Seconds(5));
  EXPECT_EQ(State(), "disabled");
  EXPECT_EQ(Released(), 1);
}

}  // namespace
}  // namespace waymark::examples
