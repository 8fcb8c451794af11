// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// A LivenessSource that says what a test tells it to say.

#ifndef WAYMARK_BGP_SESSION_TESTING_FAKE_LIVENESS_SOURCE_H_
#define WAYMARK_BGP_SESSION_TESTING_FAKE_LIVENESS_SOURCE_H_

#include <cstdint>

#include "base/clock.h"
#include "bgp/session/liveness_source.h"

namespace waymark::bgp::testing {

class FakeLivenessSource final : public LivenessSource {
 public:
  // `clock` is borrowed.
  explicit FakeLivenessSource(const Clock& clock) : clock_(clock) {}

  void Start(LivenessVisitor& visitor) override { visitor_ = &visitor; }
  void Stop() override { visitor_ = nullptr; }
  Liveness liveness() const override { return liveness_; }
  bool started() const { return visitor_ != nullptr; }

  // A verdict made now. Nobody hears of it before Deliver.
  LivenessReport Decide(Liveness liveness) {
    liveness_ = liveness;
    LivenessReport report;
    report.liveness = liveness;
    report.sequence = ++sequence_;
    report.verdict_time = clock_.Now();
    return report;
  }
  // As from the loop: call it from the test's own code or a timer.
  void Deliver(const LivenessReport& report) {
    if (visitor_ != nullptr) visitor_->OnLiveness(report);
  }
  void Say(Liveness liveness) { Deliver(Decide(liveness)); }

 private:
  const Clock& clock_;
  LivenessVisitor* visitor_ = nullptr;
  Liveness liveness_ = Liveness::kUnknown;
  uint64_t sequence_ = 0;
};

}  // namespace waymark::bgp::testing

#endif  // WAYMARK_BGP_SESSION_TESTING_FAKE_LIVENESS_SOURCE_H_
