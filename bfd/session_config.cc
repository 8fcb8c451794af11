// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bfd/session_config.h"

#include <limits>

#include "absl/strings/str_cat.h"
#include "bfd/code_points.h"

namespace waymark::bfd {
namespace {

bool IsInterval(absl::Duration interval) {
  return interval >= absl::Microseconds(1) &&
         interval <= absl::Microseconds(std::numeric_limits<uint32_t>::max());
}

}  // namespace

absl::Status Validate(const TimerConfig& timers) {
  if (!IsInterval(timers.desired_min_tx)) {
    return absl::InvalidArgumentError(
        "desired_min_tx must be from 1 us to 4294.967295 s");
  }
  if (!IsInterval(timers.required_min_rx)) {
    return absl::InvalidArgumentError(
        "required_min_rx must be from 1 us to 4294.967295 s");
  }
  if (timers.detect_multiplier < 1 || timers.detect_multiplier > 255) {
    return absl::InvalidArgumentError(
        "detect_multiplier must be from 1 to 255");
  }
  return absl::OkStatus();
}

absl::Status Validate(const KeyChain* key_chain, const Digest* digest) {
  if (key_chain == nullptr) return absl::OkStatus();
  for (const AuthType type :
       {AuthType::kKeyedMd5, AuthType::kMeticulousKeyedMd5,
        AuthType::kKeyedSha1, AuthType::kMeticulousKeyedSha1}) {
    if (key_chain->HasType(type) &&
        (digest == nullptr || !digest->Supports(*AlgorithmOf(type)))) {
      return absl::InvalidArgumentError(
          absl::StrCat("key_chain: ", Name(type), " needs a digest"));
    }
  }
  return absl::OkStatus();
}

absl::Status Validate(const SessionConfig& config) {
  if (config.key.local.family() != config.key.remote.family()) {
    return absl::InvalidArgumentError(
        "local and remote must be of one address family");
  }
  if (config.key.local.IsUnspecified() || config.key.remote.IsUnspecified() ||
      config.key.local.IsMulticast() || config.key.remote.IsMulticast()) {
    return absl::InvalidArgumentError(
        "local and remote must be unicast addresses");
  }
  if (config.key.path == PathKind::kMultihop) {
    if (config.key.local.IsLinkLocal() || config.key.remote.IsLinkLocal()) {
      return absl::InvalidArgumentError(
          "a link-local address reaches no further than its link: a multihop "
          "session needs another");
    }
    if (config.key.interface_index != 0) {
      return absl::InvalidArgumentError(
          "a multihop session takes no interface_index");
    }
  } else if (config.key.remote.is_v6() && config.key.remote.IsLinkLocal() &&
             config.key.interface_index == 0) {
    return absl::InvalidArgumentError(
        "a link-local remote needs interface_index");
  }
  if (config.min_ttl < 1 || config.min_ttl > 255) {
    return absl::InvalidArgumentError("min_ttl must be from 1 to 255");
  }
  if (config.stall_tolerance.floor < absl::ZeroDuration() ||
      !(config.stall_tolerance.fraction_of_detection_time >= 0) ||
      !(config.stall_tolerance.fraction_of_detection_time <= 1)) {
    return absl::InvalidArgumentError(
        "stall_tolerance: floor must not be negative and the fraction must be "
        "from 0 to 1");
  }
  if (config.hold_down < absl::ZeroDuration() ||
      config.hold_down > absl::Hours(24)) {
    return absl::InvalidArgumentError("hold_down must be from 0 to 24 h");
  }
  absl::Status keys = Validate(config.key_chain.get(), config.digest);
  if (!keys.ok()) return keys;
  return Validate(config.timers);
}

}  // namespace waymark::bfd
