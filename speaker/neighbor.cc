// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "speaker/neighbor.h"

#include <algorithm>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/time/time.h"

namespace waymark::speaker {
namespace {

// How often TCP is asked whether the neighbour has acknowledged everything; it
// does not tell of its own accord. Between two times an eighth of what it has
// taken so far: one that never acknowledges costs next to nothing.
absl::Duration FlushPollInterval(absl::Duration waited) {
  return std::clamp(waited / 8, absl::Milliseconds(1), absl::Milliseconds(50));
}

// About a fifth of a millisecond's work.
constexpr int kMessagesPerTurn = 64;

bgp::PeerDependencies Dependencies(const NeighborConfig& config, Dialer* dialer,
                                   BfdSource* bfd) {
  return {
      .dialer = dialer,
      .liveness = bfd != nullptr ? bfd : config.liveness,
      .open_policy = config.open_policy,
  };
}

rib::PeerKind KindOf(const NeighborConfig& config) {
  return config.peer.session.local_as == config.peer.session.peer_as
             ? rib::PeerKind::kInternal
             : rib::PeerKind::kExternal;
}

std::unique_ptr<BfdSource> MakeBfd(const NeighborConfig& config,
                                   const Neighbor::Surroundings& surroundings,
                                   BfdObserver& observer) {
  if (!config.bfd.has_value()) return nullptr;
  bfd::SessionConfig session = BfdSessionConfig(config);
  session.transmit_group = surroundings.bfd_group;
  return surroundings.bfd->CreateSource(session, observer);
}

}  // namespace

Neighbor::Neighbor(const Runtime& runtime, rib::PeerId id,
                   const NeighborConfig& config,
                   const Surroundings& surroundings,
                   std::unique_ptr<Dialer> dialer, NeighborWork& work,
                   NeighborVisitor& visitor)
    : runtime_(runtime),
      id_(id),
      config_(config),
      surroundings_(surroundings),
      work_(work),
      visitor_(visitor),
      dialer_(std::move(dialer)),
      bfd_(MakeBfd(config_, surroundings, *this)),
      sender_(config_.adj_rib_out),
      ready_(config_.initially_ready),
      send_timer_(runtime.timers.CreateTimer([this] { Send(); })),
      flush_timer_(runtime.timers.CreateTimer([this] { CheckFlushed(); })),
      peer_(runtime, config_.peer,
            Dependencies(config_, dialer_.get(), bfd_.get()), *this) {
  if (config_.receive.has_value()) {
    receiver_.emplace(id_, KindOf(config_), *config_.receive,
                      surroundings_.received_pool, *surroundings_.loc_rib);
  }
  GateEndOfRib();
}

Neighbor::~Neighbor() {
  if (surroundings_.propagation == nullptr) return;
  for (const bgp::Family& family : config_.peer.session.families) {
    if (const rib::AdjRibOut* out = sender_.Find(family)) {
      surroundings_.propagation->RemoveTarget(out);
    }
  }
}

absl::Status Neighbor::Start() {
  if (peer_.started()) return absl::OkStatus();
  if (bfd_ != nullptr) {
    if (absl::Status status = bfd_->StartSession(); !status.ok()) return status;
    // It reports what it changes, and the visitor may start or stop this
    // neighbour then, or remove it.
    const AliveToken::Watcher wanted = starts_.Watch();
    bfd_->SetAdminDown(false);
    if (!wanted) return absl::OkStatus();
  }
  peer_.Start();
  return absl::OkStatus();
}

void Neighbor::Stop(const bgp::Notification& cease) {
  starts_.Renew();
  peer_.Stop(cease);
  if (bfd_ != nullptr) bfd_->SetAdminDown(true);
}

void Neighbor::StopSoon(const bgp::Notification& cease) {
  runtime_.defer.Defer([this, cease, alive = alive_.Watch()] {
    if (alive) Stop(cease);
  });
}

void Neighbor::Retire(const bgp::Notification& cease) {
  Stop(cease);
  bfd_.reset();
  // Not left to the end of the session, which is reported later: by then this
  // neighbour may have been destroyed, and its routes would stay.
  if (receiver_.has_value()) receiver_->Stop();
}

// --- What the neighbour is told. ---

rib::EgressPeer Neighbor::AsEgress() const {
  rib::EgressPeer egress;
  egress.peer = id_;
  egress.kind = KindOf(config_);
  egress.local_as = config_.peer.session.local_as;
  egress.peer_as = config_.peer.session.peer_as;
  egress.peer_address = config_.address;
  return egress;
}

std::optional<bgp::NextHop> Neighbor::OwnNextHop(IpFamily family) const {
  const std::optional<IpAddress>& configured =
      family == IpFamily::kV4 ? config_.next_hop_ipv4 : config_.next_hop_ipv6;
  if (configured.has_value()) return bgp::NextHop{*configured, std::nullopt};
  const bgp::Negotiated* negotiated = peer_.negotiated();
  if (negotiated == nullptr) return std::nullopt;
  const IpAddress& local = negotiated->local.address;
  // RFC 2545, 3: the first 16 octets are a global address.
  if (local.family() != family || local.IsLinkLocal()) return std::nullopt;
  return bgp::NextHop{local, std::nullopt};
}

rib::OriginatedSet& Neighbor::originated(IpFamily family) {
  std::unique_ptr<rib::OriginatedSet>& set =
      family == IpFamily::kV4 ? originated_ipv4_ : originated_ipv6_;
  if (set == nullptr) {
    rib::OriginatedSet::Options options;
    options.family = family;
    set = std::make_unique<rib::OriginatedSet>(
        AsEgress(), options, surroundings_.originated_pool,
        sender_.adj_rib_out(bgp::UnicastFamily(family)));
    // An empty set refuses no next hop.
    (void)set->SetOwnNextHop(OwnNextHop(family));
  }
  return *set;
}

absl::Status Neighbor::Announce(const IpPrefix& prefix,
                                const bgp::PathAttributes& attributes) {
  const rib::AttributesRef interned =
      surroundings_.originated_pool.Intern(attributes);
  if (!interned) {
    return absl::ResourceExhaustedError("the pool of attribute sets is full");
  }
  absl::Status status = originated(prefix.family()).Announce(prefix, interned);
  if (status.ok()) SendSoon();
  return status;
}

bool Neighbor::Withdraw(const IpPrefix& prefix) {
  const bool withdrawn = originated(prefix.family()).Withdraw(prefix);
  if (!withdrawn) return false;
  withdrawn_ = bgp::UnicastFamily(prefix.family());
  SendSoon();
  return true;
}

absl::Status Neighbor::AnnounceAsIs(const IpPrefix& prefix,
                                    const bgp::PathAttributes& attributes) {
  rib::AttributesRef interned =
      surroundings_.originated_pool.Intern(attributes);
  rib::AdjRibOut& out =
      sender_.adj_rib_out(bgp::UnicastFamily(prefix.family()));
  if (!interned || !out.Announce(prefix, std::move(interned),
                                 rib::AdjRibOut::Layer::kOriginated)) {
    return absl::ResourceExhaustedError("too many prefixes or attribute sets");
  }
  SendSoon();
  return absl::OkStatus();
}

bool Neighbor::WithdrawAsIs(const IpPrefix& prefix) {
  const bgp::Family family = bgp::UnicastFamily(prefix.family());
  rib::AdjRibOut& out = sender_.adj_rib_out(family);
  if (!out.Withdraw(prefix, rib::AdjRibOut::Layer::kOriginated)) return false;
  withdrawn_ = family;
  SendSoon();
  return true;
}

void Neighbor::SetReady(bool ready) {
  ready_ = ready;
  GateEndOfRib();
}

void Neighbor::OnPropagationLoaded() {
  if (loaded_) return;
  loaded_ = true;
  GateEndOfRib();
}

// End-of-RIB says that everything has been told (RFC 4724, 2).
void Neighbor::GateEndOfRib() {
  sender_.SetReady(ready_ && loaded_);
  if (ready_ && loaded_) SendSoon();
}

void Neighbor::SendSoon() {
  if (send_scheduled_) return;
  send_scheduled_ = true;
  runtime_.defer.Defer([this, alive = alive_.Watch()] {
    if (!alive) return;
    send_scheduled_ = false;
    Send();
  });
}

// A neighbour that reads as fast as we write must not keep the loop to itself.
void Neighbor::Send() {
  int left = kMessagesPerTurn;
  sender_.Pump([this, &left](absl::Span<const uint8_t> message) {
    return left-- > 0 && peer_.Send({message}) == 1;
  });
  if (left < 0) send_timer_->Arm(runtime_.clock.Now());
}

void Neighbor::NotifyWhenFlushed(absl::AnyInvocable<void()> callback) {
  on_flushed_ = std::move(callback);
  flush_asked_ = runtime_.clock.Now();
  flush_timer_->Arm(flush_asked_);
}

void Neighbor::CheckFlushed() {
  if (on_flushed_ == nullptr) return;
  if (sender_.HasOutput() || peer_.UndeliveredBytes() != 0) {
    const MonotonicTime now = runtime_.clock.Now();
    flush_timer_->Arm(now + FlushPollInterval(now - flush_asked_));
    return;
  }
  std::exchange(on_flushed_, nullptr)();
}

bool Neighbor::NotifyWhenProcessed(absl::AnyInvocable<void()> callback) {
  const bgp::Negotiated* const negotiated = peer_.negotiated();
  if (negotiated == nullptr || !negotiated->route_refresh ||
      !negotiated->enhanced_route_refresh || end_of_ribs_.empty()) {
    return false;
  }
  on_processed_ = std::move(callback);
  answer_begun_ = false;
  const bool can_choose = withdrawn_.has_value() &&
                          absl::c_linear_search(end_of_ribs_, *withdrawn_);
  // Mostly IPv6 behind IPv4: the table that takes less time to repeat.
  asked_for_ = can_choose ? *withdrawn_ : end_of_ribs_.back();
  sender_.AskForRefresh(asked_for_);
  SendSoon();
  return true;
}

void Neighbor::CheckProcessed(const bgp::RouteRefresh& refresh) {
  if (on_processed_ == nullptr || sender_.asking() ||
      refresh.family != asked_for_) {
    return;
  }
  if (refresh.subtype == bgp::RouteRefreshSubtype::kBeginningOfRefresh) {
    answer_begun_ = true;
  } else if (answer_begun_) {
    std::exchange(on_processed_, nullptr)();
  }
}

// --- The session. ---

void Neighbor::OnEstablished(uint64_t incarnation,
                             const bgp::Negotiated& negotiated) {
  withdrawn_.reset();
  // It cannot fail: the speaker gives out no number beyond the Loc-RIB's limit.
  if (receiver_.has_value()) (void)receiver_->Start(negotiated);
  LearnNextHops(negotiated);
  sender_.Start(negotiated);
  SendSoon();
  const AliveToken::Watcher alive = alive_.Watch();
  if (!loaded_) work_.OnWork();
  if (alive) visitor_.OnSessionUp(*this, incarnation, negotiated);
}

void Neighbor::LearnNextHops(const bgp::Negotiated& negotiated) {
  for (const bgp::Family& family : negotiated.families) {
    const IpFamily ip_family =
        family.afi == bgp::Afi::kIpv4 ? IpFamily::kV4 : IpFamily::kV6;
    const std::optional<bgp::NextHop> own = OwnNextHop(ip_family);
    // On error the routes wait, as the set's contract says; the listing shows
    // them as not advertised.
    (void)originated(ip_family).SetOwnNextHop(own);
    if (!config_.propagate.has_value()) continue;
    rib::Propagation::Target target;
    target.peer = AsEgress();
    target.peer.own_next_hop = own;
    target.family = ip_family;
    target.options = config_.propagate->options;
    target.policy = config_.propagate->policy;
    target.out = &sender_.adj_rib_out(family);
    surroundings_.propagation->SetTarget(target);
    loaded_ = false;
  }
  GateEndOfRib();
}

void Neighbor::OnDown(uint64_t incarnation, const bgp::DownReason& reason) {
  on_flushed_ = nullptr;
  on_processed_ = nullptr;
  end_of_ribs_.clear();
  flush_timer_->Cancel();
  sender_.Reset();
  ready_ = config_.initially_ready;
  GateEndOfRib();
  const AliveToken::Watcher alive = alive_.Watch();
  if (receiver_.has_value()) {
    receiver_->Stop();
    work_.OnWork();
    if (!alive) return;
  }
  visitor_.OnSessionDown(*this, incarnation, reason);
}

void Neighbor::OnAttemptFailed(uint64_t incarnation,
                               const bgp::AttemptFailure& failure) {
  visitor_.OnAttemptFailed(*this, incarnation, failure);
}

void Neighbor::NoteEndOfRib(const bgp::DecodedUpdate& update) {
  const std::optional<bgp::Family> family = update.end_of_rib();
  if (family.has_value() && peer_.negotiated()->HasFamily(*family) &&
      !absl::c_linear_search(end_of_ribs_, *family)) {
    end_of_ribs_.push_back(*family);
  }
}

void Neighbor::OnUpdate(uint64_t, const bgp::DecodedUpdate& update) {
  NoteEndOfRib(update);
  if (!receiver_.has_value()) return;
  const UpdateReceiver::Result result =
      receiver_->OnUpdate(update, runtime_.clock.Now());
  if (result.cease) {
    // RFC 4271, 6.7.
    peer_.Reset(
        bgp::DownKind::kMaxPrefixes,
        bgp::Notification::Cease(bgp::subcode::kMaximumPrefixesReached));
    return;
  }
  if (result.max_prefix_warning) visitor_.OnMaxPrefixWarning(*this);
}

void Neighbor::OnRouteRefresh(uint64_t, const bgp::RouteRefresh& refresh) {
  if (refresh.subtype == bgp::RouteRefreshSubtype::kNormal) {
    sender_.RequestRefresh(refresh.family);
    SendSoon();
    return;
  }
  if (receiver_.has_value()) {
    receiver_->OnRouteRefresh(refresh);
    if (has_work()) work_.OnLaterWork();
  }
  CheckProcessed(refresh);
}

void Neighbor::OnWritable(uint64_t) { Send(); }

void Neighbor::OnBfdStateChange(const bfd::StateChange& change) {
  visitor_.OnBfdStateChange(*this, change);
}

void Neighbor::OnBfdLocalStall(const bfd::LocalStall& stall) {
  visitor_.OnBfdLocalStall(*this, stall);
}

void Neighbor::OnBfdRemoteDiagnostic(bfd::Diagnostic diagnostic) {
  visitor_.OnBfdRemoteDiagnostic(*this, diagnostic);
}

void Neighbor::OnBfdRemoteAdminChange(const bfd::RemoteAdminChange& change) {
  visitor_.OnBfdRemoteAdminChange(*this, change);
}

// --- Work and observation. ---

bool Neighbor::has_work() const {
  return receiver_.has_value() && receiver_->has_work();
}

bool Neighbor::DoWork(size_t budget) {
  return !receiver_.has_value() || receiver_->DoWork(budget);
}

NeighborSnapshot Neighbor::Snapshot() const {
  NeighborSnapshot snapshot;
  snapshot.id = id_;
  snapshot.peer = peer_.Snapshot();
  snapshot.address = config_.address;
  snapshot.local_address = config_.local_address;
  if (bfd_ != nullptr) snapshot.bfd = bfd_->Snapshot();
  if (receiver_.has_value()) {
    snapshot.received = receiver_->received();
    snapshot.accepted = receiver_->accepted();
    snapshot.over_limit = receiver_->over_limit();
    snapshot.early_refreshes = receiver_->early_refreshes();
  }
  snapshot.advertised = sender_.advertised();
  return snapshot;
}

}  // namespace waymark::speaker
