// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/announcer/sinks/event_sink.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "base/testing/simulated_runtime.h"
#include "examples/announcer/sinks/event_name.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace waymark::examples {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// Answered by the test.
struct FakeDelivery final : public Delivery {
  struct Log {
    std::vector<std::string> started;
    std::vector<Done> open;
  };
  explicit FakeDelivery(Log& log) : log(log) {}
  void Start(std::string lines, Done done) override {
    log.started.push_back(std::move(lines));
    log.open.push_back(std::move(done));
  }
  Log& log;
};

class EventSinkTest : public ::testing::Test {
 protected:
  void Make(const EventSink::Options& options, int slots = 1) {
    std::vector<std::unique_ptr<Delivery>> deliveries;
    for (int i = 0; i < slots; ++i) {
      deliveries.push_back(std::make_unique<FakeDelivery>(log_));
    }
    sink_ =
        std::make_unique<EventSink>(events_, options, std::move(deliveries));
  }
  void Happen(const std::string& group) {
    proto::Event event;
    event.mutable_role()->set_group(group);
    event.mutable_role()->set_role("active");
    events_.Record(event);
    runtime_.RunFor(absl::Milliseconds(1));
  }
  void Answer(const absl::Status& status) {
    FakeDelivery::Done done = std::move(log_.open.front());
    log_.open.erase(log_.open.begin());
    done(status);
  }
  static EventSink::Options Roles() {
    EventSink::Options options;
    options.events = {"role"};
    return options;
  }

  waymark::testing::SimulatedRuntime runtime_;
  EventLog events_{runtime_.runtime(), 10};
  FakeDelivery::Log log_;
  std::unique_ptr<EventSink> sink_;
};

TEST_F(EventSinkTest, AnEventIsHandedOverAsALineOfJson) {
  Make(Roles());
  Happen("floating");
  ASSERT_EQ(log_.started.size(), 1u);
  EXPECT_THAT(log_.started[0],
              HasSubstr(R"("event":"role","group":"floating")"));
  EXPECT_EQ(log_.started[0].back(), '\n');
  EXPECT_FALSE(sink_->idle());
  Answer(absl::OkStatus());
  EXPECT_TRUE(sink_->idle());
  EXPECT_EQ(sink_->counters().delivered, 1u);
}

TEST_F(EventSinkTest, WhatWasNotAskedForIsPassedOver) {
  EventSink::Options options;
  options.events = {"health"};
  Make(options);
  Happen("floating");
  EXPECT_TRUE(log_.started.empty());
  EXPECT_EQ(sink_->counters().dropped, 0u);
}

TEST_F(EventSinkTest, OneAtATimeAndInOrder) {
  Make(Roles());
  for (const char* group : {"a", "b", "c"}) Happen(group);
  EXPECT_EQ(log_.started.size(), 1u);
  Answer(absl::OkStatus());
  EXPECT_EQ(log_.started.size(), 2u);
  EXPECT_THAT(log_.started[1], HasSubstr(R"("group":"b")"));
}

TEST_F(EventSinkTest, AsManyAtOnceAsThereAreDeliveries) {
  Make(Roles(), 2);
  for (const char* group : {"a", "b", "c"}) Happen(group);
  EXPECT_EQ(log_.started.size(), 2u);
  Answer(absl::OkStatus());
  EXPECT_EQ(log_.started.size(), 3u);
}

TEST_F(EventSinkTest, WhatWaitsGoesTogether) {
  EventSink::Options options = Roles();
  options.max_events = 2;
  Make(options);
  for (const char* group : {"a", "b", "c", "d"}) Happen(group);
  Answer(absl::OkStatus());
  EXPECT_THAT(log_.started[1], HasSubstr(R"("group":"b")"));
  EXPECT_THAT(log_.started[1], HasSubstr(R"("group":"c")"));
  Answer(absl::OkStatus());
  Answer(absl::OkStatus());
  EXPECT_EQ(sink_->counters().delivered, 4u);
}

TEST_F(EventSinkTest, BeyondTheLimitTheNewestIsDroppedAndCounted) {
  EventSink::Options options = Roles();
  options.max_pending = 2;
  Make(options);
  // One is under way, two wait.
  for (const char* group : {"a", "b", "c", "d", "e"}) Happen(group);
  EXPECT_EQ(sink_->counters().dropped, 2u);
  for (int i = 0; i < 3; ++i) Answer(absl::OkStatus());
  EXPECT_EQ(log_.started.size(), 3u);
  EXPECT_THAT(log_.started[2], HasSubstr(R"("group":"c")"));
  EXPECT_TRUE(sink_->idle());
}

TEST_F(EventSinkTest, ARefusedDeliveryIsTriedAgainAsOftenAsSaid) {
  EventSink::Options options = Roles();
  options.attempts = 3;
  options.retry_after = absl::Seconds(2);
  Make(options);
  Happen("a");
  Answer(absl::UnavailableError("away"));
  EXPECT_EQ(log_.started.size(), 1u);
  runtime_.RunFor(absl::Seconds(2));
  ASSERT_EQ(log_.started.size(), 2u);
  EXPECT_EQ(log_.started[0], log_.started[1]);
  Answer(absl::UnavailableError("away"));
  runtime_.RunFor(absl::Seconds(2));
  ASSERT_EQ(log_.started.size(), 3u);
  Answer(absl::UnavailableError("away"));
  runtime_.RunFor(absl::Seconds(10));
  EXPECT_EQ(log_.started.size(), 3u);
  EXPECT_EQ(sink_->counters().failed, 1u);
  EXPECT_TRUE(sink_->idle());
}

TEST_F(EventSinkTest, AnEventHasTheNameOfItsLine) {
  proto::Event event;
  EXPECT_EQ(EventName(event), "");
  event.mutable_session_state();
  EXPECT_EQ(EventName(event), "session_state");
}

}  // namespace
}  // namespace waymark::examples
