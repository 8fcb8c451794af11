// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The program as a process: arguments, exit status, signals.

#include <grp.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/ip_address.h"
#include "examples/testing/child_process.h"
#include "examples/testing/http_body.h"
#include "examples/testing/loopback_speaker.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "posix/event_loop.h"
#include "posix/testing/run_until.h"

namespace waymark::examples {
namespace {

constexpr char kProgram[] = "examples/announcer/announcer";

std::string Contents(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

// Relative: a path from the root may be longer than an address takes.
constexpr char kSocket[] = "announcer_process.sock";

class AnnouncerProcessTest : public ::testing::Test {
 protected:
  static std::string Config(absl::string_view name, absl::string_view text) {
    const std::string path =
        absl::StrCat(::testing::TempDir(), "/", name, ".textproto");
    std::ofstream(path) << text;
    return path;
  }
  static std::string StateDir() {
    return absl::StrCat(::testing::TempDir(), "/state");
  }
  std::string SoundConfig() {
    return Config("sound", absl::StrCat(R"(
        router_id: "127.0.0.2"
        local_as: 65001
        neighbor {
          name: "rs"
          address: "127.0.0.1"
          local_address: "127.0.0.2"
          peer_as: 65000
          port: )",
                                        port_, R"(
        }
        group {
          name: "floating"
          prefix: "172.16.1.1/32"
          next_hop { ipv4: "192.0.2.10" }
          ladder {
            active { med: 0 }
            standby { prepend: 2 med: 100 }
            recovering { prepend: 4 med: 200 }
          }
          role: ACTIVE
        }
        shutdown { text: "off for lunch" })"));
  }
  int AwaitEnd(ChildProcess& process) {
    EXPECT_TRUE(posix::RunUntil(
        *loop_, [&] { return process.ExitStatus().has_value(); }));
    return process.ExitStatus().value_or(-1);
  }
  bool Await(absl::string_view event) {
    return posix::RunUntil(*loop_, [&] { return server_.Heard(event); });
  }

  const std::unique_ptr<posix::EventLoop> loop_ = *posix::EventLoop::Create();
  const IpAddress address_ = IpAddress::V4(127, 0, 0, 1);
  const uint16_t port_ = FreePort(address_);
  LoopbackSpeaker server_{*loop_, address_, 65000, port_};
};

TEST_F(AnnouncerProcessTest, WrongArgumentsEndWithTheUsage) {
  ChildProcess process(kProgram, {"--check"});
  EXPECT_EQ(AwaitEnd(process), 2);
  EXPECT_TRUE(absl::StartsWith(process.Output(), "usage:")) << process.Output();
}

TEST_F(AnnouncerProcessTest, CheckReadsAndEnds) {
  ChildProcess sound(kProgram, {"--config", SoundConfig(), "--check"});
  EXPECT_EQ(AwaitEnd(sound), 0) << "there is a warning, and no error";
  EXPECT_TRUE(absl::StrContains(
      sound.Output(), "warning: group[0].name: \"floating\" reaches one"))
      << sound.Output();
  const std::string path = Config("bad", "local_as: 0\n");
  ChildProcess bad(kProgram, {"--config", path, "--check"});
  EXPECT_EQ(AwaitEnd(bad), 1);
  EXPECT_TRUE(absl::StrContains(
      bad.Output(), absl::StrCat(path, ":1:1: local_as: 0 is reserved")))
      << bad.Output();
}

TEST_F(AnnouncerProcessTest, ImportPrintsWhatTheOtherConfigurationSays) {
  const std::string path =
      Config("gobgpd",
             "[global.config]\nas = 65001\nrouter-id = \"10.0.1.10\"\n"
             "[[neighbors]]\n[neighbors.config]\npeer-as = 65000\n"
             "neighbor-address = \"10.0.1.4\"\n");
  ChildProcess process(kProgram,
                       {"--import-gobgp", path, "--prefix", "172.16.1.1/32"});
  EXPECT_EQ(AwaitEnd(process), 0);
  for (const char* const part :
       {"neighbor {\n  name: \"10.0.1.4\"", "  prefix: \"172.16.1.1/32\"",
        "imported:16:3: warning: group[0].name: \"floating\" reaches one"}) {
    EXPECT_TRUE(absl::StrContains(process.Output(), part)) << process.Output();
  }
  ChildProcess bad(kProgram, {"--import-gobgp", path, "--prefix", "172.16.1"});
  EXPECT_EQ(AwaitEnd(bad), 1);
  EXPECT_TRUE(absl::StrContains(bad.Output(), "is not a prefix"))
      << bad.Output();
  ChildProcess both(kProgram, {"--import-gobgp", path, "--config", path});
  EXPECT_EQ(AwaitEnd(both), 2);
}

TEST_F(AnnouncerProcessTest, SigtermWithdrawsThenCeasesAndEndsWithZero) {
  server_.Connect({IpAddress::V4(127, 0, 0, 2), 0}, 65001);
  ChildProcess process(kProgram, {"--config", SoundConfig(), "--socket",
                                  kSocket, "--state-dir", StateDir()});
  ASSERT_TRUE(Await("best 172.16.1.1/32 65001 med 0 via 192.0.2.10"))
      << process.Output();
  process.Signal(SIGTERM);
  EXPECT_EQ(AwaitEnd(process), 0);
  EXPECT_TRUE(Await("down"));
  EXPECT_EQ(server_.events(),
            (std::vector<std::string>{
                "up ipv4_unicast ipv6_unicast",
                "best 172.16.1.1/32 65001 med 0 via 192.0.2.10",
                "no 172.16.1.1/32",
                "down notification_received cease/administrative_shutdown "
                "\"off for lunch\"",
            }));
  const std::string& output = process.Output();
  size_t at = 0;
  for (const char* const stage : {"withdrawing", "closing", "done"}) {
    at = output.find(absl::StrCat("\"stage\":\"", stage, "\""), at);
    EXPECT_NE(at, std::string::npos) << stage << " in " << output;
  }
  EXPECT_NE(::access(kSocket, F_OK), 0);
}

TEST_F(AnnouncerProcessTest, TheDoctorComparesTheMachineWithTheConfiguration) {
  ChildProcess process(kProgram, {"doctor", "--config", SoundConfig()});
  EXPECT_EQ(AwaitEnd(process), 1);
  for (const char* const part :
       {"error   neighbor \"rs\": local_address 127.0.0.2 is on no interface",
        "IPv4 next hop 192.0.2.10 is no address of this node",
        "unseen  the cloud's source/destination check"}) {
    EXPECT_TRUE(absl::StrContains(process.Output(), part)) << process.Output();
  }
}

TEST_F(AnnouncerProcessTest, MetricsAreInTheirFileAndTheLastEventInItsSink) {
  const std::string metrics =
      absl::StrCat(::testing::TempDir(), "/waymark.prom");
  const std::string alarms = absl::StrCat(::testing::TempDir(), "/alarms");
  const std::string config =
      Config("reported",
             absl::StrCat(Contents(SoundConfig()), "metrics { textfile: \"",
                          metrics, "\" interval_ms: 100 }\n",
                          "event_sink { file: \"", alarms, "\" }\n"));
  server_.Connect({IpAddress::V4(127, 0, 0, 2), 0}, 65001);
  ChildProcess process(kProgram, {"--config", config, "--socket", kSocket,
                                  "--state-dir", StateDir()});
  ASSERT_TRUE(Await("best 172.16.1.1/32")) << process.Output();
  EXPECT_TRUE(posix::RunUntil(*loop_, [&] {
    return absl::StrContains(Contents(metrics),
                             "waymark_announced_routes{neighbor=\"rs\"} 1\n");
  })) << Contents(metrics);
  ChildProcess ctl("examples/announcer/announcerctl",
                   {"--socket", kSocket, "metrics"});
  EXPECT_EQ(AwaitEnd(ctl), 0);
  EXPECT_TRUE(
      absl::StrContains(ctl.Output(),
                        "waymark_group_standing{group=\"floating\",standing="
                        "\"active\"} 1\n"))
      << ctl.Output();
  process.Signal(SIGTERM);
  EXPECT_EQ(AwaitEnd(process), 0);
  for (const char* const part :
       {"\"event\":\"session_state\"", "\"stage\":\"done\""}) {
    EXPECT_TRUE(absl::StrContains(Contents(alarms), part)) << Contents(alarms);
  }
}

TEST_F(AnnouncerProcessTest, HttpShowsTheStateAndEndsWithTheProcess) {
  server_.Connect({IpAddress::V4(127, 0, 0, 2), 0}, 65001);
  const uint16_t port = FreePort(address_);
  const std::string http = absl::StrCat("127.0.0.1:", port);
  const std::vector<std::string> arguments = {
      "--config",    SoundConfig(), "--socket", kSocket,
      "--state-dir", StateDir(),    "--http",   http};
  ChildProcess process(kProgram, arguments);
  ASSERT_TRUE(Await("best 172.16.1.1/32")) << process.Output();
  const nlohmann::json state =
      nlohmann::json::parse(HttpBody(*loop_, port, "/api/state"));
  EXPECT_EQ(state["program"], "announcer");
  EXPECT_EQ(state["neighbors"][0]["state"], "established") << state.dump();
  EXPECT_EQ(state["rib"][0]["prefix"], "172.16.1.1/32");
  EXPECT_EQ(state["groups"][0]["standing"], "active");
  EXPECT_EQ(state["health"].dump(), "[]");
  EXPECT_EQ(state["bfd"].dump(), "[]");
  EXPECT_FALSE(state["events"].empty());
  EXPECT_FALSE(state.contains("truncated"));
  ChildProcess second(kProgram, arguments);
  EXPECT_EQ(AwaitEnd(second), 1);
  EXPECT_TRUE(absl::StrContains(second.Output(),
                                absl::StrCat("announcer: serve HTTP at ", http,
                                             ": bind: Address already in use")))
      << second.Output();
  process.Signal(SIGTERM);
  EXPECT_EQ(AwaitEnd(process), 0);
}

TEST_F(AnnouncerProcessTest, HttpWantsAnAddressWithAPort) {
  ChildProcess process(kProgram,
                       {"--config", SoundConfig(), "--http", "localhost"});
  EXPECT_EQ(AwaitEnd(process), 2);
  EXPECT_TRUE(absl::StartsWith(
      process.Output(),
      "announcer: --http: \"localhost\" is not an address with a port"))
      << process.Output();
}

TEST_F(AnnouncerProcessTest, TheGroupThatIsNamedReachesTheSocket) {
  const struct group* const ours = ::getgrgid(::getegid());
  ASSERT_NE(ours, nullptr);
  const std::string folder = absl::StrCat("run", ::getpid());
  const std::string config =
      Config("grouped",
             absl::StrCat(Contents(SoundConfig()), "paths { socket_group: \"",
                          ours->gr_name, "\" state_dir: \"", folder, "\" }"));
  server_.Connect({IpAddress::V4(127, 0, 0, 2), 0}, 65001);
  ChildProcess process(kProgram, {"--config", config});
  ASSERT_TRUE(Await("best 172.16.1.1/32")) << process.Output();
  struct stat found = {};
  ASSERT_EQ(::stat(absl::StrCat(folder, "/announcer.sock").c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777, 0660u);
  EXPECT_EQ(found.st_gid, ::getegid());
  ASSERT_EQ(::stat(folder.c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777, 0710u);
  process.Signal(SIGTERM);
  EXPECT_EQ(AwaitEnd(process), 0);
  std::filesystem::remove_all(folder);
}

TEST_F(AnnouncerProcessTest,
       ASecondOneWithAnInvalidConfigurationOrNoneOfItsOwnLeavesTheFirstAlone) {
  server_.Connect({IpAddress::V4(127, 0, 0, 2), 0}, 65001);
  const std::string path = SoundConfig();
  ChildProcess first(kProgram, {"--config", path, "--socket", kSocket,
                                "--state-dir", StateDir()});
  ASSERT_TRUE(Await("best 172.16.1.1/32")) << first.Output();
  ChildProcess invalid(kProgram,
                       {"--config", Config("bad", "local_as: 0\n"), "--socket",
                        kSocket, "--state-dir", StateDir()});
  EXPECT_EQ(AwaitEnd(invalid), 1);
  ChildProcess same(kProgram, {"--config", path, "--socket", kSocket,
                               "--state-dir", StateDir()});
  EXPECT_EQ(AwaitEnd(same), 1);
  EXPECT_TRUE(absl::StrContains(same.Output(), "another process serves"))
      << same.Output();
  EXPECT_FALSE(first.ExitStatus().has_value());
  EXPECT_EQ(server_.events().size(), 2u) << server_.events().back();
  EXPECT_EQ(::access(kSocket, F_OK), 0);
}

}  // namespace
}  // namespace waymark::examples
