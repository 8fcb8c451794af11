// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Why a received BFD Control packet was discarded.

#ifndef WAYMARK_BFD_DROP_REASON_H_
#define WAYMARK_BFD_DROP_REASON_H_

#include <cstddef>
#include <cstdint>

#include "absl/strings/string_view.h"

namespace waymark::bfd {

// In the order in which they are checked. Indexes counters; append only before
// kCount.
enum class DropReason : uint8_t {
  kBadTtl,                   // RFC 5881, 5: not 255; multihop: below min_ttl
  kBadVersion,               // RFC 5880, 6.8.6 from here on
  kBadLength,                // below the minimum, or beyond the payload
  kZeroDetectMult,           //
  kMultipoint,               // M bit set
  kZeroMyDiscriminator,      //
  kStateNeedsDiscriminator,  // Your Discriminator 0 in Init or Up
  kBadAuthenticationLength,  // A bit set, Auth Len does not fill the packet
  kUnknownDiscriminator,     // no session has this Your Discriminator
  kUnknownPeer,              // Your Discriminator 0, no session by address
  // From here on the session's own.
  kUnexpectedAuthentication,   // A bit set, the session uses none
  kMissingAuthentication,      // A bit clear, the session uses one
  kWrongAuthenticationType,    // RFC 5880, 6.7.2 to 6.7.4: not the key's type
  kUnknownKey,                 // no key of this id is accepted now
  kWrongAuthenticationLength,  // Auth Len is not that of the type and key
  kReplayedSequence,           // the sequence number is outside of the window
  kBadDigest,                  // another password, digest or hash
  kAdminDown,                  // the session is held administratively down
  kCount,
};

inline constexpr size_t kDropReasonCount =
    static_cast<size_t>(DropReason::kCount);
// Those that a session decides.
inline constexpr size_t kSessionDropReasonCount =
    kDropReasonCount -
    static_cast<size_t>(DropReason::kUnexpectedAuthentication);

// "bad_ttl", "unknown_peer"; static text, for events and metrics.
absl::string_view Name(DropReason reason);

}  // namespace waymark::bfd

#endif  // WAYMARK_BFD_DROP_REASON_H_
