// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// A real file, command and server on loopback.

#include "examples/announcer/sinks/delivery.h"

#include <httplib.h>

#include <atomic>
#include <cstdio>
#include <fstream>
#include <memory>
#include <mutex>
#include <optional>
#include <sstream>
#include <string>
#include <thread>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "examples/announcer/health/health_setup.h"
#include "examples/announcer/sinks/exec_delivery.h"
#include "examples/announcer/sinks/file_delivery.h"
#include "examples/announcer/sinks/webhook_delivery.h"
#include "gtest/gtest.h"
#include "posix/event_loop.h"
#include "posix/testing/run_until.h"

namespace waymark::examples {
namespace {

std::string Contents(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

std::string Temporary(const char* name) {
  const std::string path = absl::StrCat(::testing::TempDir(), "/", name);
  std::remove(path.c_str());
  return path;
}

class DeliveryTest : public ::testing::Test {
 protected:
  // What became of it: "" for well.
  std::string Deliver(Delivery& delivery, const std::string& lines) {
    std::optional<absl::Status> result;
    delivery.Start(lines, [&](const absl::Status& status) { result = status; });
    EXPECT_FALSE(result.has_value());
    EXPECT_TRUE(posix::RunUntil(*loop_, [&] { return result.has_value(); }));
    return std::string(result.value_or(absl::UnknownError("none")).message());
  }

  const std::unique_ptr<posix::EventLoop> loop_ = *posix::EventLoop::Create();
};

TEST_F(DeliveryTest, LinesGoToTheEndOfAFile) {
  const std::string path = Temporary("events");
  FileDelivery file(*loop_, path);
  EXPECT_EQ(Deliver(file, "one\n"), "");
  EXPECT_EQ(Deliver(file, "two\nthree\n"), "");
  EXPECT_EQ(Contents(path), "one\ntwo\nthree\n");
}

TEST_F(DeliveryTest, AFileThatWasMovedAwayIsFollowedByANewOne) {
  const std::string path = Temporary("rotated");
  FileDelivery file(*loop_, path);
  EXPECT_EQ(Deliver(file, "old\n"), "");
  const std::string old = Temporary("rotated.1");
  ASSERT_EQ(std::rename(path.c_str(), old.c_str()), 0);
  EXPECT_EQ(Deliver(file, "new\n"), "");
  EXPECT_EQ(Contents(path), "new\n");
  EXPECT_EQ(Contents(old), "old\n");
}

TEST_F(DeliveryTest, AFileThatCannotBeMadeIsNamed) {
  FileDelivery file(*loop_, "/missing/folder/events");
  EXPECT_EQ(Deliver(file, "x\n"),
            "open /missing/folder/events: No such file or directory");
}

TEST_F(DeliveryTest, ACommandHasTheEventOnItsStandardInput) {
  const std::string path = Temporary("copied");
  ExecDelivery exec(
      *loop_, {.arguments = {"/bin/sh", "-c", absl::StrCat("cat > ", path)}});
  EXPECT_EQ(Deliver(exec, "{\"event\":\"role\"}\n"), "");
  EXPECT_EQ(Contents(path), "{\"event\":\"role\"}\n");
}

TEST_F(DeliveryTest, ACommandNeedNotRead) {
  ExecDelivery exec(*loop_, {.arguments = {"/bin/true"}});
  // More than any pipe would take.
  EXPECT_EQ(Deliver(exec, std::string(4 << 20, 'x')), "");
}

TEST_F(DeliveryTest, ACommandThatFailsIsNamedByItsEnd) {
  ExecDelivery exec(*loop_, {.arguments = {"/bin/false"}});
  EXPECT_EQ(Deliver(exec, "x\n"), "exit status 1");
  EXPECT_EQ(Deliver(exec, "y\n"), "exit status 1");
}

TEST_F(DeliveryTest, ACommandThatDoesNotEndIsKilled) {
  ExecDelivery exec(*loop_, {.arguments = {"/bin/sleep", "60"},
                             .timeout = absl::Milliseconds(50)});
  EXPECT_EQ(Deliver(exec, "x\n"), "killed by signal 9");
}

class WebhookTest : public DeliveryTest {
 protected:
  void SetUp() override {
    server_.Post("/hook", [this](const httplib::Request& request,
                                 httplib::Response& response) {
      const std::lock_guard<std::mutex> lock(mutex_);
      body_ = request.body;
      type_ = request.get_header_value("Content-Type");
      response.status = status_;
    });
    server_.Post("/slow", [](const httplib::Request&, httplib::Response&) {
      std::this_thread::sleep_for(std::chrono::milliseconds(500));
    });
    port_ = server_.bind_to_any_port("127.0.0.1");
    ASSERT_GT(port_, 0);
    thread_ = std::thread([this] { server_.listen_after_bind(); });
    // A server that is told to stop before it runs does not.
    while (!server_.is_running()) std::this_thread::yield();
  }
  void TearDown() override {
    server_.stop();
    thread_.join();
  }
  std::string Post(const std::string& path,
                   absl::Duration timeout = absl::Seconds(10)) {
    WebhookDelivery::Options options;
    EXPECT_TRUE(ParseHttpTarget(absl::StrCat("http://127.0.0.1:", port_, path),
                                &options.target));
    options.timeout = timeout;
    WebhookDelivery webhook(*loop_, options);
    return Deliver(webhook, "{\"event\":\"role\"}\n");
  }

  httplib::Server server_;
  int port_ = 0;
  std::atomic<int> status_ = 204;
  std::thread thread_;
  std::mutex mutex_;
  std::string body_;  // guarded by mutex_, as is:
  std::string type_;
};

TEST_F(WebhookTest, AnEventIsPostedAsJson) {
  EXPECT_EQ(Post("/hook"), "");
  const std::lock_guard<std::mutex> lock(mutex_);
  EXPECT_EQ(body_, "{\"event\":\"role\"}\n");
  EXPECT_EQ(type_, "application/json");
}

TEST_F(WebhookTest, AnyOtherStatusThanSuccessIsNamed) {
  status_ = 503;
  EXPECT_EQ(Post("/hook"), "HTTP status 503");
  EXPECT_EQ(Post("/missing"), "HTTP status 404");
}

TEST_F(WebhookTest, NoAnswerInTimeIsNone) {
  const std::string answer = Post("/slow", absl::Milliseconds(50));
  EXPECT_TRUE(absl::StartsWith(answer, "no answer from http://127.0.0.1"))
      << answer;
}

}  // namespace
}  // namespace waymark::examples
