// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/announcer/doctor/checks.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "announcer/announced_path.h"
#include "announcer/group.h"
#include "announcer/neighbor.h"
#include "base/ip_address.h"
#include "base/ip_prefix.h"
#include "speaker/neighbor_config.h"

namespace waymark::examples {
namespace {

using Grade = Finding::Grade;

std::set<IpPrefix> Prefixes(const AnnouncerSetup& setup, bool hosts) {
  std::set<IpPrefix> prefixes;
  for (const announcer::GroupConfig& group : setup.groups) {
    for (const IpPrefix& prefix : group.prefixes) {
      if (prefix.IsHost() == hosts) prefixes.insert(prefix);
    }
  }
  return prefixes;
}

bool IsGiven(const IpAddress& address) { return !address.IsUnspecified(); }

// Absent where it could not be read.
std::optional<int> Setting(const Facts& facts, const std::string& path) {
  const auto found = facts.settings.find(path);
  int value = 0;
  if (found == facts.settings.end() ||
      !absl::SimpleAtoi(found->second, &value)) {
    return std::nullopt;
  }
  return value;
}

Finding CheckFloatingAddress(const IpAddress& address, const Facts& facts) {
  const std::string text = address.ToString();
  const Facts::Address* const known = facts.FindAddress(address);
  if (known == nullptr) {
    return {Grade::kWarning,
            absl::StrCat(text, " is announced and on no interface"),
            absl::StrCat("ip address add ", text, "/", address.bits(),
                         " dev lo, unless it is forwarded to somebody else")};
  }
  const Facts::Interface* const interface =
      facts.FindInterface(known->interface);
  if (interface != nullptr && interface->loopback) {
    return {Grade::kOk, absl::StrCat(text, " is on ", known->interface)};
  }
  return {Grade::kWarning,
          absl::StrCat(text, " is on ", known->interface,
                       ", which answers for it on its link and takes it along "
                       "when it goes down"),
          absl::StrCat("move it to lo, as ", text, "/", address.bits())};
}

Finding CheckForwardingOf(IpFamily family, const IpPrefix& prefix,
                          const Facts& facts) {
  const std::string path = family == IpFamily::kV4
                               ? "net/ipv4/ip_forward"
                               : "net/ipv6/conf/all/forwarding";
  const std::optional<int> value = Setting(facts, path);
  if (!value.has_value()) {
    return {Grade::kUnseen, absl::StrCat("cannot read /proc/sys/", path)};
  }
  if (*value != 0) return {Grade::kOk, absl::StrCat(path, " is on")};
  return {Grade::kError,
          absl::StrCat(path, " is 0: packets for ", prefix.ToString(),
                       " are dropped here"),
          absl::StrCat("sysctl -w ", path, "=1")};
}

// The interfaces that our ends of the sessions are on.
std::set<std::string> SessionInterfaces(const AnnouncerSetup& setup,
                                        const Facts& facts) {
  std::set<std::string> names;
  for (const NeighborSetup& neighbor : setup.neighbors) {
    const Facts::Address* const local =
        facts.FindAddress(neighbor.speaker.local_address);
    if (local != nullptr) names.insert(local->interface);
  }
  return names;
}

Finding CheckLocalAddress(const NeighborSetup& neighbor, const Facts& facts) {
  const std::string who =
      absl::StrCat("neighbor \"", neighbor.announcer.name, "\": ");
  const IpAddress& address = neighbor.speaker.local_address;
  if (!IsGiven(address)) {
    return {Grade::kUnseen,
            absl::StrCat(who,
                         "has no local_address: the kernel's routes "
                         "choose one when it connects")};
  }
  const Facts::Address* const local = facts.FindAddress(address);
  if (local == nullptr) {
    return {Grade::kError,
            absl::StrCat(who, "local_address ", address.ToString(),
                         " is on no interface"),
            "add it, or correct local_address"};
  }
  const Facts::Interface* const interface =
      facts.FindInterface(local->interface);
  if (interface != nullptr && (!interface->up || !interface->carrier)) {
    return {Grade::kError,
            absl::StrCat(who, "interface ", local->interface, " of ",
                         address.ToString(), " is ",
                         interface->up ? "without carrier" : "down"),
            absl::StrCat("ip link set ", local->interface, " up")};
  }
  const bool single_hop = neighbor.speaker.bfd.has_value() &&
                          !neighbor.speaker.bfd->multihop_min_ttl.has_value();
  if (single_hop && !local->network.Contains(neighbor.speaker.address)) {
    return {Grade::kError,
            absl::StrCat(who, neighbor.speaker.address.ToString(),
                         " is not in ", local->network.ToString(),
                         " of interface ", local->interface,
                         ", and BFD over a single hop needs it there"),
            "correct the addresses, or use bfd { multihop {} }"};
  }
  return {Grade::kOk,
          absl::StrCat(who, address.ToString(), " is on ", local->interface)};
}

Finding CheckNextHop(const std::string& who, IpFamily family,
                     const std::optional<IpAddress>& next_hop,
                     const Facts& facts) {
  const std::string kind = family == IpFamily::kV4 ? "IPv4" : "IPv6";
  if (!next_hop.has_value()) {
    return {Grade::kError, absl::StrCat(who, "has no next hop for ", kind),
            absl::StrCat("give next_hop { ",
                         family == IpFamily::kV4 ? "ipv4" : "ipv6", ": ... }")};
  }
  const std::string text = next_hop->ToString();
  const Facts::Address* const known = facts.FindAddress(*next_hop);
  if (known == nullptr) {
    return {Grade::kWarning,
            absl::StrCat(who, kind, " next hop ", text,
                         " is no address of this node: traffic goes there"),
            "correct next_hop, unless that is meant"};
  }
  const Facts::Interface* const interface =
      facts.FindInterface(known->interface);
  if (interface != nullptr && interface->loopback) {
    return {
        Grade::kWarning,
        absl::StrCat(who, kind, " next hop ", text, " is on ", known->interface,
                     ", where the route server's network cannot reach it"),
        "give the address of an interface on that side"};
  }
  return {Grade::kOk, absl::StrCat(who, kind, " next hop ", text, " is on ",
                                   known->interface)};
}

}  // namespace

Findings CheckFloatingAddresses(const AnnouncerSetup& setup,
                                const Facts& facts) {
  Findings findings;
  for (const IpPrefix& prefix : Prefixes(setup, /*hosts=*/true)) {
    findings.push_back(CheckFloatingAddress(prefix.address(), facts));
  }
  return findings;
}

Findings CheckForwarding(const AnnouncerSetup& setup, const Facts& facts) {
  Findings findings;
  const std::set<IpPrefix> networks = Prefixes(setup, /*hosts=*/false);
  for (const IpFamily family : {IpFamily::kV4, IpFamily::kV6}) {
    const auto first = std::find_if(
        networks.begin(), networks.end(),
        [family](const IpPrefix& prefix) { return prefix.family() == family; });
    if (first == networks.end()) continue;
    findings.push_back(CheckForwardingOf(family, *first, facts));
  }
  return findings;
}

Findings CheckReversePath(const AnnouncerSetup& setup, const Facts& facts) {
  Findings findings;
  const int all = Setting(facts, "net/ipv4/conf/all/rp_filter").value_or(0);
  for (const std::string& name : SessionInterfaces(setup, facts)) {
    const std::optional<int> own =
        Setting(facts, absl::StrCat("net/ipv4/conf/", name, "/rp_filter"));
    if (!own.has_value()) continue;
    // The larger of the two counts (ip-sysctl).
    if (std::max(all, *own) != 1) {
      findings.push_back({Grade::kOk, absl::StrCat(name,
                                                   " has no strict reverse "
                                                   "path filter")});
      continue;
    }
    findings.push_back(
        {Grade::kWarning,
         absl::StrCat(name,
                      " has a strict reverse path filter: what comes in there "
                      "and would be answered by another interface is dropped"),
         absl::StrCat("sysctl -w net/ipv4/conf/", name, "/rp_filter=2")});
  }
  return findings;
}

Findings CheckLocalAddresses(const AnnouncerSetup& setup, const Facts& facts) {
  Findings findings;
  for (const NeighborSetup& neighbor : setup.neighbors) {
    findings.push_back(CheckLocalAddress(neighbor, facts));
  }
  return findings;
}

Findings CheckNextHops(const AnnouncerSetup& setup, const Facts& facts) {
  Findings findings;
  for (const announcer::GroupConfig& group : setup.groups) {
    std::set<IpFamily> families;
    for (const IpPrefix& prefix : group.prefixes) {
      families.insert(prefix.family());
    }
    for (const NeighborSetup& neighbor : setup.neighbors) {
      if (!announcer::Reaches(group, neighbor.announcer)) continue;
      for (const IpFamily family : families) {
        const announcer::NextHops& own = neighbor.announcer.next_hops;
        const IpAddress& local = neighbor.speaker.local_address;
        // Our end, which the kernel chooses; that has been said.
        if (!IsGiven(local) && neighbor.speaker.address.family() == family &&
            !group.next_hops.For(family).has_value() &&
            !own.For(family).has_value()) {
          continue;
        }
        const std::optional<IpAddress> next_hop =
            announcer::ChooseNextHop(family, group.next_hops, own, local);
        findings.push_back(
            CheckNextHop(absl::StrCat("group \"", group.name, "\" to \"",
                                      neighbor.announcer.name, "\": "),
                         family, next_hop, facts));
      }
    }
  }
  return findings;
}

Findings NameTheUnseen(const AnnouncerSetup&, const Facts& facts) {
  Findings findings = {
      {Grade::kUnseen,
       "the cloud's source/destination check of this node's interfaces",
       "turn it off: it drops packets for addresses that are not the "
       "interface's own"},
      {Grade::kUnseen, "the cloud's security groups and network ACLs",
       "let TCP port 179 and, with BFD, UDP port 3784 (multihop: 4784) pass "
       "between this node and the route server, both ways"},
      {Grade::kUnseen,
       "the route server, its associations and propagations, "
       "and static routes that go before what it installs"},
      {Grade::kUnseen, "the other node",
       "run this there, too: nothing shows that a standby works but to look"},
  };
  if (!facts.legacy_tables.empty()) {
    findings.push_back(
        {Grade::kUnseen,
         absl::StrCat("the rules of iptables-legacy in ",
                      absl::StrJoin(facts.legacy_tables, ", "),
                      ", which nft does not list"),
         "look at them with iptables-legacy-save and ip6tables-legacy-save: "
         "BGP and BFD have to pass there, too"});
  }
  return findings;
}

Findings Examine(const AnnouncerSetup& setup, const Facts& facts) {
  Findings all;
  for (Findings (*check)(const AnnouncerSetup&, const Facts&) : {
           &CheckLocalAddresses,
           &CheckNextHops,
           &CheckFloatingAddresses,
           &CheckForwarding,
           &CheckReversePath,
           &CheckFirewall,
           &NameTheUnseen,
       }) {
    for (Finding& finding : check(setup, facts)) {
      all.push_back(std::move(finding));
    }
  }
  return all;
}

std::string Describe(const Findings& findings) {
  const auto name = [](Grade grade) {
    switch (grade) {
      case Grade::kOk:
        return "ok      ";
      case Grade::kWarning:
        return "warning ";
      case Grade::kError:
        return "error   ";
      case Grade::kUnseen:
        return "unseen  ";
    }
    return "";
  };
  std::string text;
  int errors = 0;
  int warnings = 0;
  for (const Finding& finding : findings) {
    errors += finding.grade == Grade::kError ? 1 : 0;
    warnings += finding.grade == Grade::kWarning ? 1 : 0;
    absl::StrAppend(&text, name(finding.grade), finding.text, "\n");
    if (!finding.fix.empty()) {
      absl::StrAppend(&text, "          -> ", finding.fix, "\n");
    }
  }
  absl::StrAppend(&text, errors, " errors, ", warnings, " warnings\n");
  return text;
}

bool HasErrors(const Findings& findings) {
  return std::any_of(
      findings.begin(), findings.end(),
      [](const Finding& finding) { return finding.grade == Grade::kError; });
}

}  // namespace waymark::examples
