// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The program as a process: arguments, exit status, signals.

#include <signal.h>

#include <fstream>
#include <memory>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/ip_address.h"
#include "examples/testing/child_process.h"
#include "examples/testing/loopback_speaker.h"
#include "gtest/gtest.h"
#include "posix/event_loop.h"
#include "posix/testing/run_until.h"
#include "rib/peer_info.h"

namespace waymark::examples {
namespace {

constexpr char kProgram[] = "examples/route_server/route_server";

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
  const std::string path = Config(
      "as: 65000 router_id: \"127.0.0.1\" endpoint { name: \"rse\" "
      "address: \"127.0.0.1\" } peer { name: \"active\" endpoint: \"rse\" "
      "address: \"127.0.0.2\" peer_as: 65001 }");
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

}  // namespace
}  // namespace waymark::examples
