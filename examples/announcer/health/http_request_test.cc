// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Over TLS; without it, AskForStatus is tested in http_probe_test.cc.

#include "examples/announcer/health/http_request.h"

#include <httplib.h>

#include <cstdlib>
#include <optional>
#include <string>
#include <thread>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "examples/announcer/health/health_setup.h"
#include "gtest/gtest.h"

namespace waymark::examples {
namespace {

constexpr char kLocalhost[] = "localhost";
constexpr char kElsewhere[] = "gateway.example";

std::string PathOf(const std::string& file) {
  return absl::StrCat(::testing::TempDir(), "/", file);
}

// HOST.key, and HOST.crt, which is signed by itself.
bool MakeCertificate(const std::string& host) {
  const std::string command = absl::StrCat(
      "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc "
      "-subj '/CN=Waymark test' -addext subjectAltName=DNS:",
      host, " -keyout ", PathOf(host + ".key"), " -out ", PathOf(host + ".crt"),
      " 2>&1");
  return std::system(command.c_str()) == 0;
}

// Answers 204 to everybody who trusts its certificate.
class TlsServer {
 public:
  explicit TlsServer(const std::string& host)
      : server_(PathOf(host + ".crt").c_str(), PathOf(host + ".key").c_str()) {
    EXPECT_TRUE(server_.is_valid());
    server_.Get("/", [](const httplib::Request&, httplib::Response& response) {
      response.status = 204;
    });
    port_ = server_.bind_to_any_port("127.0.0.1");
    thread_ = std::thread([this] { server_.listen_after_bind(); });
    // A server that is told to stop before it runs does not.
    while (!server_.is_running()) std::this_thread::yield();
  }
  ~TlsServer() {
    server_.stop();
    thread_.join();
  }

  int port() const { return port_; }

 private:
  httplib::SSLServer server_;
  int port_ = 0;
  std::thread thread_;
};

class HttpRequestTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    ASSERT_TRUE(MakeCertificate(kLocalhost));
    ASSERT_TRUE(MakeCertificate(kElsewhere));
  }
  ~HttpRequestTest() override { ::unsetenv("SSL_CERT_FILE"); }

  // The one authority of the system, from now on.
  static void Trust(const std::string& host) {
    ::setenv("SSL_CERT_FILE", PathOf(host + ".crt").c_str(), 1);
  }

  static absl::StatusOr<int> Ask(const TlsServer& server) {
    HttpTarget target;
    EXPECT_TRUE(ParseHttpTarget(
        absl::StrCat("https://localhost:", server.port(), "/"), &target));
    return AskForStatus(target, absl::Seconds(10), std::nullopt);
  }
};

TEST_F(HttpRequestTest, AServerThatTheSystemsAuthoritiesVouchForIsAsked) {
  const TlsServer server(kLocalhost);
  Trust(kLocalhost);
  const absl::StatusOr<int> status = Ask(server);
  ASSERT_TRUE(status.ok()) << status.status();
  EXPECT_EQ(*status, 204);
}

TEST_F(HttpRequestTest, OneThatNobodyVouchesForIsNot) {
  const TlsServer server(kLocalhost);
  Trust(kElsewhere);
  const absl::Status status = Ask(server).status();
  EXPECT_TRUE(absl::IsUnavailable(status)) << status;
  EXPECT_TRUE(absl::StrContains(status.message(), "https://localhost"))
      << status;
}

TEST_F(HttpRequestTest, ACertificateForAnotherNameIsNone) {
  const TlsServer server(kElsewhere);
  Trust(kElsewhere);
  EXPECT_TRUE(absl::IsUnavailable(Ask(server).status()));
}

}  // namespace
}  // namespace waymark::examples
