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

#include <getopt.h>
#include <malloc.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/numbers.h"
#include "examples/bfd_monitor/command.h"
#include "examples/bfd_monitor/config_loader.h"
#include "examples/bfd_monitor/line_input.h"
#include "examples/bfd_monitor/monitor.h"
#include "examples/daemon/event_log.h"
#include "examples/daemon/event_printer.h"
#include "examples/daemon/line_output.h"
#include "examples/json/json_line.h"
#include "examples/proto/config_problem.h"
#include "posix/event_loop.h"
#include "posix/realtime.h"
#include "posix/signal_watcher.h"

namespace waymark::examples {
namespace {

constexpr size_t kMaxPendingLines = 100'000;

struct Arguments {
  std::string config;
  std::optional<int> realtime;
  bool quiet = false;
};

std::optional<Arguments> ParseArguments(int argc, char** argv) {
  static constexpr option kOptions[] = {
      {"config", required_argument, nullptr, 'c'},
      {"realtime", required_argument, nullptr, 'r'},
      {"quiet", no_argument, nullptr, 'q'},
      {},
  };
  Arguments arguments;
  int found;
  while ((found = getopt_long(argc, argv, "", kOptions, nullptr)) != -1) {
    int priority = 0;
    if (found == 'c') {
      arguments.config = optarg;
    } else if (found == 'r' && absl::SimpleAtoi(optarg, &priority) &&
               priority >= 1 && priority <= 99) {
      arguments.realtime = priority;
    } else if (found == 'q') {
      arguments.quiet = true;
    } else {
      return std::nullopt;
    }
  }
  if (optind != argc || arguments.config.empty()) return std::nullopt;
  return arguments;
}

void Complain(const absl::Status& status) {
  if (status.ok()) return;
  std::fprintf(stderr, "bfd_monitor: %s\n",
               std::string(status.message()).c_str());
}

// A socket a session: as many as the process may have.
void RaiseDescriptorLimit() {
  rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

void TakeRealtime(int priority) {
  Complain(posix::UseRealtimeScheduling(priority));
  Complain(posix::LockMemory());
}

absl::Status Run(const Arguments& arguments, BfdMonitorSetup setup) {
  absl::StatusOr<std::unique_ptr<posix::EventLoop>> created =
      posix::EventLoop::Create();
  if (!created.ok()) return created.status();
  posix::EventLoop& loop = **created;
  EventLog events(loop.runtime(), /*history=*/0);
  LineOutput output(loop.runtime(), STDOUT_FILENO, kMaxPendingLines);
  EventPrinter printer(events, output);

  absl::StatusOr<std::unique_ptr<Monitor>> monitor =
      Monitor::Create(loop, arguments.quiet ? nullptr : &events, setup);
  if (!monitor.ok()) return monitor.status();
  // Only the sessions are needed from here on, and most of what was taken to
  // read the configuration goes back to the system.
  setup = {};
  malloc_trim(0);
  if (arguments.realtime) TakeRealtime(*arguments.realtime);

  LineInput input(loop, STDIN_FILENO, [&](absl::string_view line) {
    if (line == "quit") return loop.Stop();
    output.Write(JsonLine(Execute(line, **monitor)));
  });
  const absl::StatusOr<std::unique_ptr<posix::SignalWatcher>> signals =
      posix::SignalWatcher::Create(loop, {SIGTERM, SIGINT},
                                   [&](int) { loop.Stop(); });
  if (!signals.ok()) return signals.status();
  loop.Run();
  (*monitor)->Stop();
  return absl::OkStatus();
}

}  // namespace
}  // namespace waymark::examples

int main(int argc, char** argv) {
  using namespace waymark::examples;  // NOLINT
  const std::optional<Arguments> arguments = ParseArguments(argc, argv);
  if (!arguments.has_value()) {
    std::fputs(
        "usage: bfd_monitor --config FILE [--realtime PRIORITY] [--quiet]\n",
        stderr);
    return 2;
  }
  ConfigProblems problems(arguments->config);
  std::optional<BfdMonitorSetup> setup =
      LoadBfdMonitorConfig(arguments->config, &problems);
  if (!setup.has_value()) {
    std::fputs(problems.ToString().c_str(), stderr);
    return 1;
  }
  RaiseDescriptorLimit();
  // A reader of standard output that goes away is no reason to end.
  signal(SIGPIPE, SIG_IGN);
  const absl::Status status = Run(*arguments, *std::move(setup));
  Complain(status);
  return status.ok() ? 0 : 1;
}
