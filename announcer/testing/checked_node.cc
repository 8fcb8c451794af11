// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "announcer/testing/checked_node.h"

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "announcer/failback.h"
#include "announcer/symmetry.h"
#include "announcer/testing/recording.h"
#include "gtest/gtest.h"

namespace waymark::announcer::testing {

CheckedNode::CheckedNode(Scene& scene, int number)
    : scene_(scene), number_(number) {
  Start();
}

void CheckedNode::Start() {
  AnnouncementSink& sink = *this;
  AnnouncerObserver* const observer = this;
  announcer_ =
      std::make_unique<Announcer>(scene_.runtime.runtime(), sink, observer);
  for (int server = 0; server < Scene::kServers; ++server) {
    NeighborConfig neighbor = MakeNeighbor(absl::StrCat("rs-", server));
    neighbor.side = absl::StrCat("side-", server);
    EXPECT_TRUE(announcer_->AddNeighbor(NeighborId(server), neighbor).ok());
  }
  for (int group = 0; group < Scene::kGroups; ++group) AddGroup(group);
}

void CheckedNode::AddGroup(int group) {
  GroupTruth& truth = groups_[group];
  truth.name = absl::StrCat("g", group);
  truth.granted = truth.memory.has_value() && truth.memory->role.has_value();
  truth.ready = false;
  truth.warm_at.reset();
  GroupConfig config = scene_.config;
  config.name = truth.name;
  config.prefixes = {scene_.prefixes[group]};
  config.remembered = truth.memory;
  EXPECT_TRUE(announcer_->AddGroup(config).ok());
}

void CheckedNode::Restart() {
  for (int group = 0; group < Scene::kGroups; ++group) OnLost(group);
  for (int server = 0; server < Scene::kServers; ++server) EndSession(server);
  announcer_.reset();
  Start();
}

void CheckedNode::SetSession(int server, bool up) {
  if (up == this->up(server)) return;
  if (up) {
    up_since_[server] = scene_.last_change = scene_.Now();
    announcer_->OnSessionUp(NeighborId(server), MakeSession("10.0.1.10"));
    return;
  }
  EndSession(server);
  announcer_->OnSessionDown(NeighborId(server));
  if (HasAnySession()) return;
  for (int group = 0; group < Scene::kGroups; ++group) OnLost(group);
}

void CheckedNode::EndSession(int server) {
  up_since_[server].reset();
  scene_.servers[server].Forget(number_);
  for (const IpPrefix& prefix : scene_.prefixes) {
    told_.erase({NeighborId(server), prefix});
  }
  scene_.last_change = scene_.Now();
}

void CheckedNode::SetReady(int group, bool ready) {
  GroupTruth& truth = groups_[group];
  truth.ready = ready;
  if (!ready) OnLost(group);
  if (ready && !truth.warm_at.has_value()) {
    truth.warm_at = scene_.Now() + scene_.config.warm_up;
  }
  EXPECT_TRUE(announcer_->SetReady(truth.name, ready).ok());
}

bool CheckedNode::Take(int group, const RoleGrant& grant) {
  GroupTruth& truth = groups_[group];
  truth.granted = true;
  const std::optional<RoleGrant> before = Status(group).grant;
  if (before.has_value() && grant.epoch > before->epoch) truth.stood = false;
  return announcer_->SetRole(truth.name, grant).value() !=
         HeldRole::Outcome::kStale;
}

void CheckedNode::Promote(int group) {
  GroupTruth& truth = groups_[group];
  truth.forfeited.reset();
  EXPECT_TRUE(announcer_->Promote(truth.name).ok());
  truth.stood = StandsActive(group) && HasAnySession();
}

void CheckedNode::OnLost(int group) {
  GroupTruth& truth = groups_[group];
  if (truth.stood) truth.forfeited = truth.announced_epoch;
}

GroupStatus CheckedNode::Status(int group) const {
  return announcer_->GetGroup(groups_[group].name).value();
}

bool CheckedNode::StandsActive(int group) const {
  return Status(group).standing.role == Role::kActive;
}

bool CheckedNode::StandsWell(int group) const {
  return StandsActive(group) || Status(group).standing.role == Role::kStandby;
}

bool CheckedNode::HasAnySession() const {
  return absl::c_any_of(up_since_,
                        [](const auto& since) { return since.has_value(); });
}

bool CheckedNode::IsWhole() const {
  return absl::c_all_of(up_since_, [this](const auto& since) {
    return since.has_value() &&
           scene_.Now() >= *since + scene_.config.symmetry.return_after;
  });
}

bool CheckedNode::MayAnnounce(int group) const {
  const GroupTruth& truth = groups_[group];
  return truth.granted && truth.ready && scene_.Now() >= *truth.warm_at;
}

bool CheckedNode::MustAnnounce(int group, int server) const {
  if (!up(server) || !MayAnnounce(group)) return false;
  const Role role = Status(group).grant->role;
  if (role == Role::kDrained || role == Role::kWithdrawn) return false;
  return scene_.config.symmetry.mode != Symmetry::Mode::kWithdraw || IsWhole();
}

bool CheckedNode::Announce(NeighborId id, const IpPrefix& prefix,
                           const bgp::PathAttributes& attributes) {
  const HeldPath path = ToHeldPath(attributes);
  const auto group = absl::c_find(scene_.prefixes, prefix);
  CheckPath(static_cast<int>(group - scene_.prefixes.begin()), path);
  const auto [told, first] = told_.try_emplace({id, prefix}, path);
  EXPECT_TRUE(first || told->second != path) << "told twice";
  told->second = path;
  Tell(id, prefix, path);
  return true;
}

void CheckedNode::Withdraw(NeighborId id, const IpPrefix& prefix) {
  EXPECT_EQ(told_.erase({id, prefix}), 1u) << "never told";
  Tell(id, prefix, std::nullopt);
}

void CheckedNode::MarkInitialSetComplete(NeighborId) {
  for (int group = 0; group < Scene::kGroups; ++group) {
    EXPECT_TRUE(MayAnnounce(group)) << "complete before it is decided";
  }
}

void CheckedNode::OnMemoryChanged(const std::string& group,
                                  const GroupMemory& memory) {
  for (GroupTruth& truth : groups_) {
    if (truth.name == group) truth.memory = memory;
  }
}

void CheckedNode::CheckPath(int group, const HeldPath& path) {
  EXPECT_TRUE(MayAnnounce(group)) << "announced without role or readiness";
  if (!Scene::IsActive(path)) return;
  CheckActivePath(group, Scene::kActiveMed + Scene::kEpochSpan - path.med);
}

void CheckedNode::CheckActivePath(int group, uint64_t epoch) {
  GroupTruth& truth = groups_[group];
  EXPECT_GE(epoch, truth.announced_epoch) << "an older epoch";
  EXPECT_EQ(scene_.electors[group].ActiveIn(epoch), number_) << "not elected";
  EXPECT_TRUE(scene_.config.failback.mode != Failback::Mode::kManual ||
              epoch != truth.forfeited)
      << "did not wait for its promotion";
  truth.announced_epoch = epoch;
  truth.stood = true;
  if (!scene_.lease.has_value()) return;
  for (const auto& node : scene_.nodes) {
    EXPECT_TRUE(node.get() == this || !node->StandsActive(group))
        << "two active nodes in spite of leases";
  }
}

void CheckedNode::Tell(NeighborId id, const IpPrefix& prefix,
                       std::optional<HeldPath> path) {
  const int limit =
      static_cast<int>(absl::ToInt64Milliseconds(Scene::kPropagation));
  scene_.servers[static_cast<size_t>(id)].Send(
      number_, prefix, path,
      scene_.Now() + absl::Milliseconds(scene_.Pick(limit + 1)));
  scene_.last_change = scene_.Now();
}

}  // namespace waymark::announcer::testing
