// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Asks a running announcer, and tells it what to do; without a command it says
// which there are.
//
// Exit status: 0 done, 1 the daemon refused, 2 usage, 3 no daemon.

#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "examples/announcer/ctl_request.h"
#include "examples/announcer/stall_watch.h"
#include "examples/announcer/tables.h"
#include "examples/daemon/command_line.h"
#include "examples/daemon/control_client.h"
#include "examples/daemon/response_row.h"
#include "examples/json/json_line.h"
#include "examples/proto/control.pb.h"

namespace waymark::examples {
namespace {

int Report(const absl::Status& status) {
  Complain("announcerctl", status);
  return ExitStatusOf(status);
}

std::string MetricsText(const std::vector<proto::Response>& rows) {
  std::string text;
  for (const proto::Response& row : rows) text += row.metrics().text();
  return text;
}

std::string Table(const CtlCommand& command,
                  const std::vector<proto::Response>& rows) {
  const absl::Time now = absl::Now();
  switch (command.request.command_case()) {
    case proto::Request::kNeighbors:
      return command.view == CtlView::kDetail ? NeighborDetail(rows, now)
                                              : NeighborTable(rows, now);
    case proto::Request::kRib:
      return command.view == CtlView::kAnnouncements
                 ? AnnouncementTable(rows, now)
                 : RibTable(rows, now);
    case proto::Request::kBfd:
      return BfdTable(rows, now);
    case proto::Request::kGroups:
    case proto::Request::kSetRole:
    case proto::Request::kPromote:
      return GroupTable(rows, now);
    case proto::Request::kHealth:
      return HealthTable(rows, now);
    case proto::Request::kIncidents:
      return IncidentTable(rows);
    case proto::Request::kReload:
      return ChangeTable(rows);
    case proto::Request::kMetrics:
      return MetricsText(rows);
    default:
      return "";
  }
}

// What waits on the way, in a machine that is paused for instance, does not
// become newer by it.
void StampTime(proto::Request& request) {
  const auto now = static_cast<uint64_t>(absl::ToInt64Milliseconds(Uptime()));
  if (request.has_set_role() && !request.set_role().has_sent_boottime_ms()) {
    request.mutable_set_role()->set_sent_boottime_ms(now);
  }
  if (request.has_promote()) {
    request.mutable_promote()->set_sent_boottime_ms(now);
  }
}

int Run(const CtlCommand& command) {
  absl::StatusOr<ControlClient> client = ControlClient::Connect(command.socket);
  if (!client.ok()) return Report(client.status());
  std::vector<proto::Response> rows;
  const absl::Status status =
      client->Ask(command.request, [&](const proto::Response& response) {
        // Events are lines of JSON for everyone.
        if (command.json || response.has_event()) {
          std::puts(JsonLine(RowOf(response)).c_str());
          std::fflush(stdout);
        } else {
          rows.push_back(response);
        }
      });
  if (status.ok() && !command.json) {
    std::fputs(Table(command, rows).c_str(), stdout);
  }
  return Report(status);
}

}  // namespace
}  // namespace waymark::examples

int main(int argc, char** argv) {
  using namespace waymark::examples;  // NOLINT
  std::optional<CtlCommand> command = ParseCtlCommand({argv + 1, argv + argc});
  if (!command.has_value()) {
    std::fputs(kCtlUsage, stderr);
    return 2;
  }
  StampTime(command->request);
  return Run(*command);
}
