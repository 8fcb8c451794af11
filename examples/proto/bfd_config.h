// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The Bfd message of a configuration (examples/proto/neighbor.proto), read and
// checked.

#ifndef WAYMARK_EXAMPLES_PROTO_BFD_CONFIG_H_
#define WAYMARK_EXAMPLES_PROTO_BFD_CONFIG_H_

#include <memory>
#include <optional>
#include <string>

#include "absl/time/time.h"
#include "bfd/key_chain.h"
#include "bfd/session_config.h"
#include "examples/proto/config_node.h"

namespace waymark::examples {

// `bfd` holds a proto::Bfd; what is not set there is taken from `fallback`.
// Reports to the node's problems, and returns something harmless where there is
// one.
bfd::TimerConfig ReadBfdTimers(const ConfigNode& bfd,
                               const bfd::TimerConfig& fallback = {});

// The least TTL of a multihop session; nullopt for a single hop.
std::optional<int> ReadMultihopMinTtl(const ConfigNode& bfd);

absl::Duration ReadBfdHoldDown(const ConfigNode& bfd,
                               absl::Duration fallback = absl::ZeroDuration());

// Null without keys, and where one of them is wrong. Relative paths count from
// the folder of `config_file`.
std::shared_ptr<const bfd::KeyChain> ReadBfdKeys(
    const ConfigNode& bfd, const std::string& config_file);

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_PROTO_BFD_CONFIG_H_
