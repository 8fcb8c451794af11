// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// What a neighbour that sends a whole table costs in resident memory: a speaker
// without a Loc-RIB, as an announcer has it, beside one that keeps the routes.
//
//   received_routes_memory [ROUTES]
//
// A million routes by default, which is also what an Adj-RIB-In takes: 10 to an
// UPDATE, each of which has attributes of its own. They come over TCP on
// loopback from another process, so that what makes them does not count, and
// each speaker is a process that does nothing else. Read from
// /proc/self/status: VmRSS with the session up and before the first route, the
// same when the last UPDATE has been taken, and the highest value in between
// (VmHWM). Exit status 1 if something fails, or if the speaker without a
// Loc-RIB grew by a mebibyte.

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/strings/numbers.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "base/byte_writer.h"
#include "base/ip_address.h"
#include "base/ip_prefix.h"
#include "base/monotonic_time.h"
#include "bgp/as_path.h"
#include "bgp/code_points.h"
#include "bgp/family.h"
#include "bgp/nlri.h"
#include "bgp/open_message.h"
#include "bgp/path_attributes.h"
#include "bgp/session/down_reason.h"
#include "bgp/session/negotiated.h"
#include "bgp/session/peer_config.h"
#include "bgp/wire/keepalive_codec.h"
#include "bgp/wire/message_header.h"
#include "bgp/wire/open_codec.h"
#include "bgp/wire/session_context.h"
#include "bgp/wire/update_encoder.h"
#include "posix/event_loop.h"
#include "posix/hosted_speaker.h"
#include "rib/loc_rib.h"
#include "rib/peer_info.h"
#include "rib/policy.h"
#include "speaker/neighbor.h"
#include "speaker/neighbor_config.h"
#include "speaker/neighbor_visitor.h"
#include "speaker/speaker.h"

namespace waymark {
namespace {

constexpr IpAddress kLoopback = IpAddress::V4(127, 0, 0, 1);
constexpr uint32_t kOurAs = 65000;
constexpr uint32_t kTheirAs = 65001;
constexpr uint32_t kRoutesInUpdate = 10;
constexpr absl::Duration kLimit = absl::Minutes(5);

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr uint32_t kMostKib = UINT32_MAX;  // their memory, not the speaker's
#else
constexpr uint32_t kMostKib = 1024;
#endif

constexpr bgp::SessionContext kContext{.four_octet_as = true};

[[noreturn]] void Fail(const char* what) {
  std::fprintf(stderr, "received_routes_memory: %s\n", what);
  std::exit(1);
}

// --- The neighbour: a process of its own that writes and hardly reads. ---

void WriteAll(int fd, absl::Span<const uint8_t> octets) {
  while (!octets.empty()) {
    const ssize_t written = send(fd, octets.data(), octets.size(), 0);
    if (written <= 0) Fail("the speaker is gone");
    octets.remove_prefix(static_cast<size_t>(written));
  }
}

void WriteOpening(int fd) {
  bgp::OpenMessage open;
  open.my_as = kTheirAs;
  open.bgp_identifier = kLoopback.v4_host_order();
  open.capabilities.families = {bgp::kIpv4Unicast};
  open.capabilities.four_octet_as = kTheirAs;
  std::array<uint8_t, 256> buffer;
  ByteWriter writer(absl::MakeSpan(buffer));
  bgp::EncodeOpen(open, writer);
  bgp::EncodeKeepalive(writer);
  WriteAll(fd, writer.written());
}

void WriteUpdate(int fd, const bgp::UpdateEncoder& encoder, uint32_t number) {
  bgp::PathAttributes attributes;
  attributes.as_path = bgp::AsPath::Sequence(
      {kTheirAs, 100'000 + number % 1000, 200'000, 300'000 + number});
  attributes.next_hop = bgp::NextHop{IpAddress::V4(192, 0, 2, 1), std::nullopt};
  attributes.communities = {{kTheirAs << 16 | 1}, {number}};
  std::vector<bgp::Nlri> nlri;
  for (uint32_t i = 0; i < kRoutesInUpdate; ++i) {
    const uint32_t network = 0x01000000 + ((number * kRoutesInUpdate + i) << 8);
    nlri.push_back({*IpPrefix::Create(IpAddress::V4(network), 24), 0});
  }
  std::array<uint8_t, bgp::kMaxMessageSize> buffer;
  ByteWriter writer(absl::MakeSpan(buffer));
  encoder.Announce(encoder.Encode(bgp::kIpv4Unicast, attributes), nlri, writer);
  WriteAll(fd, writer.written());
}

// Connected by the speaker; the routes follow when `go` can be read.
[[noreturn]] void RunNeighbor(int listening, int go, uint32_t updates) {
  const int fd = accept(listening, nullptr, nullptr);
  if (fd < 0) Fail("accept");
  WriteOpening(fd);
  char octet;
  if (read(go, &octet, 1) != 1) std::exit(1);
  const bgp::UpdateEncoder encoder(kContext);
  for (uint32_t i = 0; i < updates; ++i) WriteUpdate(fd, encoder, i);
  // Until the speaker ends the session.
  while (recv(fd, &octet, 1, 0) > 0) {
  }
  std::exit(0);
}

// --- The speaker. ---

struct Visitor final : speaker::NeighborVisitor {
  void OnSessionUp(speaker::Neighbor&, uint64_t,
                   const bgp::Negotiated&) override {
    is_up = true;
  }
  void OnSessionDown(speaker::Neighbor&, uint64_t,
                     const bgp::DownReason&) override {
    Fail("the session was lost");
  }
  bool is_up = false;
};

struct Reading {
  uint32_t before_kib = 0;
  uint32_t after_kib = 0;
  uint32_t highest_kib = 0;
  absl::Duration time;
};

uint32_t StatusKib(const std::string& name) {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.rfind(name + ":", 0) == 0) {
      return static_cast<uint32_t>(std::stoul(line.substr(name.size() + 1)));
    }
  }
  Fail("no such line in /proc/self/status");
}

speaker::NeighborConfig NeighborOf(const rib::Policy* keep) {
  speaker::NeighborConfig config;
  config.peer.name = "table";
  config.peer.opening = bgp::OpeningMode::kActive;
  config.peer.session.local_as = kOurAs;
  config.peer.session.peer_as = kTheirAs;
  config.peer.session.bgp_identifier = 1;
  config.peer.session.hold_time = absl::ZeroDuration();
  config.address = kLoopback;
  config.local_address = kLoopback;
  if (keep != nullptr) {
    config.receive.emplace();
    config.receive->policy = keep;
  }
  return config;
}

void RunUntil(posix::EventLoop& loop, absl::FunctionRef<bool()> done) {
  const MonotonicTime end = loop.clock().Now() + kLimit;
  while (!done()) {
    if (loop.clock().Now() > end) Fail("it takes too long");
    loop.RunOnce(absl::Milliseconds(10));
  }
}

// With `keep` into a Loc-RIB, without it into nothing.
Reading RunSpeaker(uint16_t port, int go, uint32_t updates,
                   const rib::Policy* keep) {
  const std::unique_ptr<posix::EventLoop> loop = *posix::EventLoop::Create();
  Visitor visitor;
  posix::HostedSpeaker::Options options;
  if (keep != nullptr) {
    options.speaker.loc_rib.emplace();
    options.speaker.loc_rib->decision.local_as = kOurAs;
  }
  auto hosted = *posix::HostedSpeaker::Create(*loop, options, visitor);
  posix::HostedSpeaker::NeighborSocket socket;
  socket.port = port;
  const rib::PeerId id = *hosted->AddNeighbor(NeighborOf(keep), socket);
  if (!hosted->speaker().Start(id).ok()) Fail("start");
  const speaker::Neighbor& neighbor = *hosted->speaker().Find(id);
  RunUntil(*loop, [&] { return visitor.is_up; });

  Reading reading;
  // Resets VmHWM.
  std::ofstream("/proc/self/clear_refs") << "5";
  reading.before_kib = StatusKib("VmRSS");
  const MonotonicTime start = loop->clock().Now();
  if (write(go, "g", 1) != 1) Fail("the neighbour is gone");
  RunUntil(*loop, [&] {
    return neighbor.Snapshot().peer.messages.received.update >= updates;
  });
  reading.time = loop->clock().Now() - start;
  // What is under way into the Loc-RIB, and timers.
  const MonotonicTime end = loop->clock().Now() + absl::Seconds(1);
  RunUntil(*loop, [&] { return loop->clock().Now() >= end; });
  if (keep != nullptr &&
      neighbor.Snapshot().accepted != size_t{updates} * kRoutesInUpdate) {
    Fail("not all routes were accepted");
  }
  reading.after_kib = StatusKib("VmRSS");
  reading.highest_kib = StatusKib("VmHWM");
  return reading;
}

// --- Both. ---

int Listen(uint16_t& port) {
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  if (bind(fd, generic, size) != 0 || listen(fd, 1) != 0 ||
      getsockname(fd, generic, &size) != 0) {
    Fail("listen");
  }
  port = ntohs(address.sin_port);
  return fd;
}

bool Succeeds(pid_t child) {
  int status = 0;
  return child > 0 && waitpid(child, &status, 0) == child && status == 0;
}

// In two processes, neither of which has done anything before.
void Measure(const char* name, uint32_t updates, const rib::Policy* keep,
             uint32_t limit_kib) {
  uint16_t port = 0;
  const int listening = Listen(port);
  int go[2];
  if (pipe(go) != 0) Fail("pipe");
  const pid_t neighbor = fork();
  if (neighbor == 0) RunNeighbor(listening, go[0], updates);
  const pid_t measured = fork();
  if (measured == 0) {
    const Reading reading = RunSpeaker(port, go[1], updates, keep);
    const uint32_t grown = reading.highest_kib - reading.before_kib;
    std::printf("| %s | %u | %d | %d | %.1f |\n", name, reading.before_kib,
                static_cast<int>(reading.after_kib - reading.before_kib),
                static_cast<int>(grown), absl::ToDoubleSeconds(reading.time));
    std::fflush(stdout);
    _exit(grown < limit_kib ? 0 : 1);
  }
  close(listening);
  const bool well = Succeeds(measured);
  close(go[0]);
  close(go[1]);
  if (!Succeeds(neighbor) || !well) Fail(name);
}

void MeasureAll(uint32_t updates) {
  std::printf(
      "| speaker, %u routes in %u UPDATEs | before, KiB | added | added at the "
      "most | seconds |\n| --- | --- | --- | --- | --- |\n",
      updates * kRoutesInUpdate, updates);
  std::fflush(stdout);
  Measure("without a Loc-RIB", updates, nullptr, kMostKib);
  const rib::AcceptAll keep;
  Measure("with a Loc-RIB that accepts all", updates, &keep, UINT32_MAX);
}

}  // namespace
}  // namespace waymark

int main(int argc, char** argv) {
  uint32_t routes = 1'000'000;
  if (argc > 2 || (argc == 2 && !absl::SimpleAtoi(argv[1], &routes))) {
    waymark::Fail("usage: received_routes_memory [ROUTES]");
  }
  waymark::MeasureAll(routes / waymark::kRoutesInUpdate);
  return 0;
}
