// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bfd/detection_window.h"

#include "absl/time/time.h"
#include "base/monotonic_time.h"
#include "gtest/gtest.h"

namespace waymark::bfd {
namespace {

constexpr absl::Duration kTolerance = absl::Milliseconds(20);

MonotonicTime At(int milliseconds) {
  return MonotonicTime::FromNanoseconds(1'000'000'000) +
         absl::Milliseconds(milliseconds);
}

// A packet at 0, detection time 150 ms.
DetectionWindow Window() {
  DetectionWindow window;
  window.SetDetectionTime(absl::Milliseconds(150));
  window.OnPacket(At(0));
  return window;
}

TEST(DetectionWindowTest, WithoutAStallTheDeadlineIsThatOfTheRfc) {
  DetectionWindow window = Window();
  EXPECT_EQ(window.Deadline(), At(150));
  EXPECT_EQ(window.PlainDeadline(), At(150));
  window.OnPacket(At(40));
  EXPECT_EQ(window.Deadline(), At(190));
  EXPECT_FALSE(window.TakeUnreported());
}

TEST(DetectionWindowTest, PacketsOutOfOrderDoNotGoBack) {
  DetectionWindow window = Window();
  window.OnPacket(At(40));
  window.OnPacket(At(30));
  EXPECT_EQ(window.last_received(), At(40));
}

TEST(DetectionWindowTest, LatenessWithinTheToleranceIsNoStall) {
  DetectionWindow window = Window();
  EXPECT_FALSE(window.OnTimerFired(At(50), At(70), kTolerance));
  EXPECT_EQ(window.Deadline(), At(150));
  EXPECT_FALSE(window.TakeUnreported());
}

TEST(DetectionWindowTest, AfterAStallADetectionTimeStartsAnew) {
  DetectionWindow window = Window();
  EXPECT_TRUE(window.OnTimerFired(At(50), At(110), kTolerance));
  EXPECT_EQ(window.PlainDeadline(), At(150));
  EXPECT_EQ(window.Deadline(), At(260));
  const DetectionWindow::Disturbance disturbance = window.TakeUnreported();
  EXPECT_TRUE(disturbance);
  EXPECT_EQ(disturbance.lateness, absl::Milliseconds(60));
  EXPECT_FALSE(disturbance.overflowed);
  EXPECT_FALSE(window.TakeUnreported()) << "reported once";
}

TEST(DetectionWindowTest, AStallThatMakesTwoTimersLateCountsOnce) {
  DetectionWindow window = Window();
  window.OnTimerFired(At(50), At(110), kTolerance);
  window.OnTimerFired(At(70), At(110), kTolerance);
  window.OnOverflow(At(250));
  EXPECT_EQ(window.Deadline(), At(60 + 2 * 150)) << "the bound";
}

TEST(DetectionWindowTest, AStallThatMakesTwoTimersLateIsReportedOnce) {
  DetectionWindow window = Window();
  window.OnTimerFired(At(150), At(400), kTolerance);
  EXPECT_EQ(window.TakeUnreported().lateness, absl::Milliseconds(250));
  window.OnTimerFired(At(200), At(401), kTolerance);
  EXPECT_FALSE(window.TakeUnreported()) << "the same stall";
  EXPECT_EQ(window.Deadline(), At(401 + 150)) << "it counts to its end";
}

TEST(DetectionWindowTest, WhatAReportedStallGoesOnForIsReported) {
  DetectionWindow window = Window();
  window.OnTimerFired(At(150), At(400), kTolerance);
  window.TakeUnreported();
  window.OnTimerFired(At(200), At(500), kTolerance);
  EXPECT_EQ(window.TakeUnreported().lateness, absl::Milliseconds(100));
}

TEST(DetectionWindowTest, TwoStallsAddUp) {
  DetectionWindow window = Window();
  window.OnTimerFired(At(20), At(50), kTolerance);
  window.OnTimerFired(At(90), At(130), kTolerance);
  EXPECT_EQ(window.Deadline(), At(280));
  window.OnOverflow(At(250));
  EXPECT_EQ(window.Deadline(), At(30 + 40 + 2 * 150)) << "in the bound";
}

TEST(DetectionWindowTest, OnlyTheStallAfterTheLastPacketCounts) {
  DetectionWindow window = Window();
  window.OnPacket(At(90));
  window.OnTimerFired(At(50), At(110), kTolerance);
  EXPECT_EQ(window.Deadline(), At(90 + 20 + 150));
}

TEST(DetectionWindowTest, APacketAfterTheStallVoidsIt) {
  DetectionWindow window = Window();
  window.OnTimerFired(At(50), At(110), kTolerance);
  window.OnPacket(At(115));
  EXPECT_EQ(window.Deadline(), At(265));
  window.OnTimerFired(At(160), At(190), kTolerance);
  EXPECT_EQ(window.Deadline(), At(340));
}

TEST(DetectionWindowTest, AVerdictOutOfAStallStartsAFullDetectionTime) {
  DetectionWindow window = Window();
  EXPECT_TRUE(window.OnTimerFired(At(150), At(1100), kTolerance));
  EXPECT_EQ(window.Deadline(), At(1250));
}

TEST(DetectionWindowTest, APacketReceivedDuringTheStallShortensNothing) {
  DetectionWindow window = Window();
  window.OnTimerFired(At(150), At(1100), kTolerance);
  window.OnPacket(At(300));
  EXPECT_EQ(window.Deadline(), At(1250));
}

TEST(DetectionWindowTest, AnOverflowStartsADetectionTimeOnce) {
  DetectionWindow window = Window();
  window.OnOverflow(At(100));
  EXPECT_EQ(window.Deadline(), At(250));
  EXPECT_TRUE(window.TakeUnreported().overflowed);
  window.OnOverflow(At(100));
  EXPECT_EQ(window.Deadline(), At(250));
  EXPECT_FALSE(window.TakeUnreported());
}

TEST(DetectionWindowTest, AnOverflowBeforeTheLastPacketDoesNotMatter) {
  DetectionWindow window = Window();
  window.OnOverflow(At(-10));
  EXPECT_EQ(window.Deadline(), At(150));
  EXPECT_FALSE(window.TakeUnreported());
}

TEST(DetectionWindowTest, AFloodPostponesByNoMoreThanOneDetectionTime) {
  DetectionWindow window = Window();
  for (int now = 10; now < 1000; now += 10) window.OnOverflow(At(now));
  EXPECT_EQ(window.Deadline(), At(300));
}

TEST(DetectionWindowTest, ALoopThatIsAlwaysLateStillComesToAVerdict) {
  DetectionWindow window = Window();
  // Each timer is 30 ms late, and another follows at once.
  int now = 0;
  while (At(now) < window.Deadline() && now < 10'000) {
    now += 80;
    window.OnTimerFired(At(now - 30), At(now), kTolerance);
  }
  EXPECT_LE(now, 600);
}

}  // namespace
}  // namespace waymark::bfd
