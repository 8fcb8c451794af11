// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// What packets of the size of BFD's cost in the kernel, and nothing else: no
// protocol, no timers but one sleep.
//
//   packet_floor send BURST SECONDS < ADDRESSES   lines of "LOCAL REMOTE"
//   packet_floor receive SECONDS
//
// The sender has a connected socket for each line, and every 2 ms sends BURST
// packets, round robin; the receiver reads every 2 ms. Each prints its packets
// and their price in processor time: {"packets":N,"cpu_us":X}. The sender's
// price is also that of the way through the cable, up to the receiver's socket.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>

#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

namespace {

constexpr uint16_t kPort = 3785;
constexpr size_t kPacketSize = 24;
constexpr int64_t kPeriod = 2'000'000;  // ns
constexpr int64_t kSecond = 1'000'000'000;

sockaddr_in Endpoint(const std::string& address, uint16_t port) {
  sockaddr_in endpoint = {};
  endpoint.sin_family = AF_INET;
  endpoint.sin_port = htons(port);
  if (inet_pton(AF_INET, address.c_str(), &endpoint.sin_addr) != 1) {
    std::exit(2);
  }
  return endpoint;
}

int OpenSocket(const std::string& local, uint16_t port) {
  const int fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
  const sockaddr_in endpoint = Endpoint(local, port);
  if (bind(fd, reinterpret_cast<const sockaddr*>(&endpoint),
           sizeof(endpoint)) != 0) {
    std::perror("bind");
    std::exit(1);
  }
  return fd;
}

std::vector<int> OpenSenders() {
  std::vector<int> fds;
  std::string local;
  std::string remote;
  while (std::cin >> local >> remote) {
    fds.push_back(OpenSocket(local, 0));
    const sockaddr_in endpoint = Endpoint(remote, kPort);
    connect(fds.back(), reinterpret_cast<const sockaddr*>(&endpoint),
            sizeof(endpoint));
  }
  return fds;
}

int64_t Now() {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * kSecond + now.tv_nsec;
}

int64_t CpuNs() {
  timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return now.tv_sec * kSecond + now.tv_nsec;
}

// Calls `work`, which returns how many packets it handled, every kPeriod.
template <typename Work>
void Run(int seconds, Work work) {
  int64_t due = (Now() / kPeriod + 1) * kPeriod;
  const int64_t end = due + seconds * kSecond;
  const int64_t cpu = CpuNs();
  uint64_t packets = 0;
  for (; due < end; due += kPeriod) {
    const timespec wake = {due / kSecond, due % kSecond};
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &wake, nullptr);
    packets += work();
  }
  const double us = static_cast<double>(CpuNs() - cpu) / 1000;
  std::printf("{\"packets\":%llu,\"cpu_us\":%.3f}\n",
              static_cast<unsigned long long>(packets),
              packets == 0 ? 0 : us / static_cast<double>(packets));
}

void Send(size_t burst, int seconds) {
  const std::vector<int> fds = OpenSenders();
  if (fds.empty()) std::exit(2);
  const std::array<char, kPacketSize> packet = {};
  size_t next = 0;
  Run(seconds, [&] {
    for (size_t i = 0; i < burst; ++i) {
      send(fds[next], packet.data(), packet.size(), MSG_NOSIGNAL);
      next = (next + 1) % fds.size();
    }
    return burst;
  });
}

void Receive(int seconds) {
  constexpr size_t kBatch = 64;
  const int fd = OpenSocket("0.0.0.0", kPort);
  std::array<std::array<char, kPacketSize>, kBatch> payloads;
  std::array<iovec, kBatch> vectors;
  std::array<mmsghdr, kBatch> messages = {};
  for (size_t i = 0; i < kBatch; ++i) {
    vectors[i] = {payloads[i].data(), kPacketSize};
    messages[i].msg_hdr.msg_iov = &vectors[i];
    messages[i].msg_hdr.msg_iovlen = 1;
  }
  Run(seconds, [&] {
    uint64_t all = 0;
    int n;
    do {
      n = recvmmsg(fd, messages.data(), kBatch, 0, nullptr);
      if (n > 0) all += static_cast<uint64_t>(n);
    } while (n == static_cast<int>(kBatch));
    return all;
  });
}

}  // namespace

int main(int argc, char** argv) {
  const std::string mode = argc > 1 ? argv[1] : "";
  if (mode == "send" && argc == 4) {
    Send(std::strtoul(argv[2], nullptr, 10), std::atoi(argv[3]));
  } else if (mode == "receive" && argc == 3) {
    Receive(std::atoi(argv[2]));
  } else {
    std::fputs("usage: packet_floor send BURST SECONDS | receive SECONDS\n",
               stderr);
    return 2;
  }
}
