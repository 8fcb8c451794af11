// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "speaker/neighbor_config.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "bfd/session_key.h"

namespace waymark::speaker {
namespace {

absl::Status Wrong(const NeighborConfig& config, absl::string_view what) {
  return absl::InvalidArgumentError(
      absl::StrCat("neighbor \"", config.peer.name, "\": ", what));
}

}  // namespace

bfd::SessionConfig BfdSessionConfig(const NeighborConfig& config) {
  const BfdConfig& bfd = *config.bfd;
  bfd::SessionConfig session;
  session.key.local = config.local_address;
  session.key.remote = config.address;
  if (bfd.multihop_min_ttl.has_value()) {
    session.key.path = bfd::PathKind::kMultihop;
    session.min_ttl = *bfd.multihop_min_ttl;
  } else {
    session.key.interface_index = config.interface_index;
  }
  session.role = bfd.role;
  session.timers = bfd.timers;
  session.stall_tolerance = bfd.stall_tolerance;
  session.gate = bfd.gate;
  session.hold_down = bfd.hold_down;
  session.key_chain = bfd.key_chain;
  session.digest = bfd.digest;
  return session;
}

absl::Status Validate(const NeighborConfig& config, bool has_loc_rib,
                      bool has_bfd) {
  if (absl::Status status = bgp::Validate(config.peer); !status.ok()) {
    return Wrong(config, status.message());
  }
  if (config.address.IsUnspecified() || config.address.IsMulticast()) {
    return Wrong(config, "address must be one of the neighbor's own");
  }
  const bool any_local = config.local_address.IsUnspecified();
  if (!any_local && config.local_address.family() != config.address.family()) {
    return Wrong(config, "address and local_address differ in family");
  }
  if (config.bfd.has_value() && config.liveness != nullptr) {
    return Wrong(config, "bfd and liveness exclude each other");
  }
  const bool has_liveness =
      config.bfd.has_value() || config.liveness != nullptr;
  if (has_liveness != (config.peer.liveness != bgp::LivenessMode::kNone)) {
    return Wrong(config,
                 "peer.liveness must be none without bfd or liveness, "
                 "and watch or strict with one");
  }
  if (config.bfd.has_value()) {
    if (!has_bfd) return Wrong(config, "this speaker was made without BFD");
    if (any_local) return Wrong(config, "bfd needs a local_address");
    if (absl::Status status = bfd::Validate(BfdSessionConfig(config));
        !status.ok()) {
      return Wrong(config, status.message());
    }
  }
  if (!has_loc_rib &&
      (config.receive.has_value() || config.propagate.has_value())) {
    return Wrong(config, "receive and propagate need a speaker with a Loc-RIB");
  }
  return absl::OkStatus();
}

}  // namespace waymark::speaker
