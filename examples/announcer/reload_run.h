// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Another configuration for a node at work, carried out step by step.

#ifndef WAYMARK_EXAMPLES_ANNOUNCER_RELOAD_RUN_H_
#define WAYMARK_EXAMPLES_ANNOUNCER_RELOAD_RUN_H_

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "announcer/neighbor.h"
#include "base/monotonic_time.h"
#include "base/timer.h"
#include "examples/announcer/announcer_node.h"
#include "examples/announcer/announcer_setup.h"
#include "examples/announcer/reload_plan.h"

namespace waymark::examples {

// All that is hot is in force when Begin returns. What takes time comes after
// it: neighbours that are removed end, then new ones start, then those to be
// reset are, one by one, each half a second after the session of the one before
// is back, or when that has had ten seconds for it: the node does not fall
// silent because all its neighbours change. A neighbour that ends is told by
// BFD for a detection time that this is no failure.
class ReloadRun {
 public:
  // `problems`: what could not be done, empty if nothing.
  using Done =
      absl::AnyInvocable<void(const std::vector<std::string>& problems)>;

  // `node` is borrowed. `done` is called once, from the loop, and may destroy
  // this object. An error, and nothing has changed, if the announcer does not
  // take the groups.
  static absl::StatusOr<std::unique_ptr<ReloadRun>> Begin(
      AnnouncerNode& node, const ReloadPlan& plan, Done done);
  ReloadRun(const ReloadRun&) = delete;
  ReloadRun& operator=(const ReloadRun&) = delete;

 private:
  using NeighborId = announcer::NeighborId;

  struct Step {
    // The neighbour that ends; absent: none does.
    std::optional<NeighborId> old_id;
    // The one that starts in its place; absent: none does.
    std::optional<NeighborSetup> setup;
    // Go on only when its session is up, or at the limit.
    bool await_session = false;
  };

  ReloadRun(AnnouncerNode& node, Done done);

  absl::Status ApplyRules(const ReloadPlan& plan);
  void UpdateBfd(const ReloadPlan& plan);
  void QueueSteps(const ReloadPlan& plan);
  void BeginStep();
  void EndOld();
  void StartNew();
  void OnTimer();
  void AwaitSession();
  void NextStep();
  bool IsUp() const;

  AnnouncerNode& node_;
  Done done_;
  std::vector<std::string> problems_;
  std::deque<Step> steps_;  // the one at work first
  enum class Phase { kIdle, kEnding, kStarting, kSettling };
  Phase phase_ = Phase::kIdle;
  MonotonicTime limit_;
  std::unique_ptr<Timer> timer_;
};

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_ANNOUNCER_RELOAD_RUN_H_
