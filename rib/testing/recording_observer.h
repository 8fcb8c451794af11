// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Writes down what a Loc-RIB reports, and checks at each report that the RIB
// can be read and says the same.

#ifndef WAYMARK_RIB_TESTING_RECORDING_OBSERVER_H_
#define WAYMARK_RIB_TESTING_RECORDING_OBSERVER_H_

#include <optional>
#include <utility>
#include <vector>

#include "base/ip_prefix.h"
#include "gtest/gtest.h"
#include "rib/attributes_pool.h"
#include "rib/loc_rib.h"
#include "rib/rib_observer.h"

namespace waymark::rib {

class RecordingObserver : public RibObserver {
 public:
  struct Change {
    IpPrefix prefix;
    std::optional<PeerId> old_peer;
    std::optional<PeerId> new_peer;
    AttributesRef new_attributes;
    DecidingStep step;
  };

  // Registers with `rib`, which it must not outlive.
  explicit RecordingObserver(LocRib& rib) : rib_(rib) {
    rib_.AddObserver(this);
  }
  ~RecordingObserver() override { rib_.RemoveObserver(this); }

  void OnBestChanged(const BestChange& change) override {
    Change recorded{.prefix = change.prefix,
                    .old_peer = {},
                    .new_peer = {},
                    .new_attributes = {},
                    .step = change.step};
    EXPECT_TRUE(change.old_best != nullptr || change.new_best != nullptr);
    if (change.old_best != nullptr) {
      recorded.old_peer = change.old_best->source->peer;
    }
    const auto entry = rib_.Find(change.prefix);
    if (change.new_best != nullptr) {
      recorded.new_peer = change.new_best->source->peer;
      recorded.new_attributes = change.new_best->attributes;
      EXPECT_TRUE(entry.has_value());
      EXPECT_EQ(&entry->paths[*entry->best], change.new_best);
      EXPECT_EQ(entry->step, change.step);
    } else {
      EXPECT_TRUE(!entry.has_value() || !entry->best.has_value());
      EXPECT_EQ(change.step, DecidingStep::kNoPath);
    }
    changes_.push_back(std::move(recorded));
  }
  void OnBatchEnd() override { ++batches_; }

  // What has been reported since the last call.
  std::vector<Change> Take() { return std::exchange(changes_, {}); }
  int batches() const { return batches_; }

 private:
  LocRib& rib_;
  std::vector<Change> changes_;
  int batches_ = 0;
};

}  // namespace waymark::rib

#endif  // WAYMARK_RIB_TESTING_RECORDING_OBSERVER_H_
