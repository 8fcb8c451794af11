// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The numbers of the BFD Control packet (RFC 5880, 4.1) and their names.

#ifndef WAYMARK_BFD_CODE_POINTS_H_
#define WAYMARK_BFD_CODE_POINTS_H_

#include <cstdint>

#include "absl/strings/string_view.h"

namespace waymark::bfd {

// UDP destination port of single-hop Control packets (RFC 5881, 4).
inline constexpr uint16_t kControlPort = 3784;
// The same for multihop paths (RFC 5883, 5).
inline constexpr uint16_t kMultihopControlPort = 4784;

// The Sta field. Two bits: every value is named.
enum class State : uint8_t {
  kAdminDown = 0,
  kDown = 1,
  kInit = 2,
  kUp = 3,
};

// The Diag field. Five bits, open: 9-31 are reserved and round-trip.
enum class Diagnostic : uint8_t {
  kNone = 0,
  kControlDetectionTimeExpired = 1,
  kEchoFunctionFailed = 2,
  kNeighborSignaledSessionDown = 3,
  kForwardingPlaneReset = 4,
  kPathDown = 5,
  kConcatenatedPathDown = 6,
  kAdministrativelyDown = 7,
  kReverseConcatenatedPathDown = 8,
};

// The Auth Type field, open.
enum class AuthType : uint8_t {
  kNone = 0,
  kSimplePassword = 1,
  kKeyedMd5 = 2,
  kMeticulousKeyedMd5 = 3,
  kKeyedSha1 = 4,
  kMeticulousKeyedSha1 = 5,
};

// The RFC's name in snake_case ("admin_down", "path_down"); empty for a code
// point without one. The text is static.
absl::string_view Name(State state);
absl::string_view Name(Diagnostic diagnostic);
absl::string_view Name(AuthType type);

}  // namespace waymark::bfd

#endif  // WAYMARK_BFD_CODE_POINTS_H_
