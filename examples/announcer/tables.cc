// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/announcer/tables.h"

#include <algorithm>
#include <cstdint>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "examples/daemon/text_table.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/text_format.h"

namespace waymark::examples {
namespace {

// "3d 04:05:06", "00:00:07"; "never" where there is no time.
std::string Age(bool has_since, const google::protobuf::Timestamp& since,
                absl::Time now) {
  if (!has_since) return "never";
  const absl::Time begin =
      absl::FromUnixSeconds(since.seconds()) + absl::Nanoseconds(since.nanos());
  const int64_t seconds =
      std::max<int64_t>(0, absl::ToInt64Seconds(now - begin));
  const std::string clock = absl::StrFormat(
      "%02d:%02d:%02d", seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
  const int64_t days = seconds / 86400;
  return days == 0 ? clock : absl::StrCat(days, "d ", clock);
}

// "00:00:07" to come; "-" where there is no time.
std::string Until(bool has_time, const google::protobuf::Timestamp& time,
                  absl::Time now) {
  if (!has_time) return "-";
  google::protobuf::Timestamp reversed;
  const absl::Time end =
      absl::FromUnixSeconds(time.seconds()) + absl::Nanoseconds(time.nanos());
  reversed.set_seconds(absl::ToUnixSeconds(now - (end - now)));
  return Age(true, reversed, now);
}

// "1.2ms".
std::string Short(int64_t microseconds) {
  return absl::FormatDuration(absl::Microseconds(microseconds));
}

std::string OrDash(const std::string& text) {
  return text.empty() ? "-" : text;
}

// "standby 1".
std::string Ranked(const std::string& role, bool has_rank, uint32_t rank) {
  if (role.empty()) return "-";
  return has_rank ? absl::StrCat(role, " ", rank) : role;
}

}  // namespace

std::string NeighborTable(const ControlAnswer& rows, absl::Time now) {
  std::vector<TextRow> table = {{"Peer", "AS", "Up/Down", "State", "BFD",
                                 "#Received", "Accepted", "Advertised"}};
  for (const proto::Response& response : rows) {
    const proto::NeighborRow& row = response.neighbor();
    table.push_back({row.address(), absl::StrCat(row.peer_as()),
                     Age(row.has_since(), row.since(), now), row.state(),
                     row.has_bfd_state() ? row.bfd_state() : "-",
                     absl::StrCat(row.received()), absl::StrCat(row.accepted()),
                     absl::StrCat(row.advertised())});
  }
  return AlignColumns(table);
}

std::string NeighborDetail(const ControlAnswer& rows, absl::Time now) {
  std::string text;
  for (const proto::Response& response : rows) {
    const proto::NeighborRow& row = response.neighbor();
    if (!text.empty()) absl::StrAppend(&text, "\n");
    std::vector<TextRow> table = {{row.name(), ""}};
    const google::protobuf::Descriptor& type = *row.GetDescriptor();
    for (int i = 0; i < type.field_count(); ++i) {
      const google::protobuf::FieldDescriptor& field = *type.field(i);
      const google::protobuf::Reflection& reflection = *row.GetReflection();
      std::vector<std::string> values;
      if (field.name() == "since") {
        values.push_back(Age(row.has_since(), row.since(), now));
      } else if (field.is_repeated()) {
        for (const std::string& family : row.families()) {
          values.push_back(family);
        }
      } else if (!field.has_presence() || reflection.HasField(row, &field)) {
        std::string value;
        google::protobuf::TextFormat::PrintFieldValueToString(row, &field, -1,
                                                              &value);
        absl::StrReplaceAll({{"\"", ""}}, &value);
        values.push_back(value);
      }
      if (!values.empty()) {
        table.push_back(
            {absl::StrCat("  ", field.name()), absl::StrJoin(values, " ")});
      }
    }
    absl::StrAppend(&text, AlignColumns(table));
  }
  return text;
}

std::string RibTable(const ControlAnswer& rows, absl::Time now) {
  std::vector<TextRow> table = {
      {"Network", "Next Hop", "AS_PATH", "MED", "Age", "Attrs"}};
  for (const proto::Response& response : rows) {
    const proto::RibRow& row = response.route();
    std::vector<std::string> attributes = {
        absl::StrCat("neighbor=", row.neighbor()),
        absl::StrCat("origin=", row.origin())};
    if (row.has_group()) {
      attributes.push_back(absl::StrCat("group=", row.group()));
    }
    if (row.has_local_pref()) {
      attributes.push_back(absl::StrCat("local_pref=", row.local_pref()));
    }
    if (row.communities_size() > 0) {
      attributes.push_back(
          absl::StrCat("communities=", absl::StrJoin(row.communities(), ",")));
    }
    table.push_back({row.prefix(), row.next_hop(), row.as_path(),
                     row.has_med() ? absl::StrCat(row.med()) : "-",
                     Age(row.has_since(), row.since(), now),
                     absl::StrJoin(attributes, " ")});
  }
  return AlignColumns(table);
}

std::string AnnouncementTable(const ControlAnswer& rows, absl::Time now) {
  std::vector<TextRow> table = {{"Neighbor", "Group", "Network", "Next Hop",
                                 "AS_PATH", "MED", "Communities", "Age"}};
  for (const proto::Response& response : rows) {
    const proto::RibRow& row = response.route();
    table.push_back({row.neighbor(), OrDash(row.group()), row.prefix(),
                     row.next_hop(), row.as_path(),
                     row.has_med() ? absl::StrCat(row.med()) : "-",
                     OrDash(absl::StrJoin(row.communities(), ",")),
                     Age(row.has_since(), row.since(), now)});
  }
  return AlignColumns(table);
}

std::string BfdTable(const ControlAnswer& rows, absl::Time now) {
  std::vector<TextRow> table = {{"Neighbor", "State", "Since", "Transmit",
                                 "Detection", "Multiplier", "Remote",
                                 "Diagnostic"}};
  for (const proto::Response& response : rows) {
    const proto::BfdRow& row = response.bfd();
    table.push_back(
        {row.neighbor(),
         row.poll_active() ? absl::StrCat(row.state(), " (poll)") : row.state(),
         Age(row.has_since(), row.since(), now),
         Short(static_cast<int64_t>(row.transmit_interval_us())),
         row.has_detection_time_us()
             ? Short(static_cast<int64_t>(row.detection_time_us()))
             : "-",
         absl::StrCat(row.detect_multiplier()), row.remote_state(),
         row.diagnostic()});
  }
  return AlignColumns(table);
}

std::string GroupTable(const ControlAnswer& rows, absl::Time now) {
  std::vector<TextRow> table = {{"Group", "Role", "Epoch", "Lease",
                                 "Announced as", "Cause", "Ready", "Next"}};
  for (const proto::Response& response : rows) {
    const proto::GroupRow& row = response.group();
    std::string cause = row.cause();
    if (row.lost_sides_size() > 0) {
      absl::StrAppend(&cause, " (", absl::StrJoin(row.lost_sides(), ","), ")");
    }
    table.push_back(
        {row.name(), Ranked(row.role(), row.has_rank(), row.rank()),
         row.has_epoch() ? absl::StrCat(row.epoch()) : "-",
         Until(row.has_valid_until(), row.valid_until(), now),
         Ranked(row.standing(), row.has_standing_rank(), row.standing_rank()),
         cause, row.ready() ? "yes" : "no",
         Until(row.has_next_decision(), row.next_decision(), now)});
  }
  return AlignColumns(table);
}

std::string HealthTable(const ControlAnswer& rows, absl::Time now) {
  std::vector<TextRow> table = {{"Group", "Check", "Kind", "State", "Since",
                                 "Run", "Probes", "Failures", "Detail"}};
  for (const proto::Response& response : rows) {
    const proto::HealthRow& row = response.health();
    table.push_back({row.group(), row.check(), row.kind(), row.state(),
                     Age(row.has_since(), row.since(), now),
                     absl::StrFormat("%+d", row.run()),
                     absl::StrCat(row.probes()), absl::StrCat(row.failures()),
                     OrDash(row.detail())});
  }
  return AlignColumns(table);
}

std::string IncidentTable(const ControlAnswer& rows) {
  std::vector<TextRow> table = {{"ID", "Trigger", "What", "Detection",
                                 "Decision", "Write", "Acknowledged", "Total",
                                 "End"}};
  for (const proto::Response& response : rows) {
    const proto::IncidentClosed& row = response.incident();
    table.push_back(
        {absl::StrCat(row.id()), row.trigger(), row.what(),
         Short(row.detection_us()), Short(row.decision_us()),
         row.has_write_us() ? Short(row.write_us()) : "-",
         row.has_acknowledgement_us() ? Short(row.acknowledgement_us()) : "-",
         Short(row.total_us()), row.end()});
  }
  return AlignColumns(table);
}

std::string ChangeTable(const ControlAnswer& rows) {
  if (rows.empty()) return "Nothing changes.\n";
  if (rows.front().has_remembered()) {
    return "An earlier reload is still at work; this one follows it: see "
           "announcerctl events --follow.\n";
  }
  std::vector<TextRow> table = {{"Change", "Old", "New", "Impact"}};
  for (const proto::Response& response : rows) {
    const proto::ReloadChange& row = response.change();
    table.push_back({row.path(), OrDash(row.old_value()),
                     OrDash(row.new_value()),
                     row.neighbors_size() == 0
                         ? row.impact()
                         : absl::StrCat(row.impact(), " of ",
                                        absl::StrJoin(row.neighbors(), ", "))});
  }
  return AlignColumns(table);
}

}  // namespace waymark::examples
