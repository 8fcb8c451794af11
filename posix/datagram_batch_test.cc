// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// In a network namespace of its own: a pair of interfaces, left and right, with
// right in the same namespace, so that what left sends is received here.

#include "posix/datagram_batch.h"

#include <net/if.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "base/ip_address.h"
#include "base/ip_endpoint.h"
#include "gtest/gtest.h"
#include "posix/event_loop.h"
#include "posix/file_descriptor.h"
#include "posix/link_layer.h"
#include "posix/socket_address.h"
#include "posix/socket_option.h"
#include "posix/testing/network_namespace.h"
#include "posix/testing/run_until.h"

namespace waymark::posix {
namespace {

constexpr HardwareAddress kRight = {{2, 0, 0, 0, 0, 2}, 6};
constexpr uint16_t kPort = 3784;

class DatagramBatchTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    entered_ = EnterNetworkNamespace();
    if (!entered_.ok()) return;
    ASSERT_TRUE(
        Ip("link add left type veth peer name right "
           "address 02:00:00:00:00:02"));
    for (const char* command : {"link set left up", "link set right up",
                                "address add 10.0.0.2/24 dev right",
                                "address add 2001:db8::2/64 dev right nodad"}) {
      ASSERT_TRUE(Ip(command));
    }
  }
  void SetUp() override {
    if (!entered_.ok()) GTEST_SKIP() << entered_;
    auto batch =
        DatagramBatch::Open(*loop_, 255, kTrafficClassCs6,
                            [this](size_t sent, size_t refused, int error) {
                              ++flushes_;
                              sent_ += sent;
                              refused_ += refused;
                              error_ = error;
                            });
    ASSERT_TRUE(batch.ok()) << batch.status();
    batch_ = *std::move(batch);
  }

  DatagramBatch::Destination ToRight(const char* from, const char* to) {
    DatagramBatch::Destination destination;
    destination.interface_index = if_nametoindex("left");
    destination.hardware = kRight;
    destination.source = {*IpAddress::Parse(from), 49152, 0};
    destination.remote = {*IpAddress::Parse(to), kPort, 0};
    return destination;
  }
  DatagramBatch::Destination ToRight() {
    return ToRight("10.0.0.1", "10.0.0.2");
  }

  static FileDescriptor Receiver(const char* address) {
    FileDescriptor fd(socket(SocketFamily(IpAddress::Parse(address)->family()),
                             SOCK_DGRAM | SOCK_NONBLOCK, 0));
    const SocketAddress local =
        ToSocketAddress({*IpAddress::Parse(address), kPort, 0});
    EXPECT_TRUE(fd.valid() && bind(fd.get(), local.get(), local.size) == 0);
    return fd;
  }
  void InTurn(const std::function<void()>& call) {
    loop_->Defer(call);
    loop_->RunOnce(absl::ZeroDuration());
  }
  // What waits there, and where the last one came from.
  std::vector<std::vector<uint8_t>> Received(const FileDescriptor& fd) {
    std::vector<std::vector<uint8_t>> result;
    std::array<uint8_t, 512> octets;
    sockaddr_storage source = {};
    socklen_t size = sizeof(source);
    ssize_t n;
    while ((n = recvfrom(fd.get(), octets.data(), octets.size(), 0,
                         reinterpret_cast<sockaddr*>(&source), &size)) >= 0) {
      result.emplace_back(octets.begin(), octets.begin() + n);
      source_ = FromSocketAddress(source);
    }
    return result;
  }

  static absl::Status entered_;
  std::unique_ptr<EventLoop> loop_ = *EventLoop::Create();
  size_t flushes_ = 0;
  size_t sent_ = 0;
  size_t refused_ = 0;
  int error_ = 0;
  std::optional<IpEndpoint> source_;
  std::unique_ptr<DatagramBatch> batch_;
};

absl::Status DatagramBatchTest::entered_;

TEST_F(DatagramBatchTest, AllOfOneTurnGoAtItsEnd) {
  const FileDescriptor receiver = Receiver("10.0.0.2");
  const std::vector<uint8_t> first = {1, 2, 3};
  const std::vector<uint8_t> second = {4, 5};
  int fired = 0;
  const auto send = [&](const std::vector<uint8_t>& payload) {
    ++fired;
    batch_->Add(ToRight(), payload);
    EXPECT_TRUE(Received(receiver).empty());
  };
  const auto one = loop_->CreateTimer([&] { send(first); });
  const auto other = loop_->CreateTimer([&] { send(second); });
  one->Arm(loop_->clock().Now());
  other->Arm(loop_->clock().Now());
  ASSERT_TRUE(RunUntil(*loop_, [&] { return fired == 2; }));
  EXPECT_EQ(flushes_, 1u);
  EXPECT_EQ(sent_, 2u);
  const std::vector<std::vector<uint8_t>> received = Received(receiver);
  EXPECT_EQ(received, (std::vector<std::vector<uint8_t>>{first, second}));
  EXPECT_EQ(source_, (IpEndpoint{IpAddress::V4(10, 0, 0, 1), 49152, 0}));
}

TEST_F(DatagramBatchTest, WhatIsAddedOutsideOfATurnGoesAtOnce) {
  const FileDescriptor receiver = Receiver("10.0.0.2");
  batch_->Add(ToRight(), std::vector<uint8_t>{1});
  EXPECT_EQ(Received(receiver).size(), 1u);
}

TEST_F(DatagramBatchTest, Ipv6IsReceivedWithAChecksumThatHolds) {
  const FileDescriptor receiver = Receiver("2001:db8::2");
  const std::vector<uint8_t> payload(DatagramBatch::kMaxPayload, 7);
  batch_->Add(ToRight("2001:db8::1", "2001:db8::2"), payload);
  batch_->Flush();
  EXPECT_EQ(Received(receiver), (std::vector<std::vector<uint8_t>>{payload}));
}

TEST_F(DatagramBatchTest, AFullBatchGoesAtOnce) {
  const FileDescriptor receiver = Receiver("10.0.0.2");
  InTurn([&] {
    for (size_t i = 0; i < DatagramBatch::kMaxDatagrams + 1; ++i) {
      batch_->Add(ToRight(), std::vector<uint8_t>{static_cast<uint8_t>(i)});
    }
    EXPECT_EQ(Received(receiver).size(), DatagramBatch::kMaxDatagrams);
  });
  EXPECT_EQ(Received(receiver).size(), 1u);
  EXPECT_EQ(sent_, DatagramBatch::kMaxDatagrams + 1);
}

TEST_F(DatagramBatchTest, OneThatIsRefusedCostsNoOther) {
  const FileDescriptor receiver = Receiver("10.0.0.2");
  DatagramBatch::Destination nowhere = ToRight();
  nowhere.interface_index = 9999;
  InTurn([&] {
    batch_->Add(ToRight(), std::vector<uint8_t>{1});
    batch_->Add(nowhere, std::vector<uint8_t>{2});
    batch_->Add(ToRight(), std::vector<uint8_t>{3});
  });
  EXPECT_EQ(flushes_, 1u);
  EXPECT_EQ(sent_, 2u);
  EXPECT_EQ(refused_, 1u);
  EXPECT_EQ(error_, ENXIO);
  EXPECT_EQ(Received(receiver), (std::vector<std::vector<uint8_t>>{{1}, {3}}));
}

TEST_F(DatagramBatchTest, WhatWaitsWhenItIsDestroyedGoes) {
  const FileDescriptor receiver = Receiver("10.0.0.2");
  InTurn([&] {
    batch_->Add(ToRight(), std::vector<uint8_t>{1});
    batch_.reset();
    EXPECT_EQ(Received(receiver).size(), 1u);
  });
}

}  // namespace
}  // namespace waymark::posix
