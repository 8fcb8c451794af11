// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// How much the change of each field of announcer.proto disturbs.

#include <iterator>

#include "absl/algorithm/container.h"
#include "absl/strings/strip.h"
#include "examples/announcer/reload_plan.h"

namespace waymark::examples {
namespace {

struct Entry {
  // The full name without the package.
  absl::string_view field;
  Impact impact;
};

constexpr Entry kEntries[] = {
    {"AnnouncerConfig.router_id", Impact::kResetAll},
    {"AnnouncerConfig.local_as", Impact::kResetAll},
    {"AnnouncerConfig.neighbor", Impact::kStart},
    {"AnnouncerConfig.group", Impact::kHot},
    {"AnnouncerConfig.limits", Impact::kRestart},
    {"AnnouncerConfig.paths", Impact::kRestart},
    {"AnnouncerConfig.shutdown", Impact::kHot},
    {"AnnouncerConfig.bfd_thread", Impact::kRestart},
    // Gives the neighbours other defaults.
    {"AnnouncerConfig.profile", Impact::kResetAll},
    {"AnnouncerConfig.surroundings", Impact::kHot},
    {"AnnouncerConfig.metrics", Impact::kHot},
    {"AnnouncerConfig.event_sink", Impact::kHot},

    {"BfdThread.realtime_priority", Impact::kRestart},
    {"BfdThread.lock_memory", Impact::kRestart},
    {"BfdThread.lease_ms", Impact::kRestart},

    {"Limits.control_clients", Impact::kRestart},
    {"Limits.pending_events", Impact::kRestart},

    {"Metrics.textfile", Impact::kHot},
    {"Metrics.interval_ms", Impact::kHot},

    {"EventSink.file", Impact::kHot},
    {"EventSink.exec", Impact::kHot},
    {"EventSink.Exec.argument", Impact::kHot},
    {"EventSink.webhook", Impact::kHot},
    {"EventSink.Webhook.url", Impact::kHot},
    {"EventSink.event", Impact::kHot},
    {"EventSink.timeout_ms", Impact::kHot},
    {"EventSink.queue", Impact::kHot},

    {"Paths.state_dir", Impact::kRestart},
    {"Paths.socket", Impact::kRestart},
    {"Paths.socket_group", Impact::kRestart},

    {"Shutdown.worsen_ms", Impact::kHot},
    {"Shutdown.deadline_ms", Impact::kHot},
    {"Shutdown.text", Impact::kHot},
    {"Shutdown.graceful_shutdown", Impact::kHot},
    {"Shutdown.settle_ms", Impact::kHot},
    {"Shutdown.ask_processed", Impact::kHot},

    {"Surroundings.persist_routes", Impact::kHot},
    {"Surroundings.static_route", Impact::kHot},
    {"Surroundings.other_node_as", Impact::kHot},

    // Another name is another neighbour, or group, or check.
    {"Neighbor.name", Impact::kStart},
    {"Neighbor.address", Impact::kReset},
    {"Neighbor.port", Impact::kReset},
    {"Neighbor.peer_as", Impact::kReset},
    {"Neighbor.local_address", Impact::kReset},
    {"Neighbor.side", Impact::kHot},
    {"Neighbor.hold_time_s", Impact::kReset},
    {"Neighbor.bfd", Impact::kReset},
    {"Neighbor.password_file", Impact::kReset},
    {"Neighbor.ttl_security", Impact::kReset},
    {"Neighbor.opening", Impact::kReset},
    {"Neighbor.local_as", Impact::kReset},
    {"Neighbor.next_hop", Impact::kHot},
    {"Neighbor.connect_retry_ms", Impact::kReset},
    {"Neighbor.family", Impact::kReset},

    {"Bfd.desired_min_tx_ms", Impact::kPollSequence},
    {"Bfd.required_min_rx_ms", Impact::kPollSequence},
    {"Bfd.detect_multiplier", Impact::kPollSequence},
    {"Bfd.mode", Impact::kReset},
    {"Bfd.multihop", Impact::kReset},
    {"Bfd.Multihop.min_ttl", Impact::kReset},
    // From none to some, or back, is a reset: the planner sees to it.
    {"Bfd.key", Impact::kHot},
    {"BfdKey.type", Impact::kHot},
    {"BfdKey.id", Impact::kHot},
    {"BfdKey.secret_file", Impact::kHot},
    {"BfdKey.send_from", Impact::kHot},
    {"BfdKey.send_until", Impact::kHot},
    {"BfdKey.accept_from", Impact::kHot},
    {"BfdKey.accept_until", Impact::kHot},
    {"Bfd.hold_down_ms", Impact::kReset},

    {"NextHop.ipv4", Impact::kHot},
    {"NextHop.ipv6", Impact::kHot},

    {"Group.name", Impact::kHot},
    {"Group.prefix", Impact::kHot},
    {"Group.next_hop", Impact::kHot},
    {"Group.ladder", Impact::kHot},
    {"Group.role", Impact::kHot},
    {"Group.neighbor", Impact::kHot},
    {"Group.side", Impact::kHot},
    {"Group.failback", Impact::kHot},
    {"Group.symmetry", Impact::kHot},
    {"Group.health", Impact::kHot},
    {"Group.warm_up_ms", Impact::kHot},
    {"Group.stall_limit_ms", Impact::kHot},
    {"Group.drain_worsen_ms", Impact::kHot},
    {"Group.assume_active_after_total_loss_ms", Impact::kHot},
    {"Group.rank", Impact::kHot},

    {"Ladder.active", Impact::kHot},
    {"Ladder.standby", Impact::kHot},
    {"Ladder.recovering", Impact::kHot},
    {"Ladder.epoch_span", Impact::kHot},
    {"Step.prepend", Impact::kHot},
    {"Step.med", Impact::kHot},
    {"Step.community", Impact::kHot},

    {"Failback.mode", Impact::kHot},
    {"Failback.delay_ms", Impact::kHot},
    {"Failback.first_start", Impact::kHot},

    {"Symmetry.mode", Impact::kHot},
    {"Symmetry.return_after_ms", Impact::kHot},
    {"Symmetry.min_live", Impact::kHot},
    {"Symmetry.side", Impact::kHot},

    {"Health.name", Impact::kHot},
    {"Health.exec", Impact::kHot},
    {"Health.tcp", Impact::kHot},
    {"Health.http", Impact::kHot},
    {"Health.file", Impact::kHot},
    {"Health.interval_ms", Impact::kHot},
    {"Health.timeout_ms", Impact::kHot},
    {"Health.rise", Impact::kHot},
    {"Health.fall", Impact::kHot},
    {"Health.flap_limit", Impact::kHot},
    {"Health.flap_window_ms", Impact::kHot},
    {"Health.hold_down_ms", Impact::kHot},
    {"Health.Exec.argument", Impact::kHot},
    {"Health.Tcp.address", Impact::kHot},
    {"Health.Tcp.port", Impact::kHot},
    {"Health.Http.url", Impact::kHot},
    {"Health.Http.status", Impact::kHot},
};

}  // namespace

absl::string_view Name(Impact impact) {
  switch (impact) {
    case Impact::kHot:
      return "hot";
    case Impact::kWithdraw:
      return "withdraw";
    case Impact::kPollSequence:
      return "poll_sequence";
    case Impact::kReset:
    case Impact::kResetAll:
      return "reset";
    case Impact::kStart:
      return "start";
    case Impact::kStop:
      return "stop";
    case Impact::kRestart:
      return "restart";
  }
  return "";
}

std::optional<Impact> ImpactOf(const google::protobuf::FieldDescriptor& field) {
  const absl::string_view name =
      absl::StripPrefix(field.full_name(), "waymark.proto.");
  const auto* const entry = absl::c_find_if(
      kEntries, [name](const Entry& entry) { return entry.field == name; });
  if (entry == std::end(kEntries)) return std::nullopt;
  return entry->impact;
}

}  // namespace waymark::examples
