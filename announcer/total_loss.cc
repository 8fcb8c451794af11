// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "announcer/total_loss.h"

namespace waymark::announcer {

void TotalLoss::Forget() {
  lost_all_ = false;
  ends_at_.reset();
}

void TotalLoss::Update(const Situation& situation) {
  if (!assume_for_.has_value()) return;
  if (had_session_ && !situation.has_session) {
    lost_all_ = true;
    ends_at_.reset();
  }
  had_session_ = situation.has_session;
  if (ends_at_.has_value() && situation.now >= *ends_at_) ends_at_.reset();
  if (lost_all_ && situation.has_session && situation.standing_by) {
    lost_all_ = false;
    ends_at_ = situation.now + *assume_for_;
  }
}

}  // namespace waymark::announcer
