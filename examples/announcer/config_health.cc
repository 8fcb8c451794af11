// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/announcer/config_health.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "announcer/health_check.h"
#include "base/ip_address.h"
#include "examples/proto/announcer.pb.h"
#include "examples/proto/bgp_config.h"

namespace waymark::examples {
namespace {

using proto::Group;
using proto::Health;

// Each has a probe at work, some of them a thread.
constexpr int kMaxChecks = 16;

ExecCheck ReadExec(const ConfigNode& node) {
  const Health::Exec& config = node.As<Health::Exec>();
  ExecCheck check;
  check.arguments.assign(config.argument().begin(), config.argument().end());
  if (check.arguments.empty() || check.arguments.front().empty()) {
    node.Reject(Health::Exec::kArgumentFieldNumber, "names no program",
                "give the program, then its arguments");
  }
  return check;
}

TcpCheck ReadTcp(const ConfigNode& node) {
  TcpCheck check;
  check.remote.address = RequireUnicast(node, Health::Tcp::kAddressFieldNumber)
                             .value_or(IpAddress());
  check.remote.port = static_cast<uint16_t>(
      node.Number(Health::Tcp::kPortFieldNumber, {1, 65535}, std::nullopt));
  return check;
}

HttpCheck ReadHttp(const ConfigNode& node) {
  constexpr int kUrl = Health::Http::kUrlFieldNumber;
  HttpCheck check;
  const std::string url = node.RequiredText(kUrl);
  if (!url.empty() && !ParseHttpTarget(url, &check.target)) {
    node.Reject(kUrl, "is no URL", "write it as http://127.0.0.1:8080/health");
  }
  check.status = static_cast<int>(
      node.Number(Health::Http::kStatusFieldNumber, {100, 599}, 200));
  return check;
}

void ReadCheck(const ConfigNode& node, HealthSetup& health) {
  switch (node.As<Health>().check_case()) {
    case Health::kExec:
      health.check = ReadExec(node.Child(Health::kExecFieldNumber));
      break;
    case Health::kTcp:
      health.check = ReadTcp(node.Child(Health::kTcpFieldNumber));
      break;
    case Health::kHttp:
      health.check = ReadHttp(node.Child(Health::kHttpFieldNumber));
      break;
    case Health::kFile:
      health.check = FileCheck{node.RequiredText(Health::kFileFieldNumber)};
      break;
    case Health::CHECK_NOT_SET:
      node.Reject(Health::kNameFieldNumber, "checks nothing",
                  "add exec, tcp, http or file");
      break;
  }
}

announcer::HealthOptions ReadOptions(const ConfigNode& node) {
  const announcer::HealthOptions defaults;
  const auto count = [&node](int field, NumberRange range, int fallback) {
    return static_cast<int>(
        node.Number(field, range, static_cast<uint32_t>(fallback)));
  };
  announcer::HealthOptions options;
  options.rise = count(Health::kRiseFieldNumber, {1, 1000}, defaults.rise);
  options.fall = count(Health::kFallFieldNumber, {1, 1000}, defaults.fall);
  options.flap_limit =
      count(Health::kFlapLimitFieldNumber, {0, 1000}, defaults.flap_limit);
  options.flap_window = ReadMilliseconds(node, Health::kFlapWindowMsFieldNumber,
                                         {1, 86400000}, 60000);
  options.hold_down = ReadMilliseconds(node, Health::kHoldDownMsFieldNumber,
                                       {1, 86400000}, 60000);
  if (options.flap_limit > 0) return options;
  for (const int field :
       {Health::kFlapWindowMsFieldNumber, Health::kHoldDownMsFieldNumber}) {
    if (!node.Has(field)) continue;
    node.Reject(field, "counts for nothing without flap_limit",
                "set flap_limit, or remove it");
  }
  return options;
}

}  // namespace

std::vector<HealthSetup> ReadHealth(const ConfigNode& group) {
  constexpr int kField = Group::kHealthFieldNumber;
  const int count = group.Count(kField);
  if (count > kMaxChecks) {
    group.Reject(kField, absl::StrCat("is there ", count, " times"),
                 absl::StrCat("keep ", kMaxChecks, " of them"));
  }
  std::vector<HealthSetup> checks;
  UniqueValues names;
  for (int i = 0; i < count; ++i) {
    const ConfigNode node = group.Child(kField, i);
    HealthSetup health;
    health.name = node.RequiredText(Health::kNameFieldNumber);
    names.Add(node, Health::kNameFieldNumber, health.name);
    ReadCheck(node, health);
    health.options = ReadOptions(node);
    health.interval = ReadMilliseconds(node, Health::kIntervalMsFieldNumber,
                                       {10, 3600000}, 1000);
    health.timeout = ReadMilliseconds(node, Health::kTimeoutMsFieldNumber,
                                      {10, 3600000}, 1000);
    checks.push_back(std::move(health));
  }
  return checks;
}

}  // namespace waymark::examples
