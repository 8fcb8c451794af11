// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/proto/bfd_config.h"

#include <cstdint>

#include "absl/time/time.h"
#include "examples/proto/neighbor.pb.h"

namespace waymark::examples {
namespace {

constexpr NumberRange kInterval = {1, 60000};

absl::Duration ReadInterval(const ConfigNode& node, int field,
                            absl::Duration fallback) {
  return absl::Milliseconds(
      node.Number(field, kInterval,
                  static_cast<uint32_t>(absl::ToInt64Milliseconds(fallback))));
}

}  // namespace

bfd::TimerConfig ReadBfdTimers(const ConfigNode& bfd,
                               const bfd::TimerConfig& fallback) {
  bfd::TimerConfig timers;
  timers.desired_min_tx = ReadInterval(
      bfd, proto::Bfd::kDesiredMinTxMsFieldNumber, fallback.desired_min_tx);
  timers.required_min_rx = ReadInterval(
      bfd, proto::Bfd::kRequiredMinRxMsFieldNumber, fallback.required_min_rx);
  timers.detect_multiplier = static_cast<int>(
      bfd.Number(proto::Bfd::kDetectMultiplierFieldNumber, {1, 255},
                 static_cast<uint32_t>(fallback.detect_multiplier)));
  return timers;
}

std::optional<int> ReadMultihopMinTtl(const ConfigNode& bfd) {
  if (!bfd.Has(proto::Bfd::kMultihopFieldNumber)) return std::nullopt;
  return static_cast<int>(
      bfd.Child(proto::Bfd::kMultihopFieldNumber)
          .Number(proto::Bfd::Multihop::kMinTtlFieldNumber, {1, 255}, 1));
}

}  // namespace waymark::examples
