// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "rib/originated_set.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace waymark::rib {
namespace {

// RFC 4271 leaves the default to the implementation; this is everybody's.
constexpr uint32_t kDefaultLocalPref = 100;

}  // namespace

OriginatedSet::OriginatedSet(const EgressPeer& peer, const Options& options,
                             AttributesPool& pool, AdjRibOut& out)
    : peer_(peer), options_(options), pool_(pool), out_(out) {}

absl::Status OriginatedSet::Announce(const IpPrefix& prefix,
                                     const AttributesRef& attributes) {
  if (!attributes) return absl::InvalidArgumentError("no attributes");
  if (prefix.family() != options_.family) {
    return absl::InvalidArgumentError(
        absl::StrCat(prefix.ToString(), " is of another address family"));
  }
  const auto found = routes_.find(prefix);
  if (found == routes_.end() && routes_.size() >= options_.max_prefixes) {
    return absl::ResourceExhaustedError(
        absl::StrCat("limit of ", options_.max_prefixes, " prefixes reached"));
  }
  const absl::StatusOr<AttributesRef> completed = Complete(*attributes);
  if (!completed.ok()) return completed.status();
  if (absl::Status status = Place(prefix, *completed); !status.ok()) {
    return status;
  }
  if (found != routes_.end()) {
    waiting_ -= found->second.waiting;
    found->second = {attributes, !*completed};
  } else {
    routes_.emplace(prefix, Route{attributes, !*completed});
  }
  waiting_ += !*completed;
  return absl::OkStatus();
}

bool OriginatedSet::Withdraw(const IpPrefix& prefix) {
  const auto found = routes_.find(prefix);
  if (found == routes_.end()) return false;
  waiting_ -= found->second.waiting;
  routes_.erase(found);
  out_.Withdraw(prefix, AdjRibOut::Layer::kOriginated);
  return true;
}

void OriginatedSet::Clear() {
  for (const auto& [prefix, route] : routes_) {
    out_.Withdraw(prefix, AdjRibOut::Layer::kOriginated);
  }
  routes_.clear();
  waiting_ = 0;
}

absl::Status OriginatedSet::SetOwnNextHop(
    const std::optional<bgp::NextHop>& next_hop) {
  if (next_hop == peer_.own_next_hop) return absl::OkStatus();
  absl::Status result =
      next_hop.has_value() ? CheckNextHop(*next_hop) : absl::OkStatus();
  peer_.own_next_hop = result.ok() ? next_hop : std::nullopt;
  for (auto& [prefix, route] : routes_) {
    if (route.given->next_hop.has_value()) continue;
    const absl::StatusOr<AttributesRef> completed = Complete(*route.given);
    // A route that finds no room any more waits like the others.
    const absl::Status placed =
        completed.ok() ? Place(prefix, *completed) : completed.status();
    if (!placed.ok()) {
      out_.Withdraw(prefix, AdjRibOut::Layer::kOriginated);
      result.Update(placed);
    }
    waiting_ -= route.waiting;
    route.waiting = !placed.ok() || !*completed;
    waiting_ += route.waiting;
  }
  return result;
}

absl::Status OriginatedSet::CheckNextHop(const bgp::NextHop& next_hop) const {
  if (next_hop.address.family() != options_.family) {
    return absl::InvalidArgumentError(
        absl::StrCat("next hop ", next_hop.address.ToString(),
                     " is of another address family"));
  }
  if (next_hop.address.IsUnspecified()) {
    return absl::InvalidArgumentError("next hop is the unspecified address");
  }
  // RFC 4271, 5.1.3: "A route originated by a BGP speaker SHALL NOT be
  // advertised to a peer using an address of that peer as NEXT_HOP."
  if (next_hop.address == peer_.peer_address) {
    return absl::InvalidArgumentError(
        absl::StrCat("next hop ", next_hop.address.ToString(),
                     " is the neighbour's own address"));
  }
  return absl::OkStatus();
}

absl::StatusOr<AttributesRef> OriginatedSet::Complete(
    const bgp::PathAttributes& given) {
  bgp::PathAttributes attributes = given;
  if (!attributes.next_hop.has_value()) {
    if (!peer_.own_next_hop.has_value()) return AttributesRef();
    attributes.next_hop = peer_.own_next_hop;
  }
  if (absl::Status status = CheckNextHop(*attributes.next_hop); !status.ok()) {
    return status;
  }
  if (peer_.kind == PeerKind::kExternal) {
    attributes.as_path.Prepend(peer_.local_as);  // RFC 4271, 5.1.2
    attributes.local_pref.reset();               // 5.1.5
  } else {
    attributes.local_pref = attributes.local_pref.value_or(kDefaultLocalPref);
  }
  AttributesRef completed = pool_.Intern(std::move(attributes));
  if (!completed) return absl::ResourceExhaustedError("attribute pool is full");
  return completed;
}

// Null attributes: the route waits.
absl::Status OriginatedSet::Place(const IpPrefix& prefix,
                                  const AttributesRef& attributes) {
  if (!attributes) {
    out_.Withdraw(prefix, AdjRibOut::Layer::kOriginated);
  } else if (!out_.Announce(prefix, attributes,
                            AdjRibOut::Layer::kOriginated)) {
    return absl::ResourceExhaustedError("Adj-RIB-Out is full");
  }
  return absl::OkStatus();
}

}  // namespace waymark::rib
