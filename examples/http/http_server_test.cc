// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/http/http_server.h"

#include <httplib.h>
#include <sys/socket.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "base/ip_address.h"
#include "base/ip_endpoint.h"
#include "gtest/gtest.h"
#include "posix/file_descriptor.h"
#include "posix/socket_address.h"

namespace waymark::examples {
namespace {

const IpEndpoint kAnyPort = {IpAddress::V4(127, 0, 0, 1), 0};

class HttpServerTest : public ::testing::Test {
 protected:
  static std::unique_ptr<HttpServer> Start(HttpServer::Options options) {
    options.address = kAnyPort;
    options.headers = {{"X-Content-Type-Options", "nosniff"}};
    absl::StatusOr<std::unique_ptr<HttpServer>> server = HttpServer::Create(
        std::move(options), [](absl::string_view path) -> HttpAnswer {
          if (path == "/") return {200, "text/html", std::string(5000, 'x')};
          return {404, "text/plain", "nothing\n"};
        });
    EXPECT_TRUE(server.ok()) << server.status();
    return *std::move(server);
  }
  posix::FileDescriptor Connect() const {
    posix::FileDescriptor fd(::socket(AF_INET, SOCK_STREAM, 0));
    const posix::SocketAddress address =
        posix::ToSocketAddress(server_->local());
    EXPECT_EQ(::connect(fd.get(), address.get(), address.size), 0);
    return fd;
  }
  static void Send(const posix::FileDescriptor& fd, absl::string_view text) {
    EXPECT_EQ(::send(fd.get(), text.data(), text.size(), MSG_NOSIGNAL),
              static_cast<ssize_t>(text.size()));
  }
  // All that comes until the server ends the connection.
  static std::string Receive(const posix::FileDescriptor& fd) {
    std::string text;
    char buffer[4096];
    for (ssize_t size; (size = ::recv(fd.get(), buffer, sizeof buffer, 0)) > 0;)
      text.append(buffer, static_cast<size_t>(size));
    return text;
  }
  std::string Ask(absl::string_view request) const {
    const posix::FileDescriptor fd = Connect();
    Send(fd, request);
    return Receive(fd);
  }

  std::unique_ptr<HttpServer> server_ = Start({});
};

TEST_F(HttpServerTest, GetAndHeadAreAnsweredAndEndTheConnection) {
  const std::string get = Ask("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
  EXPECT_TRUE(absl::StartsWith(get, "HTTP/1.1 200 OK\r\n")) << get;
  for (const char* const part :
       {"Connection: close\r\n", "Content-Length: 5000\r\n",
        "X-Content-Type-Options: nosniff\r\n"}) {
    EXPECT_TRUE(absl::StrContains(get, part)) << part << get;
  }
  EXPECT_TRUE(absl::EndsWith(get, "\r\n\r\n" + std::string(5000, 'x')));
  const std::string head = Ask("HEAD / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
  EXPECT_TRUE(absl::StrContains(head, "Content-Length: 5000\r\n")) << head;
  EXPECT_TRUE(absl::EndsWith(head, "\r\n\r\n")) << head;
  EXPECT_TRUE(absl::StartsWith(
      Ask("GET /none HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"), "HTTP/1.1 404 "));
}

TEST_F(HttpServerTest, EveryOtherMethodIsRefused) {
  for (const char* const method :
       {"POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT"}) {
    const std::string answer =
        Ask(absl::StrCat(method, " / HTTP/1.1\r\nHost: 127.0.0.1\r\n",
                         "Content-Length: 4\r\n\r\nbody"));
    EXPECT_TRUE(absl::StartsWith(answer, "HTTP/1.1 405 ")) << answer;
    EXPECT_TRUE(absl::StrContains(answer, "Allow: GET, HEAD\r\n")) << answer;
  }
  const std::string unknown = Ask("BREW / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
  EXPECT_TRUE(absl::StartsWith(unknown, "HTTP/1.1 400 ")) << unknown;
}

TEST_F(HttpServerTest, AHostThatIsANameIsRefused) {
  for (const char* const hosts :
       {"Host: rebound.example\r\n", "Host: rebound.example:8080\r\n",
        "Host: 127.0.0.1.rebound.example\r\n", "Host: 127.0.0.1\r\nHost: x\r\n",
        "Host: localhost.example\r\n", "Host:\r\n", ""}) {
    const std::string answer =
        Ask(absl::StrCat("GET / HTTP/1.1\r\n", hosts, "\r\n"));
    EXPECT_TRUE(absl::StartsWith(answer, "HTTP/1.1 403 ")) << hosts << answer;
  }
  for (const char* const host : {"127.0.0.1", "127.0.0.1:9", "[::1]", "[::1]:9",
                                 "localhost", "LocalHost:8080", "10.0.0.1"}) {
    EXPECT_TRUE(IsAddressOrLocalhost(host)) << host;
  }
}

TEST_F(HttpServerTest, RangesAndBrotliCostNothing) {
  std::string ranges = "bytes=0-";
  for (int i = 0; i < 1000; ++i) ranges += ",0-";
  const std::string answer = Ask(absl::StrCat(
      "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: br\r\n",
      "Range: ", ranges, "\r\n\r\n"));
  EXPECT_TRUE(absl::StrContains(answer, "Content-Length: 5000\r\n")) << answer;
  EXPECT_TRUE(absl::StrContains(
      Ask("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: br, gzip\r\n"
          "\r\n"),
      "Content-Encoding: gzip\r\n"));
}

TEST_F(HttpServerTest, ARequestThatIsTooLongEndsTheConnection) {
  const posix::FileDescriptor fd = Connect();
  std::string request = "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n";
  while (request.size() <= 16 * 1024) request += "X-Filler: 0123456789\r\n";
  Send(fd, request + "\r\n");
  const std::string answer = Receive(fd);
  EXPECT_FALSE(absl::StrContains(answer, "200 OK")) << answer;
}

TEST_F(HttpServerTest, AClientThatSaysNothingLosesItsPlaceAtTheDeadline) {
  HttpServer::Options options;
  options.threads = 1;
  options.time = absl::Seconds(1);
  server_ = Start(options);
  const posix::FileDescriptor silent = Connect();
  const posix::FileDescriptor half = Connect();
  Send(half, "GET / HTTP/1.1\r\nHo");
  // There is one thread, and these two are before us.
  const std::string answer = Ask("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
  EXPECT_TRUE(absl::StartsWith(answer, "HTTP/1.1 200 OK\r\n")) << answer;
  EXPECT_EQ(Receive(silent), "");
}

TEST_F(HttpServerTest, EndingDoesNotWaitForClients) {
  HttpServer::Options options;
  options.time = absl::Hours(1);
  server_ = Start(options);
  std::vector<posix::FileDescriptor> silent;
  for (int i = 0; i < 6; ++i) silent.push_back(Connect());
  Send(silent[0], "GET");
  const absl::Time before = absl::Now();
  server_.reset();
  EXPECT_LT(absl::Now() - before, absl::Seconds(30));
  EXPECT_EQ(Receive(silent[0]), "");
}

TEST_F(HttpServerTest, AnAddressInUseIsNamed) {
  HttpServer::Options options;
  options.address = server_->local();
  const auto second = HttpServer::Create(
      options, [](absl::string_view) -> HttpAnswer { return {}; });
  EXPECT_TRUE(absl::StrContains(
      second.status().message(),
      absl::StrCat("serve HTTP at ", server_->local().ToString(),
                   ": bind: Address already in use")))
      << second.status();
}

}  // namespace
}  // namespace waymark::examples
