// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/announcer/tables.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"

namespace waymark::examples {
namespace {

using Row = std::vector<std::string>;

std::string Align(const std::vector<Row>& rows) {
  std::vector<size_t> widths(rows.front().size());
  for (const Row& row : rows) {
    for (size_t i = 0; i < row.size(); ++i) {
      widths[i] = std::max(widths[i], row[i].size());
    }
  }
  std::string text;
  for (const Row& row : rows) {
    std::string line;
    for (size_t i = 0; i < row.size(); ++i) {
      absl::StrAppendFormat(&line, "%-*s  ", static_cast<int>(widths[i]),
                            row[i]);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    absl::StrAppend(&text, line, "\n");
  }
  return text;
}

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

}  // namespace

std::string NeighborTable(const std::vector<proto::NeighborRow>& rows,
                          absl::Time now) {
  std::vector<Row> table = {{"Peer", "AS", "Up/Down", "State", "BFD",
                             "#Received", "Accepted", "Advertised"}};
  for (const proto::NeighborRow& row : rows) {
    table.push_back({row.address(), absl::StrCat(row.peer_as()),
                     Age(row.has_since(), row.since(), now), row.state(),
                     row.has_bfd_state() ? row.bfd_state() : "-",
                     absl::StrCat(row.received()), absl::StrCat(row.accepted()),
                     absl::StrCat(row.advertised())});
  }
  return Align(table);
}

std::string RibTable(const std::vector<proto::RibRow>& rows, absl::Time now) {
  std::vector<Row> table = {
      {"Network", "Next Hop", "AS_PATH", "MED", "Age", "Attrs"}};
  for (const proto::RibRow& row : rows) {
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
  return Align(table);
}

}  // namespace waymark::examples
