// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bgp/session/open_check.h"

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "absl/types/span.h"
#include "base/byte_writer.h"
#include "bgp/capability.h"
#include "bgp/code_points.h"
#include "bgp/notification.h"
#include "bgp/open_message.h"
#include "bgp/session/negotiated.h"
#include "bgp/session/session_config.h"
#include "bgp/wire/capability_codec.h"

namespace waymark::bgp {
namespace {

// RFC 5492, 5: the data lists the capabilities that the peer lacks.
Notification UnsupportedCapability(const SessionConfig& config) {
  Capabilities wanted;
  wanted.families = config.families;
  std::vector<uint8_t> data(EncodedSize(wanted));
  ByteWriter writer(absl::MakeSpan(data));
  EncodeCapabilities(wanted, writer);
  return {ErrorCode::kOpenMessage, subcode::kUnsupportedCapability,
          std::move(data)};
}

}  // namespace

std::optional<Notification> CheckOpen(const SessionConfig& config,
                                      const OpenMessage& open) {
  // RFC 4271, 6.2: which AS numbers are acceptable "is outside the scope of
  // this protocol".
  if (open.as_number() != config.peer_as) {
    return Notification{ErrorCode::kOpenMessage, subcode::kBadPeerAs, {}};
  }
  // RFC 6286, 2.2. Between two ASes equal identifiers are legal.
  if (open.as_number() == config.local_as &&
      open.bgp_identifier == config.bgp_identifier) {
    return Notification{
        ErrorCode::kOpenMessage, subcode::kBadBgpIdentifier, {}};
  }
  if (Negotiate(MakeOpen(config), open).families.empty()) {
    return UnsupportedCapability(config);
  }
  return std::nullopt;
}

}  // namespace waymark::bgp
