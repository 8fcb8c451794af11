// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// What BFD costs without the kernel. An item is a packet; of a round, a packet
// received and one sent. The sessions of BM_BfdRound are Up and take turns, so
// that with many of them each round finds its session cold in the cache.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <utility>
#include <variant>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/random/random.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "base/byte_writer.h"
#include "base/clock.h"
#include "base/executor.h"
#include "base/ip_address.h"
#include "base/monotonic_time.h"
#include "base/runtime.h"
#include "base/timer.h"
#include "benchmark/benchmark.h"
#include "bfd/code_points.h"
#include "bfd/control_packet.h"
#include "bfd/demultiplexer.h"
#include "bfd/packet_sender.h"
#include "bfd/session.h"
#include "bfd/session_config.h"
#include "bfd/session_key.h"
#include "bfd/session_listener.h"
#include "bfd/transport.h"

namespace waymark::bfd {
namespace {

constexpr IpAddress kLocal = IpAddress::V4(192, 0, 2, 1);

ControlPacket UpPacket() {
  ControlPacket packet;
  packet.state = State::kUp;
  packet.detect_mult = 3;
  packet.my_discriminator = 0x12345678;
  packet.your_discriminator = 0x9abcdef0;
  packet.desired_min_tx_interval = 50'000;
  packet.required_min_rx_interval = 50'000;
  return packet;
}

void BM_BfdEncode(benchmark::State& state) {
  const ControlPacket packet = UpPacket();
  std::array<uint8_t, kControlPacketSize> octets;
  for (auto _ : state) {
    ByteWriter writer(absl::MakeSpan(octets));
    EncodeControlPacket(packet, writer);
    benchmark::DoNotOptimize(octets);
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(BM_BfdEncode);

void BM_BfdDecode(benchmark::State& state) {
  std::array<uint8_t, kControlPacketSize> octets;
  ByteWriter writer(absl::MakeSpan(octets));
  EncodeControlPacket(UpPacket(), writer);
  for (auto _ : state) {
    benchmark::DoNotOptimize(octets);
    const auto decoded = DecodeControlPacket(octets);
    benchmark::DoNotOptimize(decoded);
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(BM_BfdDecode);

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

// Two timers for each session, the first that of transmission.
struct ManualTimers final : TimerFactory {
  struct ManualTimer final : Timer {
    explicit ManualTimer(absl::AnyInvocable<void()> callback)
        : callback(std::move(callback)) {}
    void Arm(MonotonicTime time) override { armed_for = time; }
    void Cancel() override { armed_for = MonotonicTime::InfiniteFuture(); }
    bool armed() const override {
      return armed_for != MonotonicTime::InfiniteFuture();
    }
    MonotonicTime deadline() const override { return armed_for; }

    absl::AnyInvocable<void()> callback;
    MonotonicTime armed_for = MonotonicTime::InfiniteFuture();
  };
  std::unique_ptr<Timer> CreateTimer(
      absl::AnyInvocable<void()> callback) override {
    auto timer = std::make_unique<ManualTimer>(std::move(callback));
    timers.push_back(timer.get());
    return timer;
  }
  std::vector<ManualTimer*> timers;
};

struct NullTransport final : Transport {
  struct Sender final : PacketSender {
    void Send(absl::Span<const uint8_t> octets) override {
      benchmark::DoNotOptimize(octets.data());
    }
  };
  absl::StatusOr<std::unique_ptr<PacketSender>> OpenSender(
      const SessionKey&) override {
    return std::make_unique<Sender>();
  }
  DrainReport Drain(MonotonicTime) override { return {}; }
};

struct SilentListener final : SessionListener {
  void OnStateChange(const StateChange&) override {}
  void OnLocalStall(const LocalStall&) override {}
};

struct Sessions {
  explicit Sessions(size_t count)
      : demultiplexer({.max_sessions = count}, random), packets(count) {
    for (size_t i = 0; i < count; ++i) {
      SessionConfig config;
      config.key = {.local = kLocal, .remote = Remote(i)};
      sessions.push_back(std::make_unique<Session>(
          Runtime{clock, wall, timers, executor, random}, demultiplexer,
          transport, config, listener));
      if (!sessions.back()->Start().ok()) std::abort();
      Receive(i, State::kDown);
      Receive(i, State::kInit);
      timers.timers[2 * i]->callback();
      Receive(i, State::kUp, /*final=*/true);
      Receive(i, State::kUp);
      if (sessions.back()->state() != State::kUp) std::abort();
    }
  }

  static IpAddress Remote(size_t index) {
    return IpAddress::V4(0x0a000000 + static_cast<uint32_t>(index));
  }
  void Encode(size_t index, State state, bool final) {
    ControlPacket packet = UpPacket();
    packet.state = state;
    packet.final = final;
    packet.your_discriminator = sessions[index]->local_discriminator();
    ByteWriter writer(absl::MakeSpan(packets[index]));
    EncodeControlPacket(packet, writer);
  }
  void Receive(size_t index) {
    demultiplexer.Receive({.octets = packets[index],
                           .source = {.address = Remote(index), .port = 49152},
                           .destination = kLocal,
                           .interface_index = 1,
                           .ttl = 255,
                           .received_at = clock.now});
  }
  void Receive(size_t index, State state, bool final = false) {
    Encode(index, state, final);
    Receive(index);
  }

  ManualClock clock;
  EpochClock wall;
  ManualTimers timers;
  NoExecutor executor;
  absl::BitGen random;
  NullTransport transport;
  SilentListener listener;
  Demultiplexer demultiplexer;
  std::vector<std::array<uint8_t, kControlPacketSize>> packets;
  std::vector<std::unique_ptr<Session>> sessions;
};

void BM_BfdRound(benchmark::State& state) {
  const size_t count = static_cast<size_t>(state.range(0));
  Sessions sessions(count);
  size_t next = 0;
  for (auto _ : state) {
    sessions.Receive(next);
    // On time: what is measured is not a stall.
    ManualTimers::ManualTimer* const timer = sessions.timers.timers[2 * next];
    sessions.clock.now = std::max(sessions.clock.now, timer->armed_for);
    timer->callback();
    next = next + 1 == count ? 0 : next + 1;
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(BM_BfdRound)->ArgName("sessions")->Arg(1)->Arg(100)->Arg(10'000);

}  // namespace
}  // namespace waymark::bfd
