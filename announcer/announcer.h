// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The announcer: decides which path every neighbour hears for every prefix,
// from the roles of the groups, and leaves in order. It refuses to know about
// sessions, bytes and elections: a sink speaks BGP, and roles come from
// outside.
//
//   Announcer announcer(runtime, sink, &observer);
//   announcer.AddNeighbor(NeighborId{1}, {.name = "rs-1", .local_as = 65001});
//   announcer.AddGroup(group);         // with its ladder and prefixes
//   announcer.SetReady("floating", true);
//   announcer.SetRole("floating", {Role::kActive, /*epoch=*/7});
//   ...
//   announcer.Shutdown({.text = "maintenance"}, [](const ShutdownReport&) {});
//
// What a neighbour hears is a function of the configuration, how the groups
// stand (announcer/standing.h) and the session; every change computes it anew
// and hands the difference to the sink, so that nothing is sent when nothing
// changed, and a change of role reaches all neighbours before anything else
// happens. Tested by announcer_*_test.cc.

#ifndef WAYMARK_ANNOUNCER_ANNOUNCER_H_
#define WAYMARK_ANNOUNCER_ANNOUNCER_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "announcer/announced_set.h"
#include "announcer/announcement_sink.h"
#include "announcer/announcer_observer.h"
#include "announcer/deferred_observer.h"
#include "announcer/group.h"
#include "announcer/group_state.h"
#include "announcer/incident.h"
#include "announcer/incident_ledger.h"
#include "announcer/ladder.h"
#include "announcer/leaving.h"
#include "announcer/neighbor.h"
#include "announcer/role.h"
#include "announcer/shutdown.h"
#include "announcer/side_watch.h"
#include "base/alive_token.h"
#include "base/ip_prefix.h"
#include "base/monotonic_time.h"
#include "base/runtime.h"
#include "base/timer.h"

namespace waymark::announcer {

// Thread-compatible. May be destroyed from inside any callback that it causes;
// what it announced then stands until the sessions end.
class Announcer : public AnnouncementSinkVisitor {
 public:
  // Borrows the sink and the observer, which outlive the announcer or are told
  // nothing after its destruction; the observer may be null.
  Announcer(const Runtime& runtime, AnnouncementSink& sink,
            AnnouncerObserver* observer);
  Announcer(const Announcer&) = delete;
  Announcer& operator=(const Announcer&) = delete;

  // Borrowed; null, as in the beginning, for none. What happens from now on is
  // recorded there. Each incident asks the sink for an acknowledgement.
  void SetLedger(IncidentLedger* ledger) { ledger_ = ledger; }

  // Add the groups before the sessions of the neighbours come up: the initial
  // set, and with it End-of-RIB, waits for the groups known at that time.
  // INVALID_ARGUMENT from Validate(config), and for a prefix that some
  // neighbour would hear of from two groups; ALREADY_EXISTS for the name.
  absl::Status AddGroup(GroupConfig config);

  // The session, if there is one, is reported by OnSessionUp afterwards. Errors
  // as for AddGroup; ALREADY_EXISTS for the id too.
  absl::Status AddNeighbor(NeighborId id, NeighborConfig config);

  // Puts these groups and neighbours in place of all there are, at once: what
  // moves from one group to another, both of which stay, is not withdrawn
  // meanwhile. Groups that stay, by name, keep their role, readiness and
  // whatever is under way (GroupState::Reconfigure); new ones are as from
  // AddGroup, so that what they take is withdrawn until SetReady. Neighbours
  // that stay, by id, keep their session; of one that is missing the announcer
  // knows nothing any more, and says nothing: stop it before. Errors as for
  // AddGroup and AddNeighbor, and then nothing has changed.
  absl::Status Reconfigure(std::vector<GroupConfig> groups,
                           std::map<NeighborId, NeighborConfig> neighbors);
  // One neighbour less, as from Reconfigure. A
  // shutdown does not wait for it; it is unconfirmed unless it was through.
  void RemoveNeighbor(NeighborId id);

  // The session to such a neighbour is about to end on purpose and to be made
  // anew: until it is up, but not beyond `until`, the neighbour counts as one
  // with a session, so that neither failback nor symmetry nor total loss takes
  // this for a loss. By name: it may be removed and added again meanwhile.
  void ExpectSession(NeighborConfig config, MonotonicTime until);

  // The product says that it can (or can no longer) carry the group's traffic.
  // False at first. A group that is not ready announces nothing, whatever its
  // role and prefixes, and holds back the initial set of its neighbours.
  // NOT_FOUND for an unknown group.
  absl::Status SetReady(absl::string_view group, bool ready);

  // Hands a decision about a group's role over, or renews its lease, which
  // costs next to nothing where nothing else changes. An older epoch than the
  // one held is refused and counted (HeldRole::Outcome::kStale). NOT_FOUND for
  // an unknown group, INVALID_ARGUMENT for a negative rank.
  absl::StatusOr<HeldRole::Outcome> SetRole(absl::string_view group,
                                            const RoleGrant& grant);
  // The same for several groups, by name, as one change: no neighbour hears of
  // one before all have changed. All or none: with one refused, unknown or
  // invalid nothing has changed. kChanged if any of them has.
  absl::StatusOr<HeldRole::Outcome> SetRoles(
      const std::map<std::string, RoleGrant>& grants);

  // Ends what a failback waits for, and a stall: the group takes its active
  // role, now or as soon as nothing else speaks against it. `sent` as in
  // RoleGrant. NOT_FOUND for an unknown group.
  absl::Status Promote(absl::string_view group,
                       const std::optional<MonotonicTime>& sent = std::nullopt);
  // Several as one change, as with SetRoles: all or none.
  absl::Status PromoteGroups(
      const std::set<std::string>& groups,
      const std::optional<MonotonicTime>& sent = std::nullopt);

  // The process, or the machine under it, did not run for this long: counts
  // against every lease, whose clock may have stood still as well, and against
  // GroupConfig::stall_limit. To be called before anything that came in
  // meanwhile is acted upon. Whoever grants leases needs it: without it they
  // bind no machine that is suspended. Not negative.
  void OnLocalStall(absl::Duration stall);

  // Leaves: worsens, withdraws, waits until that is acknowledged, processed and
  // settled, then Cease (announcer/shutdown.h). `done` comes once, deferred,
  // after the last observer call. Neighbours without a session are closed at
  // once and one whose session comes up meanwhile hears nothing. Roles and
  // readiness may still change and have no effect. REQUIRES: called once.
  void Shutdown(const ShutdownOptions& options,
                absl::AnyInvocable<void(const ShutdownReport&)> done);
  // The caller has seen that traffic has moved: ends kSettling, now or as soon
  // as it begins. Nothing without a shutdown.
  void ConfirmSettled();
  ShutdownStage stage() const { return stage_; }

  // NOT_FOUND for an unknown group.
  absl::StatusOr<GroupStatus> GetGroup(absl::string_view group) const;
  // What stands, by neighbour and prefix. `visit` does not change the
  // announcer.
  void ForEachAnnouncement(
      absl::FunctionRef<void(const Announcement&)> visit) const;
  // What stands for one neighbour behind this prefix, or first of all; null at
  // the end and for an unknown id. For a listing that pauses: it may go on
  // behind a prefix that is no longer there. Borrowed until something changes.
  const Announcement* NextAnnouncement(
      NeighborId id, const std::optional<IpPrefix>& after) const;

  // How often it has been worked out what all neighbours should hear: what a
  // call that changes nothing may cost.
  uint64_t reconciliations() const { return reconciliations_; }

  // AnnouncementSinkVisitor. Ids that were not added are ignored.
  void OnSessionUp(NeighborId id, const SessionFacts& facts) override;
  void OnFlushed(NeighborId id) override;
  void OnProcessed(NeighborId id) override;
  void OnSessionDown(NeighborId id) override;

 private:
  struct Neighbor {
    NeighborConfig config;
    // Without a session there is nothing announced either.
    std::optional<SessionFacts> session;
    AnnouncedSet told;
  };

  struct Expectation {
    NeighborConfig config;
    MonotonicTime until;
  };
  struct Live {
    size_t reached = 0;   // neighbours with a session that hear of a group
    size_t sessions = 0;  // and of all
    LiveBySide by_side;
  };

  GroupState* FindGroup(absl::string_view name);
  // Counts and tells, where it is.
  void RefuseIfStale(GroupState& group, const RoleGrant& grant);
  // The grant is not stale.
  HeldRole::Outcome Grant(GroupState& group, const RoleGrant& grant);
  Live CountLive(const GroupConfig& group) const;
  // Absent where the group announces nothing.
  std::optional<Step> StepOf(const GroupState& group) const;
  // Lets it decide anew, and tells what came of it.
  void UpdateGroup(GroupState& group);
  // The same for a group that was granted the role it had. True if that changes
  // anything for a neighbour, as far as `announced` was the step before.
  bool Renew(GroupState& group, const std::optional<Step>& announced);
  Intent IntentFor(NeighborId id, const Neighbor& neighbor) const;
  // To be called after every change.
  void ReconcileAll();
  // announcer_incidents.cc; the first two do nothing without a ledger.
  void Report(Trigger trigger, absl::string_view what,
              absl::Duration silence = absl::ZeroDuration());
  void RecordDecision(MonotonicTime decided, const std::set<NeighborId>& told);
  Incident::Neighbors NamesOf(const std::set<NeighborId>& ids) const;

  // announcer_reconfigure.cc.
  void ReconfigureGroup(GroupConfig config);
  // REQUIRES: these neighbours there are. Reconciles, even without any.
  void Remove(const std::vector<NeighborId>& gone);
  void OnExpectationTimer();

  // announcer_shutdown.cc.
  Step WorsenedStep(const GroupState& group) const;
  bool HasSession() const;
  // Their sessions have ended, or they were removed.
  void LeaveWithout(const std::vector<NeighborId>& gone);
  void EnterStage(ShutdownStage stage);
  void BeginWithdrawing();
  // Goes as far as what is awaited allows.
  void Advance();
  void BeginClosing();
  void OnDwellTimer();
  void CutShort();
  void Finish();

  const Runtime runtime_;
  AnnouncementSink& sink_;
  DeferredObserver observer_;
  IncidentLedger* ledger_ = nullptr;
  std::map<std::string, GroupState, std::less<>> groups_;
  std::map<NeighborId, Neighbor> neighbors_;
  std::map<std::string, Expectation> expected_;  // by the neighbour's name
  std::unique_ptr<Timer> expectation_timer_;
  ShutdownStage stage_ = ShutdownStage::kRunning;
  std::unique_ptr<Leaving> leaving_;  // from Shutdown on
  uint64_t reconciliations_ = 0;
  AliveToken alive_;
};

}  // namespace waymark::announcer

#endif  // WAYMARK_ANNOUNCER_ANNOUNCER_H_
