// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/announcer/config_loader.h"

#include <cstddef>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "announcer/shutdown.h"
#include "base/ip_address.h"
#include "bgp/family.h"
#include "bgp/session/peer_config.h"
#include "bgp/session/session_config.h"
#include "examples/announcer/cloud_profile.h"
#include "examples/announcer/config_group.h"
#include "examples/announcer/config_health.h"
#include "examples/announcer/config_reporting.h"
#include "examples/announcer/lint.h"
#include "examples/daemon/group_access.h"
#include "examples/proto/announcer.pb.h"
#include "examples/proto/bgp_config.h"
#include "examples/proto/config_node.h"
#include "examples/proto/neighbor.pb.h"
#include "examples/proto/text_config.h"
#include "google/protobuf/text_format.h"
#include "posix/bfd_thread.h"
#include "speaker/neighbor_config.h"

namespace waymark::examples {
namespace {

using proto::AnnouncerConfig;
using proto::BfdThread;
using proto::Limits;
using proto::Neighbor;
using proto::Paths;
using proto::Shutdown;

bgp::OpeningMode OpeningOf(const Neighbor& neighbor) {
  switch (neighbor.opening()) {
    case Neighbor::PASSIVE:
      return bgp::OpeningMode::kPassive;
    case Neighbor::BOTH:
      return bgp::OpeningMode::kBoth;
    default:
      return bgp::OpeningMode::kActive;
  }
}

void ReadAsNumbers(const ConfigNode& node, uint32_t local_as,
                   const CloudProfile& profile, bgp::SessionConfig& session) {
  session.local_as =
      ReadAsNumber(node, Neighbor::kLocalAsFieldNumber, local_as);
  session.peer_as =
      ReadAsNumber(node, Neighbor::kPeerAsFieldNumber, profile.peer_as);
  if (session.local_as == session.peer_as &&
      (node.Has(Neighbor::kPeerAsFieldNumber) || profile.peer_as.has_value())) {
    node.Reject(Neighbor::kPeerAsFieldNumber,
                "is our own AS number, and an internal neighbour would not "
                "compare what the ladder sets",
                "announce to neighbours of another AS");
  }
}

void ReadAddresses(const ConfigNode& node, speaker::NeighborConfig& neighbor) {
  const std::optional<IpAddress> address =
      RequireUnicast(node, Neighbor::kAddressFieldNumber);
  const std::optional<IpAddress> local =
      ReadUnicast(node, Neighbor::kLocalAddressFieldNumber);
  neighbor.address = address.value_or(IpAddress());
  neighbor.local_address = local.value_or(IpAddress());
  if (address.has_value() && local.has_value()) {
    if (address->family() != local->family()) {
      node.Reject(Neighbor::kLocalAddressFieldNumber,
                  "is not of the family of `address`",
                  "give both as IPv4 or both as IPv6");
    } else if (*address == *local) {
      node.Reject(Neighbor::kLocalAddressFieldNumber,
                  "is the neighbour's own address", "give one of this node");
    }
  }
  if (node.Has(Neighbor::kBfdFieldNumber) &&
      !node.Has(Neighbor::kLocalAddressFieldNumber)) {
    node.Reject(Neighbor::kLocalAddressFieldNumber, "is missing",
                "BFD needs it: set our own end of the session");
  }
}

std::vector<bgp::Family> ReadFamilies(const ConfigNode& node) {
  constexpr int kField = Neighbor::kFamilyFieldNumber;
  const Neighbor& config = node.As<Neighbor>();
  std::vector<bgp::Family> families;
  UniqueValues unique;
  for (int i = 0; i < config.family_size(); ++i) {
    if (config.family(i) == Neighbor::IPV4) {
      families.push_back(bgp::kIpv4Unicast);
    } else if (config.family(i) == Neighbor::IPV6) {
      families.push_back(bgp::kIpv6Unicast);
    } else {
      node.RejectAt(kField, i, "is no address family", "name IPV4 or IPV6");
      continue;
    }
    unique.Add(node, kField, Neighbor::Family_Name(config.family(i)), i);
  }
  if (families.empty()) families = {bgp::kIpv4Unicast, bgp::kIpv6Unicast};
  return families;
}

NeighborSetup ReadNeighbor(const ConfigNode& node, const AnnouncerSetup& setup,
                           const CloudProfile& profile,
                           const std::string& file) {
  NeighborSetup neighbor;
  const Neighbor& config = node.As<Neighbor>();
  speaker::NeighborConfig& speaker = neighbor.speaker;
  bgp::SessionConfig& session = speaker.peer.session;
  speaker.peer.name = node.RequiredText(Neighbor::kNameFieldNumber);
  speaker.peer.opening = OpeningOf(config);
  session.bgp_identifier = setup.router_id;
  session.families = ReadFamilies(node);
  ReadAsNumbers(node, setup.local_as, profile, session);
  session.hold_time = ReadHoldTime(node, Neighbor::kHoldTimeSFieldNumber,
                                   profile.default_hold_time_s);
  session.connect_retry_time = ReadMilliseconds(
      node, Neighbor::kConnectRetryMsFieldNumber, {100, 600000}, 1000);
  ReadAddresses(node, speaker);
  ReadBfd(node, Neighbor::kBfdFieldNumber, file, speaker);
  speaker.initially_ready = false;
  neighbor.port = static_cast<uint16_t>(
      node.Number(Neighbor::kPortFieldNumber, {1, 65535}, 179));
  neighbor.tcp = ReadTcpPeer(node, Neighbor::kPasswordFileFieldNumber,
                             Neighbor::kTtlSecurityFieldNumber, file);
  neighbor.announcer.name = speaker.peer.name;
  neighbor.announcer.local_as = session.local_as;
  neighbor.announcer.side = config.side();
  neighbor.announcer.next_hops =
      ReadNextHops(node.Child(Neighbor::kNextHopFieldNumber));
  return neighbor;
}

// What only several neighbours together can have wrong.
class NeighborUniqueness {
 public:
  void Add(const ConfigNode& node, const speaker::NeighborConfig& neighbor) {
    names_.Add(node, Neighbor::kNameFieldNumber, neighbor.peer.name);
    if (neighbor.address.IsUnspecified()) return;
    addresses_.Add(node, Neighbor::kAddressFieldNumber,
                   absl::StrCat(neighbor.address.ToString(), " from ",
                                neighbor.local_address.ToString()));
  }

 private:
  UniqueValues names_;
  UniqueValues addresses_;
};

void ReadNeighbors(const ConfigNode& root, const std::string& file,
                   AnnouncerSetup& setup) {
  constexpr int kField = AnnouncerConfig::kNeighborFieldNumber;
  const CloudProfile& profile = ProfileOf(root.As<AnnouncerConfig>().profile());
  NeighborUniqueness uniqueness;
  if (root.Count(kField) == 0) {
    root.Reject(kField, "is missing", "name at least one neighbour");
  }
  for (int i = 0; i < root.Count(kField); ++i) {
    const ConfigNode node = root.Child(kField, i);
    setup.neighbors.push_back(ReadNeighbor(node, setup, profile, file));
    uniqueness.Add(node, setup.neighbors.back().speaker);
  }
}

void ReadShutdown(const ConfigNode& node, announcer::ShutdownOptions& options) {
  options.worsen_for =
      ReadMilliseconds(node, Shutdown::kWorsenMsFieldNumber, {0, 600000}, 0);
  options.deadline = ReadMilliseconds(node, Shutdown::kDeadlineMsFieldNumber,
                                      {100, 3600000}, 5000);
  options.settle_for =
      ReadMilliseconds(node, Shutdown::kSettleMsFieldNumber, {0, 600000}, 0);
  const Shutdown& config = node.As<Shutdown>();
  options.graceful_shutdown = config.graceful_shutdown();
  options.ask_whether_processed =
      !config.has_ask_processed() || config.ask_processed();
  options.text = config.text();
  if (options.worsen_for + options.settle_for >= options.deadline) {
    node.Reject(options.worsen_for >= options.deadline
                    ? Shutdown::kWorsenMsFieldNumber
                    : Shutdown::kSettleMsFieldNumber,
                "leaves no time before deadline_ms",
                absl::StrCat("choose less than ",
                             absl::ToInt64Milliseconds(options.deadline),
                             " for worsen_ms and settle_ms together"));
  }
  if (options.graceful_shutdown && options.worsen_for == absl::ZeroDuration()) {
    node.Reject(Shutdown::kGracefulShutdownFieldNumber,
                "marks paths that are withdrawn at once", "set worsen_ms");
  }
  if (options.text.size() > 255) {
    node.Reject(Shutdown::kTextFieldNumber,
                absl::StrCat("has ", options.text.size(), " octets"),
                "shorten it to 255 (RFC 9003)");
  }
}

std::optional<posix::BfdThread::Options> ReadBfdThread(const ConfigNode& root) {
  if (!root.Has(AnnouncerConfig::kBfdThreadFieldNumber)) return std::nullopt;
  const ConfigNode node = root.Child(AnnouncerConfig::kBfdThreadFieldNumber);
  posix::BfdThread::Options options;
  if (node.Has(BfdThread::kRealtimePriorityFieldNumber)) {
    options.realtime_priority = static_cast<int>(
        node.Number(BfdThread::kRealtimePriorityFieldNumber, {1, 99}, 1));
  }
  options.lock_memory = node.As<BfdThread>().lock_memory();
  if (node.Has(BfdThread::kLeaseMsFieldNumber)) {
    options.lease = ReadMilliseconds(node, BfdThread::kLeaseMsFieldNumber,
                                     {10, 600000}, 10);
  }
  return options;
}

void ReadPaths(const ConfigNode& node, AnnouncerSetup& setup) {
  const Paths& paths = node.As<Paths>();
  setup.state_dir =
      paths.state_dir().empty() ? kDefaultStateDir : paths.state_dir();
  setup.socket = paths.socket();
  if (paths.socket_group().empty()) return;
  setup.socket_group = FindGroup(paths.socket_group());
  if (setup.socket_group.has_value()) return;
  node.Reject(Paths::kSocketGroupFieldNumber, "names no group of this machine",
              absl::StrCat("create it (groupadd --system ",
                           paths.socket_group(), ") or name another"));
}

void ReadHousekeeping(const ConfigNode& root, AnnouncerSetup& setup) {
  const ConfigNode limits = root.Child(AnnouncerConfig::kLimitsFieldNumber);
  setup.max_control_clients =
      limits.Number(Limits::kControlClientsFieldNumber, {1, 256}, 16);
  setup.max_pending_events =
      limits.Number(Limits::kPendingEventsFieldNumber, {16, 1000000}, 1024);
  ReadPaths(root.Child(AnnouncerConfig::kPathsFieldNumber), setup);
}

std::optional<AnnouncerSetup> ReadConfig(
    const AnnouncerConfig& config,
    const google::protobuf::TextFormat::ParseInfoTree& places,
    ConfigProblems* problems) {
  const ConfigNode root(config, places, *problems);
  AnnouncerSetup setup;
  setup.router_id = ReadRouterId(root, AnnouncerConfig::kRouterIdFieldNumber);
  setup.local_as =
      ReadAsNumber(root, AnnouncerConfig::kLocalAsFieldNumber, std::nullopt);
  ReadNeighbors(root, problems->file(), setup);
  std::vector<GroupNeighbor> reachable;
  for (const NeighborSetup& neighbor : setup.neighbors) {
    reachable.push_back({neighbor.announcer, neighbor.speaker.address,
                         neighbor.speaker.peer.session.families});
  }
  setup.groups =
      ReadGroups(root, AnnouncerConfig::kGroupFieldNumber, reachable);
  for (size_t i = 0; i < setup.groups.size(); ++i) {
    setup.health[setup.groups[i].name] = ReadHealth(
        root.Child(AnnouncerConfig::kGroupFieldNumber, static_cast<int>(i)));
  }
  ReadShutdown(root.Child(AnnouncerConfig::kShutdownFieldNumber),
               setup.shutdown);
  setup.bfd_thread = ReadBfdThread(root);
  setup.metrics = ReadMetrics(root);
  setup.event_sinks = ReadEventSinks(root);
  ReadHousekeeping(root, setup);
  Lint(root, setup);
  if (problems->HasErrors()) return std::nullopt;
  setup.config = config;
  return setup;
}

}  // namespace

std::optional<AnnouncerSetup> LoadAnnouncerConfig(const std::string& path,
                                                  ConfigProblems* problems) {
  std::string text;
  if (!ReadConfigFile(path, &text, problems)) return std::nullopt;
  return ParseAnnouncerConfig(text, problems);
}

std::optional<AnnouncerSetup> ParseAnnouncerConfig(absl::string_view text,
                                                   ConfigProblems* problems) {
  AnnouncerConfig config;
  google::protobuf::TextFormat::ParseInfoTree places;
  if (!ParseTextConfig(text, &config, &places, problems)) return std::nullopt;
  return ReadConfig(config, places, problems);
}

std::optional<AnnouncerSetup> ReadAnnouncerConfig(const AnnouncerConfig& config,
                                                  ConfigProblems* problems) {
  return ReadConfig(config, {}, problems);
}

}  // namespace waymark::examples
