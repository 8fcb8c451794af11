// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/announcer/health/http_probe.h"

#include <arpa/inet.h>
#include <httplib.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "base/monotonic_time.h"
#include "examples/announcer/health/health_setup.h"
#include "gtest/gtest.h"
#include "posix/event_loop.h"
#include "posix/file_descriptor.h"
#include "posix/testing/run_until.h"

namespace waymark::examples {
namespace {

using httplib::Request;
using httplib::Response;

class HttpProbeTest : public ::testing::Test {
 protected:
  void SetUp() override {
    server_.Get("/well", [](const Request& request, Response& response) {
      response.status = request.has_param("teapot") ? 418 : 200;
      response.set_content("fine", "text/plain");
    });
    server_.Get("/empty", [](const Request&, Response& response) {
      response.status = 204;
    });
    server_.Get("/moved", [](const Request&, Response& response) {
      response.set_redirect("/well");
    });
    server_.Get("/endless", [](const Request&, Response& response) {
      response.set_chunked_content_provider(
          "text/plain",
          [](size_t, httplib::DataSink& sink) { return sink.write("x", 1); });
    });
    server_.Get("/slow", [](const Request&, Response&) {
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

  std::string Ask(const std::string& path, int status = 200,
                  absl::Duration timeout = absl::Seconds(10)) {
    HttpProbe::Options options;
    EXPECT_TRUE(ParseHttpTarget(absl::StrCat("http://127.0.0.1:", port_, path),
                                &options.check.target));
    options.check.status = status;
    options.timeout = timeout;
    HttpProbe probe(*loop_, options);
    std::optional<absl::Status> result;
    probe.Start([&](const absl::Status& answer) { result = answer; });
    EXPECT_FALSE(result.has_value());
    EXPECT_TRUE(posix::RunUntil(*loop_, [&] { return result.has_value(); }));
    if (!result.has_value()) return "nothing";
    return result->ok() ? "well" : std::string(result->message());
  }

  const std::unique_ptr<posix::EventLoop> loop_ = *posix::EventLoop::Create();
  httplib::Server server_;
  int port_ = 0;
  std::thread thread_;
};

TEST_F(HttpProbeTest, TheRightStatusIsWellAndAnyOtherIsNamed) {
  EXPECT_EQ(Ask("/well"), "well");
  EXPECT_EQ(Ask("/well?teapot"), "HTTP status 418");
  EXPECT_EQ(Ask("/well?teapot", 418), "well");
  EXPECT_EQ(Ask("/missing"), "HTTP status 404");
}

TEST_F(HttpProbeTest, AnAnswerWithoutABodyIsOne) {
  EXPECT_EQ(Ask("/empty", 204), "well");
}

TEST_F(HttpProbeTest, ARedirectionIsAnAnswer) {
  EXPECT_EQ(Ask("/moved"), "HTTP status 302");
  EXPECT_EQ(Ask("/moved", 302), "well");
}

TEST_F(HttpProbeTest, AnEndlessBodyIsNotRead) {
  EXPECT_EQ(Ask("/endless"), "well");
}

TEST_F(HttpProbeTest, NoAnswerInTimeIsNone) {
  const std::string answer = Ask("/slow", 200, absl::Milliseconds(50));
  EXPECT_TRUE(absl::StartsWith(answer, "no answer from http://127.0.0.1"))
      << answer;
}

// Takes one connection, and answers with an octet now and then, so that none is
// ever waited for.
class DrippingServer {
 public:
  DrippingServer() {
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    auto* const any = reinterpret_cast<sockaddr*>(&address);
    EXPECT_EQ(::bind(listener_.get(), any, size), 0);
    EXPECT_EQ(::listen(listener_.get(), 1), 0);
    EXPECT_EQ(::getsockname(listener_.get(), any, &size), 0);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { Drip(); });
  }
  ~DrippingServer() { thread_.join(); }
  int port() const { return port_; }

 private:
  void Drip() const {
    const posix::FileDescriptor client(
        ::accept(listener_.get(), nullptr, nullptr));
    const std::string head = "HTTP/1.1 200 OK\r\nX: ";
    ::send(client.get(), head.data(), head.size(), MSG_NOSIGNAL);
    for (int i = 0; i < 1000; ++i) {
      if (::send(client.get(), "x", 1, MSG_NOSIGNAL) != 1) return;
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
  }

  const posix::FileDescriptor listener_{
      ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  int port_ = 0;
  std::thread thread_;
};

TEST_F(HttpProbeTest, AnAnswerThatDripsHasNoMoreTimeThanAnother) {
  const int port = port_;
  DrippingServer dripping;
  port_ = dripping.port();
  const MonotonicTime begin = loop_->clock().Now();
  const std::string answer = Ask("/", 200, absl::Milliseconds(100));
  EXPECT_LT(loop_->clock().Now() - begin, absl::Seconds(2));
  EXPECT_TRUE(absl::StartsWith(answer, "no answer from")) << answer;
  port_ = port;
}

TEST_F(HttpProbeTest, ARefusalIsNoAnswer) {
  const int port = port_;
  server_.stop();
  thread_.join();
  port_ = port;
  const std::string answer = Ask("/well");
  thread_ = std::thread([] {});
  EXPECT_TRUE(absl::StartsWith(answer, "no answer from")) << answer;
}

}  // namespace
}  // namespace waymark::examples
