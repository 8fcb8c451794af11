// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/announcer/ctl_request.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"

namespace waymark::examples {
namespace {

using Words = std::vector<std::string>;

// Options with a value, and without.
const std::set<std::string> kValued = {
    "--socket",           "--epoch",      "--rank", "--lease-ms",
    "--sent-boottime-ms", "--deadline-ms"};
const std::set<std::string> kPlain = {"--json", "--follow", "--dry-run",
                                      "--all"};

struct Split {
  Words words;
  std::map<std::string, std::string> options;  // each once
};

std::optional<Split> SplitArguments(const Words& arguments) {
  Split split;
  for (size_t i = 0; i < arguments.size(); ++i) {
    const std::string& argument = arguments[i];
    if (!absl::StartsWith(argument, "-")) {
      split.words.push_back(argument);
      continue;
    }
    std::string name = argument.substr(0, argument.find('='));
    std::string value;
    if (kValued.contains(name)) {
      if (name != argument) {
        value = argument.substr(name.size() + 1);
      } else if (++i < arguments.size()) {
        value = arguments[i];
      } else {
        return std::nullopt;
      }
      if (value.empty()) return std::nullopt;
    } else if (!kPlain.contains(argument)) {
      return std::nullopt;
    }
    if (!split.options.emplace(name, value).second) return std::nullopt;
  }
  return split;
}

// One command at a time takes its options out of the map; what is left over
// belongs to none.
class Reader {
 public:
  explicit Reader(Split split) : split_(std::move(split)) {}

  bool TakePlain(const std::string& name) {
    return split_.options.erase(name) > 0;
  }
  std::optional<std::string> TakeText(const std::string& name) {
    const auto found = split_.options.find(name);
    if (found == split_.options.end()) return std::nullopt;
    std::string value = found->second;
    split_.options.erase(found);
    return value;
  }
  template <typename T>
  std::optional<T> TakeNumber(const std::string& name) {
    const std::optional<std::string> text = TakeText(name);
    T value = 0;
    if (!text.has_value()) return std::nullopt;
    if (absl::SimpleAtoi(*text, &value)) return value;
    sound_ = false;
    return std::nullopt;
  }
  const Words& words() const { return split_.words; }
  // All was understood.
  bool done() const { return sound_ && split_.options.empty(); }

 private:
  Split split_;
  bool sound_ = true;
};

bool ReadRole(Reader& reader, const Words& words, proto::Request& request) {
  const bool all = reader.TakePlain("--all");
  if (!all && words.size() == 1) {
    request.mutable_groups();
    return true;
  }
  if (!all && words.size() == 2) {
    request.mutable_groups()->set_group(words[1]);
    return true;
  }
  if (all && words.size() != 2) return false;
  proto::SetRole& command = *request.mutable_set_role();
  command.set_all_groups(all);
  for (size_t i = 1; i + 1 < words.size(); ++i) command.add_group(words[i]);
  command.set_role(words.back());
  if (const auto epoch = reader.TakeNumber<uint64_t>("--epoch")) {
    command.set_epoch(*epoch);
  }
  if (const auto rank = reader.TakeNumber<uint32_t>("--rank")) {
    command.set_rank(*rank);
  }
  if (const auto lease = reader.TakeNumber<uint64_t>("--lease-ms")) {
    command.set_lease_ms(*lease);
  }
  if (const auto sent = reader.TakeNumber<uint64_t>("--sent-boottime-ms")) {
    command.set_sent_boottime_ms(*sent);
  }
  return true;
}

bool ReadPromotion(Reader& reader, const Words& words,
                   proto::Request& request) {
  const bool all = reader.TakePlain("--all");
  if (all != (words.size() == 1)) return false;
  proto::Promote& command = *request.mutable_promote();
  command.set_all_groups(all);
  for (size_t i = 1; i < words.size(); ++i) command.add_group(words[i]);
  return true;
}

bool ReadChange(Reader& reader, const Words& words, proto::Request& request) {
  const std::string& command = words[0];
  if (command == "role") return ReadRole(reader, words, request);
  if (command == "promote") return ReadPromotion(reader, words, request);
  if (command == "drain" && words.size() == 1) {
    request.mutable_drain();
    if (const auto deadline = reader.TakeNumber<uint32_t>("--deadline-ms")) {
      request.mutable_drain()->set_deadline_ms(*deadline);
    }
  } else if (command == "reload" && words.size() == 1) {
    request.mutable_reload()->set_dry_run(reader.TakePlain("--dry-run"));
  } else {
    return false;
  }
  return true;
}

bool ReadListing(Reader& reader, Words words, CtlCommand& command) {
  const std::string kind = words[0];
  if (kind == "neighbor" && words.size() > 1 && words.back() == "detail") {
    command.view = CtlView::kDetail;
    words.pop_back();
  }
  if (words.size() > 2) return false;
  const std::string name = words.size() == 2 ? words[1] : "";
  proto::Request& request = command.request;
  if (kind == "neighbor") {
    request.mutable_neighbors()->set_name(name);
  } else if (kind == "rib") {
    request.mutable_rib()->set_neighbor(name);
  } else if (kind == "announcements") {
    request.mutable_rib()->set_neighbor(name);
    command.view = CtlView::kAnnouncements;
  } else if (kind == "bfd") {
    request.mutable_bfd()->set_neighbor(name);
  } else if (kind == "health") {
    request.mutable_health()->set_group(name);
  } else if (kind == "incidents" && name.empty()) {
    request.mutable_incidents();
  } else if (kind == "metrics" && name.empty()) {
    request.mutable_metrics();
  } else if (kind == "events" && name.empty()) {
    request.mutable_events()->set_follow(reader.TakePlain("--follow"));
  } else {
    return false;
  }
  return true;
}

}  // namespace

const char kCtlUsage[] =
    "usage: announcerctl [--socket PATH] [--json] COMMAND\n"
    "  neighbor [NAME] [detail]  the neighbours and their sessions\n"
    "  rib [NEIGHBOR]            what is announced to whom\n"
    "  announcements [NEIGHBOR]  the same, with the group and its communities\n"
    "  bfd [NEIGHBOR]            the BFD sessions\n"
    "  events [--follow]         what has happened, and what happens\n"
    "  incidents                 faults, and how long each step took\n"
    "  health [GROUP]            the checks of the groups\n"
    "  metrics                   in the text format of Prometheus\n"
    "  role [GROUP]              the groups and how they stand\n"
    "  role GROUP... ROLE [--epoch N] [--rank N] [--lease-ms N]\n"
    "       [--sent-boottime-ms N]\n"
    "                            grants active, standby, recovering, drained\n"
    "                            or withdrawn; a lease counts from when it "
    "was\n"
    "                            sent, which is now unless said otherwise\n"
    "  promote GROUP...          ends the waiting of a failback\n"
    "                            (--all: all groups, as one change, in place\n"
    "                            of GROUP...)\n"
    "  drain [--deadline-ms N]   leaves in order, and ends the daemon\n"
    "  reload [--dry-run]        reads the configuration again\n";

std::optional<CtlCommand> ParseCtlCommand(const Words& arguments) {
  std::optional<Split> split = SplitArguments(arguments);
  if (!split.has_value() || split->words.empty()) return std::nullopt;
  Reader reader(*std::move(split));
  CtlCommand command;
  command.socket = reader.TakeText("--socket").value_or(command.socket);
  command.json = reader.TakePlain("--json");
  const Words& words = reader.words();
  if (!ReadListing(reader, words, command) &&
      !ReadChange(reader, words, command.request)) {
    return std::nullopt;
  }
  if (!reader.done()) return std::nullopt;
  return command;
}

}  // namespace waymark::examples
