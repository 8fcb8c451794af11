// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "rib/loc_rib.h"

#include <algorithm>
#include <cassert>
#include <utility>

namespace waymark::rib {
namespace {

// The candidate that `peer` announced under `path_id`, of whichever session.
Path* FindPath(absl::Span<Path> paths, PeerId peer, uint32_t path_id) {
  for (Path& path : paths) {
    if (path.source->peer == peer && path.path_id == path_id) return &path;
  }
  return nullptr;
}

bool SameRoute(const Path& a, const Path& b) {
  return a.source == b.source && a.path_id == b.path_id &&
         a.attributes == b.attributes && a.preference == b.preference;
}

}  // namespace

LocRib::LocRib(const Options& options, NextHopResolver& resolver)
    : options_(options),
      resolver_(resolver),
      process_(options.decision, resolver),
      table_(options.hash_seed) {
  resolver_.SetObserver(this);
}

LocRib::~LocRib() {
  assert(!notifying_);
  resolver_.SetObserver(nullptr);
}

void LocRib::AddObserver(RibObserver* observer) {
  assert(!notifying_);
  observers_.push_back(observer);
}

void LocRib::RemoveObserver(RibObserver* observer) {
  assert(!notifying_);
  observers_.erase(std::remove(observers_.begin(), observers_.end(), observer),
                   observers_.end());
}

void LocRib::SetPathObserver(PathObserver* observer) {
  assert(!notifying_);
  path_observer_ = observer;
}

bool LocRib::AddPeer(const PathSource& source) {
  const uint32_t number = static_cast<uint32_t>(source.peer);
  if (number >= options_.max_peers) return false;
  RemovePeer(source.peer);
  if (number >= sources_.size()) sources_.resize(number + 1);
  sources_[number] = std::make_unique<Source>(Source{source});
  return true;
}

void LocRib::RemovePeer(PeerId peer) { EndSource(peer, /*retained=*/false); }

void LocRib::RetainPeer(PeerId peer) { EndSource(peer, /*retained=*/true); }

void LocRib::EndSource(PeerId peer, bool retained) {
  assert(!notifying_);
  if (Find(peer) == nullptr) return;
  std::unique_ptr<Source>& source = sources_[static_cast<uint32_t>(peer)];
  if (source->paths == 0) {
    source.reset();
    return;
  }
  source->retained = retained;
  ended_.push_back(std::move(source));
  if (!retained) StartSweep(/*whole=*/false);
}

void LocRib::ReleaseRetained() {
  assert(!notifying_);
  for (const std::unique_ptr<Source>& source : ended_) {
    if (!std::exchange(source->retained, false)) continue;
    StartSweep(/*whole=*/false);
  }
}

bool LocRib::IsRetained(const Path& path) const {
  return static_cast<const Source*>(path.source)->retained;
}

LocRib::UpdateResult LocRib::Update(PeerId peer, const bgp::Nlri& nlri,
                                    AttributesRef attributes,
                                    MonotonicTime received_at) {
  assert(!notifying_);
  Source* const source = Find(peer);
  if (source == nullptr) return UpdateResult::kUnknownPeer;
  Path path{.source = source,
            .attributes = std::move(attributes),
            .received_at = received_at,
            .path_id = nlri.path_id};

  Entry* const entry = table_.Find(nlri.prefix);
  Path* const stored = entry == nullptr ? nullptr
                                        : FindPath(absl::MakeSpan(entry->paths),
                                                   peer, nlri.path_id);
  if (stored == nullptr) return AddPath(*source, nlri, std::move(path));
  if (stored->source == path.source && stored->attributes == path.attributes) {
    return UpdateResult::kUnchanged;
  }

  const std::optional<Path> old_best = Best(*entry);
  process_.Appraise(path);
  NotifyPath(nlri.prefix, stored, &path);
  Uncount(*stored);
  *stored = std::move(path);
  ++source->paths;
  ++paths_;
  Select(nlri.prefix, *entry, old_best);
  ReleaseEnded();
  return UpdateResult::kUpdated;
}

LocRib::UpdateResult LocRib::AddPath(Source& source, const bgp::Nlri& nlri,
                                     Path path) {
  Entry* entry = table_.Find(nlri.prefix);
  if (paths_ >= options_.max_paths ||
      (entry != nullptr &&
       entry->paths.size() >= options_.max_paths_per_prefix)) {
    ++refused_;
    return UpdateResult::kOverLimit;
  }
  if (entry == nullptr) entry = &table_.Emplace(nlri.prefix, Entry());
  const std::optional<Path> old_best = Best(*entry);
  process_.Appraise(path);
  NotifyPath(nlri.prefix, nullptr, &path);
  entry->paths.push_back(std::move(path));
  ++source.paths;
  ++paths_;
  Select(nlri.prefix, *entry, old_best);
  ReleaseEnded();
  return UpdateResult::kUpdated;
}

bool LocRib::Withdraw(PeerId peer, const bgp::Nlri& nlri) {
  assert(!notifying_);
  const Source* const source = Find(peer);
  Entry* const entry = table_.Find(nlri.prefix);
  if (source == nullptr || entry == nullptr) return false;
  Path* const stored =
      FindPath(absl::MakeSpan(entry->paths), peer, nlri.path_id);
  // What an ended session left is not this session's to withdraw.
  if (stored == nullptr || stored->source != source) return false;

  const std::optional<Path> old_best = Best(*entry);
  NotifyPath(nlri.prefix, stored, nullptr);
  Uncount(*stored);
  std::swap(*stored, entry->paths.back());
  entry->paths.pop_back();
  Select(nlri.prefix, *entry, old_best);
  if (entry->paths.empty()) table_.Erase(nlri.prefix);
  ReleaseEnded();
  return true;
}

void LocRib::EndBatch() {
  assert(!notifying_);
  if (!batch_open_) return;
  batch_open_ = false;
  notifying_ = true;
  for (RibObserver* observer : observers_) observer->OnBatchEnd();
  notifying_ = false;
}

bool LocRib::DoWork(size_t budget) {
  assert(!notifying_);
  if (!sweep_.active) return true;
  const bool round_done = table_.VisitSome(
      sweep_.circle, budget, [this](const IpPrefix& prefix, Entry& entry) {
        return Refresh(prefix, entry);
      });
  ReleaseEnded();
  if (round_done || (!sweep_.whole && ended_.empty())) {
    sweep_.active = sweep_.whole = false;
  }
  EndBatch();
  return !sweep_.active;
}

void LocRib::OnNextHopsChanged() {
  assert(!notifying_);
  // RFC 4271, 9.1.2: "Phase 2 Route Selection MUST be performed again".
  if (table_.size() > 0) StartSweep(/*whole=*/true);
}

std::optional<RibEntry> LocRib::Find(const IpPrefix& prefix) const {
  const Entry* const entry = table_.Find(prefix);
  // An entry without paths is one about to be removed, seen by an observer.
  if (entry == nullptr || entry->paths.empty()) return std::nullopt;
  return View(prefix, *entry);
}

bool LocRib::VisitSome(TableCursor& cursor, size_t budget,
                       absl::FunctionRef<void(const RibEntry&)> visit) const {
  return table_.VisitSome(cursor, budget,
                          [visit](const IpPrefix& prefix, const Entry& entry) {
                            if (!entry.paths.empty())
                              visit(View(prefix, entry));
                          });
}

size_t LocRib::paths_of(PeerId peer) const {
  const Source* const source = Find(peer);
  return source == nullptr ? 0 : source->paths;
}

RibEntry LocRib::View(const IpPrefix& prefix, const Entry& entry) {
  return {
      prefix, entry.paths,
      entry.best == kNone ? std::nullopt : std::optional<size_t>(entry.best),
      entry.step};
}

LocRib::Source* LocRib::Find(PeerId peer) const {
  const uint32_t number = static_cast<uint32_t>(peer);
  return number < sources_.size() ? sources_[number].get() : nullptr;
}

bool LocRib::IsStale(const Path& path) const {
  return path.source != Find(path.source->peer) && !IsRetained(path);
}

std::optional<Path> LocRib::Best(const Entry& entry) {
  if (entry.best == kNone) return std::nullopt;
  return entry.paths[entry.best];
}

void LocRib::Select(const IpPrefix& prefix, Entry& entry,
                    const std::optional<Path>& old_best) {
  RemoveStale(prefix, entry);
  const Decision decision = process_.Decide(entry.paths);
  entry.step = decision.step;
  entry.best =
      decision.best.has_value() ? static_cast<uint32_t>(*decision.best) : kNone;
  const Path* const new_best =
      decision.best.has_value() ? &entry.paths[*decision.best] : nullptr;
  if (old_best.has_value()
          ? new_best != nullptr && SameRoute(*old_best, *new_best)
          : new_best == nullptr) {
    return;
  }
  Notify({prefix, old_best.has_value() ? &*old_best : nullptr, new_best,
          decision.step});
}

void LocRib::RemoveStale(const IpPrefix& prefix, Entry& entry) {
  for (size_t i = 0; i < entry.paths.size();) {
    if (!IsStale(entry.paths[i])) {
      ++i;
      continue;
    }
    NotifyPath(prefix, &entry.paths[i], nullptr);
    Uncount(entry.paths[i]);
    std::swap(entry.paths[i], entry.paths.back());
    entry.paths.pop_back();
  }
}

// Returns whether the entry stays.
bool LocRib::Refresh(const IpPrefix& prefix, Entry& entry) {
  const bool stale =
      std::any_of(entry.paths.begin(), entry.paths.end(),
                  [this](const Path& path) { return IsStale(path); });
  if (!stale && !sweep_.whole) return true;
  const std::optional<Path> old_best = Best(entry);
  if (sweep_.whole) {
    for (Path& path : entry.paths) process_.Appraise(path);
  }
  Select(prefix, entry, old_best);
  return !entry.paths.empty();
}

// The source stays until ReleaseEnded: observers still see the old best path.
void LocRib::Uncount(const Path& path) {
  auto* const source =
      static_cast<Source*>(const_cast<PathSource*>(path.source));
  --source->paths;
  --paths_;
}

void LocRib::ReleaseEnded() {
  ended_.erase(std::remove_if(ended_.begin(), ended_.end(),
                              [](const std::unique_ptr<Source>& source) {
                                return source->paths == 0;
                              }),
               ended_.end());
}

void LocRib::StartSweep(bool whole) {
  sweep_.active = true;
  sweep_.whole |= whole;
  sweep_.circle.Restart();
}

void LocRib::Notify(const BestChange& change) {
  batch_open_ = true;
  notifying_ = true;
  for (RibObserver* observer : observers_) observer->OnBestChanged(change);
  notifying_ = false;
}

void LocRib::NotifyPath(const IpPrefix& prefix, const Path* old_path,
                        const Path* new_path) {
  if (path_observer_ == nullptr) return;
  notifying_ = true;
  path_observer_->OnPathChanged({prefix, old_path, new_path});
  notifying_ = false;
}

}  // namespace waymark::rib
