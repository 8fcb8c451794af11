// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "rib/adj_rib_out.h"

#include <algorithm>
#include <cassert>
#include <utility>

namespace waymark::rib {
namespace {

using List = OutQueue::List;

// How much of what a new session has to repeat is grouped by attributes at
// once.
constexpr size_t kBacklogSlice = 1024;
// How many forgotten routes each call frees.
constexpr int kGarbageSlice = 16;

}  // namespace

AdjRibOut::AdjRibOut(const Options& options)
    : options_(options),
      index_(options.hash_seed),
      queues_{OutQueue(routes_), OutQueue(routes_)} {}

bool AdjRibOut::Announce(const IpPrefix& prefix, AttributesRef attributes,
                         Layer layer) {
  CollectGarbage();
  uint32_t* const found = index_.Find(prefix);
  uint32_t index = 0;
  if (found != nullptr) {
    index = *found;
  } else {
    if (index_.size() >= options_.max_prefixes) {
      ++refused_;
      return false;
    }
    index = Remember(prefix);
  }
  SetLayer(index, layer, std::move(attributes));
  return true;
}

bool AdjRibOut::Withdraw(const IpPrefix& prefix, Layer layer) {
  CollectGarbage();
  const uint32_t* const found = index_.Find(prefix);
  if (found == nullptr) return false;
  if (!routes_[*found].layers[static_cast<size_t>(layer)]) return false;
  SetLayer(*found, layer, AttributesRef());
  return true;
}

void AdjRibOut::SetLayer(uint32_t index, Layer layer,
                         AttributesRef attributes) {
  OutRoute& route = routes_[index];
  const AttributesRef before = route.wanted();
  route.layers[static_cast<size_t>(layer)] = std::move(attributes);
  if (route.wanted() == before) return;
  if (!before) ++wanted_;
  if (!route.wanted()) --wanted_;
  Requeue(index);
}

// A route is in the list that its state asks for. REQUIRES: it is in some list.
void AdjRibOut::Requeue(uint32_t index) {
  const OutRoute& route = routes_[index];
  OutQueue& queue = QueueOf(route.prefix);
  queue.Unlink(index);
  if (!route.wanted()) {
    if (IsHeld(route)) {
      queue.Append(List::kWithdraw, index);
    } else {
      Forget(index);
    }
  } else if (!up_) {
    queue.Append(List::kUnsent, index);
  } else if (route.sent_epoch == epoch_ && route.sent == route.wanted()) {
    queue.Append(List::kIdle, index);
  } else {
    queue.AppendChange(index);
  }
}

// The neighbour holds something under the prefix.
bool AdjRibOut::IsHeld(const OutRoute& route) const {
  return up_ && route.sent && route.sent_epoch >= session_epoch_;
}

// A new route, in the list of garbage until it is given a state.
uint32_t AdjRibOut::Remember(const IpPrefix& prefix) {
  const uint32_t index = routes_.Allocate();
  routes_[index].prefix = prefix;
  index_.Emplace(prefix, index);
  QueueOf(prefix).Append(List::kGarbage, index);
  return index;
}

// REQUIRES: the route is in no list.
void AdjRibOut::Forget(uint32_t index) {
  index_.Erase(routes_[index].prefix);
  routes_.Free(index);
}

void AdjRibOut::CollectGarbage() {
  for (OutQueue& queue : queues_) {
    for (int i = 0; i < kGarbageSlice && !queue.empty(List::kGarbage); ++i) {
      const uint32_t index = queue.First(List::kGarbage);
      queue.Unlink(index);
      Forget(index);
    }
  }
}

void AdjRibOut::Start() {
  assert(!up_);
  up_ = true;
}

void AdjRibOut::Reset() {
  for (OutQueue& queue : queues_) {
    queue.SpliceChanges(List::kUnsent);
    queue.Splice(List::kIdle, List::kUnsent);
    queue.Splice(List::kWithdraw, List::kGarbage);
  }
  up_ = false;
  end_of_rib_sent_ = false;
  refresh_ = Refresh::kNone;
  advertised_ = 0;
  session_epoch_ = ++epoch_;
}

void AdjRibOut::RequestRefresh(bool marked) {
  if (!up_) return;
  ++epoch_;
  if (marked) refresh_ = Refresh::kToBegin;
  for (OutQueue& queue : queues_) queue.Splice(List::kIdle, List::kUnsent);
}

bool AdjRibOut::HasOutput() const {
  if (!up_) return false;
  if (ready_ && !end_of_rib_sent_) return true;
  if (refresh_ != Refresh::kNone) return true;
  return std::any_of(queues_.begin(), queues_.end(), [](const OutQueue& queue) {
    return !queue.empty(List::kWithdraw) || queue.has_changes() ||
           !queue.empty(List::kUnsent);
  });
}

void AdjRibOut::NextBatch(size_t max, OutBatch& batch) {
  CollectGarbage();
  batch.kind = OutBatch::Kind::kNothing;
  batch.attributes = AttributesRef();
  batch.nlri.clear();
  batch.session = session_epoch_;
  if (!up_) return;
  // RFC 7313, 4: "Before the speaker starts a route refresh".
  if (refresh_ == Refresh::kToBegin) {
    batch.kind = OutBatch::Kind::kBeginningOfRefresh;
    return;
  }
  for (OutQueue& queue : queues_) {
    if (queue.empty(List::kWithdraw) && !queue.has_changes()) {
      TakeUpBacklog(queue);
    }
    if (!queue.empty(List::kWithdraw)) {
      batch.kind = OutBatch::Kind::kWithdraw;
      Fill(queue, queue.First(List::kWithdraw), max, batch);
      return;
    }
    if (queue.has_changes()) {
      batch.kind = OutBatch::Kind::kAnnounce;
      batch.attributes = routes_[queue.FirstChange()].wanted();
      Fill(queue, queue.FirstChange(), max, batch);
      return;
    }
  }
  // RFC 4724, 2: after the initial update is complete; never before the set
  // that is to be announced is.
  if (ready_ && !end_of_rib_sent_) {
    batch.kind = OutBatch::Kind::kEndOfRib;
  } else if (refresh_ == Refresh::kToEnd) {
    // RFC 7313, 4: "After the speaker completes the re-advertisement".
    batch.kind = OutBatch::Kind::kEndOfRefresh;
  }
}

void AdjRibOut::TakeUpBacklog(OutQueue& queue) {
  for (size_t i = 0; i < kBacklogSlice && !queue.empty(List::kUnsent); ++i) {
    const uint32_t index = queue.First(List::kUnsent);
    queue.Unlink(index);
    queue.AppendChange(index);
  }
}

void AdjRibOut::Fill(const OutQueue& queue, uint32_t first, size_t max,
                     OutBatch& batch) {
  for (uint32_t i = first; !queue.End(i) && batch.nlri.size() < max;
       i = queue.Next(i)) {
    batch.nlri.push_back({routes_[i].prefix, 0});
  }
}

void AdjRibOut::MarkSent(const OutBatch& batch, size_t count) {
  if (!up_ || batch.session != session_epoch_) return;
  if (batch.nlri.empty()) return NoteMarkSent(batch.kind);
  for (size_t i = 0; i < std::min(count, batch.nlri.size()); ++i) {
    const uint32_t index = Locate(batch.kind, batch.nlri[i].prefix);
    OutRoute& route = routes_[index];
    const bool was_held = IsHeld(route);
    route.sent = batch.attributes;
    route.sent_epoch = epoch_;
    if (!was_held && route.sent) ++advertised_;
    if (was_held && !route.sent) --advertised_;
    Requeue(index);
  }
}

void AdjRibOut::NoteMarkSent(OutBatch::Kind kind) {
  if (kind == OutBatch::Kind::kEndOfRib) {
    end_of_rib_sent_ = true;
  } else if (kind == OutBatch::Kind::kBeginningOfRefresh) {
    refresh_ = Refresh::kToEnd;
  } else if (kind == OutBatch::Kind::kEndOfRefresh &&
             refresh_ == Refresh::kToEnd) {
    refresh_ = Refresh::kNone;
  }
}

// The route of a batch. Mostly it still leads the list that it was taken from.
uint32_t AdjRibOut::Locate(OutBatch::Kind kind, const IpPrefix& prefix) {
  const OutQueue& queue = QueueOf(prefix);
  if (kind == OutBatch::Kind::kWithdraw || queue.has_changes()) {
    const uint32_t first = kind == OutBatch::Kind::kWithdraw
                               ? queue.First(List::kWithdraw)
                               : queue.FirstChange();
    if (!queue.End(first) && routes_[first].prefix == prefix) return first;
  }
  const uint32_t* const found = index_.Find(prefix);
  // Withdrawn and forgotten since NextBatch: the neighbour must forget, too.
  return found != nullptr ? *found : Remember(prefix);
}

void AdjRibOut::MarkUnsendable(const OutBatch& batch) {
  if (batch.kind != OutBatch::Kind::kAnnounce || batch.nlri.empty()) return;
  const uint32_t* const found = index_.Find(batch.nlri[0].prefix);
  if (found == nullptr || routes_[*found].wanted() != batch.attributes) return;
  ++refused_;
  --wanted_;
  routes_[*found].layers = {};
  Requeue(*found);
}

AttributesRef AdjRibOut::Wanted(const IpPrefix& prefix) const {
  const uint32_t* const found = index_.Find(prefix);
  return found == nullptr ? AttributesRef() : routes_[*found].wanted();
}

AttributesRef AdjRibOut::Sent(const IpPrefix& prefix) const {
  const uint32_t* const found = index_.Find(prefix);
  if (found == nullptr || !IsHeld(routes_[*found])) return AttributesRef();
  return routes_[*found].sent;
}

bool AdjRibOut::VisitSome(
    TableCursor& cursor, size_t budget,
    absl::FunctionRef<void(const IpPrefix&, const AttributesRef&, bool)> visit)
    const {
  return index_.VisitSome(
      cursor, budget, [&](const IpPrefix& prefix, uint32_t index) {
        const OutRoute& route = routes_[index];
        if (!route.wanted()) return;
        visit(prefix, route.wanted(),
              IsHeld(route) && route.sent == route.wanted());
      });
}

}  // namespace waymark::rib
