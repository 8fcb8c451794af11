// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// A daemon at work that is given another configuration, before route servers on
// loopback addresses.

#include <unistd.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/ip_address.h"
#include "examples/announcer/announcer_daemon.h"
#include "examples/announcer/announcer_setup.h"
#include "examples/announcer/config_loader.h"
#include "examples/daemon/event_log.h"
#include "examples/proto/config_problem.h"
#include "examples/testing/loopback_speaker.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "posix/event_loop.h"
#include "posix/testing/run_until.h"

namespace waymark::examples {
namespace {

using ::testing::ElementsAre;

constexpr char kUp[] = "up ipv4_unicast ipv6_unicast";
constexpr char kPath[] = "best 172.16.1.1/32 65001 med 0 via 192.0.2.2";
constexpr char kReset[] =
    "down notification_received cease/administrative_reset";

class ReloadTest : public ::testing::Test {
 protected:
  ReloadTest() {
    EXPECT_EQ(::chdir(::testing::TempDir().c_str()), 0);
    for (const int host : {1, 4}) AddServer(host, 65001);
    config_ = Config({Neighbor(1), Neighbor(4)}, "prefix: \"172.16.1.1/32\"");
  }

  void AddServer(int host, uint32_t our_as) {
    const IpAddress address =
        IpAddress::V4(127, 0, 0, static_cast<uint8_t>(host));
    servers_.push_back(
        std::make_unique<LoopbackSpeaker>(*loop_, address, 65000, port_));
    servers_.back()->Connect({IpAddress::V4(127, 0, 0, 2), 0}, our_as);
  }
  std::string Neighbor(int host, absl::string_view more = "") {
    return Named(absl::StrCat("rs-", host), host, more);
  }
  std::string Named(absl::string_view name, int host,
                    absl::string_view more = "") {
    return absl::StrCat("neighbor { name: \"", name, "\" address: \"127.0.0.",
                        host, "\" port: ", port_,
                        " local_address: \"127.0.0.2\" peer_as: 65000 ", more,
                        " } ");
  }
  std::string Config(const std::vector<std::string>& neighbors,
                     absl::string_view group) {
    return absl::StrCat(
        "router_id: \"127.0.0.2\" local_as: 65001 ",
        absl::StrJoin(neighbors, ""),
        "group { name: \"floating\" next_hop { ipv4: \"192.0.2.2\" } ladder { "
        "active { med: 0 } standby { prepend: 2 med: 100 } recovering { "
        "prepend: 4 med: 200 } } role: ACTIVE ",
        group, " }");
  }
  absl::StatusOr<AnnouncerSetup> Load() {
    ConfigProblems problems("f");
    std::optional<AnnouncerSetup> setup =
        ParseAnnouncerConfig(config_, &problems);
    if (!setup.has_value()) {
      return absl::InvalidArgumentError(problems.ToString());
    }
    setup->socket = "reload.sock";
    setup->state_dir =
        ::testing::UnitTest::GetInstance()->current_test_info()->name();
    return *std::move(setup);
  }

  // Both sessions up.
  void Begin() {
    AnnouncerDaemon::Hooks hooks;
    hooks.load = [this] { return Load(); };
    hooks.file = "f";
    hooks.session_patience = patience_;
    const absl::StatusOr<AnnouncerSetup> setup = Load();
    ASSERT_TRUE(setup.ok()) << setup.status();
    absl::StatusOr<std::unique_ptr<AnnouncerDaemon>> daemon =
        AnnouncerDaemon::Create(*loop_, events_, *setup, std::move(hooks));
    ASSERT_TRUE(daemon.ok()) << daemon.status();
    daemon_ = *std::move(daemon);
    ASSERT_TRUE(Until([this] {
      return servers_[0]->Heard(kPath) && servers_[1]->Heard(kPath);
    }));
  }
  // Until it is done, or refused.
  std::string Reload(const std::string& config) {
    config_ = config;
    const size_t before = Outcomes().size();
    daemon_->ReloadConfig();
    EXPECT_TRUE(Until([&] {
      const std::vector<std::string> outcomes = Outcomes();
      return outcomes.size() > before && outcomes.back() != "reloading";
    }));
    return Outcomes().back();
  }
  // "rs-1 idle" and so on, without those of the beginning.
  std::vector<std::string> Sessions() const {
    std::vector<std::string> sessions;
    for (const SharedEvent& event : events_.history()) {
      if (!event->has_session_state()) continue;
      sessions.push_back(absl::StrCat(event->session_state().neighbor(), " ",
                                      event->session_state().state()));
    }
    sessions.erase(sessions.begin(), sessions.begin() + 2);
    return sessions;
  }
  int CountStandings() const {
    int count = 0;
    for (const SharedEvent& event : events_.history()) {
      count += event->has_standing() ? 1 : 0;
    }
    return count;
  }
  bool Until(const std::function<bool()>& done) {
    return posix::RunUntil(*loop_, done, absl::Seconds(20));
  }
  std::vector<std::string> Outcomes() const {
    std::vector<std::string> outcomes;
    for (const SharedEvent& event : events_.history()) {
      if (event->has_config()) outcomes.push_back(event->config().outcome());
    }
    return outcomes;
  }
  std::string Details() const {
    for (auto event = events_.history().rbegin();
         event != events_.history().rend(); ++event) {
      if ((*event)->has_config()) {
        return absl::StrJoin((*event)->config().detail(), "; ");
      }
    }
    return "";
  }
  const std::vector<std::string>& Heard(int server) const {
    return servers_[static_cast<size_t>(server)]->events();
  }

  const std::unique_ptr<posix::EventLoop> loop_ = *posix::EventLoop::Create();
  const uint16_t port_ = FreePort(IpAddress::V4(127, 0, 0, 1));
  std::vector<std::unique_ptr<LoopbackSpeaker>> servers_;
  std::string config_;
  absl::Duration patience_ = absl::Seconds(10);
  EventLog events_{loop_->runtime(), 1000};
  std::unique_ptr<AnnouncerDaemon> daemon_;
};

TEST_F(ReloadTest, WhatIsHotReachesTheNeighborsInTheirSessions) {
  Begin();
  EXPECT_EQ(Reload(Config({Neighbor(1), Neighbor(4)},
                          "prefix: \"172.16.1.1/32\" prefix: \"10.9.0.0/16\"")),
            "reloaded");
  const char kNew[] = "best 10.9.0.0/16 65001 med 0 via 192.0.2.2";
  EXPECT_TRUE(Until(
      [&] { return servers_[0]->Heard(kNew) && servers_[1]->Heard(kNew); }));
  EXPECT_THAT(Heard(0), ElementsAre(kUp, kPath, kNew));
}

TEST_F(ReloadTest, AnInvalidConfigurationChangesNothing) {
  Begin();
  EXPECT_EQ(Reload("local_as: 0"), "refused");
  EXPECT_TRUE(absl::StrContains(Details(), "local_as: 0 is reserved"))
      << Details();
  posix::RunFor(*loop_, absl::Milliseconds(100));
  EXPECT_THAT(Heard(0), ElementsAre(kUp, kPath));
}

TEST_F(ReloadTest, TheSameAgainChangesNothing) {
  Begin();
  EXPECT_EQ(Reload(config_), "unchanged");
  posix::RunFor(*loop_, absl::Milliseconds(100));
  EXPECT_THAT(Heard(0), ElementsAre(kUp, kPath));
  EXPECT_EQ(Outcomes().back(), "unchanged");
}

TEST_F(ReloadTest, NeighborsAreResetOneByOne) {
  Begin();
  EXPECT_EQ(Reload(Config({Neighbor(1, "hold_time_s: 30"),
                           Neighbor(4, "hold_time_s: 30")},
                          "prefix: \"172.16.1.1/32\"")),
            "reloaded");
  EXPECT_EQ(Details(), "");
  EXPECT_THAT(Heard(0),
              ElementsAre(kUp, kPath, "no 172.16.1.1/32", kReset, kUp, kPath));
  // In the order of what happened: the second went down when the first was up.
  EXPECT_THAT(Sessions(), ElementsAre("rs-1 idle", "rs-1 established",
                                      "rs-4 idle", "rs-4 established"));
}

TEST_F(ReloadTest, AMistakeInWhatIsNewCostsOneSession) {
  patience_ = absl::Milliseconds(300);
  Begin();
  const std::string group = "prefix: \"172.16.1.1/32\"";
  const std::string wrong = "local_as: 65009";
  EXPECT_EQ(Reload(Config({Neighbor(1, wrong), Neighbor(4, wrong)}, group)),
            "reloaded");
  EXPECT_EQ(Details(),
            "neighbor \"rs-1\" has no session yet, 300ms on; neighbor \"rs-4\" "
            "is left as it was");
  EXPECT_THAT(Heard(1), ElementsAre(kUp, kPath));
  // What the file said before is in force at one of them.
  patience_ = absl::Seconds(10);
  EXPECT_EQ(Reload(Config({Neighbor(1), Neighbor(4)}, group)), "reloaded");
  EXPECT_TRUE(Until([this] { return Heard(0).back() == kPath; }));
}

TEST_F(ReloadTest, WhatAReloadLeftAloneIsForTheNext) {
  patience_ = absl::Milliseconds(300);
  Begin();
  std::string config =
      Config({Neighbor(1), Neighbor(4)}, "prefix: \"172.16.1.1/32\"");
  config.replace(config.find("local_as: 65001"), 15, "local_as: 65009");
  EXPECT_EQ(Reload(config), "reloaded");
  EXPECT_THAT(Heard(1), ElementsAre(kUp, kPath));
  EXPECT_EQ(Reload(config), "reloaded");
  EXPECT_TRUE(Until([this] { return servers_[1]->Heard(kReset); }));
}

TEST_F(ReloadTest, NeighborsThatTakeEachOthersAddressesChangeTogether) {
  Begin();
  EXPECT_EQ(Reload(Config({Named("rs-1", 4), Named("rs-4", 1)},
                          "prefix: \"172.16.1.1/32\"")),
            "reloaded");
  EXPECT_EQ(Details(), "");
  EXPECT_TRUE(
      Until([this] { return Heard(0).size() == 6 && Heard(1).size() == 6; }));
  EXPECT_EQ(Heard(0).back(), kPath);
  EXPECT_EQ(Heard(1).back(), kPath);
}

TEST_F(ReloadTest, ANewNeighborMayHaveTheAddressThatAnotherGivesUp) {
  Begin();
  AddServer(5, 65001);
  EXPECT_EQ(Reload(Config({Named("rs-1", 5), Neighbor(4), Named("new", 1)},
                          "prefix: \"172.16.1.1/32\"")),
            "reloaded");
  EXPECT_EQ(Details(), "");
  EXPECT_TRUE(Until(
      [this] { return Heard(0).size() == 6 && servers_[2]->Heard(kPath); }));
}

TEST_F(ReloadTest, NewNeighborsAreThereBeforeOldOnesGo) {
  Begin();
  AddServer(5, 65001);
  AddServer(6, 65001);
  EXPECT_EQ(
      Reload(Config({Neighbor(5), Neighbor(6)}, "prefix: \"172.16.1.1/32\"")),
      "reloaded");
  const std::vector<std::string> sessions = Sessions();
  ASSERT_EQ(sessions.size(), 4u);
  EXPECT_THAT(std::vector<std::string>(sessions.begin() + 2, sessions.end()),
              ElementsAre("rs-1 idle", "rs-4 idle"));
}

TEST_F(ReloadTest, AResetIsNoLoss) {
  const std::string group =
      "prefix: \"172.16.1.1/32\" failback { mode: MANUAL } symmetry { mode: "
      "WORSEN return_after_ms: 0 }";
  const std::string one = "side: \"internet\" ";
  const std::string other = "side: \"application\" ";
  config_ = Config({Neighbor(1, one), Neighbor(4, other)}, group);
  Begin();
  const int standings = CountStandings();
  EXPECT_EQ(Reload(Config({Neighbor(1, one + "hold_time_s: 30"),
                           Neighbor(4, other + "hold_time_s: 30")},
                          group)),
            "reloaded");
  EXPECT_EQ(CountStandings(), standings);
  EXPECT_EQ(Heard(0).back(), kPath);
}

TEST_F(ReloadTest, ANeighborThatIsGoneIsToldAndANewOneIsServed) {
  config_ = Config({Neighbor(1), Neighbor(4)}, "prefix: \"172.16.1.1/32\"");
  Begin();
  EXPECT_EQ(Reload(Config({Neighbor(1)}, "prefix: \"172.16.1.1/32\"")),
            "reloaded");
  EXPECT_TRUE(Until([this] { return servers_[1]->Heard("down"); }));
  EXPECT_THAT(Heard(0), ElementsAre(kUp, kPath));
  EXPECT_EQ(
      Reload(Config({Neighbor(1), Neighbor(4)}, "prefix: \"172.16.1.1/32\"")),
      "reloaded");
  EXPECT_TRUE(Until([this] { return Heard(1).size() == 6; }));
  EXPECT_EQ(Heard(1).back(), kPath);
  EXPECT_THAT(Heard(0), ElementsAre(kUp, kPath));
}

TEST_F(ReloadTest, WhatIsAskedForMeanwhileFollowsOnceWithTheFileAsItIsThen) {
  Begin();
  const std::string group = "prefix: \"172.16.1.1/32\"";
  config_ = Config({Neighbor(1, "hold_time_s: 30"), Neighbor(4)}, group);
  daemon_->ReloadConfig();
  for (const char* const later : {"hold_time_s: 33", "hold_time_s: 36"}) {
    config_ =
        Config({Neighbor(1, "hold_time_s: 30"), Neighbor(4, later)}, group);
    daemon_->ReloadConfig();
  }
  EXPECT_TRUE(Until([this] { return Outcomes().size() >= 6; }));
  EXPECT_THAT(Outcomes(), ElementsAre("loaded", "reloading", "remembered",
                                      "reloaded", "reloading", "reloaded"));
  EXPECT_THAT(Sessions(), ElementsAre("rs-1 idle", "rs-1 established",
                                      "rs-4 idle", "rs-4 established"));
}

TEST_F(ReloadTest, WhatIsRememberedDoesNotFollowAMistake) {
  patience_ = absl::Milliseconds(300);
  Begin();
  const std::string wrong = "local_as: 65009";
  config_ = Config({Neighbor(1, wrong), Neighbor(4, wrong)},
                   "prefix: \"172.16.1.1/32\"");
  daemon_->ReloadConfig();
  daemon_->ReloadConfig();
  EXPECT_TRUE(Until([this] { return Outcomes().size() >= 5; }));
  EXPECT_THAT(Outcomes(), ElementsAre("loaded", "reloading", "remembered",
                                      "reloaded", "refused"));
  EXPECT_TRUE(absl::StrContains(Details(), "ended with problems")) << Details();
  posix::RunFor(*loop_, absl::Milliseconds(500));
  EXPECT_THAT(Heard(1), ElementsAre(kUp, kPath)) << "it costs one session";
}

TEST_F(ReloadTest, AMixThatIsNotSoundIsRefusedBeforeAnythingChanges) {
  Begin();
  // A listener takes a restart, so that rs-1 keeps the address that is new's.
  EXPECT_EQ(Reload(Config({Named("rs-1", 5, "opening: PASSIVE"), Neighbor(4),
                           Named("new", 1)},
                          "prefix: \"172.16.1.1/32\"")),
            "refused");
  EXPECT_EQ(Details(),
            "what waits for a restart does not go together with the rest: "
            "restart the announcer, or reload without it; neighbor[2].address: "
            "\"127.0.0.1\" is there already");
  posix::RunFor(*loop_, absl::Milliseconds(100));
  EXPECT_THAT(Heard(0), ElementsAre(kUp, kPath));
}

TEST_F(ReloadTest, LeavingEndsAReload) {
  Begin();
  config_ =
      Config({Neighbor(1, "hold_time_s: 30"), Neighbor(4, "hold_time_s: 30")},
             "prefix: \"172.16.1.1/32\"");
  daemon_->ReloadConfig();
  EXPECT_TRUE(Until([this] { return servers_[0]->Heard(kReset); }));
  daemon_->Shutdown();
  EXPECT_TRUE(Until([this] {
    return servers_[1]->Heard(
        "down notification_received cease/administrative_shutdown");
  }));
  posix::RunFor(*loop_, absl::Milliseconds(300));
  EXPECT_EQ(Heard(0).back(), kReset);
}

}  // namespace
}  // namespace waymark::examples
