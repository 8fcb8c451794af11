// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/daemon/event_log.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "base/monotonic_time.h"
#include "base/testing/simulated_runtime.h"
#include "examples/proto/event.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace waymark::examples {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

proto::Event Named(const std::string& name) {
  proto::Event event;
  event.mutable_config()->set_file(name);
  return event;
}

struct Follower final : public EventFollower {
  void OnEvent(const SharedEvent& event) override {
    names.push_back(event->config().file());
    if (on_event) on_event();
  }
  std::vector<std::string> names;
  std::function<void()> on_event;
};

class EventLogTest : public ::testing::Test {
 protected:
  void SetUp() override { runtime_.RunFor(absl::Seconds(10)); }
  void Turn() { runtime_.RunFor(absl::Milliseconds(1)); }
  std::vector<std::string> History() const {
    std::vector<std::string> names;
    for (const SharedEvent& event : log_.history()) {
      names.push_back(event->config().file());
    }
    return names;
  }

  waymark::testing::SimulatedRuntime runtime_;
  EventLog log_{runtime_.runtime(), 3};
};

TEST_F(EventLogTest, NothingIsHandedOnInsideTheCall) {
  Follower follower;
  log_.AddFollower(&follower);
  log_.Record(Named("a"));
  EXPECT_THAT(follower.names, IsEmpty());
  Turn();
  EXPECT_THAT(follower.names, ElementsAre("a"));
}

TEST_F(EventLogTest, EventsOfOneTurnComeInTheOrderOfTheirTimes) {
  Follower follower;
  log_.AddFollower(&follower);
  const MonotonicTime now = runtime_.Now();
  log_.Record(now, Named("effect"));
  log_.Record(now, Named("second effect"));
  log_.Record(now - absl::Milliseconds(5), Named("cause"));
  Turn();
  EXPECT_THAT(follower.names, ElementsAre("cause", "effect", "second effect"));
}

TEST_F(EventLogTest, TheStampIsTheTimeOfDayOfTheEventNotOfTheReport) {
  const absl::Time wall = runtime_.runtime().wall.Now();
  log_.Record(runtime_.Now() - absl::Milliseconds(1500), Named("a"));
  Turn();
  const google::protobuf::Timestamp& time = log_.history().front()->time();
  EXPECT_EQ(
      absl::FromUnixSeconds(time.seconds()) + absl::Nanoseconds(time.nanos()),
      wall - absl::Milliseconds(1500));
  EXPECT_GE(time.nanos(), 0);
}

TEST_F(EventLogTest, OnlyTheLastEventsAreKept) {
  for (const char* name : {"a", "b", "c", "d", "e"}) log_.Record(Named(name));
  EXPECT_THAT(History(), IsEmpty());
  Turn();
  EXPECT_THAT(History(), ElementsAre("c", "d", "e"));
}

TEST_F(EventLogTest, AFollowerRemovesItselfAndOthersInsideACall) {
  Follower first;
  Follower second;
  Follower third;
  for (Follower* follower : {&first, &second, &third}) {
    log_.AddFollower(follower);
  }
  first.on_event = [&] {
    log_.RemoveFollower(&first);
    log_.RemoveFollower(&second);
  };
  log_.Record(Named("a"));
  log_.Record(Named("b"));
  Turn();
  EXPECT_THAT(first.names, ElementsAre("a"));
  EXPECT_THAT(second.names, IsEmpty());
  EXPECT_THAT(third.names, ElementsAre("a", "b"));
}

TEST_F(EventLogTest, OneThatIsAddedInsideACallHearsOfItToo) {
  Follower first;
  Follower second;
  log_.AddFollower(&first);
  first.on_event = [&] {
    if (first.names.size() == 1) log_.AddFollower(&second);
  };
  log_.Record(Named("a"));
  log_.Record(Named("b"));
  Turn();
  EXPECT_THAT(second.names, ElementsAre("a", "b"));
}

TEST_F(EventLogTest, ALogThatIsGoneHandsNothingOn) {
  Follower follower;
  auto log = std::make_unique<EventLog>(runtime_.runtime(), 3);
  log->AddFollower(&follower);
  log->Record(Named("a"));
  log.reset();
  Turn();
  EXPECT_THAT(follower.names, IsEmpty());
}

}  // namespace
}  // namespace waymark::examples
