// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The client's view of the laboratory: numbered datagrams to the floating
// address, and who answers them. Its record alone decides how long an outage
// was; nothing tells it that a fault has happened.
//
//   probe send DESTINATION PORT PERIOD_US FILE
//       One probe each period. Every reply is appended to FILE as four 64-bit
//       numbers in host order: sequence, sent, received (nanoseconds of
//       CLOCK_MONOTONIC, the same in every namespace), answering host. A change
//       of the answering host prints "host ID RECEIVED". SIGTERM ends it.
//   probe echo ADDRESS PORT ID
//       Prints "ready", then answers every probe, with ID as the answering
//       host.
//   probe lateness
//       Sleeps 1 ms again and again on each processor and prints, when SIGTERM
//       ends it, "lateness_ns N": the worst late wake-up. A bystander that
//       tells what no process could have avoided in that time.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cinttypes>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <thread>
#include <vector>

namespace {

constexpr int64_t kMillisecond = 1'000'000;

// A probe on the wire and a record of the file.
struct Record {
  uint64_t sequence;
  int64_t sent;
  int64_t received;
  uint64_t host;
};

volatile sig_atomic_t stopped = 0;
void OnTerm(int) { stopped = 1; }

int64_t Now() {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1'000'000'000 + now.tv_nsec;
}

bool ParseEndpoint(const char* address, const char* port, sockaddr_in& out) {
  out = {};
  out.sin_family = AF_INET;
  out.sin_port = htons(static_cast<uint16_t>(std::atoi(port)));
  return inet_pton(AF_INET, address, &out.sin_addr) == 1;
}

int Echo(int socket, const sockaddr_in& local, uint64_t id) {
  if (bind(socket, reinterpret_cast<const sockaddr*>(&local), sizeof local)) {
    perror("probe: bind");
    return 1;
  }
  std::puts("ready");
  std::fflush(stdout);
  while (!stopped) {
    Record record;
    sockaddr_in from;
    socklen_t size = sizeof from;
    if (recvfrom(socket, &record, sizeof record, 0,
                 reinterpret_cast<sockaddr*>(&from), &size) != sizeof record) {
      continue;
    }
    record.host = id;
    sendto(socket, &record, sizeof record, MSG_DONTWAIT,
           reinterpret_cast<sockaddr*>(&from), size);
  }
  return 0;
}

// Takes every reply that has come in; `last_host` is who answered last.
void ReadReplies(int socket, std::FILE* out, uint64_t& last_host) {
  Record record;
  while (recv(socket, &record, sizeof record, MSG_DONTWAIT) == sizeof record) {
    record.received = Now();
    std::fwrite(&record, sizeof record, 1, out);
    if (record.host == last_host) continue;
    last_host = record.host;
    std::printf("host %" PRIu64 " %" PRId64 "\n", record.host, record.received);
    std::fflush(stdout);
  }
}

int Send(int socket, const sockaddr_in& destination, int64_t period,
         std::FILE* out) {
  uint64_t sequence = 0;
  uint64_t last_host = 0;
  int64_t next = Now();
  while (!stopped) {
    const int64_t now = Now();
    if (now < next) {
      const timespec wait = {(next - now) / 1'000'000'000,
                             (next - now) % 1'000'000'000};
      pollfd events = {socket, POLLIN, 0};
      if (ppoll(&events, 1, &wait, nullptr) > 0) {
        ReadReplies(socket, out, last_host);
      }
      continue;
    }
    const Record record = {++sequence, now, 0, 0};
    sendto(socket, &record, sizeof record, MSG_DONTWAIT,
           reinterpret_cast<const sockaddr*>(&destination), sizeof destination);
    // After a pause of this process the stream goes on; it never bursts.
    next = std::max(next + period, now);
  }
  std::fclose(out);
  std::printf("sent %" PRIu64 "\n", sequence);
  return 0;
}

int Lateness() {
  std::atomic<int64_t> worst{0};
  std::vector<std::thread> threads;
  const long processors = sysconf(_SC_NPROCESSORS_ONLN);
  for (long processor = 0; processor < processors; ++processor) {
    threads.emplace_back([&worst, processor] {
      cpu_set_t set;
      CPU_ZERO(&set);
      CPU_SET(processor, &set);
      pthread_setaffinity_np(pthread_self(), sizeof set, &set);
      while (!stopped) {
        const int64_t due = Now() + kMillisecond;
        const timespec wait = {0, kMillisecond};
        nanosleep(&wait, nullptr);
        const int64_t late = Now() - due;
        int64_t seen = worst.load();
        while (late > seen && !worst.compare_exchange_weak(seen, late)) {
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::printf("lateness_ns %" PRId64 "\n", worst.load());
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  struct sigaction action = {};
  action.sa_handler = OnTerm;
  sigaction(SIGTERM, &action, nullptr);
  if (argc == 2 && std::strcmp(argv[1], "lateness") == 0) return Lateness();

  const int socket = ::socket(AF_INET, SOCK_DGRAM, 0);
  sockaddr_in endpoint;
  if (argc == 6 && std::strcmp(argv[1], "send") == 0 &&
      ParseEndpoint(argv[2], argv[3], endpoint)) {
    std::FILE* out = std::fopen(argv[5], "wb");
    if (out == nullptr) {
      perror(argv[5]);
      return 1;
    }
    return Send(socket, endpoint, std::atoll(argv[4]) * 1000, out);
  }
  if (argc == 5 && std::strcmp(argv[1], "echo") == 0 &&
      ParseEndpoint(argv[2], argv[3], endpoint)) {
    return Echo(socket, endpoint, std::strtoull(argv[4], nullptr, 10));
  }
  std::fprintf(stderr,
               "usage: probe send DESTINATION PORT PERIOD_US FILE\n"
               "       probe echo ADDRESS PORT ID\n"
               "       probe lateness\n");
  return 2;
}
