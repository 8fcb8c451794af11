// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/bfd_monitor/config_loader.h"

#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "base/ip_address.h"
#include "bfd/discriminator_table.h"
#include "bfd/session_key.h"
#include "examples/proto/bfd_config.h"
#include "examples/proto/bfd_monitor.pb.h"
#include "examples/proto/config_node.h"
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

BfdSessionSetup ReadSession(const ConfigNode& node,
                            const bfd::TimerConfig& timers) {
  BfdSessionSetup session;
  session.name = ReadName(node);
  session.interface = node.As<BfdSession>().interface();
  bfd::SessionConfig& config = session.config;
  config.key.local = RequireAddress(node, BfdSession::kLocalAddressFieldNumber);
  config.key.remote =
      RequireAddress(node, BfdSession::kRemoteAddressFieldNumber);
  config.timers =
      ReadBfdTimers(node.Child(BfdSession::kBfdFieldNumber), timers);
  if (node.As<BfdSession>().has_multihop()) {
    config.key.path = bfd::PathKind::kMultihop;
    config.min_ttl = static_cast<int>(
        node.Child(BfdSession::kMultihopFieldNumber)
            .Number(BfdSession::Multihop::kMinTtlFieldNumber, {1, 255}, 1));
  }
  // Its index is not known before it is looked up; any other than 0 says that
  // there is one.
  bfd::SessionConfig complete = config;
  complete.key.interface_index = session.interface.empty() ? 0 : 1;
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
  return ParseBfdMonitorConfig(text, problems);
}

std::optional<BfdMonitorSetup> ParseBfdMonitorConfig(absl::string_view text,
                                                     ConfigProblems* problems) {
  BfdMonitorConfig config;
  google::protobuf::TextFormat::ParseInfoTree places;
  if (!ParseTextConfig(text, &config, &places, problems)) return std::nullopt;
  const ConfigNode root(config, places, *problems);
  constexpr int kField = BfdMonitorConfig::kSessionFieldNumber;
  BfdMonitorSetup setup;
  setup.port = static_cast<uint16_t>(
      root.Number(BfdMonitorConfig::kPortFieldNumber, {1, 65535}, 3784));
  const bfd::TimerConfig timers =
      ReadBfdTimers(root.Child(BfdMonitorConfig::kBfdFieldNumber));
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
    BfdSessionSetup session = ReadSession(node, timers);
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
