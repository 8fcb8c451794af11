// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "posix/bfd_receive_socket.h"

#include <sys/socket.h>
#include <time.h>

#include <cstdlib>
#include <memory>
#include <new>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/ip_address.h"
#include "base/ip_endpoint.h"
#include "base/monotonic_time.h"
#include "bfd/received_packet.h"
#include "bfd/session_key.h"
#include "gtest/gtest.h"
#include "posix/event_loop.h"
#include "posix/file_descriptor.h"
#include "posix/socket_address.h"
#include "posix/socket_option.h"
#include "posix/testing/run_until.h"

namespace {
int allocations = 0;
}  // namespace

void* operator new(size_t size) {
  ++allocations;
  return std::malloc(size);
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, size_t) noexcept { std::free(memory); }

namespace waymark::posix {
namespace {

struct Kept {
  std::string octets;
  bfd::ReceivedPacket packet;  // its octets are gone
};

class BfdReceiveSocketTest : public ::testing::TestWithParam<const char*> {
 protected:
  void SetUp() override { Open(1 << 20); }

  void Open(int receive_buffer) {
    auto receiver = BfdReceiveSocket::Create(
        *loop_, IpEndpoint{address_, 0, 0}, bfd::PathKind::kSingleHop,
        receive_buffer, [this](const bfd::ReceivedPacket& packet) {
          ++delivered_;
          if (keep_) {
            kept_.push_back(
                {{packet.octets.begin(), packet.octets.end()}, packet});
          }
        });
    ASSERT_TRUE(receiver.ok()) << receiver.status();
    receiver_ = *std::move(receiver);
    sender_ =
        FileDescriptor(socket(SocketFamily(address_.family()), SOCK_DGRAM, 0));
    const SocketAddress to = ToSocketAddress(receiver_->local());
    ASSERT_EQ(connect(sender_.get(), to.get(), to.size), 0);
  }
  void Send(absl::string_view text) {
    ASSERT_EQ(send(sender_.get(), text.data(), text.size(), 0),
              static_cast<ssize_t>(text.size()));
  }
  MonotonicTime Now() { return loop_->clock().Now(); }
  // The loop is not run: as if it were busy, or the process stopped.
  static void Stall(int milliseconds) {
    const timespec time = {0, milliseconds * 1'000'000};
    nanosleep(&time, nullptr);
  }

  const IpAddress address_ = *IpAddress::Parse(GetParam());
  std::unique_ptr<EventLoop> loop_ = *EventLoop::Create();
  std::unique_ptr<BfdReceiveSocket> receiver_;
  FileDescriptor sender_;
  bool keep_ = true;
  size_t delivered_ = 0;
  std::vector<Kept> kept_;
};

INSTANTIATE_TEST_SUITE_P(Families, BfdReceiveSocketTest,
                         ::testing::Values("127.0.0.1", "::1"),
                         [](const auto& info) {
                           return std::string(info.param) == "::1" ? "V6"
                                                                   : "V4";
                         });

TEST_P(BfdReceiveSocketTest, APacketComesWithAllThatIsKnownOfIt) {
  ASSERT_TRUE(SetTtl(sender_.get(), address_.family(), 255).ok());
  Send("hello");
  ASSERT_TRUE(RunUntil(*loop_, [&] { return !kept_.empty(); }));
  EXPECT_EQ(kept_[0].octets, "hello");
  EXPECT_EQ(kept_[0].packet.source, *LocalEndpoint(sender_.get()));
  EXPECT_EQ(kept_[0].packet.destination, address_);
  EXPECT_EQ(kept_[0].packet.ttl, 255);
  EXPECT_EQ(kept_[0].packet.interface_index, 1u);  // lo
  EXPECT_EQ(receiver_->counters().received, 1u);
}

TEST_P(BfdReceiveSocketTest, TheTtlIsTheOneThatArrived) {
  ASSERT_TRUE(SetTtl(sender_.get(), address_.family(), 7).ok());
  Send("x");
  ASSERT_TRUE(RunUntil(*loop_, [&] { return !kept_.empty(); }));
  EXPECT_EQ(kept_[0].packet.ttl, 7);
}

TEST_P(BfdReceiveSocketTest, TheTimeOfArrivalIsTheKernelsThroughAStall) {
  // The kernel begins to stamp a moment after the first socket asks for it.
  Send("first");
  ASSERT_TRUE(RunUntil(*loop_, [&] { return delivered_ == 1; }));
  RunFor(*loop_, absl::Milliseconds(50));
  const MonotonicTime before = Now();
  Send("second");
  const MonotonicTime after = Now();
  Stall(100);
  loop_->RunOnce(absl::ZeroDuration());
  ASSERT_EQ(delivered_, 2u);
  EXPECT_GE(Now() - after, absl::Milliseconds(100));
  const MonotonicTime received_at = kept_[1].packet.received_at;
  // Reading two clocks together is exact to a microsecond or two.
  EXPECT_GE(received_at, before - absl::Microseconds(50));
  EXPECT_LE(received_at, after + absl::Microseconds(50));
}

TEST_P(BfdReceiveSocketTest, ArrivalsNeverLieOutsideOfWhenTheyCanHaveCome) {
  MonotonicTime previous = Now();
  for (int i = 0; i < 100; ++i) {
    Send("x");
    receiver_->Drain();
    ASSERT_EQ(delivered_, static_cast<size_t>(i + 1));
    const MonotonicTime received_at = kept_.back().packet.received_at;
    EXPECT_LE(received_at, Now());
    EXPECT_GE(received_at, previous - absl::Milliseconds(1));
    previous = received_at;
  }
}

TEST_P(BfdReceiveSocketTest, DrainDeliversAllThatWaits) {
  for (int i = 0; i < 300; ++i) Send(std::to_string(i));
  receiver_->Drain();
  ASSERT_EQ(delivered_, 300u);
  for (int i = 0; i < 300; ++i) EXPECT_EQ(kept_[i].octets, std::to_string(i));
  EXPECT_EQ(receiver_->last_overflow(), MonotonicTime::InfinitePast());
}

TEST_P(BfdReceiveSocketTest, OneTurnReadsABoundedBatch) {
  for (int i = 0; i < 500; ++i) Send("x");
  loop_->RunOnce(absl::ZeroDuration());
  EXPECT_GT(delivered_, 0u);
  EXPECT_LT(delivered_, 500u);
  EXPECT_TRUE(RunUntil(*loop_, [&] { return delivered_ == 500; }));
}

TEST_P(BfdReceiveSocketTest, WhatAPollLeavesIsReadInTheNextTurn) {
  // So many that it is polled from then on.
  size_t sent = 0;
  for (const MonotonicTime end = Now() + absl::Milliseconds(600); Now() < end;
       loop_->RunOnce(absl::ZeroDuration())) {
    for (int i = 0; i < 20; ++i, ++sent) Send("x");
    Stall(1);
  }
  ASSERT_TRUE(RunUntil(*loop_, [&] { return delivered_ == sent; }));
  for (int i = 0; i < 400; ++i) Send("x");
  ASSERT_TRUE(RunUntil(*loop_, [&] { return delivered_ > sent; }));
  EXPECT_EQ(delivered_, sent + 256) << "a poll's share";
  // Sooner than the next poll would be.
  loop_->RunOnce(absl::ZeroDuration());
  EXPECT_EQ(delivered_, sent + 400);
}

TEST_P(BfdReceiveSocketTest, OverflowIsCountedAndDated) {
  Open(4096);
  const MonotonicTime before = Now();
  for (int i = 0; i < 300; ++i) Send("x");
  receiver_->Drain();
  EXPECT_LT(delivered_, 300u);
  EXPECT_EQ(receiver_->counters().dropped_by_kernel, 300 - delivered_);
  EXPECT_GE(receiver_->last_overflow(), before);
  // Once noticed it is not noticed again.
  const MonotonicTime noticed = receiver_->last_overflow();
  Send("x");
  receiver_->Drain();
  EXPECT_EQ(receiver_->last_overflow(), noticed);
}

TEST_P(BfdReceiveSocketTest, OverflowIsNoticedByTheLoopToo) {
  Open(4096);
  for (int i = 0; i < 300; ++i) Send("x");
  loop_->RunOnce(absl::ZeroDuration());
  Send("after");
  ASSERT_TRUE(RunUntil(*loop_, [&] { return kept_.back().octets == "after"; }));
  EXPECT_EQ(receiver_->counters().dropped_by_kernel, 301 - delivered_);
  EXPECT_NE(receiver_->last_overflow(), MonotonicTime::InfinitePast());
}

TEST_P(BfdReceiveSocketTest, ALongPayloadIsCutAndAnEmptyOneDelivered) {
  Send(std::string(1000, 'x'));
  Send("");
  receiver_->Drain();
  ASSERT_EQ(delivered_, 2u);
  EXPECT_EQ(kept_[0].octets, std::string(256, 'x'));
  EXPECT_EQ(kept_[1].octets, "");
}

TEST_P(BfdReceiveSocketTest, ReceptionAllocatesNothing) {
  keep_ = false;
  Send("x");
  receiver_->Drain();
  for (int i = 0; i < 200; ++i) Send("x");
  const int before = allocations;
  receiver_->Drain();
  EXPECT_EQ(allocations, before);
  EXPECT_EQ(delivered_, 201u);
}

TEST_P(BfdReceiveSocketTest, APortThatIsTakenIsAnErrorWithItsName) {
  const auto second = BfdReceiveSocket::Create(
      *loop_, receiver_->local(), bfd::PathKind::kSingleHop, 4096,
      [](const bfd::ReceivedPacket&) {});
  ASSERT_FALSE(second.ok());
  EXPECT_TRUE(absl::StrContains(second.status().message(),
                                receiver_->local().ToString()))
      << second.status();
}

}  // namespace
}  // namespace waymark::posix
