// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/announcer/health/tcp_probe.h"

#include <sys/socket.h>

#include <memory>
#include <optional>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/time/time.h"
#include "base/ip_address.h"
#include "base/ip_endpoint.h"
#include "gtest/gtest.h"
#include "posix/event_loop.h"
#include "posix/file_descriptor.h"
#include "posix/socket_address.h"
#include "posix/testing/run_until.h"

namespace waymark::examples {
namespace {

class TcpProbeTest : public ::testing::Test {
 protected:
  // `backlog` connections wait to be accepted; nobody ever accepts.
  void Listen(int backlog) {
    listener_ = posix::FileDescriptor(::socket(AF_INET, SOCK_STREAM, 0));
    const posix::SocketAddress any =
        posix::ToSocketAddress({IpAddress::V4(127, 0, 0, 1), 0});
    ASSERT_EQ(::bind(listener_.get(), any.get(), any.size), 0);
    ASSERT_EQ(::listen(listener_.get(), backlog), 0);
    remote_ = *posix::LocalEndpoint(listener_.get());
  }
  void Start(TcpProbe& probe) {
    result_.reset();
    probe.Start([this](const absl::Status& status) { result_ = status; });
    EXPECT_FALSE(result_.has_value());
  }
  bool Await(absl::Duration limit = absl::Seconds(10)) {
    return posix::RunUntil(
        *loop_, [this] { return result_.has_value(); }, limit);
  }

  const std::unique_ptr<posix::EventLoop> loop_ = *posix::EventLoop::Create();
  posix::FileDescriptor listener_;
  IpEndpoint remote_;
  std::optional<absl::Status> result_;
};

TEST_F(TcpProbeTest, AConnectionIsWellEachTimeAnew) {
  Listen(8);
  TcpProbe probe(*loop_, remote_);
  for (int i = 0; i < 3; ++i) {
    Start(probe);
    ASSERT_TRUE(Await());
    EXPECT_TRUE(result_->ok()) << *result_;
  }
}

TEST_F(TcpProbeTest, ARefusalIsNamed) {
  Listen(8);
  listener_.Close();
  TcpProbe probe(*loop_, remote_);
  Start(probe);
  ASSERT_TRUE(Await());
  EXPECT_TRUE(absl::StrContains(result_->message(), "Connection refused"))
      << *result_;
}

TEST_F(TcpProbeTest, SilenceLastsUntilItIsCancelled) {
  // The first connection fills the queue; the kernel drops what follows.
  Listen(0);
  TcpProbe first(*loop_, remote_);
  Start(first);
  ASSERT_TRUE(Await());
  TcpProbe probe(*loop_, remote_);
  Start(probe);
  EXPECT_FALSE(Await(absl::Milliseconds(200)));
  probe.Cancel();
  ASSERT_TRUE(result_.has_value());
  EXPECT_EQ(result_->code(), absl::StatusCode::kCancelled);
  Start(probe);
  probe.Cancel();
  EXPECT_TRUE(result_.has_value()) << "and again";
}

TEST_F(TcpProbeTest, DestroyedItAnswersNobody) {
  Listen(8);
  {
    TcpProbe probe(*loop_, remote_);
    Start(probe);
  }
  EXPECT_FALSE(Await(absl::Milliseconds(50)));
}

}  // namespace
}  // namespace waymark::examples
