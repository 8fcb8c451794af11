// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "absl/time/time.h"
#include "announcer/announcer.h"
#include "announcer/group.h"
#include "announcer/neighbor.h"
#include "announcer/role.h"
#include "announcer/shutdown.h"
#include "announcer/testing/recording.h"
#include "base/testing/simulated_runtime.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace waymark::announcer {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::MakeGroup;
using testing::MakeNeighbor;
using testing::MakeSession;
using ::testing::Pair;

constexpr NeighborId kFirst{1}, kSecond{2};

// Two neighbours, one active group announced to those that are up.
class AnnouncerShutdownTest : public ::testing::Test {
 protected:
  AnnouncerShutdownTest() {
    EXPECT_TRUE(announcer_->AddNeighbor(kFirst, MakeNeighbor("rs-1")).ok());
    EXPECT_TRUE(announcer_->AddNeighbor(kSecond, MakeNeighbor("rs-2")).ok());
    GroupConfig group = MakeGroup("floating", {"172.16.1.1/32"});
    group.initial_role = Role::kActive;
    EXPECT_TRUE(announcer_->AddGroup(group).ok());
    EXPECT_TRUE(announcer_->SetReady("floating", true).ok());
  }

  void Up(NeighborId id, bool confirms_processing = false) {
    if (confirms_processing) sink_.confirming.insert(id);
    announcer_->OnSessionUp(id, MakeSession("10.0.1.10"));
    Settle();
    sink_.Take();
    observer_.Take();
  }

  void Shutdown(const ShutdownOptions& options) {
    announcer_->Shutdown(options, [this](const ShutdownReport& report) {
      EXPECT_FALSE(report_.has_value());
      report_ = report;
    });
    EXPECT_FALSE(report_.has_value()) << "called from inside Shutdown";
    Settle();
  }

  // Runs what is deferred, without time passing.
  void Settle() { runtime_.RunFor(absl::ZeroDuration()); }

  waymark::testing::SimulatedRuntime runtime_;
  testing::RecordingSink sink_;
  testing::RecordingObserver observer_;
  std::unique_ptr<Announcer> announcer_ =
      std::make_unique<Announcer>(runtime_.runtime(), sink_, &observer_);
  std::optional<ShutdownReport> report_;
};

TEST_F(AnnouncerShutdownTest, WithdrawsThenFlushesThenCloses) {
  Up(kFirst);
  Up(kSecond);
  Shutdown({.text = "maintenance"});
  EXPECT_THAT(sink_.Take(),
              ElementsAre("1 withdraw 172.16.1.1/32", "1 flush?",
                          "2 withdraw 172.16.1.1/32", "2 flush?"));
  announcer_->OnFlushed(kSecond);
  EXPECT_THAT(sink_.Take(), IsEmpty());
  announcer_->OnFlushed(kFirst);
  EXPECT_THAT(sink_.Take(),
              ElementsAre("1 close maintenance", "2 close maintenance"));
  announcer_->OnSessionDown(kFirst);
  Settle();
  EXPECT_FALSE(report_.has_value());
  runtime_.RunFor(absl::Milliseconds(40));
  announcer_->OnSessionDown(kSecond);
  Settle();
  ASSERT_TRUE(report_.has_value());
  EXPECT_EQ(report_->elapsed, absl::Milliseconds(40));
  EXPECT_THAT(
      observer_.Take(),
      ElementsAre("stage withdrawing", "1 withdrawn 172.16.1.1/32",
                  "2 withdrawn 172.16.1.1/32", "stage closing", "stage done"));
}

TEST_F(AnnouncerShutdownTest, AnAcknowledgementAloneSettlesNobody) {
  Up(kFirst);
  Up(kSecond, /*confirms_processing=*/true);
  Shutdown({});
  announcer_->OnFlushed(kFirst);
  announcer_->OnProcessed(kSecond);
  EXPECT_EQ(announcer_->stage(), ShutdownStage::kClosing) << "nor does it wait";
  announcer_->OnSessionDown(kFirst);
  announcer_->OnSessionDown(kSecond);
  Settle();
  ASSERT_TRUE(report_.has_value());
  EXPECT_THAT(report_->neighbors,
              ElementsAre(Pair(kFirst, Departure::kDelivered),
                          Pair(kSecond, Departure::kSettled)));
  EXPECT_THAT(report_->unconfirmed, ElementsAre(kFirst));
}

TEST_F(AnnouncerShutdownTest, WorsensFirstWhereAsked) {
  Up(kFirst);
  Shutdown({.worsen_for = absl::Seconds(2), .text = "drained"});
  EXPECT_THAT(sink_.Take(),
              ElementsAre("2 close drained",
                          "1 announce 172.16.1.1/32 path 65001 65001 65001 "
                          "65001 65001 med 200 via 10.0.1.10"));
  runtime_.RunFor(absl::Milliseconds(1999));
  EXPECT_THAT(sink_.Take(), IsEmpty());
  runtime_.RunFor(absl::Milliseconds(1));
  EXPECT_THAT(sink_.Take(),
              ElementsAre("1 withdraw 172.16.1.1/32", "1 flush?"));
}

TEST_F(AnnouncerShutdownTest, NoSessionMeansNothingToWaitFor) {
  Shutdown({.worsen_for = absl::Seconds(2), .text = "bye"});
  EXPECT_THAT(sink_.Take(), ElementsAre("1 close bye", "2 close bye"));
  ASSERT_TRUE(report_.has_value());
  EXPECT_THAT(report_->unconfirmed, IsEmpty());
  EXPECT_EQ(announcer_->stage(), ShutdownStage::kDone);
}

TEST_F(AnnouncerShutdownTest, DeadlineWithoutAcknowledgementIsUnconfirmed) {
  Up(kFirst, /*confirms_processing=*/true);
  Up(kSecond);
  Shutdown({.deadline = absl::Seconds(1), .text = "bye"});
  announcer_->OnProcessed(kFirst);
  sink_.Take();
  runtime_.RunFor(absl::Milliseconds(999));
  EXPECT_THAT(sink_.Take(), IsEmpty());
  runtime_.RunFor(absl::Milliseconds(1));
  EXPECT_THAT(sink_.Take(), ElementsAre("1 close bye", "2 close bye"));
  ASSERT_TRUE(report_.has_value());
  EXPECT_THAT(report_->unconfirmed, ElementsAre(kSecond));
  EXPECT_EQ(report_->elapsed, absl::Seconds(1));
}

TEST_F(AnnouncerShutdownTest, DeadlineWhileWorseStillWithdraws) {
  Up(kFirst);
  Shutdown({.worsen_for = absl::Seconds(9),
            .deadline = absl::Seconds(1),
            .text = "bye"});
  sink_.Take();
  runtime_.RunFor(absl::Seconds(1));
  EXPECT_THAT(sink_.Take(), ElementsAre("1 withdraw 172.16.1.1/32", "1 flush?",
                                        "1 close bye"));
  ASSERT_TRUE(report_.has_value());
  EXPECT_THAT(report_->unconfirmed, ElementsAre(kFirst));
  observer_.Take();
  runtime_.RunUntilIdle();
  EXPECT_THAT(sink_.Take(), IsEmpty());
  EXPECT_THAT(observer_.Take(), IsEmpty());
}

TEST_F(AnnouncerShutdownTest, WithdrawnGroupStaysWithdrawnWhileWorse) {
  ASSERT_TRUE(announcer_->SetRole("floating", {Role::kWithdrawn, 1}).ok());
  Up(kFirst);
  Shutdown({.worsen_for = absl::Seconds(1)});
  EXPECT_THAT(sink_.Take(), ElementsAre("2 close "));
}

TEST_F(AnnouncerShutdownTest, LastOneAwaitedMayBeTheOneThatIsLost) {
  Up(kFirst);
  Up(kSecond);
  Shutdown({.text = "bye"});
  announcer_->OnFlushed(kFirst);
  sink_.Take();
  announcer_->OnSessionDown(kSecond);
  EXPECT_THAT(sink_.Take(), ElementsAre("2 close bye", "1 close bye"));
}

TEST_F(AnnouncerShutdownTest, NothingIsLeftToHappenWhenDone) {
  Up(kFirst);
  Shutdown({});
  announcer_->OnFlushed(kFirst);
  announcer_->OnSessionDown(kFirst);
  Settle();
  ASSERT_TRUE(report_.has_value());
  EXPECT_FALSE(runtime_.RunNextEvent());
}

TEST_F(AnnouncerShutdownTest, DeadlineWhileClosingIsConfirmedAllTheSame) {
  Up(kFirst, /*confirms_processing=*/true);
  Shutdown({.deadline = absl::Seconds(1)});
  announcer_->OnProcessed(kFirst);
  runtime_.RunFor(absl::Seconds(1));
  ASSERT_TRUE(report_.has_value());
  EXPECT_THAT(report_->unconfirmed, IsEmpty());
}

TEST_F(AnnouncerShutdownTest,
       SessionLostBeforeItsAcknowledgementIsUnconfirmed) {
  Up(kFirst);
  Up(kSecond, /*confirms_processing=*/true);
  Shutdown({.text = "bye"});
  sink_.Take();
  announcer_->OnSessionDown(kFirst);
  // Not to be opened again.
  EXPECT_THAT(sink_.Take(), ElementsAre("1 close bye"));
  announcer_->OnProcessed(kSecond);
  EXPECT_THAT(sink_.Take(), ElementsAre("2 close bye"));
  announcer_->OnSessionDown(kSecond);
  Settle();
  ASSERT_TRUE(report_.has_value());
  EXPECT_THAT(report_->unconfirmed, ElementsAre(kFirst));
}

TEST_F(AnnouncerShutdownTest, SessionLostWhileWorseIsUnconfirmed) {
  Up(kFirst);
  Shutdown({.worsen_for = absl::Seconds(2)});
  announcer_->OnSessionDown(kFirst);
  runtime_.RunFor(absl::Seconds(2));
  ASSERT_TRUE(report_.has_value());
  EXPECT_THAT(report_->unconfirmed, ElementsAre(kFirst));
}

TEST_F(AnnouncerShutdownTest, WithNobodyLeftToHearItWaitsForNothing) {
  Up(kFirst);
  Shutdown({.worsen_for = absl::Seconds(2), .settle_for = absl::Seconds(5)});
  announcer_->OnSessionDown(kFirst);
  Settle();
  ASSERT_TRUE(report_.has_value());
  EXPECT_EQ(report_->elapsed, absl::ZeroDuration());
  EXPECT_THAT(report_->unconfirmed, ElementsAre(kFirst));
}

TEST_F(AnnouncerShutdownTest, NeighborThatIsRemovedIsNotAwaited) {
  Up(kFirst, /*confirms_processing=*/true);
  Up(kSecond, /*confirms_processing=*/true);
  Shutdown({});
  announcer_->OnProcessed(kSecond);
  sink_.Take();
  announcer_->RemoveNeighbor(kFirst);
  EXPECT_THAT(sink_.Take(), ElementsAre("2 close "));
  ASSERT_TRUE(announcer_->Reconfigure({}, {}).ok());
  Settle();
  ASSERT_TRUE(report_.has_value());
  EXPECT_THAT(report_->unconfirmed, ElementsAre(kFirst));
}

TEST_F(AnnouncerShutdownTest, SessionThatComesUpMeanwhileHearsNothing) {
  Up(kFirst, /*confirms_processing=*/true);
  Shutdown({.worsen_for = absl::Seconds(1), .text = "bye"});
  sink_.Take();
  announcer_->OnSessionUp(kSecond, MakeSession("10.0.1.10"));
  EXPECT_THAT(sink_.Take(), ElementsAre("2 close bye"));
  announcer_->OnSessionDown(kSecond);
  runtime_.RunFor(absl::Seconds(1));
  announcer_->OnProcessed(kFirst);
  announcer_->OnSessionDown(kFirst);
  Settle();
  ASSERT_TRUE(report_.has_value());
  EXPECT_THAT(report_->unconfirmed, IsEmpty());
}

TEST_F(AnnouncerShutdownTest, RolesAndReadinessHaveNoEffectAfterwards) {
  Up(kFirst);
  Shutdown({});
  sink_.Take();
  ASSERT_TRUE(announcer_->SetRole("floating", {Role::kStandby, 9}).ok());
  ASSERT_TRUE(announcer_->SetReady("floating", true).ok());
  EXPECT_THAT(sink_.Take(), IsEmpty());
}

TEST_F(AnnouncerShutdownTest, UndecidedGroupGetsNoEndOfRibByLeaving) {
  ASSERT_TRUE(announcer_->SetReady("floating", false).ok());
  Up(kFirst);
  Shutdown({});
  EXPECT_THAT(sink_.Take(), ElementsAre("2 close ", "1 flush?"));
}

TEST_F(AnnouncerShutdownTest,
       NeighborsThatCanTellAreAskedWhetherTheyProcessed) {
  Up(kFirst, /*confirms_processing=*/true);
  Up(kSecond);
  Shutdown({.text = "bye"});
  EXPECT_THAT(
      sink_.Take(),
      ElementsAre("1 withdraw 172.16.1.1/32", "1 flush?", "1 processed?",
                  "2 withdraw 172.16.1.1/32", "2 flush?"));
  announcer_->OnFlushed(kFirst);
  announcer_->OnFlushed(kSecond);
  EXPECT_EQ(announcer_->stage(), ShutdownStage::kProcessing);
  EXPECT_THAT(sink_.Take(), IsEmpty());
  announcer_->OnProcessed(kFirst);
  EXPECT_THAT(sink_.Take(), ElementsAre("1 close bye", "2 close bye"));
  announcer_->OnSessionDown(kFirst);
  announcer_->OnSessionDown(kSecond);
  Settle();
  EXPECT_THAT(observer_.Take(),
              ElementsAre("stage withdrawing", "1 withdrawn 172.16.1.1/32",
                          "2 withdrawn 172.16.1.1/32", "stage processing",
                          "stage closing", "stage done"));
}

TEST_F(AnnouncerShutdownTest, WhatIsProcessedHasBeenDelivered) {
  Up(kFirst, /*confirms_processing=*/true);
  Shutdown({});
  announcer_->OnProcessed(kFirst);
  EXPECT_EQ(announcer_->stage(), ShutdownStage::kClosing);
  announcer_->OnFlushed(kFirst);
  announcer_->OnProcessed(kFirst);
  announcer_->OnSessionDown(kFirst);
  Settle();
  EXPECT_THAT(report_->unconfirmed, IsEmpty());
}

TEST_F(AnnouncerShutdownTest, NobodyIsAskedWhereThatIsNotWanted) {
  Up(kFirst, /*confirms_processing=*/true);
  Shutdown({.ask_whether_processed = false});
  EXPECT_THAT(sink_.Take(),
              ElementsAre("2 close ", "1 withdraw 172.16.1.1/32", "1 flush?"));
  announcer_->OnFlushed(kFirst);
  EXPECT_EQ(announcer_->stage(), ShutdownStage::kClosing);
}

TEST_F(AnnouncerShutdownTest, DeadlineWhileProcessingSaysHowFarEachHasCome) {
  Up(kFirst, /*confirms_processing=*/true);
  Up(kSecond, /*confirms_processing=*/true);
  Shutdown({.deadline = absl::Seconds(1)});
  announcer_->OnFlushed(kFirst);
  announcer_->OnFlushed(kSecond);
  announcer_->OnProcessed(kSecond);
  runtime_.RunFor(absl::Seconds(1));
  ASSERT_TRUE(report_.has_value());
  EXPECT_THAT(report_->neighbors,
              ElementsAre(Pair(kFirst, Departure::kDelivered),
                          Pair(kSecond, Departure::kSettled)));
  EXPECT_THAT(report_->unconfirmed, ElementsAre(kFirst));
}

TEST_F(AnnouncerShutdownTest, SessionLostWhileProcessingIsUnconfirmed) {
  Up(kFirst, /*confirms_processing=*/true);
  Shutdown({});
  announcer_->OnFlushed(kFirst);
  announcer_->OnSessionDown(kFirst);
  Settle();
  ASSERT_TRUE(report_.has_value());
  EXPECT_THAT(report_->neighbors,
              ElementsAre(Pair(kFirst, Departure::kDelivered)));
}

TEST_F(AnnouncerShutdownTest, SettlesBeforeItCloses) {
  Up(kFirst);
  Shutdown({.settle_for = absl::Seconds(2), .text = "bye"});
  sink_.Take();
  runtime_.RunFor(absl::Milliseconds(100));
  announcer_->OnFlushed(kFirst);
  EXPECT_EQ(announcer_->stage(), ShutdownStage::kSettling);
  runtime_.RunFor(absl::Milliseconds(1999));
  EXPECT_THAT(sink_.Take(), IsEmpty());
  runtime_.RunFor(absl::Milliseconds(1));
  EXPECT_THAT(sink_.Take(), ElementsAre("1 close bye"));
  announcer_->OnSessionDown(kFirst);
  Settle();
  EXPECT_THAT(report_->unconfirmed, IsEmpty());
}

TEST_F(AnnouncerShutdownTest, CallerMayKnowBetterThanTheTime) {
  Up(kFirst);
  announcer_->ConfirmSettled();  // of what?
  Shutdown({.settle_for = absl::InfiniteDuration(), .text = "bye"});
  announcer_->OnFlushed(kFirst);
  runtime_.RunFor(absl::Seconds(4));
  EXPECT_EQ(announcer_->stage(), ShutdownStage::kSettling);
  sink_.Take();
  announcer_->ConfirmSettled();
  EXPECT_THAT(sink_.Take(), ElementsAre("1 close bye"));
  announcer_->ConfirmSettled();
  EXPECT_THAT(sink_.Take(), IsEmpty());
  announcer_->OnSessionDown(kFirst);
  Settle();
  EXPECT_THAT(report_->unconfirmed, IsEmpty());
  EXPECT_FALSE(runtime_.RunNextEvent());
}

TEST_F(AnnouncerShutdownTest, ConfirmedBeforeItSettlesItDoesNotWait) {
  Up(kFirst);
  Shutdown({.settle_for = absl::Seconds(2)});
  announcer_->ConfirmSettled();
  EXPECT_EQ(announcer_->stage(), ShutdownStage::kWithdrawing);
  announcer_->OnFlushed(kFirst);
  EXPECT_EQ(announcer_->stage(), ShutdownStage::kClosing);
  announcer_->OnSessionDown(kFirst);
  Settle();
  EXPECT_THAT(report_->unconfirmed, IsEmpty());
}

TEST_F(AnnouncerShutdownTest, CallerMayConfirmWithoutATimeToSettle) {
  Up(kFirst);
  Shutdown({});
  announcer_->ConfirmSettled();
  announcer_->OnFlushed(kFirst);
  announcer_->OnSessionDown(kFirst);
  Settle();
  EXPECT_THAT(report_->unconfirmed, IsEmpty());
}

TEST_F(AnnouncerShutdownTest, DeadlineWhileSettlingLeavesNobodySettled) {
  Up(kFirst, /*confirms_processing=*/true);
  Up(kSecond);
  Shutdown({.settle_for = absl::InfiniteDuration(),
            .deadline = absl::Seconds(1),
            .text = "bye"});
  announcer_->OnFlushed(kFirst);
  announcer_->OnProcessed(kFirst);
  announcer_->OnFlushed(kSecond);
  sink_.Take();
  runtime_.RunFor(absl::Seconds(1));
  EXPECT_THAT(sink_.Take(), ElementsAre("1 close bye", "2 close bye"));
  ASSERT_TRUE(report_.has_value());
  EXPECT_THAT(report_->neighbors,
              ElementsAre(Pair(kFirst, Departure::kProcessed),
                          Pair(kSecond, Departure::kDelivered)));
  EXPECT_THAT(report_->unconfirmed, ElementsAre(kFirst, kSecond));
}

TEST_F(AnnouncerShutdownTest, SessionLostWhileSettlingIsSettledAllTheSame) {
  Up(kFirst);
  Shutdown({.settle_for = absl::Seconds(2), .text = "bye"});
  announcer_->OnFlushed(kFirst);
  sink_.Take();
  announcer_->OnSessionDown(kFirst);
  EXPECT_THAT(sink_.Take(), ElementsAre("1 close bye"));
  runtime_.RunFor(absl::Seconds(2));
  ASSERT_TRUE(report_.has_value());
  EXPECT_THAT(report_->unconfirmed, IsEmpty());
}

TEST_F(AnnouncerShutdownTest, MayAskForGracefulShutdownWhileWorse) {
  Up(kFirst);
  Shutdown({.worsen_for = absl::Seconds(2), .graceful_shutdown = true});
  EXPECT_THAT(sink_.Take(),
              ElementsAre("2 close ",
                          "1 announce 172.16.1.1/32 path 65001 65001 65001 "
                          "65001 65001 med 200 via 10.0.1.10 65535:0"));
}

TEST(ShutdownNamesTest, StagesAndDeparturesHaveNames) {
  EXPECT_EQ(Name(ShutdownStage::kRunning), "running");
  EXPECT_EQ(Name(ShutdownStage::kProcessing), "processing");
  EXPECT_EQ(Name(ShutdownStage::kSettling), "settling");
  EXPECT_EQ(Name(Departure::kAnnounced), "announced");
  EXPECT_EQ(Name(Departure::kDelivered), "delivered");
  EXPECT_EQ(Name(Departure::kProcessed), "processed");
  EXPECT_EQ(Name(Departure::kSettled), "settled");
}

TEST_F(AnnouncerShutdownTest, AnnouncerMayBeDestroyedWhenDone) {
  Up(kFirst);
  bool done = false;
  announcer_->Shutdown({}, [&](const ShutdownReport&) {
    announcer_.reset();
    done = true;
  });
  announcer_->OnFlushed(kFirst);
  announcer_->OnSessionDown(kFirst);
  runtime_.RunUntilIdle();
  EXPECT_TRUE(done);
}

TEST_F(AnnouncerShutdownTest, DestroyedBeforeDoneIsTold) {
  announcer_->Shutdown({}, [](const ShutdownReport&) { FAIL(); });
  EXPECT_EQ(announcer_->stage(), ShutdownStage::kDone);
  announcer_.reset();
  runtime_.RunUntilIdle();
}

TEST_F(AnnouncerShutdownTest, DestroyedMidwayItSaysNothingMore) {
  Up(kFirst);
  Shutdown({.worsen_for = absl::Seconds(1)});
  sink_.Take();
  announcer_.reset();
  runtime_.RunUntilIdle();
  EXPECT_THAT(sink_.Take(), IsEmpty());
  EXPECT_FALSE(report_.has_value());
}

}  // namespace
}  // namespace waymark::announcer
