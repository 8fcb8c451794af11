// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "announcer/group.h"
#include "examples/announcer/lint.h"
#include "examples/proto/announcer.pb.h"
#include "examples/proto/neighbor.pb.h"

namespace waymark::examples {
namespace {

using proto::Bfd;
using proto::Neighbor;

// A neighbour and what its rules look at.
struct Subject {
  const ConfigNode& node;
  const NeighborSetup& neighbor;
  const AnnouncerSetup& setup;
  const CloudProfile& profile;
};

constexpr int kBfd = Neighbor::kBfdFieldNumber;
constexpr int kHoldTime = Neighbor::kHoldTimeSFieldNumber;
constexpr int kPeerAs = Neighbor::kPeerAsFieldNumber;

int64_t HoldTimeOf(const Subject& subject) {
  return absl::ToInt64Seconds(subject.neighbor.speaker.peer.session.hold_time);
}

void WhoConnects(const Subject& subject) {
  if (!subject.profile.never_connects) return;
  constexpr int kOpening = Neighbor::kOpeningFieldNumber;
  const Neighbor::Opening opening = subject.node.As<Neighbor>().opening();
  if (opening == Neighbor::PASSIVE) {
    subject.node.Reject(kOpening,
                        absl::StrCat("waits for a connection, and ",
                                     subject.profile.name, " never makes one"),
                        "remove it: ACTIVE is the default");
  } else if (opening == Neighbor::BOTH) {
    subject.node.Warn(kOpening,
                      absl::StrCat("listens on TCP port 179 in vain: ",
                                   subject.profile.name, " never connects"),
                      "remove it: ACTIVE is the default");
  }
}

void BfdWhereThereIsNone(const Subject& subject) {
  if (subject.profile.bfd != CloudProfile::Bfd::kNone) return;
  if (!subject.node.Has(kBfd)) return;
  const ConfigNode bfd = subject.node.Child(kBfd);
  if (bfd.As<Bfd>().mode() == Bfd::STRICT) {
    bfd.Reject(Bfd::kModeFieldNumber,
               absl::StrCat("waits for BFD, which ", subject.profile.name,
                            " does not have: the session never comes up"),
               "remove bfd; hold_time_s decides");
  } else {
    subject.node.Warn(
        kBfd,
        absl::StrCat("never comes up: ", subject.profile.name, " has no BFD"),
        "remove it; hold_time_s decides");
  }
}

void NoBfdWhereThereIsOne(const Subject& subject) {
  if (subject.profile.bfd != CloudProfile::Bfd::kSingleHop) return;
  if (!subject.node.Has(kBfd)) {
    subject.node.Warn(
        kBfd,
        absl::StrCat("is missing, so that either end notices the other's death "
                     "only after the hold time of ",
                     HoldTimeOf(subject), " s"),
        "add bfd {}, and choose BFD as the peer's liveness detection");
  } else if (subject.node.Child(kBfd).Has(Bfd::kMultihopFieldNumber)) {
    subject.node.Child(kBfd).Reject(
        Bfd::kMultihopFieldNumber,
        absl::StrCat("never comes up: ", subject.profile.name,
                     " has BFD over a single hop only"),
        "remove it");
  }
}

void HoldTimeOfNobody(const Subject& subject) {
  if (HoldTimeOf(subject) != 0) return;
  if (subject.node.Has(kBfd) &&
      subject.profile.bfd != CloudProfile::Bfd::kNone) {
    return;
  }
  subject.node.Warn(kHoldTime,
                    "lets the session outlive the neighbour without BFD",
                    "set it to 3 to 65535");
}

void HoldTimeAgainstTheClouds(const Subject& subject) {
  const CloudProfile& profile = subject.profile;
  if (!profile.hold_time_s.has_value() || !subject.node.Has(kHoldTime)) return;
  const int64_t ours = HoldTimeOf(subject);
  if (ours > *profile.hold_time_s) {
    subject.node.Warn(
        kHoldTime,
        absl::StrCat("is more than the ", *profile.hold_time_s, " s that ",
                     profile.name, " proposes: the smaller counts"),
        "remove it");
  } else if (ours > 0 && ours <= *profile.keepalive_s) {
    subject.node.Warn(
        kHoldTime,
        absl::StrCat("ends the session again and again, should ", profile.name,
                     " go on sending KEEPALIVEs every ", *profile.keepalive_s,
                     " s"),
        absl::StrCat("choose more than ", *profile.keepalive_s,
                     ", or watch the session for some minutes"));
  }
}

void Md5WhereThereIsNone(const Subject& subject) {
  constexpr int kPassword = Neighbor::kPasswordFileFieldNumber;
  if (!subject.profile.has_no_md5 || !subject.node.Has(kPassword)) return;
  subject.node.Warn(
      kPassword,
      absl::StrCat("keeps the session down: ", subject.profile.name,
                   " has no setting for TCP MD5 signatures"),
      "remove it");
}

void TtlOverSeveralHops(const Subject& subject) {
  constexpr int kTtl = Neighbor::kTtlSecurityFieldNumber;
  if (!subject.profile.is_several_hops_away || !subject.node.Has(kTtl)) return;
  subject.node.Reject(kTtl,
                      absl::StrCat("drops every packet: ", subject.profile.name,
                                   " is several hops away"),
                      "remove it");
}

void TooManyRoutes(const Subject& subject) {
  if (!subject.profile.max_routes.has_value()) return;
  size_t routes = 0;
  for (const announcer::GroupConfig& group : subject.setup.groups) {
    if (announcer::Reaches(group, subject.neighbor.announcer)) {
      routes += group.prefixes.size();
    }
  }
  if (routes <= *subject.profile.max_routes) return;
  const std::string what =
      absl::StrCat("would hear of ", routes, " routes; ", subject.profile.name,
                   " takes ", *subject.profile.max_routes, " of one neighbour");
  constexpr absl::string_view kFix = "announce fewer, shorter prefixes";
  if (subject.profile.ends_session_beyond_max_routes) {
    subject.node.Reject(Neighbor::kNameFieldNumber,
                        absl::StrCat(what, ", and ends the session beyond"),
                        kFix);
  } else {
    subject.node.Warn(Neighbor::kNameFieldNumber, what, kFix);
  }
}

void PeerAs(const Subject& subject) {
  const uint32_t peer_as = subject.neighbor.speaker.peer.session.peer_as;
  if (!subject.node.Has(kPeerAs)) return;
  if (IsDocumentationAs(peer_as)) {
    subject.node.Warn(kPeerAs, "is for documents only (RFC 5398)",
                      "use the route server's own");
  }
  const CloudProfile& profile = subject.profile;
  if (profile.peer_as.has_value() && peer_as != *profile.peer_as) {
    subject.node.Reject(
        kPeerAs,
        absl::StrCat("is not that of ", profile.name, ", ", *profile.peer_as),
        "remove it");
  } else if (profile.as_numbers == CloudProfile::AsNumbers::kPrivate &&
             !IsPrivateAs(peer_as) && peer_as != 16550) {
    subject.node.Warn(kPeerAs, "is neither private nor 16550, Google's own",
                      "use the Cloud Router's");
  }
}

constexpr void (*kRules[])(const Subject&) = {
    WhoConnects,
    BfdWhereThereIsNone,
    NoBfdWhereThereIsOne,
    HoldTimeOfNobody,
    HoldTimeAgainstTheClouds,
    Md5WhereThereIsNone,
    TtlOverSeveralHops,
    TooManyRoutes,
    PeerAs,
};

}  // namespace

void LintNeighbors(const ConfigNode& root, const AnnouncerSetup& setup,
                   const CloudProfile& profile) {
  for (size_t i = 0; i < setup.neighbors.size(); ++i) {
    const ConfigNode node = root.Child(
        proto::AnnouncerConfig::kNeighborFieldNumber, static_cast<int>(i));
    for (const auto rule : kRules) {
      rule({node, setup.neighbors[i], setup, profile});
    }
  }
}

}  // namespace waymark::examples
