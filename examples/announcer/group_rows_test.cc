// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/announcer/group_rows.h"

#include <memory>
#include <optional>

#include "absl/time/time.h"
#include "announcer/group_state.h"
#include "announcer/role.h"
#include "base/monotonic_time.h"
#include "examples/proto/control.pb.h"
#include "gtest/gtest.h"
#include "posix/event_loop.h"

namespace waymark::examples {
namespace {

class GroupRowTest : public ::testing::Test {
 protected:
  proto::GroupRow WithLease(std::optional<MonotonicTime> end) {
    announcer::GroupStatus status;
    status.grant = {announcer::Role::kActive, 7, 0, end};
    return ToGroupRow(loop_->runtime(), "floating", status);
  }

  const std::unique_ptr<posix::EventLoop> loop_ = *posix::EventLoop::Create();
};

TEST_F(GroupRowTest, LeaseThatRunsShowsItsEnd) {
  const proto::GroupRow row = WithLease(loop_->clock().Now() + absl::Hours(1));
  EXPECT_FALSE(row.lease_lapsed());
  EXPECT_TRUE(row.has_valid_until());
}

TEST_F(GroupRowTest, LeaseThatRanOutIsShownAsLapsed) {
  EXPECT_TRUE(WithLease(loop_->clock().Now()).lease_lapsed());
}

TEST_F(GroupRowTest, LeaseFromBeforeARestartHasLapsedNobodyKnowsWhen) {
  const proto::GroupRow row = WithLease(MonotonicTime::InfinitePast());
  EXPECT_TRUE(row.lease_lapsed());
  EXPECT_FALSE(row.has_valid_until());
}

TEST_F(GroupRowTest, WithoutALeaseNoneLapses) {
  EXPECT_FALSE(WithLease(std::nullopt).lease_lapsed());
  EXPECT_FALSE(ToGroupRow(loop_->runtime(), "floating", {}).lease_lapsed());
}

}  // namespace
}  // namespace waymark::examples
