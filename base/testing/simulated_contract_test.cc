// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The simulator keeps the contracts that it is used to test others by.

#include <cstddef>
#include <memory>

#include "absl/functional/function_ref.h"
#include "absl/time/time.h"
#include "base/dialer.h"
#include "base/ip_address.h"
#include "base/listener.h"
#include "base/runtime.h"
#include "base/testing/loop_contract_test.h"
#include "base/testing/simulated_node.h"
#include "base/testing/simulated_world.h"
#include "base/testing/stream_contract_test.h"
#include "base/testing/stream_network.h"
#include "gtest/gtest.h"

namespace waymark::testing {
namespace {

constexpr absl::Duration kPatience = absl::Seconds(10);

template <int kRatePercent, SimulatedNodeOptions::Backlog kBacklog>
class SimulatedLoop final : public LoopUnderTest {
 public:
  Runtime runtime() override { return node_.runtime(); }
  bool RunUntil(absl::FunctionRef<bool()> condition) override {
    return world_.RunUntil(condition, kPatience);
  }
  void RunFor(absl::Duration duration) override { world_.RunFor(duration); }

 private:
  SimulatedWorld world_;
  SimulatedNode& node_ = world_.AddNode(
      "node", {.clock_rate = kRatePercent / 100.0, .backlog = kBacklog});
};

using Backlog = SimulatedNodeOptions::Backlog;
const auto kLoops = ::testing::Values(
    &MakeLoopUnderTest<SimulatedLoop<100, Backlog::kByTime>>,
    &MakeLoopUnderTest<SimulatedLoop<100, Backlog::kTimersFirst>>,
    &MakeLoopUnderTest<SimulatedLoop<105, Backlog::kByTime>>,
    &MakeLoopUnderTest<SimulatedLoop<50, Backlog::kByTime>>);
INSTANTIATE_TEST_SUITE_P(Simulated, TimerContractTest, kLoops);
INSTANTIATE_TEST_SUITE_P(Simulated, ExecutorContractTest, kLoops);

template <size_t kBuffer, size_t kChunk>
class SimulatedStreams final : public StreamsUnderTest {
 public:
  std::unique_ptr<Listener> CreateListener() override {
    return network_.CreateListener(server_, {kServer, 179});
  }
  std::unique_ptr<Dialer> CreateDialer() override {
    return network_.CreateDialer(client_, {kClient}, {kServer, 179});
  }
  std::unique_ptr<Dialer> CreateRefusedDialer() override {
    return network_.CreateDialer(client_, {kClient}, {kServer, 1});
  }
  bool RunUntil(absl::FunctionRef<bool()> condition) override {
    return world_.RunUntil(condition, absl::Minutes(10));
  }
  void RunFor(absl::Duration duration) override { world_.RunFor(duration); }

 private:
  static constexpr IpAddress kClient = IpAddress::V4(10, 0, 0, 1);
  static constexpr IpAddress kServer = IpAddress::V4(10, 0, 0, 2);

  SimulatedWorld world_;
  StreamNetwork network_{
      world_,
      {.send_buffer = kBuffer, .receive_buffer = kBuffer, .max_chunk = kChunk}};
  SimulatedNode& client_ = world_.AddNode("client");
  SimulatedNode& server_ = world_.AddNode("server");
};

const auto kStreams =
    ::testing::Values(&MakeStreamsUnderTest<SimulatedStreams<65536, 65536>>,
                      &MakeStreamsUnderTest<SimulatedStreams<2000, 1>>,
                      &MakeStreamsUnderTest<SimulatedStreams<100, 7>>);
INSTANTIATE_TEST_SUITE_P(Simulated, ByteStreamContractTest, kStreams);
INSTANTIATE_TEST_SUITE_P(Simulated, DialerContractTest, kStreams);
INSTANTIATE_TEST_SUITE_P(Simulated, ListenerContractTest, kStreams);

}  // namespace
}  // namespace waymark::testing
