// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/announcer/reporting/reporting.h"

#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "examples/announcer/reporting_setup.h"
#include "examples/daemon/control_server.h"
#include "examples/daemon/event_log.h"
#include "examples/daemon/line_output.h"
#include "examples/proto/control.pb.h"
#include "examples/proto/event.pb.h"
#include "gtest/gtest.h"
#include "posix/event_loop.h"
#include "posix/testing/run_until.h"

namespace waymark::examples {
namespace {

std::string Temporary(const char* name) {
  const std::string path = absl::StrCat(::testing::TempDir(), "/", name);
  std::remove(path.c_str());
  return path;
}

std::string Contents(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

struct OneNeighbor final : public ControlHandler {
  absl::StatusOr<ControlRows> OnRequest(
      const proto::Request& request) override {
    if (!request.has_neighbors()) return absl::NotFoundError("none");
    return [done = false](proto::Response& row) mutable {
      row.mutable_neighbor()->set_name("rs-1");
      row.mutable_neighbor()->set_state("established");
      return !std::exchange(done, true);
    };
  }
};

class ReportingTest : public ::testing::Test {
 protected:
  std::unique_ptr<Reporting> Make(
      const std::vector<EventSinkSetup>& sinks = {}) {
    return std::make_unique<Reporting>(*loop_, events_, output_, sinks);
  }
  void Happen(const std::string& group) {
    proto::Event event;
    event.mutable_role()->set_group(group);
    event.mutable_role()->set_role("active");
    events_.Record(event);
  }
  static EventSinkSetup Sink() {
    EventSinkSetup sink;
    sink.events = {"role"};
    sink.timeout = absl::Seconds(10);
    sink.queue = 10;
    return sink;
  }

  const std::unique_ptr<posix::EventLoop> loop_ = *posix::EventLoop::Create();
  EventLog events_{loop_->runtime(), 10};
  LineOutput output_{loop_->runtime(), STDERR_FILENO, 10};
};

TEST_F(ReportingTest, EventsReachEachSinkThatWantsThem) {
  const std::string first = Temporary("first");
  const std::string second = Temporary("second");
  std::vector<EventSinkSetup> sinks(2, Sink());
  sinks[0].sink = FileSink{first};
  sinks[1].sink = ExecSink{{"/bin/sh", "-c", absl::StrCat("cat >> ", second)}};
  const std::unique_ptr<Reporting> reporting = Make(sinks);
  Happen("a");
  Happen("b");
  reporting->Finish(absl::Seconds(10));
  EXPECT_TRUE(absl::StrContains(Contents(first), "\"group\":\"a\""));
  EXPECT_TRUE(absl::StrContains(Contents(first), "\"group\":\"b\""));
  EXPECT_EQ(Contents(first), Contents(second));
}

TEST_F(ReportingTest, TheEndWaitsNoLongerThanItMay) {
  std::vector<EventSinkSetup> sinks(1, Sink());
  sinks[0].sink = ExecSink{{"/bin/sleep", "60"}};
  const std::unique_ptr<Reporting> reporting = Make(sinks);
  Happen("a");
  reporting->Finish(absl::Milliseconds(50));
}

TEST_F(ReportingTest, WhatBecameOfEventsIsAMetric) {
  std::vector<EventSinkSetup> sinks(2, Sink());
  sinks[0].sink = ExecSink{{"/bin/false"}};
  sinks[1].sink = FileSink{Temporary("third")};
  const std::unique_ptr<Reporting> reporting = Make(sinks);
  Happen("a");
  reporting->Finish(absl::Seconds(10));
  const std::string page = absl::StrJoin(reporting->metrics().Read(), "");
  for (const char* line : {
           "waymark_event_deliveries_total{sink=\"exec-1\",outcome=\"failed\"} "
           "1\n",
           "waymark_event_deliveries_total{sink=\"file-2\",outcome="
           "\"delivered\"} 1\n",
           "waymark_drops_total{kind=\"event_lines\",of=\"exec-1\"} 0\n",
           "waymark_drops_total{kind=\"event_lines\",of=\"stdout\"} 0\n",
           "waymark_loop_lateness_seconds ",
       }) {
    EXPECT_TRUE(absl::StrContains(page, line)) << line << page;
  }
}

TEST_F(ReportingTest, TheFileHasTheRowsAndTheLatenessSinceTheOneBefore) {
  MetricsSetup setup;
  setup.textfile = Temporary("node.prom");
  setup.interval = absl::Seconds(60);
  OneNeighbor node;
  const std::unique_ptr<Reporting> reporting = Make();
  reporting->Watch(node, setup);
  EXPECT_TRUE(posix::RunUntil(
      *loop_, [&] { return !Contents(setup.textfile).empty(); }));
  EXPECT_TRUE(
      absl::StrContains(Contents(setup.textfile),
                        "waymark_bgp_session_state{neighbor=\"rs-1\"} 6\n"));
  EXPECT_LT(loop_->max_lateness(), absl::Seconds(1));
}

TEST_F(ReportingTest, OtherSinksHearOfWhatComesAndOldOnesKeepWhatWaited) {
  const std::string old_file = Temporary("old");
  const std::string new_file = Temporary("new");
  const std::string same_file = Temporary("same");
  const auto append_to = [](const std::string& path) {
    return ExecSink{{"/bin/sh", "-c", absl::StrCat("cat >> ", path)}};
  };
  std::vector<EventSinkSetup> sinks(2, Sink());
  sinks[0].sink = FileSink{same_file};
  sinks[1].sink = append_to(old_file);
  OneNeighbor node;
  const std::unique_ptr<Reporting> reporting = Make(sinks);
  reporting->Watch(node, std::nullopt);
  Happen("a");
  Happen("b");
  // One of them is under way to the old sink, one waits.
  loop_->RunOnce(absl::ZeroDuration());
  sinks[1].sink = append_to(new_file);
  reporting->Reconfigure(sinks, std::nullopt);
  Happen("c");
  reporting->Finish(absl::Seconds(10));
  EXPECT_TRUE(absl::StrContains(Contents(old_file), "\"group\":\"b\""));
  EXPECT_FALSE(absl::StrContains(Contents(old_file), "\"group\":\"c\""));
  EXPECT_FALSE(absl::StrContains(Contents(new_file), "\"group\":\"b\""));
  EXPECT_TRUE(absl::StrContains(Contents(new_file), "\"group\":\"c\""));
  EXPECT_EQ(Contents(same_file),
            absl::StrCat(Contents(old_file), Contents(new_file)));
  const std::string page = absl::StrJoin(reporting->metrics().Read(), "");
  for (const char* line : {
           "{sink=\"file-1\",outcome=\"delivered\"} 3\n",
           "{sink=\"exec-2\",outcome=\"delivered\"} 1\n",
       }) {
    EXPECT_TRUE(absl::StrContains(page, line)) << line << page;
  }
}

TEST_F(ReportingTest, TheMetricsFileMayComeAndMoveAndGo) {
  MetricsSetup setup;
  setup.textfile = Temporary("first.prom");
  setup.interval = absl::Milliseconds(10);
  OneNeighbor node;
  const std::unique_ptr<Reporting> reporting = Make();
  reporting->Watch(node, std::nullopt);
  reporting->Reconfigure({}, setup);
  EXPECT_TRUE(posix::RunUntil(
      *loop_, [&] { return !Contents(setup.textfile).empty(); }));
  setup.textfile = Temporary("second.prom");
  reporting->Reconfigure({}, setup);
  EXPECT_TRUE(posix::RunUntil(
      *loop_, [&] { return !Contents(setup.textfile).empty(); }));
  reporting->Reconfigure({}, std::nullopt);
  posix::RunFor(*loop_, absl::Milliseconds(50));
  std::filesystem::remove(setup.textfile);
  posix::RunFor(*loop_, absl::Milliseconds(50));
  EXPECT_EQ(Contents(setup.textfile), "");
}

TEST_F(ReportingTest, AMetricsFileThatCannotBeWrittenIsAnEventAndCounted) {
  MetricsSetup setup;
  setup.textfile = "/missing/node.prom";
  setup.interval = absl::Milliseconds(10);
  OneNeighbor node;
  const std::unique_ptr<Reporting> reporting = Make();
  reporting->Watch(node, setup);
  const auto page = [&] {
    return absl::StrJoin(reporting->metrics().Read(), "");
  };
  EXPECT_TRUE(posix::RunUntil(*loop_, [&] {
    return absl::StrContains(
        page(), "waymark_metrics_file_writes_total{outcome=\"failed\"} 2\n");
  }));
  ASSERT_EQ(events_.history().size(), 1u) << "told once";
  const proto::MetricsFileUsed& used = events_.history()[0]->metrics_file();
  EXPECT_EQ(used.outcome(), "write_failed");
  EXPECT_EQ(used.file(), "/missing/node.prom");
  EXPECT_FALSE(used.detail().empty());
}

}  // namespace
}  // namespace waymark::examples
