// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// What is known of the route servers of clouds: their documents, as of 2026.
// What they leave open is absent here, and nobody is warned of it.

#ifndef WAYMARK_EXAMPLES_ANNOUNCER_CLOUD_PROFILE_H_
#define WAYMARK_EXAMPLES_ANNOUNCER_CLOUD_PROFILE_H_

#include <cstddef>
#include <cstdint>
#include <optional>

#include "absl/strings/string_view.h"
#include "examples/proto/announcer.pb.h"

namespace waymark::examples {

struct CloudProfile {
  enum class Bfd : uint8_t { kUnknown, kSingleHop, kNone };
  enum class AsNumbers : uint8_t {
    kAny,
    kAzure,    // ours of 16 bits, and none that Azure keeps for itself
    kPrivate,  // both private (RFC 6996)
  };

  // As the subject of a sentence.
  absl::string_view name;
  Bfd bfd = Bfd::kUnknown;
  AsNumbers as_numbers = AsNumbers::kAny;
  bool never_connects = false;
  bool is_several_hops_away = false;
  bool has_no_md5 = false;
  // Spreads traffic over paths of equally long AS_PATH, whatever their MED.
  bool ignores_med = false;
  bool ends_session_beyond_max_routes = false;

  // The AS number that it has everywhere.
  std::optional<uint32_t> peer_as = std::nullopt;
  // What it proposes and sends by itself, in seconds.
  std::optional<uint32_t> hold_time_s = std::nullopt;
  std::optional<uint32_t> keepalive_s = std::nullopt;
  // From one neighbour.
  std::optional<size_t> max_routes = std::nullopt;

  // Of Neighbor.hold_time_s.
  uint32_t default_hold_time_s = 9;
};

const CloudProfile& ProfileOf(proto::AnnouncerConfig::Profile profile);

// Numbers that Azure keeps for itself.
bool IsReservedByAzure(uint32_t as_number);
// RFC 6996.
bool IsPrivateAs(uint32_t as_number);
// RFC 5398.
bool IsDocumentationAs(uint32_t as_number);

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_ANNOUNCER_CLOUD_PROFILE_H_
