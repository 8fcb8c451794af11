// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/announcer/doctor/ruleset.h"

#include <optional>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "examples/announcer/doctor/packet_match.h"

namespace waymark::examples {
namespace {

using nlohmann::json;

// The kernel's own limit (NFT_JUMP_STACK_SIZE).
constexpr int kMaxDepth = 16;

std::string Text(const json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>()
                                                     : "";
}

// Statements after which a rule goes on, whatever they do.
bool IsPassive(const std::string& statement) {
  for (const char* name : {"counter", "log", "mangle", "notrack", "comment"}) {
    if (statement == name) return true;
  }
  return false;
}

bool IsVerdict(const std::string& statement) {
  for (const char* name :
       {"accept", "drop", "reject", "jump", "goto", "return"}) {
    if (statement == name) return true;
  }
  return false;
}

}  // namespace

absl::StatusOr<Ruleset> Ruleset::Parse(absl::string_view text) {
  const json parsed = json::parse(text.begin(), text.end(), nullptr,
                                  /*allow_exceptions=*/false);
  if (!parsed.is_object() || !parsed.contains("nftables") ||
      !parsed["nftables"].is_array()) {
    return absl::InvalidArgumentError("this is no output of nft -j");
  }
  Ruleset ruleset;
  for (const json& object : parsed["nftables"]) {
    if (!object.is_object()) continue;
    if (object.contains("chain")) ruleset.AddChain(object["chain"]);
    if (object.contains("rule")) ruleset.AddRule(object["rule"]);
  }
  return ruleset;
}

void Ruleset::AddChain(const json& chain) {
  Chain added;
  added.family = Text(chain, "family");
  added.table = Text(chain, "table");
  added.name = Text(chain, "name");
  // Address translation and routing let pass what they do not change.
  if (Text(chain, "type") == "filter") added.hook = Text(chain, "hook");
  added.drops = Text(chain, "policy") == "drop";
  chains_.push_back(added);
}

void Ruleset::AddRule(const json& rule) {
  for (Chain& chain : chains_) {
    if (chain.family == Text(rule, "family") &&
        chain.table == Text(rule, "table") &&
        chain.name == Text(rule, "chain") && rule.contains("expr")) {
      chain.rules.push_back(rule["expr"]);
    }
  }
}

const Ruleset::Chain* Ruleset::Find(const Chain& beside,
                                    const std::string& name) const {
  for (const Chain& chain : chains_) {
    if (chain.family == beside.family && chain.table == beside.table &&
        chain.name == name) {
      return &chain;
    }
  }
  return nullptr;
}

FirewallVerdict Ruleset::Judge(const ProbePacket& packet) const {
  FirewallVerdict verdict;
  for (const Chain& chain : chains_) {
    const bool on_the_way =
        packet.incoming ? chain.hook == "prerouting" || chain.hook == "input"
                        : chain.hook == "output" || chain.hook == "postrouting";
    const bool of_the_family =
        chain.family == "inet" ||
        chain.family == (packet.source.is_v4() ? "ip" : "ip6");
    if (!on_the_way || !of_the_family) continue;
    Walk walk{packet};
    Fate fate = WalkChain(chain, walk);
    if (fate == Fate::kContinue && chain.drops) {
      fate = Fate::kBlocked;
      walk.blocked =
          absl::StrCat("the policy of chain \"", chain.name, "\" in table ",
                       chain.family, " ", chain.table);
    }
    if (fate == Fate::kBlocked && !walk.may_have_passed) {
      return {FirewallVerdict::Outcome::kBlocked, walk.blocked};
    }
    const std::string doubt =
        fate == Fate::kBlocked ? walk.blocked : walk.doubt;
    if (!doubt.empty()) verdict = {FirewallVerdict::Outcome::kUnclear, doubt};
  }
  return verdict;
}

Ruleset::Fate Ruleset::WalkChain(const Chain& chain, Walk& walk) const {
  for (const json& rule : chain.rules) {
    const Fate fate = WalkRule(chain, rule, walk);
    if (fate == Fate::kReturned) return Fate::kContinue;
    if (fate != Fate::kContinue) return fate;
  }
  return Fate::kContinue;
}

Ruleset::Fate Ruleset::WalkRule(const Chain& chain, const json& rule,
                                Walk& walk) const {
  bool certain = true;
  for (const json& statement : rule) {
    if (!statement.is_object() || statement.empty()) continue;
    const std::string kind = statement.begin().key();
    if (kind == "match") {
      const std::optional<bool> matches =
          Matches(statement.begin().value(), walk.packet);
      if (matches == false) return Fate::kContinue;
      certain &= matches.has_value();
    } else if (kind == "vmap" && statement["vmap"].contains("data") &&
               statement["vmap"]["data"].contains("set")) {
      for (const json& entry : statement["vmap"]["data"]["set"]) {
        if (entry.size() != 2) continue;
        const std::optional<bool> found =
            Contains(entry[0], statement["vmap"]["key"], walk.packet);
        if (found == false) continue;
        const Fate fate =
            Follow(chain, entry[1], certain && found.has_value(), walk);
        if (fate != Fate::kContinue) return fate;
      }
    } else if (IsVerdict(kind)) {
      return Follow(chain, statement, certain, walk);
    } else if (!IsPassive(kind)) {
      certain = false;
    }
  }
  return Fate::kContinue;
}

Ruleset::Fate Ruleset::Follow(const Chain& chain, const json& statement,
                              bool certain, Walk& walk) const {
  const std::string kind = statement.begin().key();
  if (kind == "accept") {
    walk.may_have_passed |= !certain;
    return certain ? Fate::kAccepted : Fate::kContinue;
  }
  if (kind == "drop" || kind == "reject") {
    const std::string where =
        absl::StrCat("a rule of chain \"", chain.name, "\" in table ",
                     chain.family, " ", chain.table);
    (certain ? walk.blocked : walk.doubt) = where;
    return certain ? Fate::kBlocked : Fate::kContinue;
  }
  if (kind == "return") {
    // What follows in this chain may not be met.
    walk.may_have_passed |= !certain;
    return certain ? Fate::kReturned : Fate::kContinue;
  }
  if (kind != "jump" && kind != "goto") return Fate::kContinue;
  const Chain* const target =
      Find(chain, Text(statement.begin().value(), "target"));
  if (target == nullptr || walk.depth == kMaxDepth) return Fate::kContinue;
  return Jump(*target, certain, walk);
}

Ruleset::Fate Ruleset::Jump(const Chain& target, bool certain,
                            Walk& walk) const {
  ++walk.depth;
  const Fate fate = WalkChain(target, walk);
  --walk.depth;
  if (certain || fate == Fate::kContinue) return fate;
  // Perhaps it never came here.
  walk.may_have_passed |= fate == Fate::kAccepted;
  if (fate == Fate::kBlocked) walk.doubt = walk.blocked;
  return Fate::kContinue;
}

}  // namespace waymark::examples
