// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/announcer/service_manager.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstddef>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/monotonic_time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "posix/event_loop.h"
#include "posix/file_descriptor.h"
#include "posix/testing/run_until.h"

namespace waymark::examples {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// systemd's end, under an abstract name that the kernel chooses.
class Manager {
 public:
  Manager() {
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    auto* const any = reinterpret_cast<sockaddr*>(&address);
    EXPECT_EQ(::bind(socket_.get(), any, sizeof address.sun_family), 0);
    socklen_t size = sizeof address;
    EXPECT_EQ(::getsockname(socket_.get(), any, &size), 0);
    name_ = absl::StrCat(
        "@", absl::string_view(address.sun_path + 1,
                               size - offsetof(sockaddr_un, sun_path) - 1));
  }

  const std::string& name() const { return name_; }

  // What has come since the last call.
  std::vector<std::string> Heard() {
    std::vector<std::string> heard;
    char text[64];
    for (;;) {
      const ssize_t size =
          ::recv(socket_.get(), text, sizeof(text), MSG_DONTWAIT);
      if (size < 0) return heard;
      heard.emplace_back(text, static_cast<size_t>(size));
    }
  }

 private:
  std::string name_;
  const posix::FileDescriptor socket_{
      ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)};
};

class ServiceManagerTest : public ::testing::Test {
 protected:
  const std::unique_ptr<posix::EventLoop> loop_ = *posix::EventLoop::Create();
  Manager manager_;
};

TEST_F(ServiceManagerTest, HearsOfReadinessAndOfTheEnd) {
  ServiceManager service(loop_->runtime(), {.socket = manager_.name()});
  EXPECT_THAT(manager_.Heard(), IsEmpty());
  service.Ready();
  EXPECT_THAT(manager_.Heard(), ElementsAre("READY=1"));
  service.Stopping();
  EXPECT_THAT(manager_.Heard(),
              ElementsAre("STOPPING=1", "EXTEND_TIMEOUT_USEC=20000000"));
}

TEST_F(ServiceManagerTest, IsAskedForMoreTimeForAsLongAsLeavingTakes) {
  ServiceManager service(
      loop_->runtime(),
      {.socket = manager_.name(), .extension = absl::Milliseconds(20)});
  const MonotonicTime begin = loop_->runtime().clock.Now();
  service.Stopping();
  std::vector<std::string> heard;
  ASSERT_TRUE(posix::RunUntil(*loop_, [&] {
    for (std::string& state : manager_.Heard()) heard.push_back(state);
    return heard.size() == 4;
  }));
  EXPECT_THAT(heard, ElementsAre("STOPPING=1", "EXTEND_TIMEOUT_USEC=20000",
                                 "EXTEND_TIMEOUT_USEC=20000",
                                 "EXTEND_TIMEOUT_USEC=20000"));
  EXPECT_GE(loop_->runtime().clock.Now() - begin, absl::Milliseconds(20));
}

TEST_F(ServiceManagerTest, WatchdogIsFedTwiceInItsTime) {
  ServiceManager service(
      loop_->runtime(),
      {.socket = manager_.name(), .watchdog = absl::Milliseconds(40)});
  const MonotonicTime begin = loop_->runtime().clock.Now();
  service.Ready();
  std::vector<std::string> heard;
  ASSERT_TRUE(posix::RunUntil(*loop_, [&] {
    for (std::string& state : manager_.Heard()) heard.push_back(state);
    return heard.size() == 4;
  }));
  EXPECT_THAT(heard,
              ElementsAre("READY=1", "WATCHDOG=1", "WATCHDOG=1", "WATCHDOG=1"));
  EXPECT_GE(loop_->runtime().clock.Now() - begin, absl::Milliseconds(40));
}

TEST_F(ServiceManagerTest, WithoutAManagerNothingHappens) {
  ServiceManager none(loop_->runtime(), {});
  none.Ready();
  none.Stopping();
  ServiceManager gone(loop_->runtime(), {.socket = "@waymark-nobody-listens",
                                         .watchdog = absl::Seconds(1)});
  gone.Ready();
  ServiceManager long_name(loop_->runtime(), {.socket = std::string(200, 'x')});
  long_name.Ready();
}

TEST(ServiceManagerEnvironmentTest, WatchdogOfAnotherProcessIsNotOurs) {
  ::setenv("NOTIFY_SOCKET", "/run/systemd/notify", 1);
  ::setenv("WATCHDOG_USEC", "5000000", 1);
  EXPECT_EQ(ServiceManager::FromEnvironment().socket, "/run/systemd/notify");
  EXPECT_EQ(ServiceManager::FromEnvironment().watchdog, absl::Seconds(5));
  ::setenv("WATCHDOG_PID", absl::StrCat(::getpid()).c_str(), 1);
  EXPECT_EQ(ServiceManager::FromEnvironment().watchdog, absl::Seconds(5));
  ::setenv("WATCHDOG_PID", "1", 1);
  EXPECT_FALSE(ServiceManager::FromEnvironment().watchdog.has_value());
  ::unsetenv("WATCHDOG_PID");
  ::setenv("WATCHDOG_USEC", "soon", 1);
  EXPECT_FALSE(ServiceManager::FromEnvironment().watchdog.has_value());
  ::unsetenv("WATCHDOG_USEC");
  ::unsetenv("NOTIFY_SOCKET");
  EXPECT_EQ(ServiceManager::FromEnvironment().socket, "");
}

}  // namespace
}  // namespace waymark::examples
