// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "announcer/incident_ledger.h"

#include <memory>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "announcer/incident.h"
#include "announcer/neighbor.h"
#include "base/monotonic_time.h"
#include "base/testing/simulated_runtime.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace waymark::announcer {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using End = Incident::End;

const std::pair<const NeighborId, std::string> kFirst{NeighborId{1}, "rs-1"};
const std::pair<const NeighborId, std::string> kSecond{NeighborId{2}, "rs-2"};

class IncidentLedgerTest : public ::testing::Test {
 protected:
  IncidentLedgerTest() { Make({}); }

  void Make(const IncidentLedger::Options& options) {
    ledger_ = std::make_unique<IncidentLedger>(
        runtime_.runtime(), options,
        [this](const Incident& incident) { closed_.push_back(incident); });
  }
  void Pass(int milliseconds) {
    runtime_.RunFor(absl::Milliseconds(milliseconds));
  }
  // A silence of 150 ms is detected now, and decided upon after 2 ms.
  void Silence(const Incident::Neighbors& told,
               const std::string& what = "rs-1") {
    ledger_->Report({Trigger::kBfdDown, what,
                     runtime_.Now() - absl::Milliseconds(150), runtime_.Now()});
    Pass(2);
    const MonotonicTime decided = runtime_.Now();
    Pass(1);
    ledger_->Decide(decided, told);
    Pass(0);
  }
  const Incident& last() const { return ledger_->incidents().back(); }

  waymark::testing::SimulatedRuntime runtime_;
  std::unique_ptr<IncidentLedger> ledger_;
  std::vector<Incident> closed_;
};

TEST_F(IncidentLedgerTest, SegmentsSumToTheTotal) {
  Silence({kFirst, kSecond});
  EXPECT_EQ(last().end, End::kOpen);
  EXPECT_EQ(last().segments().total, absl::Milliseconds(153));
  EXPECT_EQ(last().segments().acknowledgement, std::nullopt);
  Pass(4);
  ledger_->OnAcknowledged(kSecond.first);
  EXPECT_EQ(last().end, End::kOpen);
  EXPECT_THAT(last().unacknowledged, ElementsAre(kFirst));
  Pass(6);
  ledger_->OnAcknowledged(kFirst.first);
  EXPECT_EQ(last().end, End::kAcknowledged);
  EXPECT_THAT(closed_, IsEmpty()) << "called from inside";
  Pass(0);
  ASSERT_EQ(closed_.size(), 1u);
  const Incident::Segments segments = closed_[0].segments();
  EXPECT_EQ(segments.detection, absl::Milliseconds(150));
  EXPECT_EQ(segments.decision, absl::Milliseconds(2));
  EXPECT_EQ(segments.write, absl::Milliseconds(1));
  EXPECT_EQ(segments.acknowledgement, absl::Milliseconds(10));
  EXPECT_EQ(segments.total, absl::Milliseconds(163));
  EXPECT_FALSE(runtime_.RunNextEvent()) << "nothing is waited for";
}

TEST_F(IncidentLedgerTest, SegmentsOfAnyTimesSumToTheTotalExactly) {
  std::mt19937_64 random(7);
  const auto later = [&](MonotonicTime time) {
    return time + absl::Nanoseconds(random() % 10'000'000'000);
  };
  for (int i = 0; i < 1000; ++i) {
    Incident incident;
    incident.fault.last_good = later({});
    incident.fault.detected = later(incident.fault.last_good);
    incident.decided = later(incident.fault.detected);
    if (i % 3 > 0) incident.written = later(incident.decided);
    if (i % 3 > 1) incident.acknowledged = later(*incident.written);
    const Incident::Segments segments = incident.segments();
    EXPECT_EQ(segments.total,
              segments.detection + segments.decision +
                  segments.write.value_or(absl::ZeroDuration()) +
                  segments.acknowledgement.value_or(absl::ZeroDuration()));
  }
}

TEST_F(IncidentLedgerTest, WhereThereIsNothingToSayItEndsAtOnce) {
  Silence({});
  EXPECT_EQ(last().end, End::kNothingToSay);
  EXPECT_EQ(last().written, std::nullopt);
  EXPECT_EQ(last().segments().total, absl::Milliseconds(152));
  Pass(0);
  EXPECT_EQ(closed_.size(), 1u);
}

TEST_F(IncidentLedgerTest, FirstFaultNamesTheIncident) {
  EXPECT_FALSE(ledger_->pending());
  ledger_->Report({Trigger::kBfdDown, "rs-1", {}, runtime_.Now()});
  ledger_->Report({Trigger::kSide, "floating", {}, runtime_.Now()});
  EXPECT_TRUE(ledger_->pending());
  ledger_->Decide(runtime_.Now(), {});
  EXPECT_FALSE(ledger_->pending());
  EXPECT_EQ(ledger_->count(), 1u);
  EXPECT_EQ(last().fault.trigger, Trigger::kBfdDown);
  EXPECT_EQ(last().fault.what, "rs-1");
}

TEST_F(IncidentLedgerTest, ALostSessionIsNotWaitedFor) {
  Silence({kFirst, kSecond});
  ledger_->OnAcknowledged(kFirst.first);
  ledger_->OnSessionLost(kSecond.first);
  EXPECT_EQ(last().end, End::kLost);
  EXPECT_THAT(last().unacknowledged, IsEmpty());
  EXPECT_THAT(last().lost, ElementsAre(kSecond));
  EXPECT_TRUE(last().acknowledged.has_value());
}

TEST_F(IncidentLedgerTest, AtTheDeadlineItEndsWithoutAcknowledgement) {
  Make({.deadline = absl::Seconds(1)});
  Silence({kFirst, kSecond});
  Pass(500);
  Silence({kFirst}, "rs-2");
  ledger_->OnAcknowledged(kSecond.first);
  Pass(499);
  ASSERT_EQ(closed_.size(), 1u);
  EXPECT_EQ(closed_[0].fault.what, "rs-1");
  EXPECT_EQ(closed_[0].end, End::kDeadline);
  EXPECT_THAT(closed_[0].unacknowledged, ElementsAre(kFirst));
  ledger_->OnAcknowledged(kFirst.first);
  Pass(0);
  ASSERT_EQ(closed_.size(), 2u);
  EXPECT_EQ(closed_[1].end, End::kAcknowledged);
  EXPECT_EQ(ledger_->incidents()[0].acknowledged, closed_[0].acknowledged)
      << "an incident that has ended does not change";
}

TEST_F(IncidentLedgerTest, OneAcknowledgementMayServeSeveralIncidents) {
  Silence({kFirst}, "rs-1");
  Silence({kFirst, kSecond}, "rs-2");
  ledger_->OnAcknowledged(kFirst.first);
  EXPECT_EQ(ledger_->incidents()[0].end, End::kAcknowledged);
  EXPECT_THAT(last().unacknowledged, ElementsAre(kSecond));
}

TEST_F(IncidentLedgerTest, OnlyTheLastIncidentsAreKept) {
  Make({.capacity = 3});
  for (int i = 0; i < 10; ++i) Silence({kFirst});
  ASSERT_EQ(ledger_->incidents().size(), 3u);
  EXPECT_EQ(ledger_->incidents().front().id, 8u);
  EXPECT_EQ(last().id, 10u);
  EXPECT_EQ(ledger_->count(), 10u);
  ledger_->OnAcknowledged(kFirst.first);
  Pass(0);
  EXPECT_EQ(closed_.size(), 3u);
}

TEST_F(IncidentLedgerTest, ADestroyedLedgerTellsNobody) {
  Silence({kFirst});
  ledger_->OnAcknowledged(kFirst.first);
  ledger_.reset();
  Pass(0);
  EXPECT_THAT(closed_, IsEmpty());
}

TEST_F(IncidentLedgerTest, NobodyNeedsToListen) {
  IncidentLedger ledger(runtime_.runtime(), {}, nullptr);
  ledger.Report({});
  ledger.Decide(runtime_.Now(), {});
  Pass(0);
  EXPECT_EQ(ledger.incidents().size(), 1u);
}

TEST(IncidentNamesTest, TriggersAndEndsHaveNames) {
  std::vector<std::string> names;
  for (int i = 0; i <= static_cast<int>(Trigger::kDrain); ++i) {
    names.emplace_back(Name(static_cast<Trigger>(i)));
  }
  EXPECT_THAT(names, ElementsAre("bfd_down", "hold_timer_expired",
                                 "transport_closed", "session_ended", "health",
                                 "side", "lease", "stall", "role", "drain"));
  names.clear();
  for (int i = 0; i <= static_cast<int>(End::kDeadline); ++i) {
    names.emplace_back(Name(static_cast<End>(i)));
  }
  EXPECT_THAT(names, ElementsAre("open", "nothing_to_say", "acknowledged",
                                 "lost", "deadline"));
}

}  // namespace
}  // namespace waymark::announcer
