// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Whether this machine is what a configuration of the announcer takes it for.

#ifndef WAYMARK_EXAMPLES_ANNOUNCER_DOCTOR_CHECKS_H_
#define WAYMARK_EXAMPLES_ANNOUNCER_DOCTOR_CHECKS_H_

#include <string>
#include <vector>

#include "examples/announcer/announcer_setup.h"
#include "examples/announcer/doctor/facts.h"

namespace waymark::examples {

struct Finding {
  enum class Grade {
    kOk,
    kWarning,
    kError,
    kUnseen,  // cannot be found out from here
  };
  Grade grade = Grade::kOk;
  std::string text;
  std::string fix = {};  // empty: nothing to be done
};

using Findings = std::vector<Finding>;

// Each looks at one thing, for all neighbours and groups, and says nothing
// where there is nothing to look at.

// Floating addresses, host routes that are announced, are on the loopback.
Findings CheckFloatingAddresses(const AnnouncerSetup& setup,
                                const Facts& facts);
// Whoever announces a network forwards packets.
Findings CheckForwarding(const AnnouncerSetup& setup, const Facts& facts);
// Reverse path filtering does not drop what comes in by another way than its
// answer would take.
Findings CheckReversePath(const AnnouncerSetup& setup, const Facts& facts);
// Our end of each session is an address of an interface that is up, and the
// neighbour is next to it where BFD is over a single hop.
Findings CheckLocalAddresses(const AnnouncerSetup& setup, const Facts& facts);
// The next hop of every group, neighbour and family is an address that others
// reach this node by.
Findings CheckNextHops(const AnnouncerSetup& setup, const Facts& facts);
// nftables lets BGP and BFD pass, both ways.
Findings CheckFirewall(const AnnouncerSetup& setup, const Facts& facts);
// What has to be looked at elsewhere.
Findings NameTheUnseen(const AnnouncerSetup& setup, const Facts& facts);

// All of them, in this order.
Findings Examine(const AnnouncerSetup& setup, const Facts& facts);

// A line for each, its fix in another one, and a last one that sums them up.
std::string Describe(const Findings& findings);
bool HasErrors(const Findings& findings);

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_ANNOUNCER_DOCTOR_CHECKS_H_
