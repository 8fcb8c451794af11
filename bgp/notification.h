// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// NOTIFICATION as a value (RFC 4271, 4.5), and the text of a shutdown.

#ifndef WAYMARK_BGP_NOTIFICATION_H_
#define WAYMARK_BGP_NOTIFICATION_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "bgp/code_points.h"

namespace waymark::bgp {

struct Notification {
  ErrorCode code{};
  uint8_t subcode = 0;
  std::vector<uint8_t> data = {};

  // A Cease with a Shutdown Communication (RFC 9003): UTF-8, at most 255
  // octets; longer text is cut at a character boundary. For the subcodes
  // kAdministrativeShutdown and kAdministrativeReset.
  static Notification Cease(uint8_t subcode, absl::string_view text = "");

  // The Shutdown Communication of a received Cease; nullopt where there is none
  // or it is malformed. Control characters are kept: escape before printing.
  std::optional<std::string> ShutdownCommunication() const;

  // "cease/administrative_shutdown", numbers where unknown.
  std::string ToString() const;

  friend bool operator==(const Notification&, const Notification&) = default;
};

}  // namespace waymark::bgp

#endif  // WAYMARK_BGP_NOTIFICATION_H_
