// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// BFD alone, without BGP.
//
//   bfd_monitor --config FILE [--realtime PRIORITY] [--quiet]
//
// Prints events as lines of JSON on standard output, unless --quiet, and
// answers commands on standard input (examples/bfd_monitor/command.h, and
// `quit`) with a line of JSON each. SIGTERM, SIGINT and `quit` tell the
// neighbours AdminDown. --realtime takes SCHED_FIFO and locks the memory, as
// far as that is permitted.

#include <malloc.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstddef>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "examples/bfd_monitor/command.h"
#include "examples/bfd_monitor/config_loader.h"
#include "examples/bfd_monitor/line_input.h"
#include "examples/bfd_monitor/monitor.h"
#include "examples/daemon/command_line.h"
#include "examples/daemon/daemon_loop.h"
#include "examples/json/json_line.h"
#include "examples/proto/config_problem.h"
#include "posix/event_loop.h"
#include "posix/realtime.h"

namespace waymark::examples {
namespace {

constexpr absl::string_view kProgram = "bfd_monitor";
constexpr size_t kMaxPendingLines = 100'000;

struct Arguments {
  std::string config;
  std::optional<int> realtime;
  bool quiet = false;
};

// A socket a session: as many as the process may have.
void RaiseDescriptorLimit() {
  rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

void TakeRealtime(int priority) {
  Complain(kProgram, posix::UseRealtimeScheduling(priority));
  Complain(kProgram, posix::LockMemory());
}

absl::Status Run(const Arguments& arguments, BfdMonitorSetup setup) {
  const absl::StatusOr<std::unique_ptr<DaemonLoop>> daemon =
      DaemonLoop::Create(kMaxPendingLines);
  if (!daemon.ok()) return daemon.status();
  posix::EventLoop& loop = (*daemon)->loop();
  absl::StatusOr<std::unique_ptr<Monitor>> monitor = Monitor::Create(
      loop, arguments.quiet ? nullptr : &(*daemon)->events(), setup);
  if (!monitor.ok()) return monitor.status();
  // Only the sessions are needed from here on, and most of what was taken to
  // read the configuration goes back to the system.
  setup = {};
  malloc_trim(0);
  if (arguments.realtime) TakeRealtime(*arguments.realtime);

  LineInput input(loop, STDIN_FILENO, [&](absl::string_view line) {
    if (line == "quit") return loop.Stop();
    (*daemon)->output().Write(JsonLine(Execute(line, **monitor)));
  });
  loop.Run();
  (*monitor)->Stop();
  return absl::OkStatus();
}

}  // namespace
}  // namespace waymark::examples

int main(int argc, char** argv) {
  using namespace waymark::examples;  // NOLINT
  Arguments arguments;
  if (!ParseCommandLine(argc, argv,
                        {TextOption("config", arguments.config),
                         NumberOption("realtime", 1, 99, arguments.realtime),
                         FlagOption("quiet", arguments.quiet)}) ||
      arguments.config.empty()) {
    return FailWithUsage(
        "bfd_monitor --config FILE [--realtime PRIORITY] [--quiet]");
  }
  ConfigProblems problems(arguments.config);
  std::optional<BfdMonitorSetup> setup =
      LoadBfdMonitorConfig(arguments.config, &problems);
  if (!setup.has_value()) {
    std::fputs(problems.ToString().c_str(), stderr);
    return 1;
  }
  RaiseDescriptorLimit();
  const absl::Status status = Run(arguments, *std::move(setup));
  Complain(kProgram, status);
  return status.ok() ? 0 : 1;
}
