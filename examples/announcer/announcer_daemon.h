// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The announcer as a process: the library's parts put together from a
// configuration, with events and a control socket.

#ifndef WAYMARK_EXAMPLES_ANNOUNCER_ANNOUNCER_DAEMON_H_
#define WAYMARK_EXAMPLES_ANNOUNCER_ANNOUNCER_DAEMON_H_

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "announcer/announcer.h"
#include "announcer/announcer_observer.h"
#include "announcer/shutdown.h"
#include "examples/announcer/config_loader.h"
#include "examples/daemon/control_server.h"
#include "examples/daemon/event_log.h"
#include "examples/daemon/speaker_recorder.h"
#include "posix/event_loop.h"
#include "posix/hosted_speaker.h"
#include "posix/libcrypto/libcrypto_digest.h"
#include "speaker/announcement_port.h"
#include "speaker/neighbor.h"

namespace waymark::examples {

class AnnouncerDaemon : private SpeakerRecorder,
                        private announcer::AnnouncerObserver,
                        private ControlHandler {
 public:
  // Opens sockets, adds groups and neighbours and starts them. `loop` and
  // `events` are borrowed. Errors name what could not be done.
  static absl::StatusOr<std::unique_ptr<AnnouncerDaemon>> Create(
      posix::EventLoop& loop, EventLog& events, const AnnouncerSetup& setup);
  AnnouncerDaemon(const AnnouncerDaemon&) = delete;
  AnnouncerDaemon& operator=(const AnnouncerDaemon&) = delete;

  // Withdraws, waits for the acknowledgements, sends Cease; then calls `done`
  // once. A second call changes nothing.
  void Shutdown(absl::AnyInvocable<void()> done);

 private:
  AnnouncerDaemon(posix::EventLoop& loop, EventLog& events,
                  const AnnouncerSetup& setup)
      : SpeakerRecorder(events), loop_(loop), setup_(setup) {}

  absl::Status OpenSpeaker();
  absl::Status AddNeighbors();
  absl::Status AddGroups();
  absl::Status OpenControl();
  absl::Status Start();

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
  void OnInitialSetComplete(announcer::NeighborId, MonotonicTime) override {}
  void OnRoleChanged(const announcer::RoleChange& change) override;
  void OnStaleGrant(const announcer::StaleGrant& grant) override;
  void OnShutdownStage(announcer::ShutdownStage stage,
                       MonotonicTime time) override;

  // ControlHandler.
  absl::StatusOr<ControlRows> OnRequest(const proto::Request& request) override;
  ControlRows NeighborRows(std::vector<announcer::NeighborId> ids);
  ControlRows RibRows(std::vector<announcer::NeighborId> ids);
  // The neighbour of this name; without a name all, in order of configuration.
  absl::StatusOr<std::vector<announcer::NeighborId>> Select(
      const std::string& name) const;

  std::string NameOf(announcer::NeighborId id) const;
  void RecordDone(const announcer::ShutdownReport& report);

  posix::EventLoop& loop_;
  const AnnouncerSetup setup_;
  posix::LibcryptoDigest digest_;  // of BFD's keys
  std::unique_ptr<posix::HostedSpeaker> hosted_;
  std::unique_ptr<speaker::AnnouncementPort> port_;
  std::unique_ptr<announcer::Announcer> announcer_;
  std::unique_ptr<ControlServer> control_;
  // In order of configuration.
  std::map<announcer::NeighborId, NeighborSetup> neighbors_;
  bool shutting_down_ = false;
};

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_ANNOUNCER_ANNOUNCER_DAEMON_H_
