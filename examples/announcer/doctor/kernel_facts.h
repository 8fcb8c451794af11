// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The facts as this machine's kernel has them.

#ifndef WAYMARK_EXAMPLES_ANNOUNCER_DOCTOR_KERNEL_FACTS_H_
#define WAYMARK_EXAMPLES_ANNOUNCER_DOCTOR_KERNEL_FACTS_H_

#include "absl/status/statusor.h"
#include "examples/announcer/doctor/facts.h"

namespace waymark::examples {

// Of the network namespace that the process is in: interfaces and addresses,
// settings from /proc/sys, rules from `nft`, which wants root, and the names of
// legacy iptables' tables, which wants it too. Blocks.
absl::StatusOr<Facts> GatherFacts();

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_ANNOUNCER_DOCTOR_KERNEL_FACTS_H_
