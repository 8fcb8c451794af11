// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The announcer daemon.
//
//   announcer --config FILE [--check] [--socket PATH] [--state-dir DIR]
//             [--http [ADDRESS:]PORT]
//   announcer doctor --config FILE
//   announcer --import-gobgp FILE [--prefix PREFIX]...
//
// Announces what the configuration says and prints events as lines of JSON on
// standard output. SIGTERM and SIGINT withdraw everything in order before it
// ends; SIGHUP reads the configuration again. --check reads the configuration,
// prints what is wrong with it or likely to disappoint, and ends: with 1 if
// there is an error. doctor does the same for the machine that it runs on.
// --import-gobgp prints what a gobgpd's configuration says in the form of ours,
// for these prefixes, and on standard error what --check would say of that.
// --http shows the state to browsers (examples/http/status_server.h), at
// 127.0.0.1 by default.

#include <getopt.h>
#include <signal.h>
#include <sys/types.h>
#include <unistd.h>

#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"
#include "base/ip_endpoint.h"
#include "examples/announcer/announcer_daemon.h"
#include "examples/announcer/config_loader.h"
#include "examples/announcer/doctor/checks.h"
#include "examples/announcer/doctor/facts.h"
#include "examples/announcer/doctor/kernel_facts.h"
#include "examples/announcer/gobgp_import.h"
#include "examples/announcer/reporting/reporting.h"
#include "examples/announcer/service_manager.h"
#include "examples/announcer/status_sections.h"
#include "examples/daemon/event_log.h"
#include "examples/daemon/event_printer.h"
#include "examples/daemon/group_access.h"
#include "examples/daemon/line_output.h"
#include "examples/daemon/start_memory.h"
#include "examples/http/status_server.h"
#include "examples/proto/config_problem.h"
#include "examples/proto/text_config.h"
#include "posix/event_loop.h"
#include "posix/signal_watcher.h"

namespace waymark::examples {
namespace {

// Kept for those who ask later.
constexpr size_t kEventHistory = 1000;

// For the event sinks to take what happened last.
constexpr absl::Duration kLastWords = absl::Seconds(2);

struct Arguments {
  std::string config;
  bool check = false;
  bool doctor = false;
  std::string socket;
  std::string state_dir;
  std::string gobgp_config;
  std::vector<std::string> prefixes;  // with gobgp_config only
  std::optional<IpEndpoint> http;
};

bool TakeAddress(absl::string_view text, std::optional<IpEndpoint>& address) {
  const absl::StatusOr<IpEndpoint> parsed = StatusServer::ParseAddress(text);
  if (parsed.ok()) {
    address = *parsed;
  } else {
    std::fprintf(stderr, "announcer: --http: %s\n",
                 std::string(parsed.status().message()).c_str());
  }
  return parsed.ok();
}

std::optional<Arguments> ParseArguments(int argc, char** argv) {
  static constexpr option kOptions[] = {
      {"config", required_argument, nullptr, 'c'},
      {"check", no_argument, nullptr, 'k'},
      {"socket", required_argument, nullptr, 's'},
      {"state-dir", required_argument, nullptr, 'd'},
      {"import-gobgp", required_argument, nullptr, 'g'},
      {"prefix", required_argument, nullptr, 'p'},
      {"http", required_argument, nullptr, 'h'},
      {},
  };
  Arguments arguments;
  int found;
  while ((found = getopt_long(argc, argv, "", kOptions, nullptr)) != -1) {
    switch (found) {
      case 'c':
        arguments.config = optarg;
        break;
      case 'k':
        arguments.check = true;
        break;
      case 's':
        arguments.socket = optarg;
        break;
      case 'd':
        arguments.state_dir = optarg;
        break;
      case 'g':
        arguments.gobgp_config = optarg;
        break;
      case 'p':
        arguments.prefixes.emplace_back(optarg);
        break;
      case 'h':
        if (!TakeAddress(optarg, arguments.http)) return std::nullopt;
        break;
      default:
        return std::nullopt;
    }
  }
  if (optind + 1 == argc && absl::string_view(argv[optind]) == "doctor") {
    arguments.doctor = true;
    ++optind;
  }
  const bool imports = !arguments.gobgp_config.empty();
  if (optind != argc || imports != arguments.config.empty() ||
      (!imports && !arguments.prefixes.empty()) ||
      (imports && arguments.doctor)) {
    return std::nullopt;
  }
  return arguments;
}

// INVALID_ARGUMENT with a line for everything that is wrong. Warnings go to
// standard error.
absl::StatusOr<AnnouncerSetup> Load(const Arguments& arguments) {
  ConfigProblems problems(arguments.config);
  std::optional<AnnouncerSetup> setup =
      LoadAnnouncerConfig(arguments.config, &problems);
  if (!setup.has_value()) {
    return absl::InvalidArgumentError(
        absl::StripSuffix(problems.ToString(), "\n"));
  }
  std::fputs(problems.ToString().c_str(), stderr);
  if (!arguments.socket.empty()) setup->socket = arguments.socket;
  if (!arguments.state_dir.empty()) setup->state_dir = arguments.state_dir;
  return *std::move(setup);
}

int Fail(const absl::Status& status) {
  std::fprintf(stderr, "announcer: %s\n",
               std::string(status.message()).c_str());
  return 1;
}

int Import(const Arguments& arguments) {
  ConfigProblems problems(arguments.gobgp_config);
  std::string toml;
  if (!ReadConfigFile(arguments.gobgp_config, &toml, &problems)) {
    std::fputs(problems.ToString().c_str(), stderr);
    return 1;
  }
  const absl::StatusOr<std::string> text =
      ImportGobgp(toml, arguments.gobgp_config, arguments.prefixes);
  if (!text.ok()) return Fail(text.status());
  std::fputs(text->c_str(), stdout);
  ConfigProblems left("imported");
  ParseAnnouncerConfig(*text, &left);
  std::fputs(left.ToString().c_str(), stderr);
  return left.HasErrors() ? 1 : 0;
}

int Doctor(const AnnouncerSetup& setup) {
  const absl::StatusOr<Facts> facts = GatherFacts();
  if (!facts.ok()) return Fail(facts.status());
  const Findings findings = Examine(setup, *facts);
  std::fputs(Describe(findings).c_str(), stdout);
  return HasErrors(findings) ? 1 : 0;
}

// The folder of the state is the daemon's affair.
absl::Status MakeRunDir(std::optional<gid_t> group) {
  absl::Status status = MakeFolder(kDefaultRunDir, group);
  if (status.ok()) return status;
  return absl::Status(
      status.code(),
      absl::StrCat(status.message(),
                   "; choose another place with --socket or --state-dir"));
}

// Everything is borrowed.
AnnouncerDaemon::Hooks MakeHooks(const Arguments& arguments,
                                 posix::EventLoop& loop, Reporting& reporting,
                                 ServiceManager& manager) {
  AnnouncerDaemon::Hooks hooks;
  hooks.on_leaving = [&manager] { manager.Stopping(); };
  hooks.on_left = [&loop] { loop.Stop(); };
  hooks.load = [&arguments] { return Load(arguments); };
  hooks.on_reload = [&reporting](const AnnouncerSetup& now) {
    reporting.Reconfigure(now.event_sinks, now.metrics);
  };
  hooks.metrics = [&reporting] { return reporting.metrics().Rows(); };
  hooks.file = arguments.config;
  return hooks;
}

// Null without --http.
absl::StatusOr<std::unique_ptr<StatusServer>> OpenHttp(
    posix::EventLoop& loop, const Arguments& arguments) {
  if (!arguments.http.has_value()) return nullptr;
  StatusServer::Options options;
  options.address = *arguments.http;
  options.program = "announcer";
  return StatusServer::Create(loop, options);
}

int Run(const Arguments& arguments, AnnouncerSetup setup) {
  if (setup.UsesDefaultSocket()) {
    const absl::Status made = MakeRunDir(setup.socket_group);
    if (!made.ok()) return Fail(made);
    setup.socket = absl::StrCat(kDefaultRunDir, "/announcer.sock");
  }
  absl::StatusOr<std::unique_ptr<posix::EventLoop>> created =
      posix::EventLoop::Create();
  if (!created.ok()) return Fail(created.status());
  posix::EventLoop& loop = **created;
  EventLog events(loop.runtime(), kEventHistory);
  // Before other threads start: they inherit the mask.
  std::unique_ptr<AnnouncerDaemon> daemon;
  const absl::StatusOr<std::unique_ptr<posix::SignalWatcher>> signals =
      posix::SignalWatcher::Create(loop, {SIGTERM, SIGINT, SIGHUP},
                                   [&](int signal) {
                                     if (signal == SIGHUP) {
                                       daemon->ReloadConfig();
                                     } else {
                                       daemon->Shutdown();
                                     }
                                   });
  if (!signals.ok()) return Fail(signals.status());
  LineOutput output(loop.runtime(), STDOUT_FILENO, setup.max_pending_events);
  EventPrinter printer(events, output);
  Reporting reporting(loop, events, output, setup.event_sinks);
  const absl::StatusOr<std::unique_ptr<StatusServer>> http =
      OpenHttp(loop, arguments);
  if (!http.ok()) return Fail(http.status());

  ServiceManager manager(loop.runtime(), ServiceManager::FromEnvironment());
  absl::StatusOr<std::unique_ptr<AnnouncerDaemon>> made =
      AnnouncerDaemon::Create(loop, events, setup,
                              MakeHooks(arguments, loop, reporting, manager));
  if (!made.ok()) return Fail(made.status());
  daemon = *std::move(made);
  reporting.Watch(daemon->rows(), setup.metrics);
  if (*http != nullptr)
    (*http)->Show(AnnouncerSections(daemon->rows(), events));
  manager.Ready();
  ReleaseStartMemory();
  loop.Run();
  reporting.Finish(kLastWords);
  return 0;
}

}  // namespace
}  // namespace waymark::examples

int main(int argc, char** argv) {
  using namespace waymark::examples;  // NOLINT
  const std::optional<Arguments> arguments = ParseArguments(argc, argv);
  if (!arguments.has_value()) {
    std::fputs(
        "usage: announcer --config FILE [--check] [--socket PATH] "
        "[--state-dir DIR]\n"
        "                 [--http [ADDRESS:]PORT]\n"
        "       announcer doctor --config FILE\n"
        "       announcer --import-gobgp FILE [--prefix PREFIX]...\n",
        stderr);
    return 2;
  }
  if (!arguments->gobgp_config.empty()) return Import(*arguments);
  const absl::StatusOr<AnnouncerSetup> setup = Load(*arguments);
  if (!setup.ok()) {
    std::fprintf(stderr, "%s\n", std::string(setup.status().message()).c_str());
    return 1;
  }
  if (arguments->doctor) return Doctor(*setup);
  if (arguments->check) return 0;
  // A reader of standard output that goes away is no reason to end.
  signal(SIGPIPE, SIG_IGN);
  const int status = Run(*arguments, *setup);
  // A background call may be at work yet, on a thread of its own (a resolver, a
  // disk that hangs): what exit destroys could be under its feet.
  std::fflush(nullptr);
  ::_exit(status);
}
