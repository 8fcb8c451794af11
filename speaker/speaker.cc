// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "speaker/speaker.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"

namespace waymark::speaker {
namespace {

// Long work is done in slices of this length, between which the loop turns.
constexpr absl::Duration kWorkSlice = absl::Milliseconds(1);
// Routes between two looks at the clock.
constexpr size_t kWorkBudget = 256;

size_t Index(rib::PeerId id) { return static_cast<size_t>(id); }

}  // namespace

Speaker::Speaker(const Runtime& runtime, const SpeakerConfig& config,
                 NeighborVisitor& visitor)
    : runtime_(runtime),
      config_(config),
      visitor_(visitor),
      received_pool_(config.received_pool),
      originated_pool_(config.originated_pool),
      work_timer_(runtime.timers.CreateTimer([this] { Work(); })) {
  if (!config_.loc_rib.has_value()) return;
  loc_rib_ = std::make_unique<rib::LocRib>(*config_.loc_rib,
                                           config_.next_hop_resolver != nullptr
                                               ? *config_.next_hop_resolver
                                               : always_resolves_);
  propagation_ = std::make_unique<rib::Propagation>(*loc_rib_, received_pool_);
  // After the propagation: what it put into the Adj-RIBs-Out is then sent.
  loc_rib_->AddObserver(this);
}

Speaker::~Speaker() {
  neighbors_.clear();
  removed_.clear();
  if (loc_rib_ != nullptr) loc_rib_->RemoveObserver(this);
}

// --- Neighbours. ---

absl::StatusOr<rib::PeerId> Speaker::AddNeighbor(
    const NeighborConfig& config, std::unique_ptr<Dialer> dialer) {
  const bool has_bfd = config_.bfd != nullptr;
  if (absl::Status status = Validate(config, loc_rib_ != nullptr, has_bfd);
      !status.ok()) {
    return status;
  }
  const auto is_same = [&config](const std::unique_ptr<Neighbor>& other) {
    return other != nullptr && other->config().address == config.address &&
           other->config().local_address == config.local_address &&
           other->config().interface_index == config.interface_index;
  };
  if (std::any_of(neighbors_.begin(), neighbors_.end(), is_same)) {
    return absl::AlreadyExistsError(absl::StrCat(
        "neighbor \"", config.peer.name, "\": there is one between ",
        config.local_address.ToString(), " and ", config.address.ToString()));
  }
  auto slot = std::find(neighbors_.begin(), neighbors_.end(), nullptr);
  if (slot == neighbors_.end()) {
    const size_t limit = loc_rib_ == nullptr
                             ? config_.max_neighbors
                             : std::min<size_t>(config_.max_neighbors,
                                                config_.loc_rib->max_peers);
    if (neighbors_.size() >= limit) {
      return absl::ResourceExhaustedError(
          absl::StrCat("there are ", limit, " neighbors already"));
    }
    slot = neighbors_.insert(neighbors_.end(), nullptr);
  }
  const auto id = rib::PeerId(slot - neighbors_.begin());
  const Neighbor::Surroundings surroundings = {
      .received_pool = received_pool_,
      .originated_pool = originated_pool_,
      .loc_rib = loc_rib_.get(),
      .propagation = propagation_.get(),
      .bfd = config_.bfd,
      .bfd_group = config_.bfd_group,
  };
  NeighborWork& work = *this;
  NeighborVisitor& visitor = *this;
  *slot = std::make_unique<Neighbor>(runtime_, id, config, surroundings,
                                     std::move(dialer), work, visitor);
  return id;
}

void Speaker::RemoveNeighbor(rib::PeerId id) {
  Neighbor* neighbor = Find(id);
  if (neighbor == nullptr) return;
  // It may be on the stack, and the end of its session is yet to come: it goes
  // when it has done all its work. Its events are nobody's from here on.
  removed_.push_back(std::move(neighbors_[Index(id)]));
  neighbor->Retire(bgp::Notification::Cease(bgp::subcode::kPeerDeconfigured));
  work_timer_->Arm(runtime_.clock.Now());
}

absl::Status Speaker::Start(rib::PeerId id) {
  Neighbor* neighbor = Find(id);
  if (neighbor == nullptr) return absl::NotFoundError("no such neighbor");
  return neighbor->Start();
}

void Speaker::Stop(rib::PeerId id, const bgp::Notification& cease) {
  if (Neighbor* neighbor = Find(id)) neighbor->Stop(cease);
}

void Speaker::Reset(rib::PeerId id, bgp::DownKind kind,
                    const bgp::Notification& cease) {
  if (Neighbor* neighbor = Find(id)) neighbor->Reset(kind, cease);
}

Neighbor* Speaker::Find(rib::PeerId id) {
  return Index(id) < neighbors_.size() ? neighbors_[Index(id)].get() : nullptr;
}

const Neighbor* Speaker::Find(rib::PeerId id) const {
  return Index(id) < neighbors_.size() ? neighbors_[Index(id)].get() : nullptr;
}

void Speaker::ForEachNeighbor(
    absl::FunctionRef<void(const Neighbor&)> visit) const {
  for (const std::unique_ptr<Neighbor>& neighbor : neighbors_) {
    if (neighbor != nullptr) visit(*neighbor);
  }
}

Neighbor* Speaker::FindByAddresses(const IpEndpoint& local,
                                   const IpEndpoint& remote) const {
  Neighbor* any_local = nullptr;
  for (const std::unique_ptr<Neighbor>& neighbor : neighbors_) {
    if (neighbor == nullptr) continue;
    const NeighborConfig& config = neighbor->config();
    if (config.address != remote.address) continue;
    if (remote.address.IsLinkLocal() &&
        config.interface_index != remote.scope_id) {
      continue;
    }
    if (config.local_address == local.address) return neighbor.get();
    if (config.local_address.IsUnspecified()) any_local = neighbor.get();
  }
  return any_local;
}

void Speaker::OnAccepted(std::unique_ptr<ByteStream> stream) {
  Neighbor* neighbor = FindByAddresses(stream->local(), stream->remote());
  if (neighbor == nullptr) {
    ++refused_connections_;
    return;
  }
  neighbor->OnIncoming(std::move(stream));
}

absl::Status Speaker::Announce(rib::PeerId id, const IpPrefix& prefix,
                               const bgp::PathAttributes& attributes) {
  Neighbor* neighbor = Find(id);
  if (neighbor == nullptr) return absl::NotFoundError("no such neighbor");
  return neighbor->Announce(prefix, attributes);
}

bool Speaker::Withdraw(rib::PeerId id, const IpPrefix& prefix) {
  Neighbor* neighbor = Find(id);
  return neighbor != nullptr && neighbor->Withdraw(prefix);
}

void Speaker::SetReady(rib::PeerId id, bool ready) {
  if (Neighbor* neighbor = Find(id)) neighbor->SetReady(ready);
}

// --- Work. ---

bool Speaker::HasWork() const {
  if (!removed_.empty()) return true;
  if (loc_rib_ == nullptr) return false;
  if (loc_rib_->has_work() || propagation_->has_work()) return true;
  return std::any_of(neighbors_.begin(), neighbors_.end(),
                     [](const std::unique_ptr<Neighbor>& neighbor) {
                       return neighbor != nullptr && neighbor->has_work();
                     });
}

void Speaker::Work() {
  const MonotonicTime end = runtime_.clock.Now() + kWorkSlice;
  const AliveToken::Watcher alive = alive_.Watch();
  bool left = true;
  do {
    left = WorkOnce(kWorkBudget);
    if (!alive) return;
  } while (left && runtime_.clock.Now() < end);
  if (left) work_timer_->Arm(runtime_.clock.Now());
}

// Best paths first: they move traffic. True if work is left.
bool Speaker::WorkOnce(size_t budget) {
  if (loc_rib_ != nullptr && loc_rib_->has_work()) {
    loc_rib_->DoWork(budget);
    return HasWork();
  }
  if (propagation_ != nullptr && propagation_->has_work()) {
    propagation_->DoWork(budget);
    OnBatchEnd();
    return HasWork();
  }
  for (const std::unique_ptr<Neighbor>& neighbor : neighbors_) {
    if (neighbor == nullptr) continue;
    neighbor->OnPropagationLoaded();
    if (neighbor->has_work()) neighbor->DoWork(budget);
  }
  std::erase_if(removed_, [budget](const std::unique_ptr<Neighbor>& neighbor) {
    return neighbor->negotiated() == nullptr && neighbor->DoWork(budget);
  });
  return HasWork();
}

// Whatever the batch put into Adj-RIBs-Out is sent at the end of the turn.
void Speaker::OnBatchEnd() {
  for (const std::unique_ptr<Neighbor>& neighbor : neighbors_) {
    if (neighbor == nullptr || !neighbor->config().propagate) continue;
    if (neighbor->sender().HasOutput()) neighbor->SendSoon();
  }
}

// --- Events of neighbours; those of a removed one are nobody's. ---

void Speaker::OnSessionUp(Neighbor& neighbor, uint64_t incarnation,
                          const bgp::Negotiated& negotiated) {
  if (Find(neighbor.id()) != &neighbor) return;
  visitor_.OnSessionUp(neighbor, incarnation, negotiated);
}

void Speaker::OnSessionDown(Neighbor& neighbor, uint64_t incarnation,
                            const bgp::DownReason& reason) {
  if (Find(neighbor.id()) != &neighbor) return;
  visitor_.OnSessionDown(neighbor, incarnation, reason);
}

void Speaker::OnAttemptFailed(Neighbor& neighbor, uint64_t incarnation,
                              const bgp::AttemptFailure& failure) {
  if (Find(neighbor.id()) != &neighbor) return;
  visitor_.OnAttemptFailed(neighbor, incarnation, failure);
}

void Speaker::OnBfdStateChange(Neighbor& neighbor,
                               const bfd::StateChange& change) {
  if (Find(neighbor.id()) != &neighbor) return;
  visitor_.OnBfdStateChange(neighbor, change);
}

void Speaker::OnBfdLocalStall(Neighbor& neighbor,
                              const bfd::LocalStall& stall) {
  if (Find(neighbor.id()) != &neighbor) return;
  visitor_.OnBfdLocalStall(neighbor, stall);
}

void Speaker::OnBfdRemoteDiagnostic(Neighbor& neighbor,
                                    bfd::Diagnostic diagnostic) {
  if (Find(neighbor.id()) != &neighbor) return;
  visitor_.OnBfdRemoteDiagnostic(neighbor, diagnostic);
}

void Speaker::OnBfdRemoteAdminChange(Neighbor& neighbor,
                                     const bfd::RemoteAdminChange& change) {
  if (Find(neighbor.id()) != &neighbor) return;
  visitor_.OnBfdRemoteAdminChange(neighbor, change);
}

void Speaker::OnMaxPrefixWarning(Neighbor& neighbor) {
  if (Find(neighbor.id()) != &neighbor) return;
  visitor_.OnMaxPrefixWarning(neighbor);
}

// A first slice at once: the few routes that matter most (a floating address, a
// default route) are decided before anything else happens.
void Speaker::ReleaseRetainedRoutes() {
  if (loc_rib_ == nullptr) return;
  loc_rib_->ReleaseRetained();
  Work();
}

void Speaker::OnWork() { Work(); }

void Speaker::OnLaterWork() {
  if (!work_timer_->armed()) work_timer_->Arm(runtime_.clock.Now());
}

}  // namespace waymark::speaker
