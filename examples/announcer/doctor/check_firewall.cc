// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The packets of each neighbour's BGP and BFD, tried on the firewall's rules.

#include <cstdint>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "bgp/session/peer_config.h"
#include "examples/announcer/doctor/checks.h"
#include "examples/announcer/doctor/probe_packet.h"
#include "examples/announcer/doctor/ruleset.h"

namespace waymark::examples {
namespace {

using Outcome = FirewallVerdict::Outcome;

constexpr uint16_t kBgpPort = 179;
constexpr uint16_t kBfdPort = 3784;
constexpr uint16_t kMultihopBfdPort = 4784;
// Any of those that the kernel gives to connections, and BFD to its senders
// (RFC 5881, 4).
constexpr uint16_t kOurPort = 49152;

struct Trial {
  std::string what;  // "BFD from", "BFD to"
  ProbePacket packet;
};

// One packet each way of a conversation that `packet`, which goes out, begins.
// An answer belongs to it only for TCP: each end of BFD sends of its own
// accord.
void AddBothWays(const std::string& protocol, ProbePacket packet,
                 std::vector<Trial>& trials) {
  trials.push_back({absl::StrCat(protocol, " to"), packet});
  packet.incoming = true;
  if (packet.protocol == "tcp") {
    packet.established = true;
    std::swap(packet.source_port, packet.destination_port);
  }
  std::swap(packet.source, packet.destination);
  trials.push_back({absl::StrCat(protocol, " from"), packet});
}

std::vector<Trial> TrialsOf(const NeighborSetup& neighbor,
                            const std::string& interface) {
  ProbePacket out;
  out.incoming = false;
  out.source = neighbor.speaker.local_address;
  out.destination = neighbor.speaker.address;
  out.source_port = kOurPort;
  out.interface = interface;
  std::vector<Trial> trials;
  const bgp::OpeningMode opening = neighbor.speaker.peer.opening;
  if (opening != bgp::OpeningMode::kPassive) {
    ProbePacket bgp = out;
    bgp.protocol = "tcp";
    bgp.destination_port = neighbor.port;
    AddBothWays("BGP", bgp, trials);
  }
  if (opening != bgp::OpeningMode::kActive) {
    ProbePacket opened = out;
    opened.incoming = true;
    opened.protocol = "tcp";
    std::swap(opened.source, opened.destination);
    opened.destination_port = kBgpPort;
    trials.push_back({"BGP opened by", opened});
  }
  if (neighbor.speaker.bfd.has_value()) {
    ProbePacket bfd = out;
    bfd.protocol = "udp";
    bfd.destination_port = neighbor.speaker.bfd->multihop_min_ttl.has_value()
                               ? kMultihopBfdPort
                               : kBfdPort;
    AddBothWays("BFD", bfd, trials);
  }
  return trials;
}

Findings Try(const NeighborSetup& neighbor, const Facts& facts,
             const Ruleset& ruleset) {
  const Facts::Address* const local =
      facts.FindAddress(neighbor.speaker.local_address);
  Findings findings;
  for (const Trial& trial :
       TrialsOf(neighbor, local == nullptr ? "" : local->interface)) {
    const FirewallVerdict verdict = ruleset.Judge(trial.packet);
    if (verdict.outcome == Outcome::kPasses) continue;
    const bool blocked = verdict.outcome == Outcome::kBlocked;
    const std::string port =
        absl::StrCat(trial.packet.protocol, " ",
                     trial.packet.established ? "sport " : "dport ",
                     trial.packet.established ? trial.packet.source_port
                                              : trial.packet.destination_port);
    findings.push_back(
        {blocked ? Finding::Grade::kError : Finding::Grade::kWarning,
         absl::StrCat("neighbor \"", neighbor.announcer.name,
                      "\": ", trial.what, " it ", blocked ? "is" : "may be",
                      " blocked by ", verdict.where),
         absl::StrCat("accept ", port, " there",
                      blocked ? "" : ", or make sure that it passes")});
  }
  if (findings.empty()) {
    findings.push_back({Finding::Grade::kOk,
                        absl::StrCat("neighbor \"", neighbor.announcer.name,
                                     "\": nftables lets its packets pass")});
  }
  return findings;
}

}  // namespace

Findings CheckFirewall(const AnnouncerSetup& setup, const Facts& facts) {
  if (!facts.ruleset.ok()) {
    return {{Finding::Grade::kUnseen,
             absl::StrCat("the rules of nftables: ",
                          facts.ruleset.status().message())}};
  }
  Findings findings;
  for (const NeighborSetup& neighbor : setup.neighbors) {
    for (Finding& finding : Try(neighbor, facts, *facts.ruleset)) {
      findings.push_back(std::move(finding));
    }
  }
  return findings;
}

}  // namespace waymark::examples
