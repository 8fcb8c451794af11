// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Another configuration for a node at work, carried out step by step.

#ifndef WAYMARK_EXAMPLES_ANNOUNCER_RELOAD_RUN_H_
#define WAYMARK_EXAMPLES_ANNOUNCER_RELOAD_RUN_H_

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
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
#include "examples/proto/announcer.pb.h"

namespace waymark::examples {

// All that is hot is in force when Begin returns. What takes time comes after
// it: what ends no session (new neighbours, and those that have none) first,
// then what replaces a session, then neighbours that only go. A session ends no
// sooner than half a second after all that began before are up; if they are not
// within the patience, the run gives up and leaves the other neighbours as they
// are: a mistake in what is new costs one session, and not all of them.
// Neighbours that take each other's addresses change together.
//
// A neighbour that ends is told by BFD for a detection time that this is no
// failure, and the announcer does not take it for one (ExpectSession).
class ReloadRun {
 public:
  struct Result {
    // What could not be done, empty if nothing.
    std::vector<std::string> problems;
    // The configuration as far as it is in force.
    AnnouncerSetup in_force;
  };
  using Done = absl::AnyInvocable<void(Result result)>;

  // `node` is borrowed, and works as `before` says; `patience` is how long a
  // session may take to come up. `done` is called once, from the loop, and may
  // destroy this object. An error, and nothing has changed, if the announcer
  // does not take the groups.
  static absl::StatusOr<std::unique_ptr<ReloadRun>> Begin(
      AnnouncerNode& node, const AnnouncerSetup& before, const ReloadPlan& plan,
      absl::Duration patience, Done done);
  ReloadRun(const ReloadRun&) = delete;
  ReloadRun& operator=(const ReloadRun&) = delete;

 private:
  using NeighborId = announcer::NeighborId;

  // Neighbours that end, then those that start in their place.
  struct Step {
    std::vector<std::string> ending;
    std::vector<NeighborSetup> starting;
  };
  // Why a session is awaited.
  enum class Awaited : uint8_t {
    kBack,  // it replaces one that was up
    kNew,   // its neighbour was added
    kDead,  // its neighbour had none before: it is no news if it has none now
  };

  ReloadRun(AnnouncerNode& node, absl::Duration patience, Done done);

  absl::Status ApplyRules(const ReloadPlan& plan);
  void UpdateBfd(const ReloadPlan& plan);
  void KeepOld(const AnnouncerSetup& before, const ReloadPlan& plan);
  void QueueSteps(const ReloadPlan& plan);
  bool NeedsAddressOf(const Step& later, const Step& earlier) const;
  void NextStep();
  void BeginStep();
  void EndOld();
  bool StartNew();
  void OnTimer();
  void AwaitSessions();
  void GiveUp();
  void Finish();
  bool IsUp(const std::string& name) const;
  // True if a session ends.
  bool Disturbs(const Step& step) const;

  AnnouncerNode& node_;
  const absl::Duration patience_;
  Done done_;
  Result result_;
  proto::AnnouncerConfig wanted_;  // in force if all goes well
  std::deque<Step> steps_;         // the one at work first
  std::map<std::string, Awaited> awaited_;
  bool replaces_session_ = false;  // the step at work
  enum class Phase : uint8_t { kIdle, kEnding, kAwaiting, kSettling };
  Phase phase_ = Phase::kIdle;
  MonotonicTime limit_;
  std::unique_ptr<Timer> timer_;
};

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_ANNOUNCER_RELOAD_RUN_H_
