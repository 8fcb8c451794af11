// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/announcer/metrics/row_metrics.h"

#include <iterator>
#include <map>
#include <string>
#include <utility>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "examples/proto/control.pb.h"
#include "google/protobuf/timestamp.pb.h"

namespace waymark::examples {
namespace {

using proto::BfdRow;
using proto::GroupRow;
using proto::HealthRow;
using proto::NeighborRow;

// As bgpPeerState of RFC 4273 numbers them, from 1 on.
constexpr const char* kBgpStates[] = {
    "", "idle", "connect", "active", "open_sent", "open_confirm", "established",
};
// RFC 5880, 4.1.
constexpr const char* kBfdStates[] = {"admin_down", "down", "init", "up"};

constexpr const char* kRoles[] = {"active", "standby", "recovering", "drained",
                                  "withdrawn"};
constexpr const char* kStandings[] = {"active", "standby", "recovering",
                                      "nothing"};

double IndexIn(absl::Span<const char* const> names, absl::string_view name) {
  for (size_t i = 0; i < names.size(); ++i) {
    if (names[i] == name) return static_cast<double>(i);
  }
  return -1;
}

double Seconds(const google::protobuf::Timestamp& time) {
  return static_cast<double>(time.seconds()) + time.nanos() / 1e9;
}

void AddNeighbor(const NeighborRow& row, MetricPage& page) {
  const std::string& name = row.name();
  const auto add = [&](const char* metric, double value) {
    page.Add(metric, {{"neighbor", name}}, value);
  };
  const auto count = [](uint64_t n) { return static_cast<double>(n); };
  add("waymark_bgp_session_state", IndexIn(kBgpStates, row.state()));
  add("waymark_bgp_sessions_established_total", count(row.established_count()));
  add("waymark_bgp_sessions_lost_total", count(row.down_count()));
  add("waymark_bgp_failed_attempts_total", count(row.failed_attempts()));
  add("waymark_announced_routes", count(row.advertised()));
  constexpr char kMessages[] = "waymark_bgp_messages_total";
  page.Add(kMessages, {{"neighbor", name}, {"direction", "received"}},
           count(row.messages_received()));
  page.Add(kMessages, {{"neighbor", name}, {"direction", "sent"}},
           count(row.messages_sent()));
}

void AddBfd(const BfdRow& row, MetricPage& page) {
  const std::string& name = row.neighbor();
  const auto add = [&](const char* metric, double value) {
    page.Add(metric, {{"neighbor", name}}, value);
  };
  const auto count = [](uint64_t n) { return static_cast<double>(n); };
  add("waymark_bfd_session_state", IndexIn(kBfdStates, row.state()));
  if (row.has_detection_time_us()) {
    add("waymark_bfd_detection_time_seconds",
        count(row.detection_time_us()) / 1e6);
  }
  add("waymark_bfd_sessions_lost_total", count(row.down_count()));
  add("waymark_bfd_session_stalls_total", count(row.local_stalls()));
  constexpr char kPackets[] = "waymark_bfd_packets_total";
  page.Add(kPackets, {{"neighbor", name}, {"direction", "received"}},
           count(row.packets_received()));
  page.Add(kPackets, {{"neighbor", name}, {"direction", "sent"}},
           count(row.packets_sent()));
  page.Add("waymark_drops_total", {{"kind", "bfd_packets"}, {"of", name}},
           count(row.packets_discarded()));
}

// 1 for `value`, 0 for the others.
void AddChoice(const char* metric, const std::string& group, const char* label,
               absl::Span<const char* const> names, absl::string_view value,
               MetricPage& page) {
  for (const char* name : names) {
    page.Add(metric, {{"group", group}, {label, name}}, name == value ? 1 : 0);
  }
}

void AddGroup(const GroupRow& row, MetricPage& page) {
  const std::string& name = row.name();
  const auto add = [&](const char* metric, double value) {
    page.Add(metric, {{"group", name}}, value);
  };
  AddChoice("waymark_group_role", name, "role", kRoles, row.role(), page);
  AddChoice("waymark_group_standing", name, "standing", kStandings,
            row.has_standing() ? row.standing() : "nothing", page);
  if (row.has_epoch()) {
    add("waymark_group_epoch", static_cast<double>(row.epoch()));
  }
  if (row.has_valid_until()) {
    add("waymark_group_lease_end_seconds", Seconds(row.valid_until()));
  }
  add("waymark_group_lease_lapsed", row.lease_lapsed() ? 1 : 0);
  add("waymark_group_ready", row.ready() ? 1 : 0);
  add("waymark_group_lost_sides", row.lost_sides_size());
  add("waymark_group_stale_grants_total",
      static_cast<double>(row.stale_grants()));
}

void AddHealth(const HealthRow& row, MetricPage& page) {
  const auto add = [&](const char* metric, double value) {
    page.Add(metric, {{"group", row.group()}, {"check", row.check()}}, value);
  };
  add("waymark_health_check_well", row.state() == "well" ? 1 : 0);
  add("waymark_health_probes_total", static_cast<double>(row.probes()));
  add("waymark_health_probe_failures_total",
      static_cast<double>(row.failures()));
}

void ForEachRow(ControlHandler& handler, const proto::Request& request,
                absl::FunctionRef<void(const proto::Response&)> each) {
  absl::StatusOr<ControlRows> rows = handler.OnRequest(request);
  if (!rows.ok()) return;
  for (proto::Response row; (*rows)(row); row.Clear()) each(row);
}

}  // namespace

void AddRowMetrics(ControlHandler& handler, MetricPage& page) {
  std::map<std::string, int> bfd_sessions;
  for (const char* state : kBfdStates) bfd_sessions[state] = 0;
  const auto add = [&](const proto::Response& row) {
    if (row.has_neighbor()) AddNeighbor(row.neighbor(), page);
    if (row.has_bfd()) {
      AddBfd(row.bfd(), page);
      ++bfd_sessions[row.bfd().state()];
    }
    if (row.has_group()) AddGroup(row.group(), page);
    if (row.has_health()) AddHealth(row.health(), page);
  };
  proto::Request request;
  request.mutable_neighbors();
  ForEachRow(handler, request, add);
  request.mutable_bfd();
  ForEachRow(handler, request, add);
  request.mutable_groups();
  ForEachRow(handler, request, add);
  request.mutable_health();
  ForEachRow(handler, request, add);
  for (const auto& [state, count] : bfd_sessions) {
    page.Add("waymark_bfd_sessions", {{"state", state}}, count);
  }
}

}  // namespace waymark::examples
