// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/announcer/health/group_health.h"

#include <sys/socket.h>
#include <unistd.h>

#include <fstream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "announcer/health_check.h"
#include "base/ip_address.h"
#include "base/ip_endpoint.h"
#include "examples/announcer/health/health_setup.h"
#include "examples/testing/loopback_speaker.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "posix/event_loop.h"
#include "posix/file_descriptor.h"
#include "posix/socket_address.h"
#include "posix/testing/run_until.h"

namespace waymark::examples {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;

HealthSetup File(const std::string& name, const std::string& path) {
  HealthSetup setup;
  setup.name = name;
  setup.check = FileCheck{path};
  setup.options.rise = 1;
  setup.options.fall = 2;
  setup.interval = absl::Milliseconds(10);
  setup.timeout = absl::Seconds(5);
  return setup;
}

class GroupHealthTest : public ::testing::Test {
 protected:
  void Begin(const std::vector<HealthSetup>& setups, bool assumed = false) {
    health_ = std::make_unique<GroupHealth>(
        *loop_, setups, assumed, [this](const GroupHealth::Check& check) {
          changes_.push_back(absl::StrCat(
              check.setup.name, " ",
              std::string(announcer::Name(check.verdict.state()))));
        });
  }
  bool AwaitWell(bool well) {
    return posix::RunUntil(*loop_,
                           [this, well] { return health_->well() == well; });
  }
  bool AwaitChange(const std::string& change) {
    return posix::RunUntil(*loop_, [this, &change] {
      return absl::c_linear_search(changes_, change);
    });
  }

  const std::unique_ptr<posix::EventLoop> loop_ = *posix::EventLoop::Create();
  const std::string path_ = absl::StrCat(::testing::TempDir(), "/ready");
  std::unique_ptr<GroupHealth> health_;
  std::vector<std::string> changes_;
};

TEST_F(GroupHealthTest, WithoutACheckItIsWell) {
  Begin({});
  EXPECT_TRUE(health_->well());
}

TEST_F(GroupHealthTest, AFileThatComesAndGoes) {
  ::unlink(path_.c_str());
  Begin({File("ready", path_)});
  EXPECT_FALSE(health_->well());
  ASSERT_TRUE(AwaitChange("ready unwell"));
  const GroupHealth::Check& check = health_->check(0);
  EXPECT_EQ(check.failures, 2u);
  EXPECT_TRUE(absl::StrContains(check.last_result->message(),
                                "No such file or directory"))
      << *check.last_result;
  std::ofstream(path_) << "x";
  EXPECT_TRUE(AwaitWell(true));
  EXPECT_TRUE(check.last_result->ok());
  ::unlink(path_.c_str());
  EXPECT_TRUE(AwaitWell(false));
  EXPECT_THAT(changes_,
              ElementsAre("ready unwell", "ready well", "ready unwell"));
}

TEST_F(GroupHealthTest, AllKindsTogetherAreWellOnlyTogether) {
  const IpEndpoint service{IpAddress::V4(127, 0, 0, 1),
                           FreePort(IpAddress::V4(127, 0, 0, 1))};
  HealthSetup exec = File("exec", "");
  exec.check = ExecCheck{{"/bin/true"}};
  HealthSetup tcp = File("tcp", "");
  tcp.check = TcpCheck{service};
  HealthSetup http = File("http", "");
  http.check = HttpCheck{{"http://127.0.0.1:1", "/"}, 200};
  std::ofstream(path_) << "x";
  Begin({exec, tcp, http, File("file", path_)});
  for (const char* const change :
       {"exec well", "tcp unwell", "http unwell", "file well"}) {
    EXPECT_TRUE(AwaitChange(change)) << change;
  }
  EXPECT_FALSE(health_->well());
  std::vector<std::string> kinds;
  for (size_t i = 0; i < health_->size(); ++i) {
    kinds.push_back(KindOf(health_->check(i).setup));
  }
  EXPECT_THAT(kinds, ElementsAre("exec", "tcp", "http", "file"));
  const posix::FileDescriptor listener(::socket(AF_INET, SOCK_STREAM, 0));
  const posix::SocketAddress address = posix::ToSocketAddress(service);
  ASSERT_EQ(::bind(listener.get(), address.get(), address.size), 0);
  ASSERT_EQ(::listen(listener.get(), 64), 0);
  EXPECT_TRUE(AwaitChange("tcp well"));
}

TEST_F(GroupHealthTest, InPlaceOfOthersItIsAssumedWellUntilACheckSaysNo) {
  ::unlink(path_.c_str());
  Begin({File("ready", path_)}, /*assumed=*/true);
  EXPECT_TRUE(health_->well());
  EXPECT_TRUE(AwaitWell(false));
  EXPECT_THAT(changes_, Contains("ready unwell"));
}

}  // namespace
}  // namespace waymark::examples
