// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The program as a process: arguments, exit status, signals.

#include <signal.h>
#include <unistd.h>

#include <cstdio>
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
#include "bgp/notification.h"
#include "examples/route_server/vpc_membership.h"
#include "examples/testing/child_process.h"
#include "examples/testing/http_body.h"
#include "examples/testing/loopback_speaker.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "posix/event_loop.h"
#include "posix/testing/run_until.h"
#include "rib/peer_info.h"

namespace waymark::examples {
namespace {

constexpr char kProgram[] = "examples/route_server/route_server";
constexpr char kCtl[] = "examples/route_server/route_serverctl";
constexpr char kSchema[] = "examples/route_server/routing_database.schema.json";

// At 127.0.0.1, with a peer at 127.0.0.2.
constexpr char kOnePeer[] = R"(as: 65000 router_id: "127.0.0.1"
endpoint { name: "rse" address: "127.0.0.1" }
peer { name: "active" endpoint: "rse" address: "127.0.0.2" peer_as: 65001 }
)";

class RouteServerProcessTest : public ::testing::Test {
 protected:
  // Writes a configuration, returns its path.
  static std::string Config(absl::string_view text) {
    const std::string path =
        absl::StrCat(::testing::TempDir(), "/route_server.textproto");
    std::ofstream(path) << text;
    return path;
  }
  int AwaitEnd(ChildProcess& process) {
    EXPECT_TRUE(posix::RunUntil(
        *loop_, [&] { return process.ExitStatus().has_value(); }));
    return process.ExitStatus().value_or(-1);
  }

  // What route_serverctl prints for `words`, which end with its status.
  std::string Ctl(const std::string& socket, std::vector<std::string> words,
                  int status = 0) {
    words.insert(words.begin(), {"--socket", socket});
    ChildProcess ctl(kCtl, words);
    EXPECT_EQ(AwaitEnd(ctl), status) << ctl.Output();
    return ctl.Output();
  }

  // As the schema has it, which is written from the API's documentation.
  void ExpectValid(const std::string& database) {
    const std::string instance = ::testing::TempDir() + "/database.json";
    std::ofstream(instance) << database;
    ChildProcess validator("/usr/bin/python3",
                           {"-m", "jsonschema", "-i", instance, kSchema});
    EXPECT_EQ(AwaitEnd(validator), 0) << validator.Output();
  }

  const std::unique_ptr<posix::EventLoop> loop_ = *posix::EventLoop::Create();
};

TEST_F(RouteServerProcessTest, WrongArgumentsEndWithTheUsage) {
  ChildProcess none(kProgram, {});
  EXPECT_EQ(AwaitEnd(none), 2);
  EXPECT_TRUE(absl::StartsWith(none.Output(), "usage:")) << none.Output();
  ChildProcess bad(kProgram, {"--config", "x", "--listen-port", "65536"});
  EXPECT_EQ(AwaitEnd(bad), 2);
}

TEST_F(RouteServerProcessTest, AnInvalidConfigurationIsExplained) {
  const std::string path = Config("as: 0\n");
  ChildProcess process(kProgram, {"--config", path});
  EXPECT_EQ(AwaitEnd(process), 1);
  EXPECT_TRUE(absl::StrContains(process.Output(),
                                absl::StrCat(path, ":1:1: as: 0 is reserved")))
      << process.Output();
}

TEST_F(RouteServerProcessTest, SigtermCeasesAndEndsWithZero) {
  const IpAddress server = IpAddress::V4(127, 0, 0, 1);
  const uint16_t port = FreePort(server);
  const std::string path = Config(kOnePeer);
  ChildProcess process(kProgram,
                       {"--config", path, "--listen-port", absl::StrCat(port)});
  LoopbackSpeaker peer(*loop_, IpAddress::V4(127, 0, 0, 2), 65001, 0);
  const rib::PeerId id = peer.Connect({server, port}, 65000);
  ASSERT_TRUE(posix::RunUntil(*loop_, [&] { return peer.IsUp(id); }))
      << process.Output();
  EXPECT_FALSE(process.ExitStatus().has_value());
  process.Signal(SIGTERM);
  EXPECT_EQ(AwaitEnd(process), 0);
  EXPECT_TRUE(posix::RunUntil(*loop_, [&] {
    return peer.Heard(
        "down notification_received cease/administrative_shutdown");
  }));
  EXPECT_TRUE(absl::StrContains(process.Output(), "\"session_state\""))
      << process.Output();
}

TEST_F(RouteServerProcessTest, ASixthOfAVpcIsRefusedUnlessTheQuotaIsRaised) {
  const std::string vpc = ::testing::TempDir() + "/vpc";
  std::filesystem::remove_all(vpc);
  std::filesystem::create_directory(vpc);
  std::vector<VpcMembership> others;
  for (int i = 0; i < 5; ++i) others.push_back(*VpcMembership::Join(vpc, 5));
  const IpAddress server = IpAddress::V4(127, 0, 0, 1);
  const uint16_t port = FreePort(server);
  const std::vector<std::string> arguments = {
      "--config",         Config(kOnePeer), "--listen-port",
      absl::StrCat(port), "--vpc-dir",      vpc};
  ChildProcess refused(kProgram, arguments);
  EXPECT_EQ(AwaitEnd(refused), 1);
  EXPECT_EQ(refused.Output(),
            absl::StrCat("route_server: the VPC in ", vpc,
                         " has 5 route servers, as many as quotas { "
                         "route_servers_per_vpc } allows\n"));

  Config(absl::StrCat(kOnePeer, "quotas { route_servers_per_vpc: 6 }"));
  ChildProcess sixth(kProgram, arguments);
  LoopbackSpeaker peer(*loop_, IpAddress::V4(127, 0, 0, 2), 65001, 0);
  const rib::PeerId id = peer.Connect({server, port}, 65000);
  ASSERT_TRUE(posix::RunUntil(*loop_, [&] { return peer.IsUp(id); }))
      << sixth.Output();
  EXPECT_FALSE(VpcMembership::Join(vpc, 6).ok());
  sixth.Signal(SIGTERM);
  EXPECT_EQ(AwaitEnd(sixth), 0);
  EXPECT_TRUE(VpcMembership::Join(vpc, 6).ok());
}

TEST_F(RouteServerProcessTest, HttpShowsWhatIsRoutedWhere) {
  const IpAddress server = IpAddress::V4(127, 0, 0, 1);
  const uint16_t port = FreePort(server);
  const uint16_t http = FreePort(server);
  const std::string path = Config(
      absl::StrCat(kOnePeer, "route_table { name: \"app\" in_process: true }"));
  ChildProcess process(kProgram,
                       {"--config", path, "--listen-port", absl::StrCat(port),
                        "--http", absl::StrCat("127.0.0.1:", http)});
  LoopbackSpeaker peer(*loop_, IpAddress::V4(127, 0, 0, 2), 65001, 0);
  const rib::PeerId id = peer.Connect({server, port}, 65000);
  peer.Announce(id, "0.0.0.0/0", "127.0.0.2", 5);
  ASSERT_TRUE(posix::RunUntil(*loop_, [&] { return peer.IsUp(id); }))
      << process.Output();
  nlohmann::json state;
  ASSERT_TRUE(posix::RunUntil(*loop_, [&] {
    state = nlohmann::json::parse(HttpBody(*loop_, http, "/api/state"));
    // The tables are listed first, and may show the moment before the path.
    return !state["route_tables"][0]["routes"].empty();
  })) << process.Output();
  EXPECT_EQ(state["program"], "route_server");
  EXPECT_EQ(state["route_server"].size(), 1u);
  EXPECT_EQ(state["routing_database"][0]["deciding_step"], "only_path");
  EXPECT_EQ(state["route_tables"][0]["routes"][0]["destination_cidr_block"],
            "0.0.0.0/0");
  EXPECT_EQ(state["route_server_peers"][0]["bgp_status"]["status"], "up");
  EXPECT_EQ(state["neighbors"][0]["state"], "established");
  EXPECT_EQ(state["bfd"].dump(), "[]");
  EXPECT_FALSE(state["events"].empty());
  EXPECT_FALSE(state.contains("truncated"));
}

TEST_F(RouteServerProcessTest, CtlShowsWhatIsRoutedWhere) {
  const IpAddress server = IpAddress::V4(127, 0, 0, 1);
  const uint16_t port = FreePort(server);
  const std::string log = ::testing::TempDir() + "/peers.log";
  std::remove(log.c_str());
  const std::string path = Config(absl::StrCat(
      kOnePeer,
      "vpc_cidr: \"10.0.0.0/16\" "
      "route_table { name: \"app\" in_process: true } "
      "route_table { name: \"igw\" in_process: true kind: INTERNET_GATEWAY } "
      "peer_event_log { file: \"",
      log, "\" }"));
  // In the folder of this process: paths of sockets are short.
  const std::string socket = absl::StrCat("rs-", getpid(), ".sock");
  ChildProcess process(kProgram, {"--config", path, "--listen-port",
                                  absl::StrCat(port), "--socket", socket});
  LoopbackSpeaker peer(*loop_, IpAddress::V4(127, 0, 0, 2), 65001, 0);
  const rib::PeerId id = peer.Connect({server, port}, 65000);
  peer.Announce(id, "0.0.0.0/0", "127.0.0.2", 5);
  std::string database;
  ASSERT_TRUE(posix::RunUntil(*loop_, [&] {
    if (!peer.IsUp(id)) return false;
    database = Ctl(socket, {"--json", "routing-database"});
    return absl::StrContains(database, "0.0.0.0/0");
  })) << process.Output();
  EXPECT_TRUE(absl::StrContains(database, "\"AreRoutesPersisted\":false"));
  EXPECT_TRUE(
      absl::StrContains(database,
                        "{\"RouteTableId\":\"app\",\"RouteInstallationStatus\":"
                        "\"installed\"}"))
      << database;
  ExpectValid(database);

  EXPECT_TRUE(absl::StrContains(Ctl(socket, {"peers"}), "bgp-keepalive"));
  EXPECT_TRUE(absl::StrContains(Ctl(socket, {"route-tables"}), "igw"));
  EXPECT_TRUE(absl::StrContains(Ctl(socket, {"persist-routes", "enable"}),
                                "persist routes enabled"));
  EXPECT_TRUE(absl::StrContains(
      Ctl(socket, {"persist-routes", "duration", "6"}, /*status=*/1),
      "the duration is 1 ms to 5 minutes"));
  Ctl(socket, {"persist"}, /*status=*/2);
  peer.speaker().Stop(
      id, bgp::Notification::Cease(bgp::subcode::kAdministrativeShutdown));
  EXPECT_TRUE(posix::RunUntil(*loop_, [&] {
    return absl::StrContains(Ctl(socket, {"--json", "peers"}),
                             "\"BgpStatus\":{\"Status\":\"down\"}");
  }));
  process.Signal(SIGTERM);
  EXPECT_EQ(AwaitEnd(process), 0);
  Ctl(socket, {"peers"}, /*status=*/3);

  std::ostringstream events;
  events << std::ifstream(log).rdbuf();
  for (const char* const event :
       {"\"type\":\"BGPStatus\",\"status\":\"UP\"",
        "\"status\":\"ADVERTISED\",\"message\":{\"prefix\":\"0.0.0.0/0\","
        "\"asPath\":\"65001\",\"med\":5,\"nextHopIp\":\"127.0.0.2\"}",
        "\"type\":\"BGPStatus\",\"status\":\"DOWN\""}) {
    EXPECT_TRUE(absl::StrContains(events.str(), event)) << events.str();
  }
}

TEST_F(RouteServerProcessTest, CtlReadsTheRoutingDatabasePageByPage) {
  const IpAddress server = IpAddress::V4(127, 0, 0, 1);
  const uint16_t port = FreePort(server);
  const std::string path = Config(kOnePeer);
  const std::string socket = absl::StrCat("rs-", getpid(), ".sock");
  ChildProcess process(kProgram, {"--config", path, "--listen-port",
                                  absl::StrCat(port), "--socket", socket});
  LoopbackSpeaker peer(*loop_, IpAddress::V4(127, 0, 0, 2), 65001, 0);
  const rib::PeerId id = peer.Connect({server, port}, 65000);
  for (int i = 1; i <= 7; ++i) {
    peer.Announce(id, absl::StrCat("198.51.100.", i), "127.0.0.2", 5);
  }
  std::vector<std::string> page = {"--json", "routing-database",
                                   "--max-results", "5"};
  nlohmann::json first;
  ASSERT_TRUE(posix::RunUntil(*loop_, [&] {
    if (!peer.IsUp(id)) return false;
    const std::string database = Ctl(socket, page);
    first = nlohmann::json::parse(database);
    if (!first.contains("NextToken")) return false;
    ExpectValid(database);
    return true;
  })) << process.Output();
  EXPECT_EQ(first["Routes"].size(), 5u);
  page.insert(page.end(), {"--next-token", first["NextToken"]});
  const nlohmann::json second = nlohmann::json::parse(Ctl(socket, page));
  EXPECT_EQ(second["Routes"].size(), 2u);
  EXPECT_EQ(second["Routes"][1]["Prefix"], "198.51.100.7/32");
  EXPECT_FALSE(second.contains("NextToken"));
  EXPECT_TRUE(absl::StrContains(
      Ctl(socket, {"routing-database", "--max-results", "4"}, /*status=*/1),
      "max_results: 4 is out of range; give 5 to 1000"));
}

}  // namespace
}  // namespace waymark::examples
