// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// One HTTP request, of whose answer only the status is wanted.

#ifndef WAYMARK_EXAMPLES_ANNOUNCER_HEALTH_HTTP_REQUEST_H_
#define WAYMARK_EXAMPLES_ANNOUNCER_HEALTH_HTTP_REQUEST_H_

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "examples/announcer/health/health_setup.h"

namespace waymark::examples {

// A POST of this JSON, or a GET without any, on a connection of its own.
// Blocks: for `timeout` at most in all, however slowly the answer drips, beside
// the time that it takes to resolve a name and to try each of its addresses,
// which may have as long once more. Only the head of the answer is read, and no
// redirection is followed: it is an answer, too. The certificate of an https://
// server is checked against the system's authorities.
absl::StatusOr<int> AskForStatus(const HttpTarget& target,
                                 absl::Duration timeout,
                                 const std::optional<std::string>& json);

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_ANNOUNCER_HEALTH_HTTP_REQUEST_H_
