// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "rib/propagation.h"

#include <algorithm>
#include <memory>
#include <utility>

namespace waymark::rib {

Propagation::Propagation(LocRib& loc_rib, AttributesPool& pool)
    : loc_rib_(loc_rib), pool_(pool) {
  loc_rib_.AddObserver(this);
}

Propagation::~Propagation() { loc_rib_.RemoveObserver(this); }

void Propagation::SetTarget(const Target& target) {
  Member member{target.family, target.out,
                Exporter(target.peer, target.options, target.policy, pool_),
                TableCursor()};
  if (Member* const stored = Find(target.out)) {
    *stored = std::move(member);
  } else {
    members_.push_back(std::make_unique<Member>(std::move(member)));
  }
}

void Propagation::RemoveTarget(const AdjRibOut* out) {
  members_.erase(std::remove_if(members_.begin(), members_.end(),
                                [out](const std::unique_ptr<Member>& member) {
                                  return member->out == out;
                                }),
                 members_.end());
}

bool Propagation::IsLoaded(const AdjRibOut* out) const {
  const Member* const member = Find(out);
  return member != nullptr && member->loading.done;
}

bool Propagation::has_work() const {
  return std::any_of(members_.begin(), members_.end(),
                     [](const std::unique_ptr<Member>& member) {
                       return !member->loading.done;
                     });
}

bool Propagation::DoWork(size_t budget) {
  for (const std::unique_ptr<Member>& member : members_) {
    if (member->loading.done) continue;
    loc_rib_.VisitSome(member->loading, budget, [&](const RibEntry& entry) {
      Export(*member, entry.prefix,
             entry.best.has_value() ? &entry.paths[*entry.best] : nullptr);
    });
    return !has_work();
  }
  return true;
}

void Propagation::OnBestChanged(const BestChange& change) {
  for (const std::unique_ptr<Member>& member : members_) {
    Export(*member, change.prefix, change.new_best);
  }
}

void Propagation::Export(Member& member, const IpPrefix& prefix,
                         const Path* best) {
  if (prefix.family() != member.family) return;
  AttributesRef attributes;
  if (best != nullptr) {
    attributes = member.exporter.Export(prefix, *best).attributes;
  }
  // RFC 4271, 9.1.3: what is excluded from an Adj-RIB-Out and was in it "MUST
  // be withdrawn from service".
  if (attributes && member.out->Announce(prefix, std::move(attributes),
                                         AdjRibOut::Layer::kPropagated)) {
    return;
  }
  member.out->Withdraw(prefix, AdjRibOut::Layer::kPropagated);
}

Propagation::Member* Propagation::Find(const AdjRibOut* out) const {
  for (const std::unique_ptr<Member>& member : members_) {
    if (member->out == out) return member.get();
  }
  return nullptr;
}

}  // namespace waymark::rib
