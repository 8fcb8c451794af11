// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// What a group does when its node loses one of the sides that traffic passes
// between. A node that is announced on one side only attracts packets whose
// answers go through another node; so it makes itself worse on all sides.

#ifndef WAYMARK_ANNOUNCER_SYMMETRY_H_
#define WAYMARK_ANNOUNCER_SYMMETRY_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace waymark::announcer {

struct Symmetry {
  enum class Mode : uint8_t {
    // Each side is announced to whatever the other does.
    kNone,
    // Recovering while a side is lost: worse than any node that has them all,
    // better than nobody.
    kWorsen,
    // Nothing while a side is lost. With a fault on each of two nodes nobody
    // announces: choose it where traffic in one direction only is worse than
    // none.
    kWithdraw,
  };

  Mode mode = Mode::kNone;
  // How long all sides have to be live without interruption before the group
  // announces as if nothing had been. Not negative.
  absl::Duration return_after = absl::Seconds(1);
  // A side is live while at least this many of its neighbours have a session.
  // At least 1; a side with fewer neighbours is never live.
  size_t min_live = 1;
  // The sides that matter, each once; empty: every side that some neighbour is
  // on. A side without a neighbour is lost.
  std::vector<std::string> sides = {};

  friend bool operator==(const Symmetry&, const Symmetry&) = default;
};

// "none", "worsen", "withdraw"; static text.
absl::string_view Name(Symmetry::Mode mode);

// INVALID_ARGUMENT for a value outside of what is said above, and for a side
// without a name; the message names no owner.
absl::Status Validate(const Symmetry& symmetry);

}  // namespace waymark::announcer

#endif  // WAYMARK_ANNOUNCER_SYMMETRY_H_
