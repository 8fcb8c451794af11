// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The loop and TCP keep the contracts of base/.

#include <sys/socket.h>

#include <memory>
#include <utility>

#include "absl/functional/function_ref.h"
#include "absl/time/time.h"
#include "base/dialer.h"
#include "base/ip_address.h"
#include "base/ip_endpoint.h"
#include "base/listener.h"
#include "base/runtime.h"
#include "base/testing/loop_contract_test.h"
#include "base/testing/stream_contract_test.h"
#include "gtest/gtest.h"
#include "posix/event_loop.h"
#include "posix/file_descriptor.h"
#include "posix/socket_address.h"
#include "posix/tcp_dialer.h"
#include "posix/tcp_listener.h"
#include "posix/testing/run_until.h"

namespace waymark::testing {
namespace {

using posix::EventLoop;
using posix::FileDescriptor;
using posix::LocalEndpoint;
using posix::SocketAddress;
using posix::TcpDialer;
using posix::TcpListener;
using posix::ToSocketAddress;

class PosixLoop final : public LoopUnderTest {
 public:
  Runtime runtime() override { return loop_->runtime(); }
  bool RunUntil(absl::FunctionRef<bool()> condition) override {
    return posix::RunUntil(*loop_, condition);
  }
  void RunFor(absl::Duration duration) override {
    posix::RunFor(*loop_, duration);
  }

 private:
  std::unique_ptr<EventLoop> loop_ = *EventLoop::Create();
};

INSTANTIATE_TEST_SUITE_P(Posix, TimerContractTest,
                         ::testing::Values(&MakeLoopUnderTest<PosixLoop>));
INSTANTIATE_TEST_SUITE_P(Posix, ExecutorContractTest,
                         ::testing::Values(&MakeLoopUnderTest<PosixLoop>));

template <IpFamily kFamily>
class PosixStreams final : public StreamsUnderTest {
 public:
  std::unique_ptr<Listener> CreateListener() override {
    TcpListener::Options options;
    options.local = here_;
    auto listener = TcpListener::Create(*loop_, options);
    EXPECT_TRUE(listener.ok()) << listener.status();
    here_ = (*listener)->local();
    return *std::move(listener);
  }
  std::unique_ptr<Dialer> CreateDialer() override { return DialerTo(here_); }
  std::unique_ptr<Dialer> CreateRefusedDialer() override {
    // Bound, so that nobody else listens there either.
    silent_ =
        FileDescriptor(socket(posix::SocketFamily(kFamily), SOCK_STREAM, 0));
    const SocketAddress any = ToSocketAddress({here_.address, 0, 0});
    if (!silent_.valid()) return nullptr;
    EXPECT_EQ(bind(silent_.get(), any.get(), any.size), 0);
    return DialerTo(*LocalEndpoint(silent_.get()));
  }
  bool RunUntil(absl::FunctionRef<bool()> condition) override {
    return posix::RunUntil(*loop_, condition);
  }
  void RunFor(absl::Duration duration) override {
    posix::RunFor(*loop_, duration);
  }

 private:
  std::unique_ptr<Dialer> DialerTo(const IpEndpoint& remote) {
    TcpDialer::Options options;
    options.remote = remote;
    return std::make_unique<TcpDialer>(*loop_, options);
  }

  std::unique_ptr<EventLoop> loop_ = *EventLoop::Create();
  IpEndpoint here_ =
      *IpEndpoint::Parse(kFamily == IpFamily::kV4 ? "127.0.0.1:0" : "[::1]:0");
  FileDescriptor silent_;
};

const auto kStreams =
    ::testing::Values(&MakeStreamsUnderTest<PosixStreams<IpFamily::kV4>>,
                      &MakeStreamsUnderTest<PosixStreams<IpFamily::kV6>>);
INSTANTIATE_TEST_SUITE_P(Posix, ByteStreamContractTest, kStreams);
INSTANTIATE_TEST_SUITE_P(Posix, DialerContractTest, kStreams);
INSTANTIATE_TEST_SUITE_P(Posix, ListenerContractTest, kStreams);

}  // namespace
}  // namespace waymark::testing
