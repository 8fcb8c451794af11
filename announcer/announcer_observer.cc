// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "announcer/announcer_observer.h"

namespace waymark::announcer {

absl::string_view Name(Omission::Reason reason) {
  switch (reason) {
    case Omission::Reason::kFamilyNotNegotiated:
      return "family_not_negotiated";
    case Omission::Reason::kNoNextHop:
      return "no_next_hop";
    case Omission::Reason::kNextHopIsNeighbor:
      return "next_hop_is_neighbor";
    case Omission::Reason::kRefused:
      return "refused";
  }
  return "";
}

}  // namespace waymark::announcer
