// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// A configuration of the announcer to make others from, and what is said of
// them.

#ifndef WAYMARK_EXAMPLES_ANNOUNCER_TESTING_CONFIG_TEXT_H_
#define WAYMARK_EXAMPLES_ANNOUNCER_TESTING_CONFIG_TEXT_H_

#include <string>

#include "absl/strings/string_view.h"
#include "examples/announcer/announcer_setup.h"

namespace waymark::examples {

inline constexpr char kSoundConfig[] = R"(router_id: "10.0.1.10"
local_as: 65001
neighbor {
  name: "rs-1"
  address: "10.0.1.4"
  local_address: "10.0.1.10"
  peer_as: 65000
}
neighbor {
  name: "rs-2"
  address: "10.0.1.5"
  local_address: "10.0.1.10"
  peer_as: 65000
  side: "internet"
}
group {
  name: "floating"
  prefix: "172.16.1.1/32"
  ladder {
    active { prepend: 0 med: 0 }
    standby { prepend: 2 med: 100 }
    recovering { prepend: 4 med: 200 }
  }
  role: ACTIVE
}
)";

// kSoundConfig with the first `from` replaced, which must occur.
std::string With(absl::string_view from, absl::string_view to);

// All that is said of the file "f" with this text, warnings included.
std::string Complaint(absl::string_view text);

// Fails the test if there is an error.
AnnouncerSetup Load(absl::string_view text);

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_ANNOUNCER_TESTING_CONFIG_TEXT_H_
