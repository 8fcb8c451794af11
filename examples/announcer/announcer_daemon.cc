// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/announcer/announcer_daemon.h"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "announcer/role.h"
#include "base/ip_prefix.h"
#include "examples/announcer/announcer_events.h"
#include "examples/daemon/rows.h"
#include "posix/bfd_thread.h"
#include "speaker/neighbor_config.h"

namespace waymark::examples {
namespace {

void Warn(const absl::Status& status) {
  if (status.ok()) return;
  std::fprintf(stderr, "announcer: BFD goes on without: %s\n",
               std::string(status.message()).c_str());
}

}  // namespace

absl::StatusOr<std::unique_ptr<AnnouncerDaemon>> AnnouncerDaemon::Create(
    posix::EventLoop& loop, EventLog& events, const AnnouncerSetup& setup) {
  std::unique_ptr<AnnouncerDaemon> daemon(
      new AnnouncerDaemon(loop, events, setup));
  for (absl::Status (AnnouncerDaemon::*step)() : {
           &AnnouncerDaemon::OpenSpeaker,
           &AnnouncerDaemon::AddGroups,
           &AnnouncerDaemon::AddNeighbors,
           &AnnouncerDaemon::OpenControl,
           &AnnouncerDaemon::Start,
       }) {
    if (absl::Status status = (daemon.get()->*step)(); !status.ok()) {
      return status;
    }
  }
  return daemon;
}

absl::Status AnnouncerDaemon::OpenSpeaker() {
  posix::HostedSpeaker::Options options;
  for (const NeighborSetup& neighbor : setup_.neighbors) {
    options.RequireBfd(neighbor.speaker);
  }
  options.bfd_sessions.max_sessions = setup_.neighbors.size();
  options.bfd_thread = setup_.bfd_thread;
  if (setup_.NeedsListener()) {
    // In the families that have neighbours only: a kernel may be without IPv6.
    for (const IpAddress& any : {IpAddress(), IpAddress::V6({})}) {
      const bool wanted = std::any_of(
          setup_.neighbors.begin(), setup_.neighbors.end(),
          [&any](const NeighborSetup& neighbor) {
            return neighbor.speaker.address.family() == any.family();
          });
      if (wanted) options.listen.push_back({any, 179});
    }
  }
  absl::StatusOr<std::unique_ptr<posix::HostedSpeaker>> hosted =
      posix::HostedSpeaker::Create(loop_, options, *this);
  if (!hosted.ok()) return hosted.status();
  hosted_ = *std::move(hosted);
  if (posix::BfdThread* const thread = hosted_->bfd_thread()) {
    Warn(thread->scheduling_status());
    Warn(thread->memory_status());
  }
  port_ = std::make_unique<speaker::AnnouncementPort>(hosted_->speaker());
  announcer::AnnouncerObserver* const observer = this;
  announcer_ =
      std::make_unique<announcer::Announcer>(loop_.runtime(), *port_, observer);
  port_->SetVisitor(announcer_.get());
  return absl::OkStatus();
}

absl::Status AnnouncerDaemon::AddGroups() {
  for (const announcer::GroupConfig& group : setup_.groups) {
    if (absl::Status status = announcer_->AddGroup(group); !status.ok()) {
      return status;
    }
    // The daemon has no say in whether the service behind it works; whoever
    // links the library does.
    if (absl::Status status = announcer_->SetReady(group.name, true);
        !status.ok()) {
      return status;
    }
  }
  return absl::OkStatus();
}

absl::Status AnnouncerDaemon::AddNeighbors() {
  for (const NeighborSetup& neighbor : setup_.neighbors) {
    posix::HostedSpeaker::NeighborSocket socket;
    socket.port = neighbor.port;
    socket.peer = neighbor.tcp;
    speaker::NeighborConfig config = neighbor.speaker;
    if (config.bfd.has_value()) config.bfd->digest = &digest_;
    const absl::StatusOr<rib::PeerId> id = hosted_->AddNeighbor(config, socket);
    if (!id.ok()) return id.status();
    const auto announced = static_cast<announcer::NeighborId>(*id);
    neighbors_[announced] = neighbor;
    if (absl::Status status =
            announcer_->AddNeighbor(announced, neighbor.announcer);
        !status.ok()) {
      return status;
    }
  }
  return absl::OkStatus();
}

absl::Status AnnouncerDaemon::OpenControl() {
  ControlServer::Options options;
  options.path = setup_.socket;
  if (options.path.empty()) {
    if (::mkdir(setup_.state_dir.c_str(), 0700) != 0 && errno != EEXIST) {
      return absl::UnavailableError(absl::StrCat(
          "cannot make the folder ", setup_.state_dir, ": ",
          std::strerror(errno), "; choose another with --state-dir"));
    }
    options.path = absl::StrCat(setup_.state_dir, "/announcer.sock");
  }
  options.max_clients = setup_.max_control_clients;
  options.max_pending_events = setup_.max_pending_events;
  absl::StatusOr<std::unique_ptr<ControlServer>> control =
      ControlServer::Create(loop_, options, events(), *this);
  if (!control.ok()) return control.status();
  control_ = *std::move(control);
  return absl::OkStatus();
}

absl::Status AnnouncerDaemon::Start() {
  for (const auto& [id, setup] : neighbors_) {
    if (absl::Status status =
            hosted_->speaker().Start(static_cast<rib::PeerId>(id));
        !status.ok()) {
      return absl::Status(status.code(),
                          absl::StrCat("neighbor \"", setup.announcer.name,
                                       "\": ", status.message()));
    }
  }
  return absl::OkStatus();
}

void AnnouncerDaemon::Shutdown(absl::AnyInvocable<void()> done) {
  if (std::exchange(shutting_down_, true)) return;
  announcer_->Shutdown(setup_.shutdown,
                       [this, done = std::move(done)](
                           const announcer::ShutdownReport& report) mutable {
                         RecordDone(report);
                         done();
                       });
}

void AnnouncerDaemon::RecordDone(const announcer::ShutdownReport& report) {
  std::vector<std::string> unconfirmed;
  for (announcer::NeighborId id : report.unconfirmed) {
    unconfirmed.push_back(NameOf(id));
  }
  events().Record(DrainDoneEvent(unconfirmed, report.elapsed));
}

// --- Events. ---

void AnnouncerDaemon::OnSessionUp(speaker::Neighbor& neighbor,
                                  uint64_t incarnation,
                                  const bgp::Negotiated& negotiated) {
  port_->OnSessionUp(neighbor, negotiated);
  SpeakerRecorder::OnSessionUp(neighbor, incarnation, negotiated);
}

void AnnouncerDaemon::OnSessionDown(speaker::Neighbor& neighbor,
                                    uint64_t incarnation,
                                    const bgp::DownReason& reason) {
  port_->OnSessionDown(neighbor, reason);
  SpeakerRecorder::OnSessionDown(neighbor, incarnation, reason);
}

void AnnouncerDaemon::OnAnnounced(const announcer::Announcement& announcement) {
  events().Record(announcement.since,
                  AnnouncedEvent(NameOf(announcement.neighbor), announcement));
}

void AnnouncerDaemon::OnWithdrawn(const announcer::Announcement& last,
                                  MonotonicTime time) {
  events().Record(time, WithdrawnEvent(NameOf(last.neighbor), last));
}

void AnnouncerDaemon::OnOmitted(const announcer::Omission& omission) {
  events().Record(omission.time,
                  OmittedEvent(NameOf(omission.neighbor), omission));
}

void AnnouncerDaemon::OnRoleChanged(const announcer::RoleChange& change) {
  events().Record(change.time, RoleEvent(change));
}

void AnnouncerDaemon::OnStaleGrant(const announcer::StaleGrant& grant) {
  events().Record(grant.time, StaleGrantEvent(grant));
}

void AnnouncerDaemon::OnShutdownStage(announcer::ShutdownStage stage,
                                      MonotonicTime time) {
  // The end has a report of its own.
  if (stage == announcer::ShutdownStage::kDone) return;
  events().Record(time, DrainEvent(stage));
}

// --- Control. ---

absl::StatusOr<ControlRows> AnnouncerDaemon::OnRequest(
    const proto::Request& request) {
  const bool wants_rib = request.has_rib();
  if (!wants_rib && !request.has_neighbors()) {
    return absl::InvalidArgumentError(
        "the announcer does not know this command");
  }
  const absl::StatusOr<std::vector<announcer::NeighborId>> ids =
      Select(wants_rib ? request.rib().neighbor() : request.neighbors().name());
  if (!ids.ok()) return ids.status();
  return wants_rib ? RibRows(*ids) : NeighborRows(*ids);
}

absl::StatusOr<std::vector<announcer::NeighborId>> AnnouncerDaemon::Select(
    const std::string& name) const {
  std::vector<announcer::NeighborId> ids;
  for (const auto& [id, setup] : neighbors_) {
    if (name.empty() || setup.announcer.name == name) ids.push_back(id);
  }
  if (ids.empty()) {
    return absl::NotFoundError(absl::StrCat("no neighbor \"", name, "\""));
  }
  return ids;
}

std::string AnnouncerDaemon::NameOf(announcer::NeighborId id) const {
  const auto found = neighbors_.find(id);
  return found == neighbors_.end() ? absl::StrCat(static_cast<uint32_t>(id))
                                   : found->second.announcer.name;
}

ControlRows AnnouncerDaemon::NeighborRows(
    std::vector<announcer::NeighborId> ids) {
  return [this, ids = std::move(ids),
          at = size_t{0}](proto::Response& response) mutable {
    if (at == ids.size()) return false;
    const announcer::NeighborId id = ids[at++];
    proto::NeighborRow& row = *response.mutable_neighbor();
    row = ToRow(
        loop_.runtime(),
        hosted_->speaker().Find(static_cast<rib::PeerId>(id))->Snapshot());
    const std::string& side = neighbors_.at(id).announcer.side;
    if (!side.empty()) row.set_side(side);
    return true;
  };
}

ControlRows AnnouncerDaemon::RibRows(std::vector<announcer::NeighborId> ids) {
  return
      [this, ids = std::move(ids), at = size_t{0},
       after = std::optional<IpPrefix>()](proto::Response& response) mutable {
        const announcer::Announcement* path = nullptr;
        for (; at < ids.size(); ++at, after.reset()) {
          path = announcer_->NextAnnouncement(ids[at], after);
          if (path != nullptr) break;
        }
        if (path == nullptr) return false;
        after = path->prefix;
        proto::RibRow& row = *response.mutable_route();
        row.set_prefix(path->prefix.ToString());
        row.set_neighbor(NameOf(path->neighbor));
        row.set_direction(proto::RibRow::ANNOUNCED);
        row.set_group(path->group);
        FillAttributes(path->attributes, row);
        SetTimestamp(loop_.runtime(), path->since, *row.mutable_since());
        return true;
      };
}

}  // namespace waymark::examples
