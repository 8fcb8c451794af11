// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/bfd_monitor/command.h"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "bfd/session_config.h"

namespace waymark::examples {
namespace {

using Words = std::vector<absl::string_view>;

absl::Status Usage(absl::string_view usage) {
  return absl::InvalidArgumentError(usage);
}

absl::Status SetTimers(const Words& words, Monitor& monitor) {
  int64_t tx_ms = 0;
  int64_t rx_ms = 0;
  bfd::TimerConfig timers;
  if (words.size() != 5 || !absl::SimpleAtoi(words[2], &tx_ms) ||
      !absl::SimpleAtoi(words[3], &rx_ms) ||
      !absl::SimpleAtoi(words[4], &timers.detect_multiplier)) {
    return Usage("usage: set-timers NAME TX_MS RX_MS MULTIPLIER");
  }
  timers.desired_min_tx = absl::Milliseconds(tx_ms);
  timers.required_min_rx = absl::Milliseconds(rx_ms);
  return monitor.SetTimers(words[1], timers);
}

absl::Status SetAdminDown(const Words& words, Monitor& monitor) {
  if (words.size() != 2) return Usage("usage: admin-down|admin-up NAME");
  return monitor.SetAdminDown(words[1], words[0] == "admin-down");
}

absl::Status ListSessions(const Words& words, const Monitor& monitor,
                          proto::BfdMonitorReply& reply) {
  if (words.size() > 2) return Usage("usage: sessions [NAME]");
  const absl::string_view name = words.size() == 2 ? words[1] : "";
  for (proto::BfdSessionStatus& status : monitor.Statuses(name)) {
    *reply.add_sessions() = std::move(status);
  }
  return reply.sessions().empty()
             ? absl::NotFoundError("there is no such session")
             : absl::OkStatus();
}

absl::Status Execute(const Words& words, Monitor& monitor,
                     proto::BfdMonitorReply& reply) {
  const absl::string_view command = words[0];
  if (command == "counters") {
    *reply.mutable_counters() = monitor.TakeCounters();
    return absl::OkStatus();
  }
  if (command == "sessions") return ListSessions(words, monitor, reply);
  if (command == "set-timers") return SetTimers(words, monitor);
  if (command == "admin-down" || command == "admin-up") {
    return SetAdminDown(words, monitor);
  }
  return Usage(
      "commands: counters, sessions, set-timers, admin-down, admin-up, quit");
}

}  // namespace

proto::BfdMonitorReply Execute(absl::string_view line, Monitor& monitor) {
  Words words = absl::StrSplit(line, ' ', absl::SkipEmpty());
  if (words.empty()) words.push_back("");
  proto::BfdMonitorReply reply;
  reply.set_command(std::string(words[0]));
  const absl::Status status = Execute(words, monitor, reply);
  reply.set_ok(status.ok());
  if (!status.ok()) reply.set_error(std::string(status.message()));
  return reply;
}

}  // namespace waymark::examples
