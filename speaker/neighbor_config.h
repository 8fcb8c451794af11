// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// What a neighbour of a speaker is configured with.

#ifndef WAYMARK_SPEAKER_NEIGHBOR_CONFIG_H_
#define WAYMARK_SPEAKER_NEIGHBOR_CONFIG_H_

#include <cstdint>
#include <memory>
#include <optional>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "base/digest.h"
#include "base/ip_address.h"
#include "bfd/key_chain.h"
#include "bfd/session_config.h"
#include "bgp/session/liveness_source.h"
#include "bgp/session/open_policy.h"
#include "bgp/session/peer_config.h"
#include "rib/adj_rib_out.h"
#include "rib/exporter.h"
#include "rib/policy.h"
#include "speaker/update_receiver.h"

namespace waymark::speaker {

// BFD with the neighbour (RFC 5880, RFC 5881) between the addresses of the BGP
// session.
struct BfdConfig {
  bfd::TimerConfig timers;
  bfd::Role role = bfd::Role::kActive;
  bfd::StallTolerance stall_tolerance;
  // Over several hops (RFC 5883), with bfd::SessionConfig::min_ttl; absent:
  // over a single one.
  std::optional<int> multihop_min_ttl;
  // Optional; borrowed, outlives the neighbour. Asked where BFD runs, which may
  // be another thread.
  const bfd::TransmitGate* gate = nullptr;
  // As in bfd::SessionConfig; the digest is used where BFD runs, too.
  absl::Duration hold_down = absl::ZeroDuration();
  std::shared_ptr<const bfd::KeyChain> key_chain;
  Digest* digest = nullptr;
};

// Passing best paths of the Loc-RIB on to the neighbour. Without a policy an
// external neighbour gets nothing (RFC 8212).
struct PropagationConfig {
  const rib::Policy* policy = nullptr;  // borrowed
  rib::ExportOptions options;
};

struct NeighborConfig {
  // Name, AS numbers, families, timers, who opens. Its liveness mode must be
  // kNone exactly where there is neither `bfd` nor `liveness`.
  bgp::PeerConfig peer;

  // The neighbour's address: connections from it are this neighbour's.
  IpAddress address;
  // Our end. Unspecified: connections to any of our addresses; BFD needs one.
  IpAddress local_address;
  // The interface for link-local addresses and, if given, the only one on which
  // BFD packets count; 0: any.
  uint32_t interface_index = 0;

  // At most one of the two.
  std::optional<BfdConfig> bfd;
  bgp::LivenessSource* liveness = nullptr;  // borrowed, outlives the neighbour
  bgp::OpenPolicy* open_policy = nullptr;   // borrowed; optional

  // How the neighbour's routes get into the Loc-RIB; absent: they do not, and
  // nothing of them is stored. Needs a speaker with a Loc-RIB.
  std::optional<UpdateReceiver::Options> receive;
  // Absent: nothing that others announce is passed on. Needs a Loc-RIB.
  std::optional<PropagationConfig> propagate;

  // Our own next hop toward the neighbour where it is not our end of the
  // session: for the family that the session does not run on, above all.
  std::optional<IpAddress> next_hop_ipv4;
  std::optional<IpAddress> next_hop_ipv6;

  // False holds End-of-RIB back until Speaker::SetReady: for whoever announces
  // a set that is not complete when the session comes up.
  bool initially_ready = true;

  // For each address family.
  rib::AdjRibOut::Options adj_rib_out;
};

// The BFD session with the neighbour. REQUIRES: config.bfd.
bfd::SessionConfig BfdSessionConfig(const NeighborConfig& config);

// OK, or what is wrong with which field. `has_loc_rib`, `has_bfd`: what the
// speaker offers.
absl::Status Validate(const NeighborConfig& config, bool has_loc_rib,
                      bool has_bfd);

}  // namespace waymark::speaker

#endif  // WAYMARK_SPEAKER_NEIGHBOR_CONFIG_H_
