// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/announcer/metrics/metrics.h"

#include <sys/stat.h>

#include <cstdint>
#include <fstream>
#include <map>
#include <memory>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"
#include "examples/announcer/metrics/metric_page.h"
#include "examples/announcer/metrics/metrics_file.h"
#include "examples/announcer/metrics/row_metrics.h"
#include "examples/daemon/control_server.h"
#include "examples/daemon/event_log.h"
#include "examples/proto/control.pb.h"
#include "examples/proto/event.pb.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "posix/event_loop.h"
#include "posix/testing/run_until.h"

namespace waymark::examples {
namespace {

// Answers each command with the rows of it that a test has given.
struct FakeHandler final : public ControlHandler {
  void Add(const std::string& row) {
    proto::Response response;
    ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(row, &response));
    rows.push_back(response);
  }
  absl::StatusOr<ControlRows> OnRequest(
      const proto::Request& request) override {
    std::vector<proto::Response> answer;
    for (const proto::Response& row : rows) {
      if ((request.has_neighbors() && row.has_neighbor()) ||
          (request.has_bfd() && row.has_bfd()) ||
          (request.has_groups() && row.has_group()) ||
          (request.has_health() && row.has_health())) {
        answer.push_back(row);
      }
    }
    if (answer.empty()) return absl::NotFoundError("none");
    return [answer, at = size_t{0}](proto::Response& row) mutable {
      if (at == answer.size()) return false;
      row = answer[at++];
      return true;
    };
  }
  std::vector<proto::Response> rows;
};

// The page read by the rules of Prometheus's text format: each metric has help
// and type once, before its values.
std::map<std::string, std::string> Parse(const std::string& text) {
  static const std::regex value(
      R"(([a-z_]+)(\{([a-z_]+="[^"\\]*",?)*\})? (-?[0-9.e+-]+|\+Inf))");
  std::map<std::string, std::string> values;
  std::set<std::string> seen;
  std::string current;
  for (absl::string_view line : absl::StrSplit(text, '\n', absl::SkipEmpty())) {
    if (absl::ConsumePrefix(&line, "# HELP ")) {
      current = std::string(line.substr(0, line.find(' ')));
      EXPECT_TRUE(seen.insert(current).second) << "twice: " << current;
      continue;
    }
    if (absl::StartsWith(line, "# TYPE ")) {
      EXPECT_TRUE(absl::StrContains(line, current)) << line;
      continue;
    }
    std::smatch parts;
    const std::string copy(line);
    EXPECT_TRUE(std::regex_match(copy, parts, value)) << line;
    EXPECT_TRUE(absl::StartsWith(parts[1].str(), current)) << line;
    const size_t space = copy.rfind(' ');
    EXPECT_TRUE(
        values.emplace(copy.substr(0, space), copy.substr(space + 1)).second)
        << "twice: " << line;
  }
  return values;
}

class MetricsTest : public ::testing::Test {
 protected:
  MetricsTest() {
    metrics_.AddSource(
        [this](MetricPage& page) { AddRowMetrics(handler_, page); });
  }
  std::map<std::string, std::string> Read() {
    return Parse(absl::StrJoin(metrics_.Read(), ""));
  }
  void Happen(const std::string& text) {
    proto::Event event;
    ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &event));
    events_.Record(event);
    loop_->RunOnce(absl::ZeroDuration());
  }

  const std::unique_ptr<posix::EventLoop> loop_ = *posix::EventLoop::Create();
  EventLog events_{loop_->runtime(), 10};
  FakeHandler handler_;
  Metrics metrics_{events_};
};

TEST_F(MetricsTest, ANeighborsValuesAreThoseOfItsRow) {
  handler_.Add(R"(neighbor {
      name: "rs-1" state: "established" advertised: 7 messages_received: 11
      messages_sent: 12 established_count: 3 down_count: 2 failed_attempts: 5
      })");
  handler_.Add(R"(neighbor { name: "rs-2" state: "connect" })");
  auto page = Read();
  EXPECT_EQ(page[R"(waymark_bgp_session_state{neighbor="rs-1"})"], "6");
  EXPECT_EQ(page[R"(waymark_bgp_session_state{neighbor="rs-2"})"], "2");
  EXPECT_EQ(page[R"(waymark_announced_routes{neighbor="rs-1"})"], "7");
  EXPECT_EQ(
      page[R"(waymark_bgp_messages_total{neighbor="rs-1",direction="sent"})"],
      "12");
  EXPECT_EQ(page[R"(waymark_bgp_sessions_established_total{neighbor="rs-1"})"],
            "3");
  EXPECT_EQ(page[R"(waymark_bgp_sessions_lost_total{neighbor="rs-1"})"], "2");
  EXPECT_EQ(page[R"(waymark_bgp_failed_attempts_total{neighbor="rs-1"})"], "5");
}

TEST_F(MetricsTest, BfdSessionsAreCountedByStateAndShownEach) {
  handler_.Add(R"(bfd { neighbor: "rs-1" state: "up" packets_discarded: 4
                        detection_time_us: 150000 down_count: 1
                        local_stalls: 9 })");
  handler_.Add(R"(bfd { neighbor: "rs-2" state: "up" })");
  handler_.Add(R"(bfd { neighbor: "rs-3" state: "down" })");
  auto page = Read();
  EXPECT_EQ(page[R"(waymark_bfd_sessions{state="up"})"], "2");
  EXPECT_EQ(page[R"(waymark_bfd_sessions{state="down"})"], "1");
  EXPECT_EQ(page[R"(waymark_bfd_sessions{state="init"})"], "0");
  EXPECT_EQ(page[R"(waymark_bfd_session_state{neighbor="rs-1"})"], "3");
  EXPECT_EQ(page[R"(waymark_bfd_detection_time_seconds{neighbor="rs-1"})"],
            "0.15");
  EXPECT_EQ(page[R"(waymark_drops_total{kind="bfd_packets",of="rs-1"})"], "4");
  EXPECT_EQ(page[R"(waymark_bfd_session_stalls_total{neighbor="rs-1"})"], "9");
}

TEST_F(MetricsTest, AGroupShowsItsRoleAndWhatItIsAnnouncedAs) {
  handler_.Add(R"(group { name: "a" role: "active" epoch: 41
                          standing: "recovering" ready: true
                          lost_sides: "internet" stale_grants: 2
                          valid_until { seconds: 1000 nanos: 500000000 } })");
  handler_.Add(R"(group { name: "b" role: "withdrawn" lease_lapsed: true })");
  auto page = Read();
  EXPECT_EQ(page[R"(waymark_group_role{group="a",role="active"})"], "1");
  EXPECT_EQ(page[R"(waymark_group_role{group="a",role="standby"})"], "0");
  EXPECT_EQ(page[R"(waymark_group_standing{group="a",standing="recovering"})"],
            "1");
  EXPECT_EQ(page[R"(waymark_group_standing{group="a",standing="active"})"],
            "0");
  EXPECT_EQ(page[R"(waymark_group_standing{group="b",standing="nothing"})"],
            "1");
  EXPECT_EQ(page[R"(waymark_group_epoch{group="a"})"], "41");
  EXPECT_EQ(page[R"(waymark_group_lease_end_seconds{group="a"})"], "1000.5");
  EXPECT_EQ(page.count(R"(waymark_group_lease_end_seconds{group="b"})"), 0u);
  EXPECT_EQ(page[R"(waymark_group_lease_lapsed{group="a"})"], "0");
  EXPECT_EQ(page[R"(waymark_group_lease_lapsed{group="b"})"], "1");
  EXPECT_EQ(page[R"(waymark_group_ready{group="a"})"], "1");
  EXPECT_EQ(page[R"(waymark_group_ready{group="b"})"], "0");
  EXPECT_EQ(page[R"(waymark_group_lost_sides{group="a"})"], "1");
  EXPECT_EQ(page[R"(waymark_group_stale_grants_total{group="a"})"], "2");
}

TEST_F(MetricsTest, AHealthCheckIsWellOrNot) {
  handler_.Add(R"(health { group: "a" check: "rules" state: "well" probes: 9
                           failures: 1 })");
  handler_.Add(R"(health { group: "a" check: "dns" state: "held_down" })");
  auto page = Read();
  EXPECT_EQ(page[R"(waymark_health_check_well{group="a",check="rules"})"], "1");
  EXPECT_EQ(page[R"(waymark_health_check_well{group="a",check="dns"})"], "0");
  EXPECT_EQ(page[R"(waymark_health_probes_total{group="a",check="rules"})"],
            "9");
}

TEST_F(MetricsTest, EachIncidentIsOneObservationOfEachSegmentThatItHas) {
  Happen(R"(incident { trigger: "bfd_down" detection_us: 140000 decision_us: 30
                       write_us: 20 acknowledgement_us: 950
                       total_us: 141000 })");
  Happen(R"(incident { trigger: "role" total_us: 40 decision_us: 40 })");
  auto page = Read();
  const auto histogram = [&](absl::string_view part,
                             absl::string_view segment) {
    return page[absl::StrCat("waymark_failover_seconds_", part, "{segment=\"",
                             segment, "\"}")];
  };
  EXPECT_EQ(histogram("count", "detection"), "2");
  EXPECT_EQ(histogram("count", "write"), "1");
  EXPECT_EQ(histogram("count", "acknowledgement"), "1");
  EXPECT_EQ(histogram("count", "total"), "2");
  EXPECT_TRUE(absl::StartsWith(histogram("sum", "total"), "0.141"));
  EXPECT_EQ(
      page[R"(waymark_failover_seconds_bucket{segment="total",le="0.15"})"],
      "2");
  EXPECT_EQ(
      page[R"(waymark_failover_seconds_bucket{segment="total",le="0.1"})"],
      "1");
  EXPECT_EQ(page[R"(waymark_incidents_total{trigger="bfd_down"})"], "1");
  EXPECT_EQ(page[R"(waymark_events_total{event="incident"})"], "2");
}

TEST_F(MetricsTest, StallsAreCountedAsTheSessionsSawThem) {
  Happen("local_stall { session_stalls: 4 }");
  Happen("local_stall { session_stalls: 1 }");
  EXPECT_EQ(Read()["waymark_local_stalls_total"], "5");
  Happen("local_stall { lateness_us: 300000 }");
  EXPECT_EQ(Read()["waymark_local_stalls_total"], "6");
}

TEST_F(MetricsTest, TheAnswerToTheCommandIsTheSameTextInRows) {
  for (int i = 0; i < 2000; ++i) {
    handler_.Add(absl::StrCat("neighbor { name: \"neighbour-", i,
                              "\" state: \"idle\" }"));
  }
  std::string text;
  ControlRows rows = metrics_.Rows();
  for (proto::Response row; rows(row); row.Clear()) {
    EXPECT_FALSE(row.metrics().text().empty());
    EXPECT_LT(row.ByteSizeLong(), 65536u);
    text += row.metrics().text();
  }
  EXPECT_EQ(text, absl::StrJoin(metrics_.Read(), ""));
}

TEST_F(MetricsTest, TheFileIsWrittenAtOnceAndAgain) {
  const std::string path = absl::StrCat(::testing::TempDir(), "/waymark.prom");
  int readings = 0;
  const mode_t mask = ::umask(077);
  MetricsFile file(*loop_, metrics_,
                   {.path = path, .interval = absl::Milliseconds(20)},
                   {.on_read = [&] { ++readings; }});
  EXPECT_TRUE(posix::RunUntil(*loop_, [&] { return file.written() >= 2; }));
  ::umask(mask);
  EXPECT_EQ(readings, 2);
  struct stat status = {};
  ASSERT_EQ(::stat(path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0644u) << "others are to read it";
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  EXPECT_EQ(Parse(text.str()).count("waymark_local_stalls_total"), 1u);
}

TEST_F(MetricsTest, AFileThatCannotBeWrittenIsCountedAndTriedAgain) {
  int told = 0;
  MetricsFile file(
      *loop_, metrics_,
      {.path = "/missing/waymark.prom", .interval = absl::Milliseconds(10)},
      {.on_outcome = [&](const std::string&, const absl::Status&) { ++told; }});
  EXPECT_TRUE(posix::RunUntil(*loop_, [&] { return file.failures() >= 2; }));
  EXPECT_EQ(told, 1) << "the same again is no news";
  EXPECT_TRUE(absl::StrContains(file.last().message(), "/missing/waymark.prom"))
      << file.last();
}

TEST_F(MetricsTest, AStateThatIsNotOnTheDiskShowsUntilItIs) {
  EXPECT_EQ(Read()["waymark_state_unsaved"], "0");
  Happen(R"(state_file { outcome: "write_failed" })");
  EXPECT_EQ(Read()["waymark_state_unsaved"], "1");
  Happen(R"(role { group: "a" })");
  EXPECT_EQ(Read()["waymark_state_unsaved"], "1");
  Happen(R"(state_file { outcome: "written" })");
  EXPECT_EQ(Read()["waymark_state_unsaved"], "0");
}

TEST_F(MetricsTest, EveryAlertIsOnMetricsThatExist) {
  std::set<std::string> known;
  for (const MetricInfo& info : AllMetrics()) {
    known.insert(info.name);
    if (info.type != prometheus::MetricType::Histogram) continue;
    for (const char* part : {"_bucket", "_sum", "_count"}) {
      known.insert(absl::StrCat(info.name, part));
    }
  }
  std::ostringstream text;
  text << std::ifstream("examples/announcer/metrics/alerts.yml").rdbuf();
  const std::string alerts = text.str();
  const std::regex name("waymark_[a-z_]+");
  int found = 0;
  for (std::sregex_iterator at(alerts.begin(), alerts.end(), name), end;
       at != end; ++at, ++found) {
    EXPECT_TRUE(known.contains(at->str())) << at->str();
  }
  EXPECT_GT(found, 15);
}

}  // namespace
}  // namespace waymark::examples
