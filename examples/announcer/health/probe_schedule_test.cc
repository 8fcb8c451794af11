// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/announcer/health/probe_schedule.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "base/testing/simulated_runtime.h"
#include "examples/announcer/health/probe.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace waymark::examples {
namespace {

using ::testing::ElementsAre;

// Answers when the test says so.
class FakeProbe final : public Probe {
 public:
  struct Log {
    int started = 0;
    int cancelled = 0;
    Done done;
  };
  FakeProbe(Log& log, bool ends_when_cancelled)
      : log_(log), ends_when_cancelled_(ends_when_cancelled) {}

  void Start(Done done) override {
    ++log_.started;
    EXPECT_TRUE(log_.done == nullptr) << "two at a time";
    log_.done = std::move(done);
  }
  void Cancel() override {
    ++log_.cancelled;
    if (ends_when_cancelled_) {
      std::exchange(log_.done, nullptr)(absl::CancelledError("cancelled"));
    }
  }

 private:
  Log& log_;
  const bool ends_when_cancelled_;
};

class ProbeScheduleTest : public ::testing::Test {
 protected:
  void Begin(const ProbeSchedule::Options& options,
             bool ends_when_cancelled = true) {
    schedule_ = std::make_unique<ProbeSchedule>(
        runtime_.runtime(), options,
        std::make_unique<FakeProbe>(probe_, ends_when_cancelled),
        [this](const absl::Status& status) {
          results_.push_back(std::string(status.message()));
        });
    Run(absl::ZeroDuration());
  }
  void Run(absl::Duration duration) { runtime_.RunFor(duration); }
  void Answer(const absl::Status& status) {
    std::exchange(probe_.done, nullptr)(status);
  }

  waymark::testing::SimulatedRuntime runtime_;
  FakeProbe::Log probe_;
  std::vector<std::string> results_;
  std::unique_ptr<ProbeSchedule> schedule_;
};

TEST_F(ProbeScheduleTest, ProbesAtOnceAndThenAtAFixedRate) {
  Begin({absl::Seconds(1), absl::Milliseconds(500)});
  for (int i = 1; i <= 5; ++i) {
    EXPECT_EQ(probe_.started, i);
    Run(absl::Milliseconds(300));
    Answer(absl::OkStatus());
    Run(absl::Milliseconds(699));
    EXPECT_EQ(probe_.started, i);
    Run(absl::Milliseconds(1));
  }
  EXPECT_THAT(results_, ElementsAre("", "", "", "", ""));
  EXPECT_EQ(probe_.cancelled, 0);
}

TEST_F(ProbeScheduleTest, OneThatTakesTooLongHasFailedWhateverItSaysLater) {
  Begin({absl::Seconds(1), absl::Milliseconds(500)}, false);
  Run(absl::Milliseconds(500));
  EXPECT_THAT(results_, ElementsAre("no answer within 500ms"));
  EXPECT_EQ(probe_.cancelled, 1);
  Answer(absl::OkStatus());
  EXPECT_EQ(results_.size(), 1u);
  Run(absl::Milliseconds(500));
  EXPECT_EQ(probe_.started, 2);
}

TEST_F(ProbeScheduleTest, OneThatEndsWhenCancelledCountsOnce) {
  Begin({absl::Seconds(1), absl::Milliseconds(500)});
  Run(absl::Milliseconds(2900));
  EXPECT_EQ(probe_.started, 3);
  EXPECT_EQ(results_.size(), 3u);
}

TEST_F(ProbeScheduleTest, OneThatNeverEndsIsNotStartedTwiceAndGoesOnFailing) {
  Begin({absl::Seconds(1), absl::Milliseconds(500)}, false);
  Run(absl::Milliseconds(3000));
  EXPECT_EQ(probe_.started, 1);
  EXPECT_EQ(probe_.cancelled, 1);
  EXPECT_THAT(results_,
              ElementsAre("no answer within 500ms", "has not ended yet",
                          "has not ended yet", "has not ended yet"));
  Answer(absl::OkStatus());
  Run(absl::Seconds(1));
  EXPECT_EQ(probe_.started, 2);
}

TEST_F(ProbeScheduleTest, ATimeoutOfSeveralIntervalsLeavesThoseOut) {
  Begin({absl::Seconds(1), absl::Milliseconds(2500)}, false);
  Run(absl::Milliseconds(2400));
  EXPECT_TRUE(results_.empty());
  Answer(absl::UnknownError("bad"));
  EXPECT_THAT(results_, ElementsAre("bad"));
  EXPECT_EQ(probe_.started, 1);
  Run(absl::Milliseconds(600));
  EXPECT_EQ(probe_.started, 2);
}

}  // namespace
}  // namespace waymark::examples
