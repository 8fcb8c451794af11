// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "announcer/total_loss.h"

namespace waymark::announcer {

void TotalLoss::Forget() {
  lost_all_ = false;
  ends_at_.reset();
}

void TotalLoss::Update(bool has_session, MonotonicTime now) {
  if (had_session_ && !has_session) {
    lost_all_ = true;
    ends_at_.reset();
  }
  had_session_ = has_session;
  // Whatever the option says by now: it is for the next loss.
  if (ends_at_.has_value() && now >= *ends_at_) ends_at_.reset();
  if (!lost_all_ || !has_session) return;
  lost_all_ = false;
  if (assume_for_.has_value()) ends_at_ = now + *assume_for_;
}

}  // namespace waymark::announcer
