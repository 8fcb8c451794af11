// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Whether a packet is what one expression of nftables looks for.

#ifndef WAYMARK_EXAMPLES_ANNOUNCER_DOCTOR_PACKET_MATCH_H_
#define WAYMARK_EXAMPLES_ANNOUNCER_DOCTOR_PACKET_MATCH_H_

#include <nlohmann/json.hpp>
#include <optional>

#include "examples/announcer/doctor/probe_packet.h"

namespace waymark::examples {

// As libnftables-json(5) has it: what is looked at ({"payload": ...}), and what
// it is compared with: a value, a set, a range, a prefix. nullopt where reading
// cannot tell.
std::optional<bool> Contains(const nlohmann::json& wanted,
                             const nlohmann::json& field,
                             const ProbePacket& packet);

// A "match" expression.
std::optional<bool> Matches(const nlohmann::json& match,
                            const ProbePacket& packet);

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_ANNOUNCER_DOCTOR_PACKET_MATCH_H_
