// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// What the doctor knows of the machine. A value, so that tests make their own.

#ifndef WAYMARK_EXAMPLES_ANNOUNCER_DOCTOR_FACTS_H_
#define WAYMARK_EXAMPLES_ANNOUNCER_DOCTOR_FACTS_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/ip_address.h"
#include "base/ip_prefix.h"
#include "examples/announcer/doctor/ruleset.h"

namespace waymark::examples {

struct Facts {
  struct Interface {
    std::string name;
    bool loopback = false;
    bool up = false;
    bool carrier = false;
  };
  struct Address {
    IpAddress address;
    IpPrefix network;  // that is reached directly through the interface
    std::string interface;
  };

  std::vector<Interface> interfaces;
  std::vector<Address> addresses;
  // By the path below /proc/sys: "net/ipv4/ip_forward" to "1". What is missing
  // could not be read.
  std::map<std::string, std::string> settings;
  // Of nftables; or why nothing is known of it.
  absl::StatusOr<Ruleset> ruleset = absl::UnavailableError("not read");
  // Tables of the iptables before nftables: "ip filter", "ip6 mangle". They may
  // hold rules, which `nft` does not list.
  std::vector<std::string> legacy_tables;

  // Null if there is none.
  const Interface* FindInterface(const std::string& name) const {
    for (const Interface& interface : interfaces) {
      if (interface.name == name) return &interface;
    }
    return nullptr;
  }
  const Address* FindAddress(const IpAddress& address) const {
    for (const Address& known : addresses) {
      if (known.address == address) return &known;
    }
    return nullptr;
  }
};

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_ANNOUNCER_DOCTOR_FACTS_H_
