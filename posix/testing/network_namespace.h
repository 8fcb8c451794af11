// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// A network of the test's own.

#ifndef WAYMARK_POSIX_TESTING_NETWORK_NAMESPACE_H_
#define WAYMARK_POSIX_TESTING_NETWORK_NAMESPACE_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace waymark::posix {

// Moves the calling process, which must have one thread, into a new network
// namespace, with a user namespace around it where it has no privilege. Only
// the loopback interface exists there, and it is down. Tests skip where this is
// not permitted.
absl::Status EnterNetworkNamespace();

// Runs `ip` with these arguments; whether it succeeded.
bool Ip(absl::string_view arguments);
// The same; what it printed on standard output.
std::string IpOutput(absl::string_view arguments);

}  // namespace waymark::posix

#endif  // WAYMARK_POSIX_TESTING_NETWORK_NAMESPACE_H_
