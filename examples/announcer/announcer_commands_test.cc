// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// What each command does to a node, without the socket between.

#include "examples/announcer/announcer_commands.h"

#include <unistd.h>

#include <fstream>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/ip_address.h"
#include "examples/announcer/announcer_node.h"
#include "examples/announcer/announcer_setup.h"
#include "examples/announcer/config_loader.h"
#include "examples/announcer/reload_plan.h"
#include "examples/announcer/stall_watch.h"
#include "examples/announcer/state_file.h"
#include "examples/daemon/control_server.h"
#include "examples/daemon/event_log.h"
#include "examples/proto/config_problem.h"
#include "examples/proto/control.pb.h"
#include "examples/testing/loopback_speaker.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "posix/event_loop.h"
#include "posix/testing/run_until.h"

namespace waymark::examples {
namespace {

class FakeProcess : public ProcessCommands {
 public:
  absl::Status Drain(std::optional<absl::Duration> deadline) override {
    drained = deadline.value_or(absl::InfiniteDuration());
    return status;
  }
  absl::StatusOr<ControlRows> Metrics() override {
    return [done = false](proto::Response& row) mutable {
      row.mutable_metrics()->set_text("a 1\n");
      return !std::exchange(done, true);
    };
  }
  absl::StatusOr<ReloadAnswer> Reload(bool dry_run) override {
    dry = dry_run;
    if (!status.ok()) return status;
    if (at_work) return ReloadAnswer{.remembered = true};
    return ReloadAnswer{
        .changes = {{"local_as", "1", "2", Impact::kResetAll, {"rs", "rs-2"}}}};
  }
  absl::Status status;
  std::optional<absl::Duration> drained;
  bool dry = false;
  bool at_work = false;
};

class AnnouncerCommandsTest : public ::testing::Test {
 protected:
  AnnouncerCommandsTest() {
    server_.Connect({IpAddress::V4(127, 0, 0, 2), 0}, 65001);
    Open("");
  }

  // `role` and `more` go into the group.
  AnnouncerSetup SetupOf(absl::string_view more, absl::string_view role) {
    ConfigProblems problems("f");
    const std::optional<AnnouncerSetup> setup = ParseAnnouncerConfig(
        absl::StrCat(
            "router_id: \"127.0.0.2\" local_as: 65001 neighbor { name: \"rs\" "
            "address: \"127.0.0.1\" port: ",
            port_,
            " local_address: \"127.0.0.2\" peer_as: 65000 } group { name: "
            "\"floating\" prefix: \"172.16.1.1/32\" next_hop { ipv4: "
            "\"192.0.2.2\" } ladder { active { med: 0 } standby { prepend: 2 "
            "med: 100 } recovering { prepend: 4 med: 200 } } ",
            role, " ", more, " }"),
        &problems);
    EXPECT_TRUE(setup.has_value()) << problems.ToString();
    AnnouncerSetup result = setup.value_or(AnnouncerSetup());
    result.state_dir = state_dir_;
    return result;
  }
  // Anew, without a memory.
  void Open(absl::string_view more, absl::string_view role = "role: ACTIVE") {
    Close();
    ::unlink(StateFile().c_str());
    Reopen(more, role);
  }
  void Reopen(absl::string_view more, absl::string_view role = "role: ACTIVE") {
    absl::StatusOr<std::unique_ptr<AnnouncerNode>> node =
        AnnouncerNode::Create(*loop_, events_, SetupOf(more, role));
    ASSERT_TRUE(node.ok()) << node.status();
    node_ = *std::move(node);
    commands_ = std::make_unique<AnnouncerCommands>(*node_, process_);
  }
  void Close() {
    commands_.reset();
    node_.reset();
  }
  static std::string StateFile() {
    return absl::StrCat(::testing::TempDir(), "/state.textproto");
  }
  // Its session is up, and active.
  void Start() {
    ASSERT_TRUE(node_->Start().ok());
    ASSERT_TRUE(Until([this] { return server_.Heard("best 172.16.1.1/32"); }));
  }

  // Its rows in short text format, or its error.
  std::vector<proto::Response> Rows(const std::string& request) {
    proto::Request parsed;
    EXPECT_TRUE(
        google::protobuf::TextFormat::ParseFromString(request, &parsed));
    absl::StatusOr<ControlRows> rows = commands_->OnRequest(parsed);
    std::vector<proto::Response> responses;
    status_ = rows.status();
    if (!rows.ok()) return responses;
    for (proto::Response row; (*rows)(row); row.Clear()) {
      responses.push_back(row);
    }
    return responses;
  }
  proto::Response Row(const std::string& request) {
    const std::vector<proto::Response> rows = Rows(request);
    EXPECT_EQ(rows.size(), 1u) << request << ": " << status_;
    return rows.empty() ? proto::Response() : rows.front();
  }
  std::string Refusal(const std::string& request) {
    EXPECT_TRUE(Rows(request).empty());
    return std::string(status_.message());
  }
  // As a client of the socket does.
  void Ask(const std::string& request) {
    proto::Request parsed;
    EXPECT_TRUE(
        google::protobuf::TextFormat::ParseFromString(request, &parsed));
    answered_ = false;
    commands_->AnswerRequest(parsed, [this](absl::StatusOr<ControlRows> rows) {
      answered_ = true;
      status_ = rows.status();
    });
  }
  bool Until(const std::function<bool()>& done) {
    return posix::RunUntil(*loop_, done);
  }

  const std::unique_ptr<posix::EventLoop> loop_ = *posix::EventLoop::Create();
  const uint16_t port_ = FreePort(IpAddress::V4(127, 0, 0, 1));
  LoopbackSpeaker server_{*loop_, IpAddress::V4(127, 0, 0, 1), 65000, port_};
  EventLog events_{loop_->runtime(), 1000};
  std::string state_dir_ = ::testing::TempDir();
  FakeProcess process_;
  std::unique_ptr<AnnouncerNode> node_;
  std::unique_ptr<AnnouncerCommands> commands_;
  absl::Status status_;
  bool answered_ = false;
};

TEST_F(AnnouncerCommandsTest, ARoleIsGrantedAndShown) {
  Start();
  const proto::GroupRow before = Row("groups {}").group();
  EXPECT_EQ(before.role(), "active");
  EXPECT_EQ(before.epoch(), 0u);
  EXPECT_EQ(before.standing(), "active");
  EXPECT_EQ(before.cause(), "granted");
  const proto::GroupRow after =
      Row("set_role { group: 'floating' role: 'standby' epoch: 7 rank: 1 "
          "lease_ms: 60000 }")
          .group();
  EXPECT_EQ(after.role(), "standby");
  EXPECT_EQ(after.rank(), 1u);
  EXPECT_EQ(after.epoch(), 7u);
  EXPECT_TRUE(after.has_valid_until());
  EXPECT_TRUE(after.has_next_decision());
  EXPECT_TRUE(Until([this] {
    return server_.Heard("best 172.16.1.1/32 65001 65001 65001 med 100");
  }));
}

TEST_F(AnnouncerCommandsTest, AnOldEpochIsRefusedAndCounted) {
  Row("set_role { group: 'floating' role: 'active' epoch: 7 }");
  EXPECT_EQ(Refusal("set_role { group: 'floating' role: 'standby' epoch: 6 }"),
            "epoch 6 is older than 7, the one that floating holds: nothing has "
            "changed");
  const proto::GroupRow row = Row("groups { group: 'floating' }").group();
  EXPECT_EQ(row.role(), "active");
  EXPECT_EQ(row.stale_grants(), 1u);
  EXPECT_EQ(
      Row("set_role { group: 'floating' role: 'standby' }").group().epoch(), 7u)
      << "without one it is the one held";
}

TEST_F(AnnouncerCommandsTest, AStandbyKeepsItsRankUnlessAnotherIsGiven) {
  Row("set_role { group: 'floating' role: 'standby' rank: 2 epoch: 3 }");
  EXPECT_EQ(Row("set_role { group: 'floating' role: 'standby' epoch: 4 }")
                .group()
                .rank(),
            2u);
  EXPECT_EQ(Row("set_role { group: 'floating' role: 'standby' rank: 0 }")
                .group()
                .rank(),
            0u);
}

TEST_F(AnnouncerCommandsTest, OneThatBecomesStandbyHasItsConfiguredRank) {
  Open("", "role: STANDBY rank: 1");
  Row("set_role { group: 'floating' role: 'active' epoch: 3 }");
  EXPECT_EQ(Row("set_role { group: 'floating' role: 'standby' epoch: 4 }")
                .group()
                .rank(),
            1u);
  // Also if it was another one before.
  Row("set_role { group: 'floating' role: 'standby' rank: 3 }");
  Row("set_role { group: 'floating' role: 'recovering' }");
  EXPECT_EQ(
      Row("set_role { group: 'floating' role: 'standby' }").group().rank(), 1u);
}

TEST_F(AnnouncerCommandsTest, NoRoleIsTakenOnTheWayOut) {
  Start();
  node_->Shutdown({.worsen_for = absl::Seconds(10)}, [] {});
  for (const char* const request :
       {"set_role { group: 'floating' role: 'active' epoch: 9 }",
        "promote { group: 'floating' }"}) {
    EXPECT_TRUE(absl::StartsWith(Refusal(request), "it is leaving, and a role"))
        << request;
    EXPECT_EQ(status_.code(), absl::StatusCode::kFailedPrecondition);
  }
  EXPECT_EQ(Row("groups {}").group().epoch(), 0u);
}

TEST_F(AnnouncerCommandsTest, ARoleIsAnsweredWhenItIsOnTheDisk) {
  Ask("set_role { group: 'floating' role: 'standby' epoch: 7 }");
  EXPECT_FALSE(answered_);
  ASSERT_TRUE(Until([this] { return answered_; }));
  EXPECT_TRUE(status_.ok()) << status_;
  EXPECT_EQ(LoadState(StateFile())->groups.at("floating").epoch, 7u);
  Ask("set_role { group: 'floating' role: 'active' epoch: 8 lease_ms: 5000 }");
  EXPECT_TRUE(answered_) << "a lease waits for no disk";
  Ask("set_role { group: 'floating' role: 'active' epoch: 7 }");
  EXPECT_TRUE(answered_) << "nothing has changed";
}

TEST_F(AnnouncerCommandsTest, ARoleThatCannotBeWrittenCountsAndSaysSo) {
  state_dir_ = absl::StrCat(::testing::TempDir(), "/nowhere");
  Open("");
  Ask("set_role { group: 'floating' role: 'standby' epoch: 7 }");
  ASSERT_TRUE(Until([this] { return answered_; }));
  EXPECT_EQ(status_.code(), absl::StatusCode::kDataLoss);
  EXPECT_TRUE(absl::StartsWith(
      status_.message(), "the role counts, but a restart may forget it: open"))
      << status_;
  EXPECT_EQ(Row("groups {}").group().role(), "standby");
  // Who asks again is told the same.
  Ask("set_role { group: 'floating' role: 'standby' epoch: 7 }");
  ASSERT_TRUE(Until([this] { return answered_; }));
  EXPECT_FALSE(status_.ok());
}

TEST_F(AnnouncerCommandsTest, ALeaseLapses) {
  Start();
  Row("set_role { group: 'floating' role: 'active' epoch: 1 lease_ms: 50 }");
  EXPECT_TRUE(Until(
      [this] { return Row("groups {}").group().cause() == "lease_lapsed"; }));
  EXPECT_EQ(Row("groups {}").group().standing(), "recovering");
}

// The machine was suspended, say, between the two.
TEST_F(AnnouncerCommandsTest, ALeaseBeginsWhenItWasSent) {
  Start();
  const auto grant = [this](absl::Duration age) {
    return Row(absl::StrCat(
                   "set_role { group: 'floating' role: 'active' epoch: 1 "
                   "lease_ms: 5000 sent_boottime_ms: ",
                   absl::ToInt64Milliseconds(Uptime() - age), " }"))
        .group();
  };
  EXPECT_EQ(grant(absl::Seconds(4)).cause(), "granted");
  EXPECT_EQ(grant(absl::Seconds(5)).cause(), "lease_lapsed");
  EXPECT_EQ(grant(absl::ZeroDuration()).cause(), "granted");
  EXPECT_EQ(Refusal("set_role { group: 'floating' role: 'active' "
                    "sent_boottime_ms: 18446744073709551615 }"),
            "the time at which it was sent lies ahead: it is not of this "
            "machine's CLOCK_BOOTTIME");
}

TEST_F(AnnouncerCommandsTest, WhatWasSentBeforeAStallDoesNotEndIt) {
  Open("stall_limit_ms: 1000");
  Start();
  const int64_t before = absl::ToInt64Milliseconds(Uptime()) - 1;
  const std::string late = absl::StrCat("sent_boottime_ms: ", before, " }");
  node_->announcer().OnLocalStall(absl::Seconds(2));
  for (const char* const command :
       {"set_role { group: 'floating' role: 'active' epoch: 6 lease_ms: 60000 ",
        "promote { group: 'floating' "}) {
    EXPECT_EQ(Row(absl::StrCat(command, late)).group().cause(), "stalled");
  }
  EXPECT_EQ(Row("promote { group: 'floating' }").group().cause(), "granted");
}

TEST_F(AnnouncerCommandsTest, WhatMakesNoRoleIsRefused) {
  EXPECT_EQ(Refusal("set_role { group: 'x' role: 'active' }"),
            "no group \"x\"");
  EXPECT_EQ(status_.code(), absl::StatusCode::kNotFound);
  EXPECT_TRUE(
      absl::StartsWith(Refusal("set_role { group: 'floating' role: 'master' }"),
                       "no role \"master\""));
  EXPECT_EQ(Refusal("set_role { group: 'floating' role: 'active' rank: 1 }"),
            "a rank is 0 to 255, and a standby's");
  EXPECT_FALSE(
      Refusal("set_role { group: 'floating' role: 'active' lease_ms: 0 }")
          .empty());
  EXPECT_FALSE(Refusal("set_role { group: 'floating' role: 'active' lease_ms: "
                       "18446744073709551615 }")
                   .empty());
}

TEST_F(AnnouncerCommandsTest, APromotionEndsTheWaitingOfAFailback) {
  Open("failback { mode: MANUAL first_start: RECOVERING }");
  Start();
  EXPECT_EQ(Row("groups {}").group().cause(), "awaiting_promotion");
  EXPECT_EQ(Row("promote { group: 'floating' }").group().standing(), "active");
  EXPECT_EQ(Refusal("promote { group: 'x' }"), "no group \"x\"");
  EXPECT_EQ(Refusal("promote {}"), "groups are named, or all are meant");
}

TEST_F(AnnouncerCommandsTest, SeveralGroupsAreMovedTogetherOrNotAtAll) {
  Open(
      "} group { name: 'other' prefix: '172.16.1.2/32' next_hop { ipv4: "
      "'192.0.2.2' } ladder { active { med: 0 } standby { prepend: 2 med: 100 "
      "} recovering { prepend: 4 med: 200 } } role: ACTIVE");
  Start();
  const auto rows = [this](const std::string& request) {
    std::string text;
    for (const proto::Response& row : Rows(request)) {
      absl::StrAppend(&text, row.group().name(), " ", row.group().role(), " ",
                      row.group().epoch(), ", ");
    }
    return text;
  };
  EXPECT_EQ(rows("set_role { group: 'floating' group: 'other' role: 'standby' "
                 "epoch: 3 }"),
            "floating standby 3, other standby 3, ");
  EXPECT_EQ(rows("set_role { group: 'other' role: 'standby' epoch: 5 }"),
            "other standby 5, ");
  EXPECT_EQ(Refusal("set_role { all_groups: true role: 'active' epoch: 4 }"),
            "epoch 4 is older than 5, the one that other holds: nothing has "
            "changed");
  EXPECT_EQ(Refusal("set_role { group: 'floating' group: 'x' role: 'active' }"),
            "no group \"x\"");
  EXPECT_EQ(Refusal("set_role { group: 'other' all_groups: true role: "
                    "'active' }"),
            "groups are named, or all are meant");
  EXPECT_EQ(rows("groups {}"), "floating standby 3, other standby 5, ");
  EXPECT_EQ(rows("set_role { all_groups: true role: 'active' }"),
            "floating active 3, other active 5, ");
  EXPECT_EQ(rows("promote { all_groups: true }"),
            "floating active 3, other active 5, ");
  EXPECT_EQ(Refusal("promote { group: 'floating' group: 'x' }"),
            "no group \"x\"");
}

TEST_F(AnnouncerCommandsTest, AManualFailbackSurvivesARestart) {
  const char kManual[] = "failback { mode: MANUAL }";
  Open(kManual);
  Start();
  EXPECT_EQ(Row("groups {}").group().standing(), "active");
  Row("set_role { group: 'floating' role: 'active' epoch: 9 }");
  posix::RunFor(*loop_, absl::Milliseconds(10));
  Close();
  Reopen(kManual);
  const proto::GroupRow row = Row("groups {}").group();
  EXPECT_EQ(row.epoch(), 9u);
  EXPECT_EQ(row.cause(), "awaiting_promotion");
  EXPECT_EQ(Refusal("set_role { group: 'floating' role: 'active' epoch: 8 }"),
            "epoch 8 is older than 9, the one that floating holds: nothing has "
            "changed");
}

TEST_F(AnnouncerCommandsTest, ARoleGrantedByHandSurvivesARestart) {
  Start();
  Row("set_role { group: 'floating' role: 'drained' }");
  posix::RunFor(*loop_, absl::Milliseconds(10));
  Close();
  Reopen("");
  EXPECT_EQ(Row("groups {}").group().role(), "drained");
  Row("set_role { group: 'floating' role: 'active' }");
  posix::RunFor(*loop_, absl::Milliseconds(10));
  Close();
  Reopen("", "role: STANDBY");
  EXPECT_EQ(Row("groups {}").group().role(), "standby")
      << "the configured role was the configuration's again";
}

TEST_F(AnnouncerCommandsTest, ChecksAreShownAndDecideReadiness) {
  const std::string file = absl::StrCat(::testing::TempDir(), "/ready");
  ::unlink(file.c_str());
  Open(absl::StrCat("health { name: 'ready' file: '", file,
                    "' interval_ms: 10 rise: 1 fall: 1 }"));
  EXPECT_EQ(Row("health {}").health().state(), "unknown");
  EXPECT_EQ(Row("groups {}").group().cause(), "not_ready");
  EXPECT_TRUE(
      Until([this] { return Row("health {}").health().state() == "unwell"; }));
  const proto::HealthRow row = Row("health { group: 'floating' }").health();
  EXPECT_EQ(row.kind(), "file");
  EXPECT_LT(row.run(), 0);
  EXPECT_TRUE(absl::StrContains(row.detail(), "No such file")) << row.detail();
  std::ofstream(file) << "x";
  EXPECT_TRUE(Until([this] { return Row("groups {}").group().ready(); }));
  EXPECT_EQ(Row("health {}").health().state(), "well");
  EXPECT_EQ(Refusal("health { group: 'x' }"), "no group \"x\"");
  bool told = false;
  for (const SharedEvent& event : events_.history()) {
    told = told || (event->has_health() && event->health().ready());
  }
  EXPECT_TRUE(told);
}

TEST_F(AnnouncerCommandsTest, AnIncidentIsShownWithItsSegments) {
  Start();
  Row("set_role { group: 'floating' role: 'standby' }");
  ASSERT_TRUE(Until([this] {
    for (const proto::Response& row : Rows("incidents {}")) {
      if (row.incident().end() == "acknowledged") return true;
    }
    return false;
  }));
  for (const proto::Response& row : Rows("incidents {}")) {
    const proto::IncidentClosed& incident = row.incident();
    EXPECT_EQ(incident.total_us(),
              incident.detection_us() + incident.decision_us() +
                  incident.write_us() + incident.acknowledgement_us());
  }
}

TEST_F(AnnouncerCommandsTest, WithoutBfdThereIsNoRow) {
  EXPECT_TRUE(Rows("bfd {}").empty());
  EXPECT_TRUE(status_.ok());
  EXPECT_EQ(Refusal("bfd { neighbor: 'x' }"), "no neighbor \"x\"");
}

TEST_F(AnnouncerCommandsTest, TheProcessIsAskedToDrain) {
  EXPECT_TRUE(Rows("drain {}").empty());
  EXPECT_EQ(process_.drained, absl::InfiniteDuration());
  EXPECT_TRUE(Rows("drain { deadline_ms: 500 }").empty());
  EXPECT_EQ(process_.drained, absl::Milliseconds(500));
  EXPECT_FALSE(Refusal("drain { deadline_ms: 0 }").empty());
  process_.status = absl::FailedPreconditionError("it is leaving already");
  EXPECT_EQ(Refusal("drain {}"), "it is leaving already");
}

TEST_F(AnnouncerCommandsTest, TheProcessIsAskedToReload) {
  const proto::ReloadChange change = Row("reload { dry_run: true }").change();
  EXPECT_TRUE(process_.dry);
  EXPECT_EQ(change.path(), "local_as");
  EXPECT_EQ(change.impact(), "reset");
  EXPECT_EQ(change.neighbors_size(), 2);
  Row("reload {}");
  EXPECT_FALSE(process_.dry);
  process_.at_work = true;
  EXPECT_TRUE(Row("reload {}").remembered().remembered());
  process_.status = absl::InvalidArgumentError("f:1:1: wrong");
  EXPECT_EQ(Refusal("reload {}"), "f:1:1: wrong");
}

}  // namespace
}  // namespace waymark::examples
