// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/bfd_monitor/config_loader.h"

#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "base/ip_address.h"
#include "bfd/discriminator_table.h"
#include "bfd/session_key.h"
#include "examples/proto/bfd_config.h"
#include "examples/proto/bfd_monitor.pb.h"
#include "examples/proto/config_node.h"
#include "examples/proto/neighbor.pb.h"
#include "examples/proto/text_config.h"
#include "google/protobuf/text_format.h"

namespace waymark::examples {
namespace {

using proto::BfdMonitorConfig;
using proto::BfdSession;

IpAddress RequireAddress(const ConfigNode& node, int field) {
  if (node.RequiredText(field).empty()) return {};
  return node.Address(field).value_or(IpAddress());
}

std::string ReadName(const ConfigNode& node) {
  std::string name = node.RequiredText(BfdSession::kNameFieldNumber);
  if (name.find_first_of(" \t\r\n") != std::string::npos) {
    node.Reject(BfdSession::kNameFieldNumber, "contains a blank",
                "commands take a name as one word");
  }
  return name;
}

// Whether the session is bound to an interface, or should be.
bool CheckInterface(const ConfigNode& node, const bfd::SessionKey& key) {
  constexpr int kInterface = BfdSession::kInterfaceFieldNumber;
  const bool given = node.Has(kInterface);
  if (key.path == bfd::PathKind::kMultihop) {
    if (given) {
      node.Reject(kInterface, "counts for no multihop session",
                  "remove it, or the multihop of bfd");
    }
    return false;
  }
  const bool needed = key.remote.is_v6() && key.remote.IsLinkLocal();
  if (needed && !given) {
    node.Reject(kInterface, "is missing though remote_address is link-local",
                "name the interface on whose link the neighbour is");
  }
  return given || needed;
}

// What sessions have in common, unless they have their own.
struct SharedBfd {
  bfd::TimerConfig timers;
  absl::Duration hold_down;
};

SharedBfd ReadSharedBfd(const ConfigNode& node) {
  for (const int field :
       {proto::Bfd::kMultihopFieldNumber, proto::Bfd::kKeyFieldNumber}) {
    const bool repeated = field == proto::Bfd::kKeyFieldNumber;
    if (repeated ? node.Count(field) > 0 : node.Has(field)) {
      node.Reject(field, "counts for no session",
                  "move it to the bfd of sessions");
    }
  }
  return {ReadBfdTimers(node), ReadBfdHoldDown(node)};
}

BfdSessionSetup ReadSession(const ConfigNode& node, const SharedBfd& shared,
                            const std::string& config_file) {
  BfdSessionSetup session;
  session.name = ReadName(node);
  session.interface = node.As<BfdSession>().interface();
  bfd::SessionConfig& config = session.config;
  config.key.local = RequireAddress(node, BfdSession::kLocalAddressFieldNumber);
  config.key.remote =
      RequireAddress(node, BfdSession::kRemoteAddressFieldNumber);
  const ConfigNode bfd = node.Child(BfdSession::kBfdFieldNumber);
  config.timers = ReadBfdTimers(bfd, shared.timers);
  config.hold_down = ReadBfdHoldDown(bfd, shared.hold_down);
  config.key_chain = ReadBfdKeys(bfd, config_file);
  if (const std::optional<int> min_ttl = ReadMultihopMinTtl(bfd)) {
    config.key.path = bfd::PathKind::kMultihop;
    config.min_ttl = *min_ttl;
  }
  bfd::SessionConfig complete = config;
  // Its index is not known before it is looked up; any other than 0 says that
  // there is one. A wrong choice is rejected where it was made.
  complete.key.interface_index = CheckInterface(node, config.key) ? 1 : 0;
  complete.key_chain = nullptr;  // what computes its digests comes later
  if (const absl::Status valid = bfd::Validate(complete);
      !valid.ok() && !config.key.local.IsUnspecified() &&
      !config.key.remote.IsUnspecified()) {
    node.Reject(BfdSession::kRemoteAddressFieldNumber, valid.message(),
                "correct one of the two");
  }
  return session;
}

}  // namespace

std::optional<BfdMonitorSetup> LoadBfdMonitorConfig(const std::string& path,
                                                    ConfigProblems* problems) {
  std::string text;
  if (!ReadConfigFile(path, &text, problems)) return std::nullopt;
  return ParseBfdMonitorConfig(text, path, problems);
}

std::optional<BfdMonitorSetup> ParseBfdMonitorConfig(
    absl::string_view text, const std::string& config_file,
    ConfigProblems* problems) {
  BfdMonitorConfig config;
  google::protobuf::TextFormat::ParseInfoTree places;
  if (!ParseTextConfig(text, &config, &places, problems)) return std::nullopt;
  const ConfigNode root(config, places, *problems);
  constexpr int kField = BfdMonitorConfig::kSessionFieldNumber;
  BfdMonitorSetup setup;
  setup.batch_packets = config.batch_packets();
  setup.port = static_cast<uint16_t>(
      root.Number(BfdMonitorConfig::kPortFieldNumber, {1, 65535}, 3784));
  const SharedBfd shared =
      ReadSharedBfd(root.Child(BfdMonitorConfig::kBfdFieldNumber));
  const int count = root.Count(kField);
  if (count == 0 ||
      static_cast<size_t>(count) > bfd::DiscriminatorTable::kMaxCapacity) {
    root.Reject(
        kField, absl::StrCat("is there ", count, " times"),
        absl::StrCat("give 1 to ", bfd::DiscriminatorTable::kMaxCapacity));
  }
  UniqueValues names;
  UniqueValues keys;
  for (int i = 0; i < count; ++i) {
    const ConfigNode node = root.Child(kField, i);
    BfdSessionSetup session = ReadSession(node, shared, config_file);
    names.Add(node, BfdSession::kNameFieldNumber, session.name);
    keys.Add(node, BfdSession::kRemoteAddressFieldNumber,
             absl::StrCat(session.config.key.local.ToString(), " ",
                          session.config.key.remote.ToString(), " ",
                          session.interface,
                          session.config.key.path == bfd::PathKind::kMultihop
                              ? " multihop"
                              : ""));
    setup.sessions.push_back(std::move(session));
  }
  if (!problems->empty()) return std::nullopt;
  return setup;
}

}  // namespace waymark::examples
