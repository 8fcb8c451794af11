// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/daemon/stall_recorder.h"

#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "base/testing/simulated_runtime.h"
#include "bfd/session_listener.h"
#include "examples/daemon/event_log.h"
#include "examples/proto/event.pb.h"
#include "gtest/gtest.h"

namespace waymark::examples {
namespace {

class StallRecorderTest : public ::testing::Test {
 protected:
  StallRecorderTest() { runtime_.RunFor(absl::Seconds(10)); }

  void Add(const std::string& neighbor, absl::Duration lateness) {
    bfd::LocalStall stall;
    stall.noticed_at = runtime_.Now();
    stall.lateness = lateness;
    recorder_->Add(neighbor, stall);
  }
  size_t events() const { return log_.history().size(); }
  const proto::LocalStall& last() const {
    return log_.history().back()->local_stall();
  }

  waymark::testing::SimulatedRuntime runtime_;
  EventLog log_{runtime_.runtime(), 100};
  std::optional<StallRecorder> recorder_{log_};
};

TEST_F(StallRecorderTest, OneStallOfAllSessionsIsOneEvent) {
  for (int i = 0; i < 6000; ++i) {
    Add(absl::StrCat("n", i), absl::Milliseconds(i == 17 ? 200 : 100));
  }
  EXPECT_EQ(events(), 0u);
  runtime_.RunFor(absl::Milliseconds(1));
  ASSERT_EQ(events(), 1u);
  EXPECT_EQ(last().neighbor(), "n0");
  EXPECT_EQ(last().lateness_us(), 200'000u) << "of the latest";
  EXPECT_EQ(last().session_stalls(), 6000u);
  runtime_.RunFor(absl::Seconds(10));
  EXPECT_EQ(events(), 1u);
}

TEST_F(StallRecorderTest, OneSecondLiesBetweenTwoEvents) {
  const absl::Time start = runtime_.runtime().wall.Now();
  // Of 30 in 3 s the first is told at once, and so is the last.
  for (int i = 0; i < 30; ++i) {
    Add("a", absl::Milliseconds(i));
    runtime_.RunFor(absl::Milliseconds(100));
  }
  runtime_.RunFor(absl::Seconds(10));
  ASSERT_EQ(events(), 4u);
  uint64_t stalls = 0;
  for (const SharedEvent& event : log_.history()) {
    stalls += event->local_stall().session_stalls();
  }
  EXPECT_EQ(stalls, 30u);
  EXPECT_EQ(log_.history()[0]->local_stall().session_stalls(), 1u);
  EXPECT_EQ(last().lateness_us(), 29'000u);
  const google::protobuf::Timestamp& time = log_.history()[1]->time();
  EXPECT_EQ(
      absl::FromUnixSeconds(time.seconds()) + absl::Nanoseconds(time.nanos()),
      start + absl::Milliseconds(100))
      << "when the first that was gathered was noticed";
}

TEST_F(StallRecorderTest, NothingIsLeftOfTheEventBefore) {
  bfd::LocalStall overflow;
  overflow.noticed_at = runtime_.Now();
  overflow.overflowed = true;
  overflow.postponed = true;
  recorder_->Add("a", overflow);
  runtime_.RunFor(absl::Seconds(2));
  EXPECT_TRUE(last().overflowed());
  EXPECT_TRUE(last().postponed());
  Add("b", absl::Milliseconds(7));
  runtime_.RunFor(absl::Milliseconds(1));
  ASSERT_EQ(events(), 2u);
  EXPECT_EQ(last().neighbor(), "b");
  EXPECT_FALSE(last().overflowed());
  EXPECT_FALSE(last().postponed());
  EXPECT_EQ(last().session_stalls(), 1u);
}

TEST_F(StallRecorderTest, AStallThatNoSessionNoticesIsAnEventToo) {
  const absl::Time start = runtime_.runtime().wall.Now();
  recorder_->Add(absl::Milliseconds(300));
  runtime_.RunFor(absl::Milliseconds(1));
  ASSERT_EQ(events(), 1u);
  EXPECT_EQ(last().neighbor(), "");
  EXPECT_EQ(last().lateness_us(), 300'000u);
  EXPECT_EQ(last().session_stalls(), 0u);
  const google::protobuf::Timestamp& time = log_.history()[0]->time();
  EXPECT_EQ(
      absl::FromUnixSeconds(time.seconds()) + absl::Nanoseconds(time.nanos()),
      start);
}

TEST_F(StallRecorderTest, AStallThatSessionsNoticeTooIsOneEvent) {
  recorder_->Add(absl::Milliseconds(300));
  Add("a", absl::Milliseconds(100));
  Add("b", absl::Milliseconds(100));
  runtime_.RunFor(absl::Seconds(2));
  ASSERT_EQ(events(), 1u);
  EXPECT_EQ(last().neighbor(), "a");
  EXPECT_EQ(last().lateness_us(), 300'000u);
  EXPECT_EQ(last().session_stalls(), 2u);
}

TEST_F(StallRecorderTest, OneThatIsGoneRecordsNothing) {
  Add("a", absl::Milliseconds(7));
  recorder_.reset();
  runtime_.RunFor(absl::Seconds(2));
  EXPECT_EQ(events(), 0u);
}

}  // namespace
}  // namespace waymark::examples
