// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/http/status_server.h"

#include <httplib.h>

#include <chrono>
#include <future>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/ip_address.h"
#include "base/ip_endpoint.h"
#include "examples/http/status_document.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "posix/event_loop.h"
#include "posix/testing/run_until.h"

namespace waymark::examples {
namespace {

struct Answer {
  int status = 0;
  std::string body;
  httplib::Headers headers;
};

class StatusServerTest : public ::testing::Test {
 protected:
  void Start(StatusServer::Options options = {}) {
    options.address = {IpAddress::V4(127, 0, 0, 1), 0};
    options.program = "test";
    StatusSection section;
    section.name = "rows";
    section.max_rows = 5000;
    section.begin = [this]() -> JsonRows {
      ++documents_;
      return [this, next = 0](std::string& row) mutable {
        if (next == rows_) return false;
        row = absl::StrCat("{\"n\":", next++, "}");
        return true;
      };
    };
    absl::StatusOr<std::unique_ptr<StatusServer>> server =
        StatusServer::Create(*loop_, options);
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
    server_->Show({section});
  }
  // On another thread, as a client is elsewhere.
  std::future<Answer> Ask(const std::string& path) {
    return std::async(std::launch::async, [path, port = server_->local().port] {
      httplib::Client client("127.0.0.1", port);
      const httplib::Result result = client.Get(path);
      if (!result) return Answer{};
      return Answer{result->status, result->body, result->headers};
    });
  }
  Answer AskAndTurn(const std::string& path) {
    std::future<Answer> answer = Ask(path);
    EXPECT_TRUE(posix::RunUntil(*loop_, [&] {
      return answer.wait_for(std::chrono::seconds(0)) ==
             std::future_status::ready;
    }));
    return answer.get();
  }

  const std::unique_ptr<posix::EventLoop> loop_ = *posix::EventLoop::Create();
  int rows_ = 2;
  int documents_ = 0;
  std::unique_ptr<StatusServer> server_;
};

TEST_F(StatusServerTest, TheStateIsWhatItIsWhenAsked) {
  StatusServer::Options options;
  options.fresh = absl::ZeroDuration();
  Start(options);
  const Answer first = AskAndTurn("/api/state");
  EXPECT_EQ(first.status, 200);
  const nlohmann::json state = nlohmann::json::parse(first.body);
  EXPECT_EQ(state["program"], "test");
  EXPECT_EQ(state["rows"].dump(), R"([{"n":0},{"n":1}])");
  EXPECT_FALSE(state["time"].empty());
  rows_ = 0;
  const Answer second = AskAndTurn("/api/state");
  EXPECT_EQ(nlohmann::json::parse(second.body)["rows"].dump(), "[]");
}

TEST_F(StatusServerTest, ManyWhoAskGetOneStateAndNobodyNone) {
  StatusServer::Options options;
  options.fresh = absl::Hours(1);
  Start(options);
  loop_->RunOnce(absl::ZeroDuration());
  EXPECT_EQ(documents_, 0);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(AskAndTurn("/api/state").status, 200);
  EXPECT_EQ(documents_, 1);
}

TEST_F(StatusServerTest, ALongStateIsMadeInSlices) {
  StatusServer::Options options;
  options.slice = absl::ZeroDuration();  // a row each
  options.patience = absl::Hours(1);
  Start(options);
  rows_ = 300;
  std::future<Answer> answer = Ask("/api/state");
  int turns = 0;
  while (answer.wait_for(std::chrono::seconds(0)) !=
         std::future_status::ready) {
    loop_->RunOnce(absl::Milliseconds(10));
    ++turns;
  }
  EXPECT_EQ(nlohmann::json::parse(answer.get().body)["rows"].size(), 300u);
  EXPECT_GE(turns, 300);
}

TEST_F(StatusServerTest, ALoopThatHangsIsSaidNotToAnswer) {
  StatusServer::Options options;
  options.patience = absl::Milliseconds(20);
  Start(options);
  const Answer answer = Ask("/api/state").get();
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(nlohmann::json::parse(answer.body)["error"],
            "the main loop does not answer");
}

TEST_F(StatusServerTest, ThePageMayOnlyRunItselfAndAskItsOwnServer) {
  Start();
  const Answer page = Ask("/").get();
  EXPECT_EQ(page.status, 200);
  EXPECT_TRUE(absl::StartsWith(page.body, "<!doctype html>")) << page.body;
  for (const char* const outside : {"src=\"", "@import", "https://"}) {
    EXPECT_FALSE(absl::StrContains(page.body, outside)) << outside;
  }
  const std::string policy =
      page.headers.find("Content-Security-Policy")->second;
  EXPECT_TRUE(absl::StartsWith(
      policy, "default-src 'none'; connect-src 'self'; script-src 'sha256-"))
      << policy;
  EXPECT_FALSE(absl::StrContains(policy, "unsafe"));
  EXPECT_EQ(page.headers.count("Access-Control-Allow-Origin"), 0u);
  EXPECT_EQ(Ask("/api").get().status, 404);
  EXPECT_EQ(documents_, 0) << "a page needs no state";
}

TEST_F(StatusServerTest, APortAloneIsOneOfTheLoopback) {
  const absl::StatusOr<IpEndpoint> port = StatusServer::ParseAddress("8080");
  ASSERT_TRUE(port.ok()) << port.status();
  EXPECT_EQ(port->ToString(), "127.0.0.1:8080");
}

TEST_F(StatusServerTest, AnAddressHasAPort) {
  const absl::StatusOr<IpEndpoint> v6 = StatusServer::ParseAddress("[::1]:80");
  ASSERT_TRUE(v6.ok()) << v6.status();
  EXPECT_EQ(v6->ToString(), "[::1]:80");
  for (const char* const bad :
       {"", "127.0.0.1", "65536", "8080x", ":8080", "a:8080"}) {
    EXPECT_EQ(StatusServer::ParseAddress(bad).status().message(),
              absl::StrCat("\"", bad,
                           "\" is not an address with a port, as "
                           "127.0.0.1:8080 and [::1]:8080 are, nor a port, as "
                           "8080 is"));
  }
}

TEST_F(StatusServerTest, EndingSendsThoseWhoWaitAway) {
  StatusServer::Options options;
  options.patience = absl::Hours(1);
  options.slice = absl::ZeroDuration();
  Start(options);
  rows_ = 5000;
  std::future<Answer> answer = Ask("/api/state");
  ASSERT_TRUE(posix::RunUntil(*loop_, [&] { return documents_ > 0; }));
  server_.reset();
  EXPECT_NE(answer.get().status, 200);
}

}  // namespace
}  // namespace waymark::examples
