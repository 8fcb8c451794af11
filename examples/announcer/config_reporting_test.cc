// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/announcer/config_reporting.h"

#include <string>
#include <variant>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "examples/announcer/announcer_setup.h"
#include "examples/announcer/reporting_setup.h"
#include "examples/announcer/testing/config_text.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace waymark::examples {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

std::string WithRoot(absl::string_view more) {
  return absl::StrCat(kSoundConfig, more);
}

TEST(ReportingConfigTest, NobodyHearsUnlessItIsAskedFor) {
  const AnnouncerSetup setup = Load(kSoundConfig);
  EXPECT_FALSE(setup.metrics.has_value());
  EXPECT_TRUE(setup.event_sinks.empty());
}

TEST(ReportingConfigTest, MetricsHaveAFileAndAnInterval) {
  const AnnouncerSetup setup =
      Load(WithRoot("metrics { textfile: '/run/w.prom' }"));
  EXPECT_EQ(setup.metrics->textfile, "/run/w.prom");
  EXPECT_EQ(setup.metrics->interval, absl::Seconds(5));
  EXPECT_EQ(Load(WithRoot("metrics { textfile: 'w' interval_ms: 250 }"))
                .metrics->interval,
            absl::Milliseconds(250));
}

TEST(ReportingConfigTest, SinksOfEachKindAreRead) {
  const AnnouncerSetup setup = Load(WithRoot(R"(
      event_sink { file: "/var/log/waymark.jsonl" event: "role" }
      event_sink { exec { argument: "logger" argument: "-t" } queue: 5 }
      event_sink { webhook { url: "https://h/x" } timeout_ms: 700 })"));
  ASSERT_EQ(setup.event_sinks.size(), 3u);
  EXPECT_EQ(std::get<FileSink>(setup.event_sinks[0].sink).path,
            "/var/log/waymark.jsonl");
  EXPECT_THAT(setup.event_sinks[0].events, ElementsAre("role"));
  EXPECT_THAT(std::get<ExecSink>(setup.event_sinks[1].sink).arguments,
              ElementsAre("logger", "-t"));
  EXPECT_THAT(setup.event_sinks[1].events, Contains("incident"));
  EXPECT_THAT(setup.event_sinks[1].events, Not(Contains("announced")));
  EXPECT_EQ(setup.event_sinks[1].queue, 5u);
  EXPECT_EQ(setup.event_sinks[1].timeout, absl::Seconds(5));
  EXPECT_EQ(std::get<WebhookSink>(setup.event_sinks[2].sink).url,
            "https://h/x");
  EXPECT_EQ(setup.event_sinks[2].timeout, absl::Milliseconds(700));
  EXPECT_EQ(setup.event_sinks[2].queue, 1000u);
}

// A mistyped default would otherwise never be told of.
TEST(ReportingConfigTest, DefaultEventsHaveNamesThatMayBeWritten) {
  std::string text = "event_sink { file: '/f' ";
  const AnnouncerSetup setup = Load(WithRoot("event_sink { file: '/f' }"));
  for (const std::string& name : setup.event_sinks[0].events) {
    absl::StrAppend(&text, "event: '", name, "' ");
  }
  EXPECT_EQ(Complaint(WithRoot(text + "}")), "");
}

TEST(ReportingConfigTest, WrongOnesAreReportedWhereTheyStand) {
  const struct {
    const char* text;
    const char* complaint;
  } kCases[] = {
      {"metrics {}", "f:26:1: metrics.textfile: is missing"},
      {"metrics { textfile: 'w' interval_ms: 99 }",
       "metrics.interval_ms: 99 is out of range"},
      {"event_sink {}", "f:26:1: event_sink[0].file: is missing; add file"},
      {"event_sink { exec {} }", "exec.argument: names no program"},
      {"event_sink { webhook { url: 'h' } }", "url: \"h\" is no URL"},
      {"event_sink { file: '/f' event: 'roll' }",
       "f:26:25: event_sink[0].event[0]: \"roll\" is the name of no event; "
       "choose among announced, "},
      {"event_sink { file: '/f' event: 'role' event: 'role' }",
       "event_sink[0].event[1]: \"role\" stands in line 26 already"},
      {"event_sink { file: '/f' queue: 0 }", "queue: 0 is out of range"},
  };
  for (const auto& test : kCases) {
    EXPECT_THAT(Complaint(WithRoot(test.text)), HasSubstr(test.complaint));
  }
  std::string many;
  for (int i = 0; i < 17; ++i) many += "event_sink { file: '/f' }\n";
  EXPECT_THAT(Complaint(WithRoot(many)),
              HasSubstr("event_sink: is there 17 times; keep 16"));
}

}  // namespace
}  // namespace waymark::examples
