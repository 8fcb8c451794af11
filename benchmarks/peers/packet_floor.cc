// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// What packets of the size of BFD's cost in the kernel, and nothing else: no
// protocol, and no timer but one sleep.
//
//   packet_floor RATE < ADDRESSES                       lines "LOCAL REMOTE"
//   packet_floor RATE INTERFACE HARDWARE < ADDRESSES
//
// It sends RATE packets a second, to all in turn, in bursts of one for each
// line but at most of 128, as sessions do that are in step (bfd/cadence.h), and
// after each it reads what has arrived, until it is ended. It sends one by one,
// from a connected socket for each line; or, where it knows the interface and
// the hardware address behind it, in batches past the kernel's routing, as
// posix/datagram_batch.h does. About once a second it prints how many packets
// there were so far: {"packets_sent":N,"packets_received":N}.

#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <netinet/ether.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <time.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <optional>
#include <string>
#include <vector>

#include "absl/types/span.h"
#include "base/byte_writer.h"
#include "base/ip_address.h"
#include "base/ip_endpoint.h"
#include "bfd/demultiplexer.h"
#include "posix/socket_address.h"
#include "posix/udp_headers.h"

namespace waymark::benchmarks {
namespace {

constexpr uint16_t kPort = 3785;  // that of BFD echo packets, unused here
constexpr uint8_t kTtl = 255;
constexpr int64_t kSecond = 1'000'000'000;
constexpr size_t kIpv4HeadersSize = 20 + 8;

using Packet = std::array<uint8_t, 24>;

struct Pair {
  IpAddress local;
  IpAddress remote;
};

[[noreturn]] void Fail(const char* what) {
  std::perror(what);
  std::exit(1);
}

std::vector<Pair> ReadPairs() {
  std::vector<Pair> pairs;
  std::string local;
  std::string remote;
  while (std::cin >> local >> remote) {
    const std::optional<IpAddress> from = IpAddress::Parse(local);
    const std::optional<IpAddress> to = IpAddress::Parse(remote);
    if (!from.has_value() || !to.has_value()) {
      std::fprintf(stderr, "not two addresses: %s %s\n", local.c_str(),
                   remote.c_str());
      std::exit(2);
    }
    pairs.push_back({*from, *to});
  }
  return pairs;
}

int OpenSocket(const IpAddress& local, uint16_t port) {
  const int fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
  if (fd < 0) Fail("open a socket");
  const posix::SocketAddress address = posix::ToSocketAddress({local, port});
  if (bind(fd, address.get(), address.size) != 0) Fail("bind");
  return fd;
}

class OneByOne {
 public:
  explicit OneByOne(absl::Span<const Pair> pairs) {
    for (const Pair& pair : pairs) {
      fds_.push_back(OpenSocket(pair.local, 0));
      const posix::SocketAddress remote =
          posix::ToSocketAddress({pair.remote, kPort});
      if (connect(fds_.back(), remote.get(), remote.size) != 0) Fail("connect");
    }
  }

  void Send(size_t n) {
    for (; n > 0; --n) {
      // Refused at first, while the other end is not there yet.
      send(fds_[next_], packet_.data(), packet_.size(), MSG_NOSIGNAL);
      next_ = (next_ + 1) % fds_.size();
    }
  }

 private:
  std::vector<int> fds_;
  size_t next_ = 0;
  const Packet packet_ = {};
};

class InBatches {
 public:
  InBatches(absl::Span<const Pair> pairs, const char* interface,
            const char* hardware)
      : fd_(socket(AF_PACKET, SOCK_DGRAM | SOCK_NONBLOCK, 0)),
        slots_(pairs.size()),
        messages_(pairs.size()) {
    if (fd_ < 0) Fail("open a packet socket");
    link_.sll_family = AF_PACKET;
    link_.sll_ifindex = static_cast<int>(if_nametoindex(interface));
    link_.sll_protocol = htons(ETH_P_IP);
    link_.sll_halen = ETH_ALEN;
    const ether_addr* const address = ether_aton(hardware);
    if (address == nullptr || link_.sll_ifindex == 0) {
      std::fprintf(stderr, "no such interface or hardware address: %s %s\n",
                   interface, hardware);
      std::exit(2);
    }
    std::memcpy(link_.sll_addr, address, ETH_ALEN);
    for (size_t i = 0; i < pairs.size(); ++i) Prepare(pairs[i], i);
  }

  void Send(size_t n) {
    while (n > 0) {
      const size_t chunk = std::min({n, messages_.size() - next_, kMaxChunk});
      const int sent = sendmmsg(fd_, &messages_[next_],
                                static_cast<unsigned>(chunk), MSG_NOSIGNAL);
      if (sent <= 0) Fail("sendmmsg");
      n -= static_cast<size_t>(sent);
      next_ = (next_ + static_cast<size_t>(sent)) % messages_.size();
    }
  }

 private:
  static constexpr size_t kMaxChunk = 1024;  // the kernel's limit of a call

  struct Slot {
    std::array<uint8_t, kIpv4HeadersSize + Packet().size()> octets;
    iovec vector;
  };

  void Prepare(const Pair& pair, size_t i) {
    Slot& slot = slots_[i];
    const Packet packet = {};
    ByteWriter writer(absl::MakeSpan(slot.octets));
    posix::EncodeUdpHeaders({pair.local, static_cast<uint16_t>(49152 + i)},
                            {pair.remote, kPort}, kTtl, /*traffic_class=*/0,
                            packet, writer);
    writer.WriteSpan(packet);
    slot.vector = {slot.octets.data(), slot.octets.size()};
    messages_[i].msg_hdr.msg_name = &link_;
    messages_[i].msg_hdr.msg_namelen = sizeof(link_);
    messages_[i].msg_hdr.msg_iov = &slot.vector;
    messages_[i].msg_hdr.msg_iovlen = 1;
  }

  const int fd_;
  sockaddr_ll link_ = {};
  std::vector<Slot> slots_;
  std::vector<mmsghdr> messages_;
  size_t next_ = 0;
};

class Receiver {
 public:
  Receiver() : fd_(OpenSocket(IpAddress::V4(0, 0, 0, 0), kPort)) {
    const int size = 16 << 20;
    if (setsockopt(fd_, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)) != 0) {
      Fail("SO_RCVBUFFORCE");
    }
    for (size_t i = 0; i < kBatch; ++i) {
      vectors_[i] = {packets_[i].data(), packets_[i].size()};
      messages_[i].msg_hdr.msg_iov = &vectors_[i];
      messages_[i].msg_hdr.msg_iovlen = 1;
    }
  }

  uint64_t Drain() {
    uint64_t all = 0;
    int n;
    do {
      n = recvmmsg(fd_, messages_.data(), kBatch, 0, nullptr);
      if (n > 0) all += static_cast<uint64_t>(n);
    } while (n == static_cast<int>(kBatch));
    return all;
  }

 private:
  static constexpr size_t kBatch = 64;

  const int fd_;
  std::array<Packet, kBatch> packets_;
  std::array<iovec, kBatch> vectors_;
  std::array<mmsghdr, kBatch> messages_ = {};
};

int64_t Now() {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * kSecond + now.tv_nsec;
}

template <typename Sender>
[[noreturn]] void Run(Sender sender, uint64_t rate, size_t burst) {
  Receiver receiver;
  uint64_t received = 0;
  uint64_t sent = 0;
  const int64_t period =
      static_cast<int64_t>(burst) * kSecond / static_cast<int64_t>(rate);
  int64_t due = Now();
  int64_t printed = due;
  while (true) {
    due += period;
    const timespec wake = {due / kSecond, due % kSecond};
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &wake, nullptr);
    sender.Send(burst);
    sent += burst;
    received += receiver.Drain();
    if (due - printed < kSecond) continue;
    printed = due;
    std::printf("{\"packets_sent\":%llu,\"packets_received\":%llu}\n",
                static_cast<unsigned long long>(sent),
                static_cast<unsigned long long>(received));
    std::fflush(stdout);
  }
}

}  // namespace
}  // namespace waymark::benchmarks

int main(int argc, char** argv) {
  using namespace waymark::benchmarks;  // NOLINT(google-build-using-namespace)
  const std::vector<Pair> pairs = ReadPairs();
  const uint64_t rate = argc < 2 ? 0 : std::strtoull(argv[1], nullptr, 10);
  if ((argc != 2 && argc != 4) || rate == 0 || pairs.empty()) {
    std::fputs("usage: packet_floor RATE [INTERFACE HARDWARE] < ADDRESSES\n",
               stderr);
    return 2;
  }
  const size_t burst = std::min(
      pairs.size(), waymark::bfd::Demultiplexer::Config().most_in_step);
  if (argc == 2) Run(OneByOne(pairs), rate, burst);
  Run(InBatches(pairs, argv[2], argv[3]), rate, burst);
}
