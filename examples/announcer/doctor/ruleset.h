// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// What the rules of nftables would do to a packet, as far as can be told from
// reading them.

#ifndef WAYMARK_EXAMPLES_ANNOUNCER_DOCTOR_RULESET_H_
#define WAYMARK_EXAMPLES_ANNOUNCER_DOCTOR_RULESET_H_

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "examples/announcer/doctor/probe_packet.h"

namespace waymark::examples {

struct FirewallVerdict {
  enum class Outcome { kPasses, kBlocked, kUnclear };
  Outcome outcome = Outcome::kPasses;
  // What blocks, or may: "a rule of chain \"in\" in table inet filter".
  std::string where = {};
};

// Follows matches on ports, addresses, protocols, interfaces and the state of
// the connection through chains, jumps and verdict maps. Of everything else (a
// named set, a mark, a rate, what iptables left) it knows that it may match or
// not.
class Ruleset {
 public:
  // The output of `nft -j list ruleset`. INVALID_ARGUMENT for something else.
  static absl::StatusOr<Ruleset> Parse(absl::string_view json);

  FirewallVerdict Judge(const ProbePacket& packet) const;

 private:
  // kReturned: back to the chain that jumped here.
  enum class Fate { kContinue, kReturned, kAccepted, kBlocked };
  struct Chain {
    std::string family;
    std::string table;
    std::string name;
    std::string hook;    // empty: jumped to only
    bool drops = false;  // what passes all of its rules
    std::vector<nlohmann::json> rules;
  };
  // One packet on its way through one chain and those that it jumps to.
  struct Walk {
    const ProbePacket& packet;
    int depth = 0;
    // Where it was blocked; where it may have been, and whether it may have
    // been let through.
    std::string blocked = {};
    std::string doubt = {};
    bool may_have_passed = false;
  };

  void AddChain(const nlohmann::json& chain);
  void AddRule(const nlohmann::json& rule);
  const Chain* Find(const Chain& beside, const std::string& name) const;
  Fate WalkChain(const Chain& chain, Walk& walk) const;
  Fate WalkRule(const Chain& chain, const nlohmann::json& rule,
                Walk& walk) const;
  Fate Follow(const Chain& chain, const nlohmann::json& statement, bool certain,
              Walk& walk) const;
  Fate Jump(const Chain& target, bool certain, Walk& walk) const;

  std::vector<Chain> chains_;
};

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_ANNOUNCER_DOCTOR_RULESET_H_
