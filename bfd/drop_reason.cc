// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bfd/drop_reason.h"

namespace waymark::bfd {

absl::string_view Name(DropReason reason) {
  switch (reason) {
    case DropReason::kBadTtl:
      return "bad_ttl";
    case DropReason::kBadVersion:
      return "bad_version";
    case DropReason::kBadLength:
      return "bad_length";
    case DropReason::kZeroDetectMult:
      return "zero_detect_mult";
    case DropReason::kMultipoint:
      return "multipoint";
    case DropReason::kZeroMyDiscriminator:
      return "zero_my_discriminator";
    case DropReason::kStateNeedsDiscriminator:
      return "state_needs_discriminator";
    case DropReason::kBadAuthenticationLength:
      return "bad_authentication_length";
    case DropReason::kUnknownDiscriminator:
      return "unknown_discriminator";
    case DropReason::kUnknownPeer:
      return "unknown_peer";
    case DropReason::kUnexpectedAuthentication:
      return "unexpected_authentication";
    case DropReason::kMissingAuthentication:
      return "missing_authentication";
    case DropReason::kWrongAuthenticationType:
      return "wrong_authentication_type";
    case DropReason::kUnknownKey:
      return "unknown_key";
    case DropReason::kWrongAuthenticationLength:
      return "wrong_authentication_length";
    case DropReason::kReplayedSequence:
      return "replayed_sequence";
    case DropReason::kBadDigest:
      return "bad_digest";
    case DropReason::kAdminDown:
      return "admin_down";
    case DropReason::kCount:
      break;
  }
  return "";
}

}  // namespace waymark::bfd
