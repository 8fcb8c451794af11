// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "speaker/update_receiver.h"

#include "absl/algorithm/container.h"
#include "bgp/capability.h"
#include "bgp/code_points.h"
#include "bgp/wire/path_attributes_builder.h"

namespace waymark::speaker {

UpdateReceiver::UpdateReceiver(rib::PeerId peer, rib::PeerKind kind,
                               const Options& options,
                               rib::AttributesPool& pool, rib::LocRib& loc_rib)
    : peer_(peer),
      kind_(kind),
      options_(options),
      pool_(pool),
      loc_rib_(loc_rib) {}

UpdateReceiver::Input* UpdateReceiver::Find(const bgp::Family& family) const {
  for (const std::unique_ptr<Input>& input : inputs_) {
    if (input->family == family) return input.get();
  }
  return nullptr;
}

bool UpdateReceiver::Start(const bgp::Negotiated& negotiated) {
  const rib::PathSource source = {
      .peer = peer_,
      .kind = kind_,
      .peer_as = negotiated.peer_as(),
      .bgp_identifier = negotiated.peer_open.bgp_identifier,
      .peer_address = negotiated.remote.address,
  };
  if (!loc_rib_.AddPeer(source)) return false;
  context_ = negotiated.receive;
  peer_as_ = negotiated.peer_as();
  local_address_ = negotiated.local.address;
  restarts_gracefully_ = absl::c_any_of(
      negotiated.peer_open.capabilities.others,
      [](const bgp::RawCapability& capability) {
        return capability.code == bgp::CapabilityCode::kGracefulRestart;
      });
  for (const bgp::Family& family : negotiated.families) {
    Input* input = Find(family);
    if (input == nullptr) {
      inputs_.push_back(
          std::make_unique<Input>(family, kind_, options_, pool_, loc_rib_));
      input = inputs_.back().get();
    }
    input->negotiated = true;
    input->end_of_rib_received = false;
    input->pipeline.Begin(source);
  }
  up_ = true;
  return true;
}

void UpdateReceiver::Stop() {
  if (!up_) return;
  up_ = false;
  for (const std::unique_ptr<Input>& input : inputs_) {
    if (!input->negotiated) continue;
    input->negotiated = false;
    input->pipeline.End();
  }
  if (options_.retention != nullptr &&
      options_.retention->KeepsRoutesOf(peer_)) {
    loc_rib_.RetainPeer(peer_);
  } else {
    loc_rib_.RemovePeer(peer_);
  }
}

UpdateReceiver::Result UpdateReceiver::OnUpdate(
    const bgp::DecodedUpdate& update, MonotonicTime now) {
  Result result;
  for (const bgp::NlriView& field : update.withdrawn()) {
    Withdraw(field, result);
  }
  if (update.action() < bgp::UpdateAction::kTreatAsWithdraw) {
    TakeAnnounced(update, now, result);
  }
  loc_rib_.EndBatch();
  if (const std::optional<bgp::Family> family = update.end_of_rib()) {
    if (Input* input = Find(*family)) input->end_of_rib_received = true;
  }
  return result;
}

void UpdateReceiver::OnRouteRefresh(const bgp::RouteRefresh& refresh) {
  Input* const input = Find(refresh.family);
  if (input == nullptr || !input->negotiated) return;
  if (refresh.subtype == bgp::RouteRefreshSubtype::kEndOfRefresh) {
    input->pipeline.EndRefresh();
  } else if (refresh.subtype == bgp::RouteRefreshSubtype::kBeginningOfRefresh) {
    // RFC 7313, 4: "MUST ignore any BoRRs [...] before the speaker receives the
    // EoR", from who has the Graceful Restart Capability.
    if (restarts_gracefully_ && !input->end_of_rib_received) {
      ++early_refreshes_;
      return;
    }
    input->pipeline.BeginRefresh();
  }
}

void UpdateReceiver::TakeAnnounced(const bgp::DecodedUpdate& update,
                                   MonotonicTime now, Result& result) {
  if (update.nlri().empty() && update.mp_reach().empty()) return;
  bgp::PathAttributes attributes = bgp::BuildPathAttributes(update, context_);
  // RFC 7606, 5.1 lets nobody use both fields in one message and asks receivers
  // to cope: each has a next hop of its own.
  if (!update.nlri().empty()) {
    attributes.next_hop = update.next_hop();
    Announce(update.nlri(), attributes, now, result);
  }
  if (!update.mp_reach().empty() && !result.cease) {
    attributes.next_hop = update.mp_next_hop();
    Announce(update.mp_reach(), attributes, now, result);
  }
}

bool UpdateReceiver::IsAcceptable(const bgp::PathAttributes& attributes) const {
  if (kind_ == rib::PeerKind::kExternal && options_.enforce_first_as &&
      attributes.as_path.NeighborAs() != peer_as_) {
    return false;
  }
  return !attributes.next_hop.has_value() ||
         attributes.next_hop->address != local_address_;
}

void UpdateReceiver::Withdraw(const bgp::NlriView& field, Result& result) {
  Input* input = field.empty() ? nullptr : Find(field.family());
  if (input == nullptr || !input->negotiated) return;
  for (const bgp::Nlri& nlri : field) {
    if (input->pipeline.Withdraw(nlri)) ++result.withdrawn;
  }
}

void UpdateReceiver::Announce(const bgp::NlriView& field,
                              const bgp::PathAttributes& attributes,
                              MonotonicTime now, Result& result) {
  // RFC 7606, 7.2 for a wrong AS_PATH; a next hop that is ourselves makes a
  // route one to ignore (RFC 4271, 6.3), and what it replaces goes with it.
  if (!IsAcceptable(attributes)) return Withdraw(field, result);
  Input* input = Find(field.family());
  if (input == nullptr || !input->negotiated) return;
  const rib::AttributesRef routes = input->pipeline.Intern(attributes);
  for (const bgp::Nlri& nlri : field) {
    ++result.announced;
    if (ExceedsMaximum(*input, nlri, result)) {
      if (result.cease) return;
      continue;
    }
    const rib::ImportPipeline::Result announced =
        input->pipeline.Announce(nlri, routes, now);
    result.max_prefix_warning |= announced.max_prefix_warning;
    if (announced.outcome == rib::ImportPipeline::Outcome::kOverLimit) {
      ++over_limit_;
    }
    if (announced.outcome == rib::ImportPipeline::Outcome::kCease) {
      ++over_limit_;
      result.cease = true;
      return;
    }
  }
}

bool UpdateReceiver::ExceedsMaximum(const Input& input, const bgp::Nlri& nlri,
                                    Result& result) {
  if (received() < options_.max_routes ||
      input.adj_rib_in.Find(nlri) != nullptr) {
    return false;
  }
  ++over_limit_;
  result.cease =
      options_.adj_rib_in.limit_action == rib::AdjRibIn::LimitAction::kCease;
  return true;
}

bool UpdateReceiver::has_work() const {
  for (const std::unique_ptr<Input>& input : inputs_) {
    if (input->pipeline.has_work()) return true;
  }
  return false;
}

bool UpdateReceiver::DoWork(size_t budget) {
  bool done = true;
  // Each family gets its turn: a neighbour that refreshes one without end must
  // not keep the work of another waiting.
  for (const std::unique_ptr<Input>& input : inputs_) {
    if (input->pipeline.has_work() && !input->pipeline.DoWork(budget)) {
      done = false;
    }
  }
  return done;
}

size_t UpdateReceiver::received() const {
  size_t sum = 0;
  for (const std::unique_ptr<Input>& input : inputs_) {
    sum += input->adj_rib_in.size();
  }
  return sum;
}

}  // namespace waymark::speaker
