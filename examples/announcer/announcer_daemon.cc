// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/announcer/announcer_daemon.h"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "announcer/role.h"
#include "examples/announcer/announcer_events.h"
#include "examples/daemon/rows.h"

namespace waymark::examples {

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
    if (neighbor.speaker.bfd.has_value()) options.bfd.emplace();
  }
  options.bfd_sessions.max_sessions = setup_.neighbors.size();
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
    const absl::StatusOr<rib::PeerId> id =
        hosted_->AddNeighbor(neighbor.speaker, socket);
    if (!id.ok()) return id.status();
    const auto announced = static_cast<announcer::NeighborId>(*id);
    names_[announced] = neighbor.announcer.name;
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
  for (const auto& [id, name] : names_) {
    if (absl::Status status =
            hosted_->speaker().Start(static_cast<rib::PeerId>(id));
        !status.ok()) {
      return absl::Status(
          status.code(),
          absl::StrCat("neighbor \"", name, "\": ", status.message()));
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
  port_->OnSessionDown(neighbor);
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

absl::Status AnnouncerDaemon::OnRequest(const proto::Request& request,
                                        ControlAnswer& answer) {
  if (request.has_neighbors()) {
    return SendNeighbors(request.neighbors().name(), answer);
  }
  if (request.has_rib()) return SendRib(request.rib().neighbor(), answer);
  return absl::InvalidArgumentError("the announcer does not know this command");
}

const NeighborSetup* AnnouncerDaemon::FindSetup(const std::string& name) const {
  for (const NeighborSetup& neighbor : setup_.neighbors) {
    if (neighbor.announcer.name == name) return &neighbor;
  }
  return nullptr;
}

std::string AnnouncerDaemon::NameOf(announcer::NeighborId id) const {
  const auto found = names_.find(id);
  return found == names_.end() ? absl::StrCat(static_cast<uint32_t>(id))
                               : found->second;
}

absl::Status AnnouncerDaemon::SendNeighbors(const std::string& name,
                                            ControlAnswer& answer) {
  if (!name.empty() && FindSetup(name) == nullptr) {
    return absl::NotFoundError(absl::StrCat("no neighbor \"", name, "\""));
  }
  hosted_->speaker().ForEachNeighbor([&](const speaker::Neighbor& neighbor) {
    const std::string& own_name = neighbor.config().peer.name;
    if (!name.empty() && own_name != name) return;
    proto::Response response;
    *response.mutable_neighbor() = ToRow(loop_.runtime(), neighbor.Snapshot());
    const std::string& side = FindSetup(own_name)->announcer.side;
    if (!side.empty()) response.mutable_neighbor()->set_side(side);
    answer.Send(response);
  });
  return absl::OkStatus();
}

absl::Status AnnouncerDaemon::SendRib(const std::string& name,
                                      ControlAnswer& answer) {
  if (!name.empty() && FindSetup(name) == nullptr) {
    return absl::NotFoundError(absl::StrCat("no neighbor \"", name, "\""));
  }
  announcer_->ForEachAnnouncement([&](const announcer::Announcement& path) {
    if (!name.empty() && NameOf(path.neighbor) != name) return;
    proto::Response response;
    proto::RibRow& row = *response.mutable_route();
    row.set_prefix(path.prefix.ToString());
    row.set_neighbor(NameOf(path.neighbor));
    row.set_direction(proto::RibRow::ANNOUNCED);
    row.set_group(path.group);
    FillAttributes(path.attributes, row);
    SetTimestamp(loop_.runtime(), path.since, *row.mutable_since());
    answer.Send(response);
  });
  return absl::OkStatus();
}

}  // namespace waymark::examples
