// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// What the configuration of a gobgpd that announces a floating address says, in
// ours: global AS number and router id, the neighbours with timers, transport
// and BFD, their peer groups. What has no equivalent becomes a comment, with
// the line in which it stood; a password is never repeated.
//
// GoBGP is told what to announce by a command after each start (`gobgp global
// rib add`), and so cannot be asked for it.

#ifndef WAYMARK_EXAMPLES_ANNOUNCER_GOBGP_IMPORT_H_
#define WAYMARK_EXAMPLES_ANNOUNCER_GOBGP_IMPORT_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace waymark::examples {

// Text of an AnnouncerConfig for what stands in `toml`; `file` is its name for
// messages. Without `prefixes` the group announces 192.0.2.1/32, an address for
// documents, and says so. INVALID_ARGUMENT, with the place, if it is no TOML.
// The result may still need a hand: check it as any other.
absl::StatusOr<std::string> ImportGobgp(
    absl::string_view toml, absl::string_view file,
    const std::vector<std::string>& prefixes);

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_ANNOUNCER_GOBGP_IMPORT_H_
