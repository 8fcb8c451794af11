// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/announcer/reload_plan.h"

#include <map>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "announcer/group.h"
#include "base/ip_prefix.h"
#include "examples/proto/announcer.pb.h"
#include "google/protobuf/message.h"
#include "google/protobuf/text_format.h"

namespace waymark::examples {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::TextFormat;
using proto::AnnouncerConfig;
using proto::Neighbor;

// One difference before it is known what it means.
struct Difference {
  std::string path;
  std::optional<std::string> old_value;
  std::optional<std::string> new_value;
  Impact impact{};
};

bool IsSet(const Message& message, const FieldDescriptor& field) {
  return field.is_repeated()
             ? message.GetReflection()->FieldSize(message, &field) > 0
             : message.GetReflection()->HasField(message, &field);
}

class HiddenPrinter : public TextFormat::FastFieldValuePrinter {
 public:
  void PrintString(const std::string& /*value*/,
                   TextFormat::BaseTextGenerator* out) const override {
    out->PrintString("(not shown)");
  }
};

// On one line, without what may hold a secret: changes become events.
class ShownPrinter : public TextFormat::Printer {
 public:
  ShownPrinter() {
    SetSingleLineMode(true);
    for (const FieldDescriptor* const field :
         {proto::EventSink::Webhook::descriptor()->FindFieldByName("url"),
          proto::EventSink::Exec::descriptor()->FindFieldByName("argument"),
          proto::Health::Exec::descriptor()->FindFieldByName("argument"),
          proto::Health::Http::descriptor()->FindFieldByName("url")}) {
      RegisterFieldValuePrinter(field, new HiddenPrinter);
    }
  }
};

// The same with all that there is, for comparison.
class FullPrinter : public TextFormat::Printer {
 public:
  FullPrinter() { SetSingleLineMode(true); }
};

// As in the file; absent where there is nothing.
template <typename Printer>
std::optional<std::string> Print(const Message& message,
                                 const FieldDescriptor& field) {
  const bool has_presence = !field.is_repeated() && field.has_presence();
  if (!IsSet(message, field) && (field.is_repeated() || has_presence)) {
    return std::nullopt;
  }
  const Printer printer;
  std::vector<std::string> values;
  const int count = field.is_repeated()
                        ? message.GetReflection()->FieldSize(message, &field)
                        : 1;
  for (int i = 0; i < count; ++i) {
    std::string value;
    printer.PrintFieldValueToString(message, &field,
                                    field.is_repeated() ? i : -1, &value);
    if (!value.empty() && value.back() == ' ') value.pop_back();
    if (field.message_type() != nullptr)
      value = absl::StrCat("{ ", value, " }");
    values.push_back(std::move(value));
  }
  if (!field.is_repeated()) return values.front();
  return absl::StrCat("[", absl::StrJoin(values, ", "), "]");
}

// What has no entry in the table disturbs most.
Impact ImpactOrRestart(const FieldDescriptor& field) {
  return ImpactOf(field).value_or(Impact::kRestart);
}

// All that differs between two messages of one type, below `path`.
void Compare(const Message& before, const Message& after,
             const std::string& path, std::vector<Difference>& out) {
  const google::protobuf::Descriptor& type = *before.GetDescriptor();
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    const std::string name = absl::StrCat(path, field.name());
    const bool both = IsSet(before, field) && IsSet(after, field);
    if (both && !field.is_repeated() && field.message_type() != nullptr) {
      Compare(before.GetReflection()->GetMessage(before, &field),
              after.GetReflection()->GetMessage(after, &field),
              absl::StrCat(name, "."), out);
      continue;
    }
    if (Print<FullPrinter>(before, field) == Print<FullPrinter>(after, field)) {
      continue;
    }
    out.push_back({name, Print<ShownPrinter>(before, field),
                   Print<ShownPrinter>(after, field), ImpactOrRestart(field)});
  }
}

// The elements of a repeated field by their names; the loader has seen to it
// that each has one of its own.
template <typename T>
std::map<std::string, const T*> ByName(
    const google::protobuf::RepeatedPtrField<T>& elements) {
  std::map<std::string, const T*> by_name;
  for (const T& element : elements) by_name[element.name()] = &element;
  return by_name;
}

class Planner {
 public:
  Planner(const AnnouncerSetup& before, const AnnouncerSetup& after,
          absl::FunctionRef<absl::Status(const NeighborSetup&)> can_serve)
      : before_(before), after_(after), can_serve_(can_serve) {}

  ReloadPlan Plan() {
    plan_.in_force = after_;
    PlanTop();
    PlanNeighbors();
    PlanGroups();
    if (resets_all_) {
      for (const Neighbor& neighbor : config().neighbor()) {
        const std::string& name = neighbor.name();
        if (!plan_.added.contains(name) && !waiting_.contains(name)) {
          plan_.reset.insert(name);
        }
      }
    }
    for (ReloadChange& change : plan_.changes) {
      if (change.impact != Impact::kResetAll) continue;
      change.neighbors.assign(plan_.reset.begin(), plan_.reset.end());
    }
    for (const std::string& name : plan_.reset) plan_.updated.erase(name);
    return std::move(plan_);
  }

 private:
  void Add(Difference difference, Impact impact,
           std::vector<std::string> neighbors = {}) {
    plan_.changes.push_back(
        {std::move(difference.path), std::move(difference.old_value),
         std::move(difference.new_value), impact, std::move(neighbors)});
  }

  void PlanTop() {
    AnnouncerConfig before = before_.config;
    AnnouncerConfig after = after_.config;
    for (AnnouncerConfig* const config : {&before, &after}) {
      config->clear_neighbor();
      config->clear_group();
    }
    std::vector<Difference> differences;
    Compare(before, after, "", differences);
    for (Difference& difference : differences) {
      resets_all_ = resets_all_ || difference.impact == Impact::kResetAll;
      const Impact impact = difference.impact;
      Add(std::move(difference), impact);
    }
    KeepWhatWaits(before);
  }

  AnnouncerConfig& config() { return plan_.in_force.config; }

  void Keep(const Neighbor& neighbor, const AnnouncerSetup& setup) {
    *config().add_neighbor() = neighbor;
    plan_.in_force.neighbors.push_back(SetupOf(setup, neighbor.name()));
  }

  // Of the fields that wait for a restart the old value stays in force.
  void KeepWhatWaits(const AnnouncerConfig& before) {
    plan_.in_force.bfd_thread = before_.bfd_thread;
    plan_.in_force.max_control_clients = before_.max_control_clients;
    plan_.in_force.max_pending_events = before_.max_pending_events;
    plan_.in_force.state_dir = before_.state_dir;
    plan_.in_force.socket = before_.socket;
    plan_.in_force.socket_group = before_.socket_group;
    const google::protobuf::Descriptor& type = *AnnouncerConfig::descriptor();
    for (int i = 0; i < type.field_count(); ++i) {
      const FieldDescriptor& field = *type.field(i);
      if (ImpactOrRestart(field) != Impact::kRestart) continue;
      config().GetReflection()->ClearField(&config(), &field);
      config().MergeFrom(Only(before, field));
    }
  }

  static AnnouncerConfig Only(AnnouncerConfig config,
                              const FieldDescriptor& kept) {
    const google::protobuf::Descriptor& type = *AnnouncerConfig::descriptor();
    for (int i = 0; i < type.field_count(); ++i) {
      if (type.field(i) != &kept) {
        config.GetReflection()->ClearField(&config, type.field(i));
      }
    }
    return config;
  }

  static const NeighborSetup& SetupOf(const AnnouncerSetup& setup,
                                      const std::string& name) {
    return *absl::c_find_if(setup.neighbors,
                            [&name](const NeighborSetup& neighbor) {
                              return neighbor.announcer.name == name;
                            });
  }

  void PlanNeighbors() {
    const auto before = ByName(before_.config.neighbor());
    const auto after = ByName(after_.config.neighbor());
    config().clear_neighbor();
    plan_.in_force.neighbors.clear();
    for (const auto& [name, old] : before) {
      if (after.contains(name)) continue;
      Add({PathOf("neighbor", name), TextOf(*old), std::nullopt}, Impact::kStop,
          {name});
      plan_.removed.insert(name);
    }
    for (const Neighbor& neighbor : after_.config.neighbor()) {
      const auto old = before.find(neighbor.name());
      if (old == before.end()) {
        PlanNewNeighbor(neighbor);
      } else {
        PlanNeighbor(*old->second, neighbor);
      }
    }
  }

  void PlanNewNeighbor(const Neighbor& neighbor) {
    const std::string& name = neighbor.name();
    const absl::Status status = can_serve_(SetupOf(after_, name));
    if (!status.ok()) {
      Add({absl::StrCat(PathOf("neighbor", name), ", as ", status.message()),
           std::nullopt, TextOf(neighbor)},
          Impact::kRestart);
      return;
    }
    Add({PathOf("neighbor", name), std::nullopt, TextOf(neighbor)},
        Impact::kStart, {name});
    plan_.added.insert(name);
    Keep(neighbor, after_);
  }

  void PlanNeighbor(const Neighbor& before, const Neighbor& after) {
    const std::string& name = after.name();
    std::vector<Difference> differences;
    Compare(before, after, absl::StrCat(PathOf("neighbor", name), " "),
            differences);
    SeeToKeys(before, after, differences);
    if (before_.unfinished.contains(name)) {
      differences.push_back(
          {absl::StrCat(PathOf("neighbor", name), " (left by the last reload)"),
           std::nullopt, std::nullopt, Impact::kReset});
    }
    const bool resets =
        absl::c_any_of(differences, [](const Difference& difference) {
          return difference.impact == Impact::kReset;
        });
    const absl::Status status =
        resets ? can_serve_(SetupOf(after_, name)) : absl::OkStatus();
    if (!status.ok()) {
      // The old one goes on whole.
      for (Difference& difference : differences) {
        absl::StrAppend(&difference.path, ", as ", status.message());
        Add(std::move(difference), Impact::kRestart);
      }
      waiting_.insert(name);
      if (before_.unfinished.contains(name)) {
        plan_.in_force.unfinished.insert(name);
      }
      Keep(before, before_);
      return;
    }
    Keep(after, after_);
    if (differences.empty()) return;
    (resets ? plan_.reset : plan_.updated).insert(name);
    for (Difference& difference : differences) {
      const Impact impact = difference.impact;
      Add(std::move(difference), impact,
          impact == Impact::kHot ? std::vector<std::string>()
                                 : std::vector<std::string>{name});
    }
  }

  void SeeToKeys(const Neighbor& before, const Neighbor& after,
                 std::vector<Difference>& differences) {
    const bool turned = before.has_bfd() && after.has_bfd() &&
                        before.bfd().key().empty() != after.bfd().key().empty();
    const std::string keys =
        absl::StrCat(PathOf("neighbor", after.name()), " bfd.key");
    for (Difference& difference : differences) {
      // Authentication that is turned on or off is none that both ends share
      // before and after (RFC 5880, 6.7.1).
      if (turned && difference.path == keys) difference.impact = Impact::kReset;
    }
    // The file is the same, and what is in it is not.
    if (before.password_file() == after.password_file() &&
        SetupOf(before_, after.name()).tcp.md5_key !=
            SetupOf(after_, after.name()).tcp.md5_key) {
      differences.push_back({absl::StrCat(PathOf("neighbor", after.name()),
                                          " password_file (what is in it)"),
                             std::nullopt, std::nullopt, Impact::kReset});
    }
  }

  void PlanGroups() {
    const auto before = ByName(before_.config.group());
    const auto after = ByName(after_.config.group());
    for (const auto& [name, old] : before) {
      if (after.contains(name)) continue;
      Add({PathOf("group", name), TextOf(*old), std::nullopt}, Impact::kHot);
    }
    for (const proto::Group& group : after_.config.group()) {
      const auto old = before.find(group.name());
      if (old == before.end()) {
        PlanNewGroup(group);
      } else {
        PlanGroup(*old->second, group);
      }
    }
  }

  void PlanNewGroup(const proto::Group& group) {
    const auto added = absl::c_find_if(
        after_.groups, [&group](const announcer::GroupConfig& config) {
          return config.name == group.name();
        });
    std::vector<std::string> losers;
    for (const announcer::GroupConfig& old : before_.groups) {
      if (Takes(*added, old)) losers.push_back(PathOf("group", old.name));
    }
    std::string path = PathOf("group", group.name());
    if (!losers.empty()) {
      absl::StrAppend(&path, ", which begins anew with prefixes of ",
                      absl::StrJoin(losers, ", "));
    }
    Add({std::move(path), std::nullopt, TextOf(group)},
        losers.empty() ? Impact::kHot : Impact::kWithdraw);
  }

  // True if a neighbour is to hear of a prefix from `added`, which it has heard
  // of from `old` so far.
  bool Takes(const announcer::GroupConfig& added,
             const announcer::GroupConfig& old) const {
    const auto is_olds = [&old](const IpPrefix& prefix) {
      return absl::c_linear_search(old.prefixes, prefix);
    };
    if (!absl::c_any_of(added.prefixes, is_olds)) return false;
    return absl::c_any_of(before_.neighbors, [&](const NeighborSetup& before) {
      return announcer::Reaches(old, before.announcer) &&
             absl::c_any_of(after_.neighbors, [&](const NeighborSetup& after) {
               return after.announcer.name == before.announcer.name &&
                      announcer::Reaches(added, after.announcer);
             });
    });
  }

  void PlanGroup(proto::Group before, proto::Group after) {
    const std::string path = absl::StrCat(PathOf("group", after.name()), " ");
    std::vector<Difference> differences;
    const auto old_checks = ByName(before.health());
    const auto new_checks = ByName(after.health());
    for (const auto& [name, check] : old_checks) {
      const std::string check_path = absl::StrCat(path, PathOf("health", name));
      const auto now = new_checks.find(name);
      if (now == new_checks.end()) {
        differences.push_back(
            {check_path, TextOf(*check), std::nullopt, Impact::kHot});
      } else {
        Compare(*check, *now->second, absl::StrCat(check_path, " "),
                differences);
      }
    }
    for (const auto& [name, check] : new_checks) {
      if (old_checks.contains(name)) continue;
      differences.push_back({absl::StrCat(path, PathOf("health", name)),
                             std::nullopt, TextOf(*check), Impact::kHot});
    }
    if (!differences.empty()) plan_.changed_health.push_back(after.name());
    before.clear_health();
    after.clear_health();
    Compare(before, after, path, differences);
    for (Difference& difference : differences) {
      const Impact impact = difference.impact;
      Add(std::move(difference), impact);
    }
  }

  static std::string PathOf(absl::string_view kind, absl::string_view name) {
    return absl::StrCat(kind, " \"", name, "\"");
  }

  static std::string TextOf(const Message& message) {
    std::string text;
    ShownPrinter().PrintToString(message, &text);
    return absl::StrCat("{ ", text, "}");
  }

  const AnnouncerSetup& before_;
  const AnnouncerSetup& after_;
  const absl::FunctionRef<absl::Status(const NeighborSetup&)> can_serve_;
  ReloadPlan plan_;
  bool resets_all_ = false;
  std::set<std::string> waiting_;  // neighbours, for a restart
};

}  // namespace

std::string ToString(const ReloadChange& change) {
  std::string text = change.path;
  if (change.old_value.has_value() || change.new_value.has_value()) {
    absl::StrAppend(&text, ": ", change.old_value.value_or("nothing"), " -> ",
                    change.new_value.value_or("nothing"));
  }
  absl::StrAppend(&text, ": ", Name(change.impact));
  if (!change.neighbors.empty()) {
    absl::StrAppend(&text, " of ", absl::StrJoin(change.neighbors, ", "));
  }
  return text;
}

ReloadPlan PlanReload(
    const AnnouncerSetup& before, const AnnouncerSetup& after,
    absl::FunctionRef<absl::Status(const NeighborSetup&)> can_serve) {
  return Planner(before, after, can_serve).Plan();
}

}  // namespace waymark::examples
