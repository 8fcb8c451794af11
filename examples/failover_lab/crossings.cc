// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Which way each probe takes, seen where the route server forwards it:
//
//   crossings FILE FIRST_PORT LAST_PORT INTERFACE...
//
// Appends to FILE, for every packet of a probe (probe.cc) that leaves through
// one of the interfaces, four 64-bit numbers in host order: when (nanoseconds
// of CLOCK_MONOTONIC), which interface (0 is the first), the port of the
// probe's destination, times two and one more for a reply; and the probe's
// sequence. Prints "ready" when it watches; SIGTERM ends it.
//
// It decides nothing and delays nothing: it has copies of the packets.

#include <arpa/inet.h>
#include <linux/filter.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "examples/failover_lab/instrument.h"

namespace waymark::examples {
namespace {

// Of an Ethernet frame with an IPv4 packet without options, or IPv6 without
// extension headers.
constexpr size_t kUdpOverIpv4 = 14 + 20;
constexpr size_t kUdpOverIpv6 = 14 + 40;
constexpr size_t kUdpHeader = 8;
constexpr int kReceiveBuffer = 4 << 20;

struct Crossing {
  int64_t time;
  uint64_t interface;
  uint64_t stream;
  uint64_t sequence;
};

// Lets the kernel drop everything but outgoing UDP.
bool FilterOutgoingUdp(int socket) {
  sock_filter code[] = {
      BPF_STMT(BPF_LD | BPF_B | BPF_ABS,
               static_cast<uint32_t>(SKF_AD_OFF + SKF_AD_PKTTYPE)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, PACKET_OUTGOING, 0, 8),
      BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 12),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ETH_P_IP, 0, 2),
      BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 23),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, IPPROTO_UDP, 3, 4),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ETH_P_IPV6, 0, 3),
      BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 20),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, IPPROTO_UDP, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, 128),
      BPF_STMT(BPF_RET | BPF_K, 0),
  };
  const sock_fprog program = {sizeof code / sizeof code[0], code};
  return setsockopt(socket, SOL_SOCKET, SO_ATTACH_FILTER, &program,
                    sizeof program) == 0;
}

// -1 with a message on failure.
int OpenTap(const char* interface) {
  const int socket = ::socket(AF_PACKET, SOCK_RAW, 0);
  sockaddr_ll address = {};
  address.sll_family = AF_PACKET;
  address.sll_protocol = htons(ETH_P_ALL);
  address.sll_ifindex = static_cast<int>(if_nametoindex(interface));
  // Bound last: until then it hears nothing that the filter would have kept
  // out.
  if (socket < 0 || !FilterOutgoingUdp(socket) || address.sll_ifindex == 0 ||
      setsockopt(socket, SOL_SOCKET, SO_RCVBUFFORCE, &kReceiveBuffer,
                 sizeof kReceiveBuffer) != 0 ||
      bind(socket, reinterpret_cast<sockaddr*>(&address), sizeof address)) {
    std::perror(interface);
    return -1;
  }
  return socket;
}

uint16_t PortAt(const uint8_t* octets) {
  return static_cast<uint16_t>(octets[0] << 8 | octets[1]);
}

// Fills in stream and sequence; false if the frame has nothing to do with a
// probe.
bool Decode(const uint8_t* frame, size_t size, int first_port, int last_port,
            Crossing& out) {
  if (size < kUdpOverIpv4) return false;
  const size_t udp =
      PortAt(frame + 12) == ETH_P_IP ? kUdpOverIpv4 : kUdpOverIpv6;
  if (size < udp + kUdpHeader + sizeof out.sequence) return false;
  const int source = PortAt(frame + udp);
  const int destination = PortAt(frame + udp + 2);
  const bool to = first_port <= destination && destination <= last_port;
  const bool from = first_port <= source && source <= last_port;
  if (!to && !from) return false;
  out.stream = to ? 2 * static_cast<uint64_t>(destination)
                  : 2 * static_cast<uint64_t>(source) + 1;
  std::memcpy(&out.sequence, frame + udp + kUdpHeader, sizeof out.sequence);
  return true;
}

void Watch(std::vector<pollfd>& taps, int first_port, int last_port,
           std::FILE* out) {
  uint8_t frame[256];
  while (!Ended()) {
    if (poll(taps.data(), taps.size(), -1) <= 0) continue;
    for (size_t tap = 0; tap < taps.size(); ++tap) {
      ssize_t size;
      while ((size = recv(taps[tap].fd, frame, sizeof frame, MSG_DONTWAIT)) >
             0) {
        Crossing crossing = {Now(), tap, 0, 0};
        if (Decode(frame, static_cast<size_t>(size), first_port, last_port,
                   crossing)) {
          std::fwrite(&crossing, sizeof crossing, 1, out);
        }
      }
    }
  }
}

int Run(int argc, char** argv) {
  if (argc < 5) {
    std::fputs("usage: crossings FILE FIRST_PORT LAST_PORT INTERFACE...\n",
               stderr);
    return 2;
  }
  std::vector<pollfd> taps;
  for (int argument = 4; argument < argc; ++argument) {
    taps.push_back({OpenTap(argv[argument]), POLLIN, 0});
    if (taps.back().fd < 0) return 1;
  }
  std::FILE* out = std::fopen(argv[1], "wb");
  if (out == nullptr) {
    std::perror(argv[1]);
    return 1;
  }
  SayReady();
  Watch(taps, std::atoi(argv[2]), std::atoi(argv[3]), out);
  return std::fclose(out) == 0 ? 0 : 1;
}

}  // namespace
}  // namespace waymark::examples

int main(int argc, char** argv) {
  waymark::examples::EndOnSigterm();
  return waymark::examples::Run(argc, argv);
}
