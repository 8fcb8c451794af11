// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "announcer/testing/recording.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "bgp/community.h"
#include "bgp/family.h"

namespace waymark::announcer::testing {
namespace {

std::string Text(NeighborId id) {
  return absl::StrCat(static_cast<uint32_t>(id));
}

}  // namespace

std::string Describe(const bgp::PathAttributes& attributes) {
  std::string text = absl::StrCat("path ", attributes.as_path.ToString());
  if (attributes.med.has_value()) {
    absl::StrAppend(&text, " med ", *attributes.med);
  }
  if (attributes.next_hop.has_value()) {
    absl::StrAppend(&text, " via ", attributes.next_hop->address.ToString());
  }
  for (const bgp::Community& community : attributes.communities) {
    absl::StrAppend(&text, " ", community.ToString());
  }
  for (const bgp::LargeCommunity& community : attributes.large_communities) {
    absl::StrAppend(&text, " ", community.ToString());
  }
  return text;
}

bool RecordingSink::Announce(NeighborId neighbor, const IpPrefix& prefix,
                             const bgp::PathAttributes& attributes) {
  Write(neighbor, absl::StrCat("announce ", prefix.ToString(), " ",
                               Describe(attributes)));
  return !refuse;
}

void RecordingSink::Withdraw(NeighborId neighbor, const IpPrefix& prefix) {
  Write(neighbor, absl::StrCat("withdraw ", prefix.ToString()));
}

void RecordingSink::MarkInitialSetComplete(NeighborId neighbor) {
  Write(neighbor, "complete");
}

void RecordingSink::NotifyWhenFlushed(NeighborId neighbor) {
  Write(neighbor, "flush?");
}

bool RecordingSink::NotifyWhenProcessed(NeighborId neighbor) {
  if (!confirming.contains(neighbor)) return false;
  Write(neighbor, "processed?");
  return true;
}

void RecordingSink::CloseNeighbor(NeighborId neighbor, absl::string_view text) {
  Write(neighbor, absl::StrCat("close ", text));
}

std::vector<std::string> RecordingSink::Take() {
  return std::exchange(lines_, {});
}

void RecordingSink::Write(NeighborId neighbor, absl::string_view what) {
  lines_.push_back(absl::StrCat(Text(neighbor), " ", what));
}

void RecordingObserver::OnAnnounced(const Announcement& announcement) {
  Write(absl::StrCat(Text(announcement.neighbor), " announced ",
                     announcement.group, " ", announcement.prefix.ToString(),
                     " ", Describe(announcement.attributes)));
}

void RecordingObserver::OnWithdrawn(const Announcement& last, MonotonicTime) {
  Write(
      absl::StrCat(Text(last.neighbor), " withdrawn ", last.prefix.ToString()));
}

void RecordingObserver::OnOmitted(const Omission& omission) {
  Write(absl::StrCat(Text(omission.neighbor), " omitted ",
                     omission.prefix.ToString(), " ", Name(omission.reason)));
}

void RecordingObserver::OnInitialSetComplete(NeighborId neighbor,
                                             MonotonicTime) {
  Write(absl::StrCat(Text(neighbor), " complete"));
}

void RecordingObserver::OnRoleChanged(const RoleChange& change) {
  Write(absl::StrCat(
      change.group, ": ",
      change.old_role.has_value() ? Name(*change.old_role) : "none", " -> ",
      Name(change.new_role), ", epoch ", change.epoch));
}

void RecordingObserver::OnStaleGrant(const StaleGrant& grant) {
  Write(absl::StrCat(grant.group, ": refused epoch ", grant.refused.epoch,
                     ", held ", grant.held.epoch));
}

void RecordingObserver::OnShutdownStage(ShutdownStage stage, MonotonicTime) {
  Write(absl::StrCat("stage ", Name(stage)));
}

void RecordingObserver::OnStandingChanged(const StandingChange& change) {
  standings_.push_back(absl::StrCat(change.group, ": ",
                                    Describe(change.old_standing), " -> ",
                                    Describe(change.new_standing)));
}

void RecordingObserver::OnMemoryChanged(const std::string& group,
                                        const GroupMemory& memory) {
  memories[group] = memory;
}

std::vector<std::string> RecordingObserver::TakeStandings() {
  return std::exchange(standings_, {});
}

std::vector<std::string> RecordingObserver::Take() {
  return std::exchange(lines_, {});
}

void RecordingObserver::Write(std::string line) {
  lines_.push_back(std::move(line));
  if (then) then();
}

std::string Describe(const Standing& standing) {
  std::string text(standing.role.has_value() ? Name(*standing.role) : "none");
  if (standing.rank != 0) absl::StrAppend(&text, " ", standing.rank);
  return absl::StrCat(text, " (", Name(standing.cause), ")");
}

Ladder DefaultLadder() {
  Ladder ladder;
  ladder.active.med = 0;
  ladder.standby = {{.prepend = 2, .med = 100}};
  ladder.recovering.prepend = 4;
  ladder.recovering.med = 200;
  return ladder;
}

GroupConfig MakeGroup(absl::string_view name,
                      const std::vector<std::string>& prefixes) {
  GroupConfig group;
  group.name = std::string(name);
  for (const std::string& prefix : prefixes) {
    group.prefixes.push_back(IpPrefix::Parse(prefix).value());
  }
  group.ladder = DefaultLadder();
  return group;
}

NeighborConfig MakeNeighbor(absl::string_view name) {
  NeighborConfig neighbor;
  neighbor.name = std::string(name);
  neighbor.local_as = 65001;
  return neighbor;
}

SessionFacts MakeSession(absl::string_view local_address) {
  return {Address(local_address),
          Address("10.0.1.4"),
          {bgp::kIpv4Unicast, bgp::kIpv6Unicast}};
}

IpAddress Address(absl::string_view text) {
  return IpAddress::Parse(text).value();
}

}  // namespace waymark::announcer::testing
