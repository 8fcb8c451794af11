// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "announcer/group.h"
#include "announcer/ladder.h"
#include "announcer/symmetry.h"
#include "base/ip_address.h"
#include "base/ip_prefix.h"
#include "examples/announcer/lint.h"
#include "examples/proto/announcer.pb.h"

namespace waymark::examples {
namespace {

using announcer::GroupConfig;
using announcer::Symmetry;
using proto::AnnouncerConfig;
using proto::Group;
using proto::Ladder;
using proto::Surroundings;

// A group and what its rules look at.
struct Subject {
  const ConfigNode& node;
  const GroupConfig& group;
  std::vector<const NeighborSetup*> reached;
  const Surroundings& surroundings;
  const CloudProfile& profile;
};

struct Rung {
  std::string name;
  int prepend;
};

// The best first.
std::vector<Rung> RungsOf(const announcer::Ladder& ladder) {
  std::vector<Rung> rungs = {{"active", ladder.active.prepend}};
  for (size_t i = 0; i < ladder.standby.size(); ++i) {
    rungs.push_back({ladder.standby.size() == 1
                         ? std::string("standby")
                         : absl::StrCat("standby[", i, "]"),
                     ladder.standby[i].prepend});
  }
  rungs.push_back({"recovering", ladder.recovering.prepend});
  return rungs;
}

struct RungPair {
  Rung better;
  Rung worse;
};

// The neighbouring rungs that nothing but MED tells apart. As prepend does not
// shrink from rung to rung, no two others are alike unless all between them
// are.
std::vector<RungPair> ToldApartByMedAlone(const announcer::Ladder& ladder) {
  const std::vector<Rung> rungs = RungsOf(ladder);
  std::vector<RungPair> alike;
  for (size_t i = 1; i < rungs.size(); ++i) {
    if (rungs[i - 1].prepend == rungs[i].prepend) {
      alike.push_back({rungs[i - 1], rungs[i]});
    }
  }
  return alike;
}

std::string LongerPrepend(const RungPair& rungs) {
  return absl::StrCat("give ", rungs.worse.name, " a longer prepend than ",
                      rungs.better.name);
}

// The AS numbers that the group is announced from, here and on other nodes.
std::set<uint32_t> AsNumbersOf(const Subject& subject) {
  std::set<uint32_t> numbers(subject.surroundings.other_node_as().begin(),
                             subject.surroundings.other_node_as().end());
  for (const NeighborSetup* neighbor : subject.reached) {
    numbers.insert(neighbor->announcer.local_as);
  }
  return numbers;
}

void MedAcrossAsNumbers(const Subject& subject) {
  if (AsNumbersOf(subject).size() < 2) return;
  // RFC 4271, 9.1.2.2 (c).
  constexpr char kNotCompared[] =
      ", which route servers do not compare between paths of different AS "
      "numbers";
  for (const RungPair& rungs : ToldApartByMedAlone(subject.group.ladder)) {
    subject.node.Warn(
        Group::kLadderFieldNumber,
        absl::StrCat("tells ", rungs.better.name, " from ", rungs.worse.name,
                     " by med alone", kNotCompared),
        LongerPrepend(rungs));
  }
  if (subject.group.ladder.epoch_span.has_value()) {
    subject.node.Child(Group::kLadderFieldNumber)
        .Warn(Ladder::kEpochSpanFieldNumber,
              absl::StrCat("puts the epoch into the med", kNotCompared),
              "announce from one AS number on all nodes, or remove it");
  }
}

void MedWhereNobodyLooks(const Subject& subject) {
  if (!subject.profile.ignores_med) return;
  for (const RungPair& rungs : ToldApartByMedAlone(subject.group.ladder)) {
    subject.node.Warn(
        Group::kLadderFieldNumber,
        absl::StrCat("lets traffic go to ", rungs.better.name, " and ",
                     rungs.worse.name, " alike: ", subject.profile.name,
                     " spreads it over paths of equally long AS_PATH"),
        LongerPrepend(rungs));
  }
}

void OneEndpointOnly(const Subject& subject) {
  std::set<IpAddress> all;
  std::map<std::string, std::set<IpAddress>> by_side;
  for (const NeighborSetup* neighbor : subject.reached) {
    all.insert(neighbor->speaker.address);
    by_side[neighbor->announcer.side].insert(neighbor->speaker.address);
  }
  constexpr char kFix[] =
      "add the route server's other endpoint as a neighbour";
  if (all.size() == 1) {
    subject.node.Warn(
        Group::kNameFieldNumber,
        absl::StrCat("reaches one endpoint only, ", all.begin()->ToString(),
                     ": when that fails, nothing of this node is announced"),
        kFix);
    return;
  }
  by_side.erase("");
  if (by_side.size() < 2) return;
  for (const auto& [side, addresses] : by_side) {
    if (addresses.size() != 1) continue;
    subject.node.Warn(
        Group::kNameFieldNumber,
        absl::StrCat("reaches one endpoint only on side ", side, ", ",
                     addresses.begin()->ToString(),
                     ": when that fails, the node has lost the side"),
        kFix);
  }
}

void SidesWithoutSymmetry(const Subject& subject) {
  if (subject.group.symmetry.mode != Symmetry::Mode::kNone) return;
  std::set<std::string> sides;
  for (const NeighborSetup* neighbor : subject.reached) {
    if (!neighbor->announcer.side.empty()) {
      sides.insert(neighbor->announcer.side);
    }
  }
  if (sides.size() < 2) return;
  subject.node.Warn(
      Group::kSymmetryFieldNumber,
      absl::StrCat("is missing: when this node has lost side ", *sides.begin(),
                   ", it goes on attracting traffic on the others"),
      "add symmetry { mode: WORSEN }, unless nothing here looks at both "
      "directions");
}

void WithdrawnByTwoFaults(const Subject& subject) {
  if (subject.group.symmetry.mode != Symmetry::Mode::kWithdraw) return;
  subject.node.Child(Group::kSymmetryFieldNumber)
      .Warn(proto::Symmetry::kModeFieldNumber,
            "leaves nobody to announce when each node has lost a side",
            "choose WORSEN, unless half a path is worse than none");
}

// Whether a newer epoch's path wins over any older one, whoever announces it.
bool NewerEpochWins(const Subject& subject) {
  const announcer::Ladder& ladder = subject.group.ladder;
  return ladder.standby.front().prepend == ladder.active.prepend &&
         ladder.epoch_span.has_value() && AsNumbersOf(subject).size() < 2 &&
         !subject.profile.ignores_med;
}

// What happens: docs/operations.md, "Persist routes, and the black hole in
// them".
void PersistRoutes(const Subject& subject) {
  if (!subject.surroundings.persist_routes()) return;
  if (subject.group.assume_active_after_total_loss.has_value()) return;
  // An elector's next decision ends it.
  if (NewerEpochWins(subject)) return;
  subject.node.Warn(
      Group::kAssumeActiveAfterTotalLossMsFieldNumber,
      "is missing: with persist routes, a standby whose sessions were all lost "
      "together with the active node comes back with a path that loses to the "
      "dead node's kept one",
      "set it to the time for which the route server keeps routes, and a "
      "minute more");
}

constexpr void (*kRules[])(const Subject&) = {
    MedAcrossAsNumbers,   MedWhereNobodyLooks,  OneEndpointOnly,
    SidesWithoutSymmetry, WithdrawnByTwoFaults, PersistRoutes,
};

// Static routes that take traffic away from what is announced.
void StaticRoutes(const ConfigNode& root, const AnnouncerSetup& setup) {
  const ConfigNode node = root.Child(AnnouncerConfig::kSurroundingsFieldNumber);
  constexpr int kField = Surroundings::kStaticRouteFieldNumber;
  for (int i = 0; i < node.Count(kField); ++i) {
    const std::optional<IpPrefix> route =
        IpPrefix::Parse(node.As<Surroundings>().static_route(i));
    if (!route.has_value()) {
      node.RejectAt(kField, i, "is not a prefix",
                    "write it as 192.0.2.0/24 or 2001:db8::/48");
      continue;
    }
    for (const GroupConfig& group : setup.groups) {
      for (const IpPrefix& prefix : group.prefixes) {
        // Beside a default route others are what one expects.
        if (!prefix.Contains(*route)) continue;
        if (prefix.IsDefault() && prefix != *route) continue;
        node.WarnAt(
            kField, i,
            prefix == *route
                ? absl::StrCat("goes before what group ", group.name,
                               " announces: of two routes of one "
                               "length the static one wins")
                : absl::StrCat("takes its part of the traffic of group ",
                               group.name, ": the longer prefix wins"),
            "delete the static route");
      }
    }
  }
}

}  // namespace

void LintGroups(const ConfigNode& root, const AnnouncerSetup& setup,
                const CloudProfile& profile) {
  const Surroundings& surroundings = root.As<AnnouncerConfig>().surroundings();
  for (size_t i = 0; i < setup.groups.size(); ++i) {
    const ConfigNode node =
        root.Child(AnnouncerConfig::kGroupFieldNumber, static_cast<int>(i));
    Subject subject{node, setup.groups[i], {}, surroundings, profile};
    for (const NeighborSetup& neighbor : setup.neighbors) {
      if (announcer::Reaches(subject.group, neighbor.announcer)) {
        subject.reached.push_back(&neighbor);
      }
    }
    for (const auto rule : kRules) rule(subject);
  }
  StaticRoutes(root, setup);
}

}  // namespace waymark::examples
