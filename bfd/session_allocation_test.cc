// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// In steady state neither reception nor transmission takes memory, and
// reception touches no timer. This binary counts every call of operator new.

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <new>
#include <random>
#include <utility>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "base/byte_writer.h"
#include "base/clock.h"
#include "base/executor.h"
#include "base/ip_address.h"
#include "base/monotonic_time.h"
#include "base/runtime.h"
#include "base/testing/reference_digest.h"
#include "base/timer.h"
#include "bfd/authentication.h"
#include "bfd/code_points.h"
#include "bfd/control_packet.h"
#include "bfd/demultiplexer.h"
#include "bfd/drop_reason.h"
#include "bfd/key_chain.h"
#include "bfd/packet_sender.h"
#include "bfd/session.h"
#include "bfd/session_config.h"
#include "bfd/session_key.h"
#include "bfd/session_listener.h"
#include "bfd/transmit_group.h"
#include "bfd/transport.h"
#include "gtest/gtest.h"

namespace {
int allocations = 0;
}  // namespace

void* operator new(std::size_t size) {
  ++allocations;
  void* memory = std::malloc(size);
  if (memory == nullptr) std::abort();
  return memory;
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace waymark::bfd {
namespace {

struct ManualClock final : Clock {
  MonotonicTime Now() const override { return now; }
  MonotonicTime now = MonotonicTime::FromNanoseconds(1'000'000'000);
};

struct EpochClock final : WallClock {
  absl::Time Now() const override { return absl::UnixEpoch(); }
};

struct NoExecutor final : Executor {
  void Defer(absl::AnyInvocable<void()>) override { std::abort(); }
};

// Fired by the test; counts how often timers are armed.
class ManualTimers final : public TimerFactory {
 public:
  class ManualTimer final : public Timer {
   public:
    ManualTimer(absl::AnyInvocable<void()> callback, int& arms)
        : callback_(std::move(callback)), arms_(arms) {}
    void Arm(MonotonicTime deadline) override {
      ++arms_;
      deadline_ = deadline;
    }
    void Cancel() override { deadline_ = MonotonicTime::InfiniteFuture(); }
    bool armed() const override {
      return deadline_ != MonotonicTime::InfiniteFuture();
    }
    MonotonicTime deadline() const override { return deadline_; }
    void Fire() {
      Cancel();
      callback_();
    }

   private:
    absl::AnyInvocable<void()> callback_;
    int& arms_;
    MonotonicTime deadline_ = MonotonicTime::InfiniteFuture();
  };

  std::unique_ptr<Timer> CreateTimer(
      absl::AnyInvocable<void()> callback) override {
    auto timer = std::make_unique<ManualTimer>(std::move(callback), arms);
    timers.push_back(timer.get());
    return timer;
  }
  // Fires what is due by `now`.
  void Fire(MonotonicTime now) {
    for (ManualTimer* timer : timers) {
      if (timer->deadline() <= now) timer->Fire();
    }
  }

  std::vector<ManualTimer*> timers;
  int arms = 0;
};

struct CountingTransport final : Transport {
  struct Sender final : PacketSender {
    explicit Sender(int& count) : count(count) {}
    void Send(absl::Span<const uint8_t>) override { ++count; }
    int& count;
  };
  absl::StatusOr<std::unique_ptr<PacketSender>> OpenSender(
      const SessionKey&) override {
    return std::make_unique<Sender>(sent);
  }
  DrainReport Drain(MonotonicTime) override { return {}; }
  int sent = 0;
};

struct SilentListener final : SessionListener {
  void OnStateChange(const StateChange&) override {}
  void OnLocalStall(const LocalStall&) override {}
};

class SessionAllocationTest : public ::testing::Test {
 protected:
  SessionAllocationTest() { Start(nullptr); }

  // Another session in place of the one before, Up.
  void Start(const std::shared_ptr<const KeyChain>& keys,
             TransmitGroup* group = nullptr) {
    session_ = nullptr;
    neighbor_ = nullptr;
    timers_.timers.clear();
    SessionConfig config;
    config.key = {.local = IpAddress::V4(192, 0, 2, 1),
                  .remote = IpAddress::V4(192, 0, 2, 2)};
    config.key_chain = keys;
    config.digest = &digest_;
    config.transmit_group = group;
    if (keys != nullptr) {
      neighbor_ =
          std::make_unique<Authentication>(keys, &digest_, wall_, random_);
    }
    session_ = std::make_unique<Session>(
        Runtime{clock_, wall_, timers_, executor_, random_}, demultiplexer_,
        transport_, config, listener_);
    if (!session_->Start().ok()) std::abort();
    Receive(State::kDown);
    Receive(State::kInit);
    timers_.Fire(clock_.now);
    Receive(State::kUp, /*final=*/true);
    Receive(State::kUp);
    if (session_->state() != State::kUp) std::abort();
  }

  void Receive(State state, bool final = false, bool poll = false) {
    ControlPacket packet;
    packet.state = state;
    packet.final = final;
    packet.poll = poll;
    packet.detect_mult = 3;
    packet.my_discriminator = 5;
    packet.your_discriminator = session_->local_discriminator();
    packet.desired_min_tx_interval = 300'000;
    packet.required_min_rx_interval = 300'000;
    ByteWriter writer(absl::MakeSpan(octets_));
    EncodeControlPacket(packet, writer);
    demultiplexer_.Receive(
        {.octets = neighbor_ == nullptr ? octets_ : neighbor_->Seal(octets_),
         .source = {.address = IpAddress::V4(192, 0, 2, 2), .port = 49152},
         .destination = IpAddress::V4(192, 0, 2, 1),
         .interface_index = 1,
         .ttl = 255,
         .received_at = clock_.now});
  }

  void RunRounds() {
    const int sent = transport_.sent;
    const int before = allocations;
    for (int i = 0; i < 1000; ++i) {
      clock_.now = clock_.now + absl::Milliseconds(100);
      Receive(State::kUp, /*final=*/false, /*poll=*/i % 10 == 0);
      timers_.Fire(clock_.now);
    }
    EXPECT_EQ(allocations, before);
    EXPECT_GT(transport_.sent, sent + 300);
    EXPECT_EQ(session_->state(), State::kUp);
  }

  ManualClock clock_;
  EpochClock wall_;
  ManualTimers timers_;
  NoExecutor executor_;
  std::mt19937_64 random_{1};
  CountingTransport transport_;
  SilentListener listener_;
  Demultiplexer demultiplexer_{{}, random_};
  waymark::testing::ReferenceDigest digest_;
  std::unique_ptr<Authentication> neighbor_;  // null: it does not sign
  std::array<uint8_t, kControlPacketSize> octets_;
  std::unique_ptr<Session> session_;
};

TEST_F(SessionAllocationTest, RoundsTakeNoMemory) { RunRounds(); }

TEST_F(SessionAllocationTest, RoundsInAGroupTakeNoMemory) {
  TransmitGroup group(7, TransmitGroup::Lead::kNeighbor);
  Start(nullptr, &group);
  RunRounds();
  session_ = nullptr;
}

TEST_F(SessionAllocationTest, AuthenticatedRoundsTakeNoMemory) {
  for (const AuthType type :
       {AuthType::kSimplePassword, AuthType::kKeyedMd5,
        AuthType::kMeticulousKeyedMd5, AuthType::kKeyedSha1,
        AuthType::kMeticulousKeyedSha1}) {
    const std::vector<KeyConfig> keys = {
        {.id = 1, .type = type, .secret = "x"}};
    Start(std::make_shared<const KeyChain>(KeyChain::Create(keys).value()));
    RunRounds();
    // Nor do packets that are refused.
    const int before = allocations;
    neighbor_ = nullptr;
    Receive(State::kDown);
    EXPECT_EQ(allocations, before);
    EXPECT_EQ(session_->state(), State::kUp);
  }
}

TEST_F(SessionAllocationTest, ReceptionTouchesNoTimer) {
  const int arms = timers_.arms;
  for (int i = 0; i < 1000; ++i) Receive(State::kUp);
  EXPECT_EQ(timers_.arms, arms);
}

TEST_F(SessionAllocationTest, PacketsForNobodyTakeNoMemory) {
  const int before = allocations;
  for (const uint32_t your : {0u, 1u, 0xffffffffu}) {
    ControlPacket packet;
    packet.detect_mult = 3;
    packet.my_discriminator = 5;
    packet.your_discriminator = your;
    ByteWriter writer(absl::MakeSpan(octets_));
    EncodeControlPacket(packet, writer);
    demultiplexer_.Receive(
        {.octets = writer.written(),
         .source = {.address = IpAddress::V4(198, 51, 100, 1), .port = 1},
         .destination = IpAddress::V4(192, 0, 2, 1),
         .interface_index = 1,
         .ttl = 255,
         .received_at = clock_.now});
  }
  EXPECT_EQ(allocations, before);
  EXPECT_EQ(
      demultiplexer_.counters().drops(DropReason::kUnknownPeer) +
          demultiplexer_.counters().drops(DropReason::kUnknownDiscriminator),
      3u);
}

}  // namespace
}  // namespace waymark::bfd
