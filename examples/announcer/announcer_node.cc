// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/announcer/announcer_node.h"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "announcer/incident.h"
#include "base/ip_address.h"
#include "base/ip_endpoint.h"
#include "bfd/transmit_group.h"
#include "bgp/notification.h"
#include "examples/announcer/announcer_events.h"
#include "posix/bfd_thread.h"
#include "rib/peer_info.h"
#include "speaker/bfd_control.h"

namespace waymark::examples {
namespace {

// Neighbours with BFD that a reload may bring beside those there are.
constexpr size_t kSpareBfdSessions = 64;

// How often a stall is looked for, of the shortest that matters: a stall is
// measured to within one look.
constexpr int kStallLooks = 10;

void Warn(const absl::Status& status) {
  if (status.ok()) return;
  std::fprintf(stderr, "announcer: BFD goes on without: %s\n",
               std::string(status.message()).c_str());
}

rib::PeerId ToSpeaker(announcer::NeighborId id) {
  return static_cast<rib::PeerId>(id);
}

}  // namespace

absl::StatusOr<std::unique_ptr<AnnouncerNode>> AnnouncerNode::Create(
    posix::EventLoop& loop, EventLog& events, const AnnouncerSetup& setup) {
  std::unique_ptr<AnnouncerNode> node(new AnnouncerNode(loop, events, setup));
  for (absl::Status (AnnouncerNode::*step)() : {
           &AnnouncerNode::OpenSpeaker,
           &AnnouncerNode::OpenState,
           &AnnouncerNode::AddGroups,
           &AnnouncerNode::AddNeighbors,
       }) {
    if (absl::Status status = (node.get()->*step)(); !status.ok()) {
      return status;
    }
  }
  return node;
}

absl::Status AnnouncerNode::OpenSpeaker() {
  for (const NeighborSetup& neighbor : setup_.neighbors) {
    sockets_.RequireBfd(neighbor.speaker);
  }
  sockets_.bfd_sessions.max_sessions =
      setup_.neighbors.size() + kSpareBfdSessions;
  sockets_.bfd_thread = setup_.bfd_thread;
  // Both sides of a failed node are to notice it together, and both ends of a
  // failed side if the route server's sessions are in step.
  sockets_.bfd_in_step = bfd::TransmitGroup::Lead::kNeighbor;
  if (setup_.NeedsListener()) {
    // In the families that have neighbours only: a kernel may be without IPv6.
    for (const IpAddress& any : {IpAddress(), IpAddress::V6({})}) {
      const bool wanted = absl::c_any_of(
          setup_.neighbors, [&any](const NeighborSetup& neighbor) {
            return neighbor.speaker.address.family() == any.family();
          });
      if (wanted) sockets_.listen.push_back({any, 179});
    }
  }
  absl::StatusOr<std::unique_ptr<posix::HostedSpeaker>> hosted =
      posix::HostedSpeaker::Create(loop_, sockets_, *this);
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
  ledger_ = std::make_unique<announcer::IncidentLedger>(
      loop_.runtime(), announcer::IncidentLedger::Options(),
      [this](const announcer::Incident& incident) {
        events().Record(IncidentEvent(loop_.runtime(), incident));
      });
  announcer_->SetLedger(ledger_.get());
  port_->SetLedger(ledger_.get());
  port_->SetVisitor(announcer_.get());
  return absl::OkStatus();
}

absl::Status AnnouncerNode::OpenState() {
  const std::string path = absl::StrCat(setup_.state_dir, "/state.textproto");
  absl::StatusOr<LoadedState> read = LoadState(path);
  if (!read.ok()) {
    return absl::Status(
        read.status().code(),
        absl::StrCat("the state file cannot be read, and may hold a decision "
                     "that counts: ",
                     read.status().message()));
  }
  LoadedState loaded = *std::move(read);
  events().Record(
      StateFileEvent(path, std::string(Name(loaded.outcome)), loaded.problem));
  // Groups that are configured no more are not remembered either.
  std::erase_if(loaded.groups, [this](const auto& remembered) {
    return !absl::c_any_of(setup_.groups,
                           [&remembered](const announcer::GroupConfig& group) {
                             return group.name == remembered.first;
                           });
  });
  state_ = std::make_unique<StateFile>(
      loop_, path, std::move(loaded.groups),
      [this, path](const absl::Status& status) {
        events().Record(StateFileEvent(path,
                                       status.ok() ? "written" : "write_failed",
                                       std::string(status.message())));
        // At the end of the process nobody reads events any more.
        if (status.ok()) return;
        std::fprintf(stderr, "announcer: the state is not kept: %s\n",
                     std::string(status.message()).c_str());
      });
  return absl::OkStatus();
}

absl::Status AnnouncerNode::AddGroups() {
  for (announcer::GroupConfig group : setup_.groups) {
    const auto remembered = state_->groups().find(group.name);
    if (remembered != state_->groups().end()) {
      group.remembered = remembered->second;
    }
    if (absl::Status status = announcer_->AddGroup(group); !status.ok()) {
      return status;
    }
    const auto checks = setup_.health.find(group.name);
    Watch(group.name,
          checks == setup_.health.end() ? std::vector<HealthSetup>()
                                        : checks->second,
          /*assumed_well=*/false);
  }
  WatchStalls(setup_.groups);
  return absl::OkStatus();
}

void AnnouncerNode::Watch(const std::string& group,
                          const std::vector<HealthSetup>& checks,
                          bool assumed_well) {
  health_[group] = std::make_unique<GroupHealth>(
      loop_, checks, assumed_well,
      [this, group](const GroupHealth::Check& check) {
        OnHealth(group, check);
      });
  // A group of this name there is.
  (void)announcer_->SetReady(group, health_[group]->well());
}

void AnnouncerNode::WatchStalls(
    const std::vector<announcer::GroupConfig>& groups) {
  // A lease may be granted to any group, and a stall counts against it.
  absl::Duration shortest = absl::InfiniteDuration();
  for (const announcer::GroupConfig& group : groups) {
    if (group.stall_limit.has_value()) {
      shortest = std::min(shortest, *group.stall_limit);
    }
  }
  const absl::Duration period = std::clamp(
      shortest / kStallLooks, absl::Milliseconds(1), absl::Milliseconds(250));
  stalls_ = std::make_unique<StallWatch>(loop_.runtime(), period,
                                         [this](absl::Duration stall) {
                                           announcer_->OnLocalStall(stall);
                                           RecordStall(stall);
                                         });
}

absl::Status AnnouncerNode::AddNeighbors() {
  for (const NeighborSetup& neighbor : setup_.neighbors) {
    const absl::StatusOr<NeighborId> id = Add(neighbor);
    if (!id.ok()) return id.status();
    absl::Status status = announcer_->AddNeighbor(*id, neighbor.announcer);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::StatusOr<AnnouncerNode::NeighborId> AnnouncerNode::Add(
    const NeighborSetup& neighbor) {
  posix::HostedSpeaker::NeighborSocket socket;
  socket.port = neighbor.port;
  socket.peer = neighbor.tcp;
  speaker::NeighborConfig config = neighbor.speaker;
  if (config.bfd.has_value()) config.bfd->digest = &digest_;
  const absl::StatusOr<rib::PeerId> id = hosted_->AddNeighbor(config, socket);
  if (!id.ok()) return id.status();
  const auto announced = static_cast<NeighborId>(*id);
  neighbors_[announced] = neighbor;
  return announced;
}

absl::Status AnnouncerNode::Start() {
  for (const auto& [id, setup] : neighbors_) {
    if (absl::Status status = hosted_->speaker().Start(ToSpeaker(id));
        !status.ok()) {
      return absl::Status(status.code(),
                          absl::StrCat("neighbor \"", setup.announcer.name,
                                       "\": ", status.message()));
    }
  }
  return absl::OkStatus();
}

void AnnouncerNode::Shutdown(const announcer::ShutdownOptions& options,
                             absl::AnyInvocable<void()> done) {
  announcer_->Shutdown(
      options, [this, done = std::move(done)](
                   const announcer::ShutdownReport& report) mutable {
        std::vector<std::string> unconfirmed;
        for (NeighborId id : report.unconfirmed) {
          unconfirmed.push_back(NameOf(id));
        }
        events().Record(DrainDoneEvent(unconfirmed, report.elapsed));
        done();
      });
}

std::optional<AnnouncerNode::NeighborId> AnnouncerNode::FindNeighbor(
    const std::string& name) const {
  for (const auto& [id, setup] : neighbors_) {
    if (setup.announcer.name == name) return id;
  }
  return std::nullopt;
}

std::string AnnouncerNode::NameOf(NeighborId id) const {
  const auto found = neighbors_.find(id);
  return found == neighbors_.end() ? absl::StrCat(static_cast<uint32_t>(id))
                                   : found->second.announcer.name;
}

speaker::Neighbor* AnnouncerNode::session(NeighborId id) {
  return hosted_->speaker().Find(ToSpeaker(id));
}

void AnnouncerNode::WhenKept(
    absl::AnyInvocable<void(const absl::Status&)> done) {
  // Behind what the announcer has yet to tell.
  loop_.Defer([this, done = std::move(done), alive = alive_.Watch()]() mutable {
    if (alive) state_->WhenWritten(std::move(done));
  });
}

// --- Changes. ---

absl::Status AnnouncerNode::CanServe(const NeighborSetup& neighbor) const {
  posix::HostedSpeaker::Options wanted = sockets_;
  wanted.RequireBfd(neighbor.speaker);
  if (wanted.bfd.has_value() != sockets_.bfd.has_value() ||
      (wanted.bfd.has_value() &&
       wanted.bfd->multihop_port != sockets_.bfd->multihop_port)) {
    return absl::FailedPreconditionError("its BFD packets need a socket");
  }
  const bool listens =
      absl::c_any_of(sockets_.listen, [&neighbor](const IpEndpoint& endpoint) {
        return endpoint.address.family() == neighbor.speaker.address.family();
      });
  if (neighbor.speaker.peer.opening != bgp::OpeningMode::kActive && !listens) {
    return absl::FailedPreconditionError("its connections need a listener");
  }
  return absl::OkStatus();
}

absl::Status AnnouncerNode::AddNeighbor(const NeighborSetup& neighbor) {
  const absl::StatusOr<NeighborId> id = Add(neighbor);
  if (!id.ok()) return id.status();
  absl::Status status = announcer_->AddNeighbor(*id, neighbor.announcer);
  status.Update(hosted_->speaker().Start(ToSpeaker(*id)));
  if (!status.ok()) RemoveNeighbor(*id);
  return status;
}

void AnnouncerNode::StopNeighbor(NeighborId id) {
  hosted_->speaker().Stop(
      ToSpeaker(id),
      bgp::Notification::Cease(bgp::subcode::kAdministrativeReset));
}

void AnnouncerNode::RemoveNeighbor(NeighborId id) {
  announcer_->RemoveNeighbor(id);
  hosted_->RemoveNeighbor(ToSpeaker(id));
  port_->OnNeighborRemoved(ToSpeaker(id));
  neighbors_.erase(id);
}

absl::Status AnnouncerNode::UpdateBfd(NeighborId id,
                                      const speaker::BfdConfig& config) {
  std::optional<speaker::BfdConfig>& held = neighbors_.at(id).speaker.bfd;
  speaker::BfdControl* const bfd = session(id)->bfd();
  if (bfd == nullptr || !held.has_value()) return absl::OkStatus();
  held->timers = config.timers;
  absl::Status status = bfd->SetTimers(config.timers);
  if (held->key_chain != nullptr && config.key_chain != nullptr) {
    held->key_chain = config.key_chain;
    status.Update(bfd->SetKeyChain(config.key_chain));
  }
  return status;
}

absl::Status AnnouncerNode::SetRules(const Rules& rules) {
  absl::Status status = announcer_->Reconfigure(rules.groups, rules.neighbors);
  if (!status.ok()) return status;
  for (const auto& [id, config] : rules.neighbors) {
    neighbors_.at(id).announcer = config;
  }
  std::erase_if(health_, [this](const auto& entry) {
    const bool gone = !announcer_->GetGroup(entry.first).ok();
    if (gone) state_->Erase(entry.first);
    return gone;
  });
  for (const announcer::GroupConfig& group : rules.groups) {
    const auto running = health_.find(group.name);
    const bool is_new = running == health_.end();
    if (!is_new && !absl::c_linear_search(rules.changed_health, group.name)) {
      continue;
    }
    const auto found = rules.checks.find(group.name);
    Watch(group.name,
          found == rules.checks.end() ? std::vector<HealthSetup>()
                                      : found->second,
          !is_new && running->second->well());
  }
  WatchStalls(rules.groups);
  return absl::OkStatus();
}

// --- Events. ---

void AnnouncerNode::OnSessionUp(speaker::Neighbor& neighbor,
                                uint64_t incarnation,
                                const bgp::Negotiated& negotiated) {
  port_->OnSessionUp(neighbor, negotiated);
  SpeakerRecorder::OnSessionUp(neighbor, incarnation, negotiated);
}

void AnnouncerNode::OnSessionDown(speaker::Neighbor& neighbor,
                                  uint64_t incarnation,
                                  const bgp::DownReason& reason) {
  port_->OnSessionDown(neighbor, reason);
  SpeakerRecorder::OnSessionDown(neighbor, incarnation, reason);
}

void AnnouncerNode::OnAnnounced(const announcer::Announcement& announcement) {
  events().Record(announcement.since,
                  AnnouncedEvent(NameOf(announcement.neighbor), announcement));
}

void AnnouncerNode::OnWithdrawn(const announcer::Announcement& last,
                                MonotonicTime time) {
  events().Record(time, WithdrawnEvent(NameOf(last.neighbor), last));
}

void AnnouncerNode::OnOmitted(const announcer::Omission& omission) {
  events().Record(omission.time,
                  OmittedEvent(NameOf(omission.neighbor), omission));
}

void AnnouncerNode::OnRoleChanged(const announcer::RoleChange& change) {
  events().Record(change.time, RoleEvent(change));
}

void AnnouncerNode::OnStaleGrant(const announcer::StaleGrant& grant) {
  events().Record(grant.time, StaleGrantEvent(grant));
}

void AnnouncerNode::OnStandingChanged(const announcer::StandingChange& change) {
  events().Record(change.time, StandingEvent(change));
  const absl::StatusOr<announcer::GroupStatus> group =
      announcer_->GetGroup(change.group);
  if (std::optional<proto::Event> side = SideEvent(
          change, group.ok() ? group->lost_sides : std::vector<std::string>());
      side.has_value()) {
    events().Record(change.time, *std::move(side));
  }
}

void AnnouncerNode::OnMemoryChanged(const std::string& group,
                                    const announcer::GroupMemory& memory) {
  // It may have been removed since.
  if (health_.contains(group)) state_->Set(group, memory);
}

void AnnouncerNode::OnShutdownStage(announcer::ShutdownStage stage,
                                    MonotonicTime time) {
  // The end has a report of its own.
  if (stage == announcer::ShutdownStage::kDone) return;
  events().Record(time, DrainEvent(stage));
}

void AnnouncerNode::OnHealth(const std::string& group,
                             const GroupHealth::Check& check) {
  const bool well = health_.at(group)->well();
  // First what counts.
  (void)announcer_->SetReady(group, well);
  events().Record(HealthEvent(group, check, well));
}

}  // namespace waymark::examples
