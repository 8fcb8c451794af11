// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The daemon and its route servers on loopback addresses, on one loop.

#include "examples/announcer/announcer_daemon.h"

#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "base/ip_address.h"
#include "base/monotonic_time.h"
#include "examples/announcer/config_loader.h"
#include "examples/daemon/control_client.h"
#include "examples/daemon/event_log.h"
#include "examples/proto/config_problem.h"
#include "examples/proto/control.pb.h"
#include "examples/testing/loopback_speaker.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "posix/event_loop.h"
#include "posix/testing/run_until.h"

namespace waymark::examples {
namespace {

using ::testing::ElementsAre;

constexpr char kUp[] = "up ipv4_unicast ipv6_unicast";
constexpr char kActive[] = "best 172.16.1.1/32 65001 med 0 via 192.0.2.2";
constexpr char kStandby[] =
    "best 172.16.1.1/32 65001 65001 65001 med 100 via 192.0.2.3";
constexpr char kCeased[] =
    "down notification_received cease/administrative_shutdown \"bye\"";

// One daemon with the events it has reported.
struct Node {
  explicit Node(posix::EventLoop& loop) : events(loop.runtime(), 1000) {}
  EventLog events;
  std::unique_ptr<AnnouncerDaemon> daemon;
  int done = 0;

  // "withdrawing", "closing", ...
  std::vector<std::string> Stages() const {
    std::vector<std::string> stages;
    for (const SharedEvent& event : events.history()) {
      if (event->has_drain()) stages.push_back(event->drain().stage());
    }
    return stages;
  }
  int Count(proto::Event::EventCase kind) const {
    int count = 0;
    for (const SharedEvent& event : events.history()) {
      count += event->event_case() == kind ? 1 : 0;
    }
    return count;
  }
};

class AnnouncerDaemonTest : public ::testing::Test {
 protected:
  void SetUp() override {
    // A path from the root may be longer than an address takes.
    ASSERT_EQ(::chdir(::testing::TempDir().c_str()), 0);
    OpenServer();
  }

  void OpenServer() {
    server_ = std::make_unique<LoopbackSpeaker>(*loop_, address_, 65000, port_);
    for (const int host : {2, 3}) {
      server_->Connect(
          {IpAddress::V4(127, 0, 0, static_cast<uint8_t>(host)), 0}, 65001);
    }
  }

  // The node 127.0.0.HOST. `more` goes behind the configuration.
  AnnouncerSetup Setup(int host, absl::string_view role,
                       absl::string_view more = "") {
    const std::string own = absl::StrCat("127.0.0.", host);
    ConfigProblems problems("f");
    const std::optional<AnnouncerSetup> setup = ParseAnnouncerConfig(
        absl::StrCat("router_id: \"", own, "\" local_as: 65001 ",
                     "neighbor { name: \"rs\" address: \"127.0.0.1\" port: ",
                     port_, " local_address: \"", own,
                     "\" peer_as: 65000 side: \"internet\" } ",
                     "group { name: \"floating\" prefix: \"172.16.1.1/32\" ",
                     Ladder(host), " role: ", role, "} ", more),
        &problems);
    EXPECT_TRUE(setup.has_value()) << problems.ToString();
    AnnouncerSetup result = setup.value_or(AnnouncerSetup());
    result.socket = absl::StrCat("node", host, ".sock");
    // Of its own in each test: it outlives the daemon.
    result.state_dir = absl::StrCat(
        ::testing::UnitTest::GetInstance()->current_test_info()->name(), host);
    result.shutdown.text = "bye";
    return result;
  }
  static std::string Ladder(int host) {
    return absl::StrCat("next_hop { ipv4: \"192.0.2.", host,
                        "\" ipv6: \"2001:db8::", host,
                        "\" } ladder { active { med: 0 } standby { prepend: 2 "
                        "med: 100 } recovering { prepend: 4 med: 200 } }");
  }

  std::unique_ptr<Node> Start(const AnnouncerSetup& setup) {
    auto node = std::make_unique<Node>(*loop_);
    absl::StatusOr<std::unique_ptr<AnnouncerDaemon>> daemon =
        AnnouncerDaemon::Create(*loop_, node->events, setup,
                                HooksOf(node.get()));
    EXPECT_TRUE(daemon.ok()) << daemon.status();
    if (daemon.ok()) node->daemon = *std::move(daemon);
    return node;
  }
  static AnnouncerDaemon::Hooks HooksOf(Node* node) {
    AnnouncerDaemon::Hooks hooks;
    hooks.on_left = [node] { ++node->done; };
    return hooks;
  }
  bool Until(const std::function<bool()>& done) {
    return posix::RunUntil(*loop_, done);
  }
  bool Await(absl::string_view event) {
    return Until([&] { return server_->Heard(event); });
  }
  bool ShutDown(Node& node) {
    node.daemon->Shutdown();
    return Until([&] { return node.done > 0; });
  }

  // What a control client hears, on a thread because it waits.
  std::vector<proto::Response> Ask(const AnnouncerSetup& setup,
                                   const proto::Request& request,
                                   absl::Status* status) {
    std::vector<proto::Response> rows;
    std::atomic<bool> answered = false;
    std::thread thread([&] {
      absl::StatusOr<ControlClient> client =
          ControlClient::Connect(setup.socket);
      *status = client.status();
      if (client.ok()) {
        *status = client->Ask(
            request, [&](const proto::Response& row) { rows.push_back(row); });
      }
      answered = true;
    });
    EXPECT_TRUE(Until([&] { return answered.load(); }));
    thread.join();
    return rows;
  }

  const std::unique_ptr<posix::EventLoop> loop_ = *posix::EventLoop::Create();
  const IpAddress address_ = IpAddress::V4(127, 0, 0, 1);
  const uint16_t port_ = FreePort(address_);
  std::unique_ptr<LoopbackSpeaker> server_;
};

TEST_F(AnnouncerDaemonTest, TheActivePathIsAnnouncedOnceTheSessionIsUp) {
  const auto node = Start(Setup(2, "ACTIVE"));
  ASSERT_TRUE(Await("best"));
  EXPECT_THAT(server_->events(), ElementsAre(kUp, kActive));
  ASSERT_TRUE(
      Until([&] { return node->Count(proto::Event::kAnnounced) == 1; }));
  EXPECT_EQ(node->Count(proto::Event::kSessionState), 1);
}

TEST_F(AnnouncerDaemonTest, TheRoleDecidesWhatIsAnnounced) {
  const auto standby = Start(Setup(3, "STANDBY"));
  ASSERT_TRUE(Await(kStandby));
  const auto active = Start(Setup(2, "ACTIVE"));
  ASSERT_TRUE(Await(kActive));
  // The standby's own events do not depend on the active one's.
  EXPECT_EQ(standby->Count(proto::Event::kWithdrawn), 0);
}

TEST_F(AnnouncerDaemonTest, WithAStateFileThatCannotBeReadItDoesNotStart) {
  const AnnouncerSetup setup = Setup(2, "ACTIVE");
  const std::string file = absl::StrCat(setup.state_dir, "/state.textproto");
  ASSERT_EQ(::mkdir(setup.state_dir.c_str(), 0700), 0);
  ASSERT_EQ(::mkdir(file.c_str(), 0700), 0);
  Node node(*loop_);
  const auto daemon = AnnouncerDaemon::Create(*loop_, node.events, setup, {});
  EXPECT_EQ(daemon.status().message(),
            absl::StrCat("the state file cannot be read, and may hold a "
                         "decision that counts: read ",
                         file, ": Is a directory"));
}

TEST_F(AnnouncerDaemonTest, AWithdrawnGroupSaysNothingBesideOneThatSpeaks) {
  const auto node = Start(
      Setup(2, "WITHDRAWN",
            absl::StrCat("group { name: \"second\" prefix: \"172.16.2.0/24\" ",
                         "prefix: \"2001:db8:2::/48\" ", Ladder(2),
                         " role: STANDBY }")));
  ASSERT_TRUE(
      Await("best 2001:db8:2::/48 65001 65001 65001 med 100 via "
            "2001:db8::2"));
  ASSERT_TRUE(Await("best 172.16.2.0/24 65001 65001 65001 med 100"));
  posix::RunFor(*loop_, absl::Milliseconds(100));
  EXPECT_FALSE(server_->Heard("best 172.16.1.1/32"));
}

TEST_F(AnnouncerDaemonTest,
       ShutdownWithdrawsAwaitsTheAcknowledgementAndCeases) {
  const auto node = Start(Setup(2, "ACTIVE"));
  ASSERT_TRUE(Await(kActive));
  ASSERT_TRUE(ShutDown(*node));
  EXPECT_TRUE(Await("down"));
  EXPECT_THAT(server_->events(),
              ElementsAre(kUp, kActive, "no 172.16.1.1/32", kCeased));
  ASSERT_TRUE(Until([&] { return node->Stages().size() == 3; }));
  EXPECT_THAT(node->Stages(), ElementsAre("withdrawing", "closing", "done"));
  for (const SharedEvent& event : node->events.history()) {
    EXPECT_EQ(event->drain().unconfirmed_size(), 0);
  }
  // Asked again, and given time to come back: neither happens.
  node->daemon->Shutdown();
  posix::RunFor(*loop_, absl::Milliseconds(1500));
  EXPECT_EQ(node->done, 1);
  EXPECT_EQ(server_->events().size(), 4u);
}

TEST_F(AnnouncerDaemonTest, AStallThatNoBfdSessionNoticesIsTold) {
  AnnouncerSetup setup = Setup(2, "ACTIVE");
  setup.groups[0].stall_limit = absl::Milliseconds(100);
  const auto node = Start(setup);
  ASSERT_TRUE(Await(kActive));
  const int before = node->Count(proto::Event::kLocalStall);
  absl::SleepFor(absl::Milliseconds(50));
  EXPECT_TRUE(
      Until([&] { return node->Count(proto::Event::kLocalStall) > before; }));
}

TEST_F(AnnouncerDaemonTest, WorseningComesBeforeTheWithdrawal) {
  AnnouncerSetup setup = Setup(2, "ACTIVE");
  setup.shutdown.worsen_for = absl::Milliseconds(100);
  const auto node = Start(setup);
  ASSERT_TRUE(Await(kActive));
  ASSERT_TRUE(ShutDown(*node));
  EXPECT_TRUE(Await("down"));
  EXPECT_THAT(
      server_->events(),
      ElementsAre(kUp, kActive,
                  "best 172.16.1.1/32 65001 65001 65001 65001 65001 med 200 "
                  "via 192.0.2.2",
                  "no 172.16.1.1/32", kCeased));
}

TEST_F(AnnouncerDaemonTest, TheStandbyTakesOverWithoutAGap) {
  const auto active = Start(Setup(2, "ACTIVE"));
  ASSERT_TRUE(Await(kActive));
  const auto standby = Start(Setup(3, "STANDBY"));
  ASSERT_TRUE(
      Until([&] { return standby->Count(proto::Event::kAnnounced) == 1; }));
  posix::RunFor(*loop_, absl::Milliseconds(100));
  ASSERT_TRUE(ShutDown(*active));
  EXPECT_TRUE(Await("down"));
  EXPECT_THAT(server_->events(),
              ElementsAre(kUp, kActive, kUp, kStandby, kCeased));
}

TEST_F(AnnouncerDaemonTest, ShutdownWithoutASessionIsDoneAtOnce) {
  server_.reset();
  const auto node = Start(Setup(2, "ACTIVE"));
  ASSERT_TRUE(
      Until([&] { return node->Count(proto::Event::kAttemptFailed) > 0; }));
  const MonotonicTime start = loop_->clock().Now();
  ASSERT_TRUE(ShutDown(*node));
  EXPECT_LT(loop_->clock().Now() - start, absl::Seconds(1));
}

TEST_F(AnnouncerDaemonTest, EverythingIsAnnouncedAgainAfterALoss) {
  const auto node = Start(Setup(2, "ACTIVE"));
  ASSERT_TRUE(Await(kActive));
  server_.reset();
  ASSERT_TRUE(
      Until([&] { return node->Count(proto::Event::kSessionState) == 2; }));
  OpenServer();
  EXPECT_TRUE(Await(kActive));
}

TEST_F(AnnouncerDaemonTest, ControlClientsSeeNeighborsAndPaths) {
  const AnnouncerSetup setup = Setup(2, "ACTIVE");
  const auto node = Start(setup);
  ASSERT_TRUE(Await(kActive));
  absl::Status status;
  proto::Request request;
  request.mutable_neighbors();
  std::vector<proto::Response> rows = Ask(setup, request, &status);
  EXPECT_TRUE(status.ok()) << status;
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0].neighbor().name(), "rs");
  EXPECT_EQ(rows[0].neighbor().state(), "established");
  EXPECT_EQ(rows[0].neighbor().side(), "internet");
  EXPECT_EQ(rows[0].neighbor().advertised(), 1u);
  EXPECT_THAT(rows[0].neighbor().families(),
              ElementsAre("ipv4_unicast", "ipv6_unicast"));
  request.mutable_rib()->set_neighbor("rs");
  rows = Ask(setup, request, &status);
  EXPECT_TRUE(status.ok()) << status;
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0].route().prefix(), "172.16.1.1/32");
  EXPECT_EQ(rows[0].route().next_hop(), "192.0.2.2");
  EXPECT_EQ(rows[0].route().as_path(), "65001");
  EXPECT_EQ(rows[0].route().group(), "floating");
  request.mutable_rib()->set_neighbor("nobody");
  rows = Ask(setup, request, &status);
  EXPECT_EQ(status.code(), absl::StatusCode::kAborted);
  EXPECT_EQ(status.message(), "no neighbor \"nobody\"");
}

TEST_F(AnnouncerDaemonTest, PathsAreListedByNeighborAndPrefix) {
  const AnnouncerSetup setup = Setup(
      2, "ACTIVE",
      absl::StrCat("neighbor { name: \"rs-2\" address: \"127.0.0.1\" port: ",
                   port_, " local_address: \"127.0.0.3\" peer_as: 65000 } ",
                   "group { name: \"second\" prefix: \"10.9.0.0/16\" ",
                   Ladder(2), " role: ACTIVE }"));
  const auto node = Start(setup);
  ASSERT_TRUE(
      Until([&] { return node->Count(proto::Event::kAnnounced) == 4; }));
  proto::Request request;
  request.mutable_rib();
  absl::Status status;
  std::vector<std::string> listed;
  for (const proto::Response& row : Ask(setup, request, &status)) {
    listed.push_back(
        absl::StrCat(row.route().neighbor(), " ", row.route().prefix()));
  }
  EXPECT_THAT(listed, ElementsAre("rs 10.9.0.0/16", "rs 172.16.1.1/32",
                                  "rs-2 10.9.0.0/16", "rs-2 172.16.1.1/32"));
}

TEST_F(AnnouncerDaemonTest, OneThatCannotStartLeavesARunningOneAlone) {
  const AnnouncerSetup setup = Setup(2, "ACTIVE");
  const auto node = Start(setup);
  ASSERT_TRUE(Await(kActive));
  EventLog events(loop_->runtime(), 10);
  EXPECT_EQ(AnnouncerDaemon::Create(*loop_, events, setup, {}).status().code(),
            absl::StatusCode::kAlreadyExists);
  posix::RunFor(*loop_, absl::Milliseconds(200));
  EXPECT_THAT(server_->events(), ElementsAre(kUp, kActive));
  proto::Request request;
  request.mutable_neighbors();
  absl::Status status;
  EXPECT_EQ(Ask(setup, request, &status).size(), 1u);
}

TEST_F(AnnouncerDaemonTest, TwoOfOneMachineReceiveBfdOnTheSamePort) {
  const auto start = [this](int host, absl::string_view role) {
    return Start(
        Setup(host, role,
              absl::StrCat("neighbor { name: \"nobody\" address: \"127.0.0.9\" "
                           "local_address: \"127.0.0.",
                           host, "\" peer_as: 65000 bfd {} }")));
  };
  const auto active = start(2, "ACTIVE");
  const auto standby = start(3, "STANDBY");
  EXPECT_NE(active->daemon, nullptr);
  EXPECT_NE(standby->daemon, nullptr);
}

TEST_F(AnnouncerDaemonTest, ASetupThatNoLoaderWouldMakeIsRefused) {
  AnnouncerSetup setup = Setup(2, "ACTIVE");
  setup.groups.push_back(setup.groups[0]);
  setup.groups[1].name = "second";
  EventLog events(loop_->runtime(), 10);
  EXPECT_EQ(AnnouncerDaemon::Create(*loop_, events, setup, {}).status().code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_NE(::access(setup.socket.c_str(), F_OK), 0);
}

TEST_F(AnnouncerDaemonTest, AStateFolderThatCannotBeMadeIsNamed) {
  AnnouncerSetup setup = Setup(2, "ACTIVE");
  setup.socket.clear();
  setup.state_dir = "missing/folder";
  EventLog events(loop_->runtime(), 10);
  const absl::Status status =
      AnnouncerDaemon::Create(*loop_, events, setup, {}).status();
  EXPECT_THAT(std::string(status.message()),
              ::testing::HasSubstr("cannot make the folder missing/folder"));
}

}  // namespace
}  // namespace waymark::examples
