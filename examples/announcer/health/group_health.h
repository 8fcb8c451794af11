// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The health of one group: its checks at work, and what they say together.

#ifndef WAYMARK_EXAMPLES_ANNOUNCER_HEALTH_GROUP_HEALTH_H_
#define WAYMARK_EXAMPLES_ANNOUNCER_HEALTH_GROUP_HEALTH_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "announcer/health_check.h"
#include "base/monotonic_time.h"
#include "examples/announcer/health/health_setup.h"
#include "examples/announcer/health/probe.h"
#include "examples/announcer/health/probe_schedule.h"
#include "posix/event_loop.h"

namespace waymark::examples {

// A probe of what `setup` asks for. `loop` is borrowed.
std::unique_ptr<Probe> MakeProbe(posix::EventLoop& loop,
                                 const HealthSetup& setup);

// "exec", "tcp", "http", "file"; static text.
const char* KindOf(const HealthSetup& setup);

class GroupHealth {
 public:
  // One check, as operators see it.
  struct Check {
    HealthSetup setup;
    announcer::HealthCheck verdict;
    uint64_t probes = 0;
    uint64_t failures = 0;
    // Of the latest probe; absent before the first has ended.
    std::optional<absl::Status> last_result;
    // When the state last changed; absent before the first time.
    std::optional<MonotonicTime> changed;
  };
  // The state of `check` has changed, borrowed. Does not destroy the group's
  // health.
  using OnChange = absl::AnyInvocable<void(const Check& check)>;

  // Begins to probe. `loop` is borrowed. With `assumed_well` the group stays
  // well until a check says otherwise: where checks take the place of others at
  // work, what is not known yet is no reason to stop.
  GroupHealth(posix::EventLoop& loop, const std::vector<HealthSetup>& setups,
              bool assumed_well, OnChange on_change);
  GroupHealth(const GroupHealth&) = delete;
  GroupHealth& operator=(const GroupHealth&) = delete;

  // All checks are well; without a check always.
  bool well() const;
  // In order of configuration.
  size_t size() const { return checks_.size(); }
  const Check& check(size_t index) const { return checks_[index]->check; }

 private:
  struct Running {
    Check check;
    std::unique_ptr<ProbeSchedule> schedule;
  };

  void OnResult(Check& check, const absl::Status& result);

  posix::EventLoop& loop_;
  const bool assumed_well_;
  OnChange on_change_;
  std::vector<std::unique_ptr<Running>> checks_;
};

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_ANNOUNCER_HEALTH_GROUP_HEALTH_H_
