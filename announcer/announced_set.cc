// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "announcer/announced_set.h"

#include <optional>
#include <utility>

#include "absl/algorithm/container.h"
#include "announcer/announced_path.h"
#include "base/ip_address.h"
#include "bgp/family.h"

namespace waymark::announcer {

void Intent::Add(const GroupConfig& group, const Step& step, NeighborId id,
                 const NeighborConfig& neighbor, const SessionFacts& session,
                 MonotonicTime now) {
  for (const IpPrefix& prefix : group.prefixes) {
    const auto leave_out = [&](Omission::Reason reason) {
      omit[prefix] = {id, group.name, prefix, reason, now};
    };
    const std::optional<IpAddress> next_hop =
        ChooseNextHop(prefix.family(), group.next_hops, neighbor.next_hops,
                      session.local_address);
    if (!absl::c_linear_search(session.families,
                               bgp::UnicastFamily(prefix.family()))) {
      leave_out(Omission::Reason::kFamilyNotNegotiated);
    } else if (!next_hop.has_value()) {
      leave_out(Omission::Reason::kNoNextHop);
    } else if (*next_hop == session.remote_address) {
      // RFC 4271, 5.1.3: "a route originated by a BGP speaker SHALL NOT be
      // advertised to a peer using an address of that peer as NEXT_HOP".
      leave_out(Omission::Reason::kNextHopIsNeighbor);
    } else {
      announce[prefix] = {id, group.name, prefix,
                          AnnouncedPath(neighbor.local_as, step, *next_hop),
                          now};
    }
  }
}

bool AnnouncedSet::Reconcile(Intent intent, NeighborId id,
                             AnnouncementSink& sink, DeferredObserver& observer,
                             MonotonicTime now) {
  const bool announced = Announce(intent, sink, observer, now);
  const bool withdrawn = Withdraw(intent, sink, observer, now);
  Omit(intent, observer);
  if (intent.complete && !initial_set_complete_) {
    initial_set_complete_ = true;
    sink.MarkInitialSetComplete(id);
    observer.Tell(
        [id, now](AnnouncerObserver& to) { to.OnInitialSetComplete(id, now); });
  }
  return announced || withdrawn;
}

bool AnnouncedSet::Announce(Intent& intent, AnnouncementSink& sink,
                            DeferredObserver& observer, MonotonicTime now) {
  bool changed = false;
  for (auto& [prefix, wanted] : intent.announce) {
    const auto told = announced_.find(prefix);
    if (told != announced_.end() &&
        told->second.attributes == wanted.attributes) {
      // It may be another's by now, which the neighbour need not hear of.
      told->second.group = wanted.group;
      continue;
    }
    changed = true;
    if (!sink.Announce(wanted.neighbor, prefix, wanted.attributes)) {
      intent.omit[prefix] = {wanted.neighbor, wanted.group, prefix,
                             Omission::Reason::kRefused, now};
      if (told != announced_.end()) Forget(told, observer, now);
      continue;
    }
    observer.Tell([wanted](AnnouncerObserver& to) { to.OnAnnounced(wanted); });
    announced_[prefix] = std::move(wanted);
  }
  return changed;
}

bool AnnouncedSet::Withdraw(const Intent& intent, AnnouncementSink& sink,
                            DeferredObserver& observer, MonotonicTime now) {
  bool changed = false;
  for (auto told = announced_.begin(); told != announced_.end();) {
    if (intent.announce.contains(told->first)) {
      ++told;
      continue;
    }
    sink.Withdraw(told->second.neighbor, told->first);
    told = Forget(told, observer, now);
    changed = true;
  }
  return changed;
}

AnnouncedSet::Table::iterator AnnouncedSet::Forget(Table::iterator told,
                                                   DeferredObserver& observer,
                                                   MonotonicTime now) {
  observer.Tell([last = std::move(told->second), now](AnnouncerObserver& to) {
    to.OnWithdrawn(last, now);
  });
  return announced_.erase(told);
}

void AnnouncedSet::Omit(const Intent& intent, DeferredObserver& observer) {
  std::map<IpPrefix, Omission::Reason> omitted;
  for (const auto& [prefix, omission] : intent.omit) {
    omitted[prefix] = omission.reason;
    const auto before = omitted_.find(prefix);
    if (before != omitted_.end() && before->second == omission.reason) continue;
    observer.Tell(
        [omission](AnnouncerObserver& to) { to.OnOmitted(omission); });
  }
  omitted_ = std::move(omitted);
}

}  // namespace waymark::announcer
