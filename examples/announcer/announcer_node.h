// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The announcer at work: speaker, groups, health and memory put together from a
// configuration, with every event in the log. It takes no commands: the daemon
// gives it a control socket, and a reload changes it.

#ifndef WAYMARK_EXAMPLES_ANNOUNCER_ANNOUNCER_NODE_H_
#define WAYMARK_EXAMPLES_ANNOUNCER_ANNOUNCER_NODE_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "announcer/announcer.h"
#include "announcer/announcer_observer.h"
#include "announcer/group.h"
#include "announcer/incident_ledger.h"
#include "announcer/neighbor.h"
#include "announcer/shutdown.h"
#include "base/alive_token.h"
#include "examples/announcer/announcer_setup.h"
#include "examples/announcer/health/group_health.h"
#include "examples/announcer/stall_watch.h"
#include "examples/announcer/state_file.h"
#include "examples/daemon/event_log.h"
#include "examples/daemon/speaker_recorder.h"
#include "posix/event_loop.h"
#include "posix/hosted_speaker.h"
#include "posix/libcrypto/libcrypto_digest.h"
#include "speaker/announcement_port.h"
#include "speaker/neighbor.h"
#include "speaker/neighbor_config.h"

namespace waymark::examples {

class AnnouncerNode final : private SpeakerRecorder,
                            private announcer::AnnouncerObserver {
 public:
  using NeighborId = announcer::NeighborId;
  using Neighbors = std::map<NeighborId, NeighborSetup>;

  // Opens sockets, reads the state file and adds groups and neighbours, stopped
  // as yet. `loop` and `events` are borrowed. Errors name what could not be
  // done.
  static absl::StatusOr<std::unique_ptr<AnnouncerNode>> Create(
      posix::EventLoop& loop, EventLog& events, const AnnouncerSetup& setup);
  AnnouncerNode(const AnnouncerNode&) = delete;
  AnnouncerNode& operator=(const AnnouncerNode&) = delete;

  // All neighbours.
  absl::Status Start();
  // Leaves in order, then calls `done` once. REQUIRES: called once.
  void Shutdown(const announcer::ShutdownOptions& options,
                absl::AnyInvocable<void()> done);

  announcer::Announcer& announcer() { return *announcer_; }
  const announcer::IncidentLedger& ledger() const { return *ledger_; }
  posix::EventLoop& loop() { return loop_; }
  const Neighbors& neighbors() const { return neighbors_; }
  std::optional<NeighborId> FindNeighbor(const std::string& name) const;
  std::string NameOf(NeighborId id) const;
  // Null for an unknown id.
  speaker::Neighbor* session(NeighborId id);
  // `done` hears once that what the groups have to remember by now is on the
  // disk, or why not (StateFile::WhenWritten).
  void WhenKept(absl::AnyInvocable<void(const absl::Status&)> done);
  // By the name of the group.
  const std::map<std::string, std::unique_ptr<GroupHealth>>& health() const {
    return health_;
  }

  // --- For a reload. ---

  // OK if the sockets for such a neighbour are open, or what is missing.
  absl::Status CanServe(const NeighborSetup& neighbor) const;
  // Adds and starts it; on error nothing has changed.
  absl::Status AddNeighbor(const NeighborSetup& neighbor);
  // Ends its session with Cease / Administrative Reset, and BFD without alarm.
  void StopNeighbor(NeighborId id);
  // Stop it a detection time before.
  void RemoveNeighbor(NeighborId id);
  // Timers and keys, as far as it had them and is to have them.
  absl::Status UpdateBfd(NeighborId id, const speaker::BfdConfig& config);

  struct Rules {
    std::vector<announcer::GroupConfig> groups;
    // The checks of each group, by its name.
    std::map<std::string, std::vector<HealthSetup>> checks;
    // Groups that have other checks than before. These begin anew, and until
    // they say otherwise such a group is as well as it was.
    std::vector<std::string> changed_health;
    // The announcer forgets those that are missing: stop them in the same turn.
    std::map<NeighborId, announcer::NeighborConfig> neighbors;
  };
  // In place of what was, at once. Groups that stay keep their role. On error
  // nothing has changed.
  absl::Status SetRules(const Rules& rules);

 private:
  AnnouncerNode(posix::EventLoop& loop, EventLog& events,
                const AnnouncerSetup& setup)
      : SpeakerRecorder(events), loop_(loop), setup_(setup) {}

  absl::Status OpenSpeaker();
  absl::Status OpenState();
  absl::Status AddGroups();
  absl::Status AddNeighbors();
  absl::StatusOr<NeighborId> Add(const NeighborSetup& neighbor);
  void Watch(const std::string& group, const std::vector<HealthSetup>& checks,
             bool assumed_well);
  void WatchStalls(const std::vector<announcer::GroupConfig>& groups);

  // SpeakerRecorder: what else there is to do.
  void OnSessionUp(speaker::Neighbor& neighbor, uint64_t incarnation,
                   const bgp::Negotiated& negotiated) override;
  void OnSessionDown(speaker::Neighbor& neighbor, uint64_t incarnation,
                     const bgp::DownReason& reason) override;
  // announcer::AnnouncerObserver.
  void OnAnnounced(const announcer::Announcement& announcement) override;
  void OnWithdrawn(const announcer::Announcement& last,
                   MonotonicTime time) override;
  void OnOmitted(const announcer::Omission& omission) override;
  void OnInitialSetComplete(NeighborId, MonotonicTime) override {}
  void OnRoleChanged(const announcer::RoleChange& change) override;
  void OnStaleGrant(const announcer::StaleGrant& grant) override;
  void OnStandingChanged(const announcer::StandingChange& change) override;
  void OnMemoryChanged(const std::string& group,
                       const announcer::GroupMemory& memory) override;
  void OnShutdownStage(announcer::ShutdownStage stage,
                       MonotonicTime time) override;
  void OnHealth(const std::string& group, const GroupHealth::Check& check);

  posix::EventLoop& loop_;
  const AnnouncerSetup setup_;  // as it was in the beginning
  posix::HostedSpeaker::Options sockets_;
  std::unique_ptr<StateFile> state_;
  posix::LibcryptoDigest digest_;  // of BFD's keys
  std::unique_ptr<posix::HostedSpeaker> hosted_;
  std::unique_ptr<speaker::AnnouncementPort> port_;
  std::unique_ptr<announcer::IncidentLedger> ledger_;
  std::unique_ptr<announcer::Announcer> announcer_;
  std::map<std::string, std::unique_ptr<GroupHealth>> health_;
  std::unique_ptr<StallWatch> stalls_;  // null: no group minds
  Neighbors neighbors_;
  AliveToken alive_;
};

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_ANNOUNCER_ANNOUNCER_NODE_H_
