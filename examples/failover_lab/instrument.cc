// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/failover_lab/instrument.h"

#include <signal.h>
#include <sys/socket.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <optional>

#include "absl/strings/numbers.h"
#include "base/ip_address.h"
#include "base/ip_endpoint.h"
#include "posix/socket_address.h"
#include "posix/system_clock.h"

namespace waymark::examples {
namespace {

volatile sig_atomic_t ended = 0;

}  // namespace

int64_t Now() { return posix::MonotonicClock().Now().nanoseconds(); }

void EndOnSigterm() {
  struct sigaction action = {};
  action.sa_handler = [](int) { ended = 1; };
  sigaction(SIGTERM, &action, nullptr);
}

bool Ended() { return ended != 0; }

std::optional<posix::SocketAddress> ParseEndpoint(const char* address,
                                                  const char* port) {
  const std::optional<IpAddress> parsed = IpAddress::Parse(address);
  int number = 0;
  if (!parsed || !absl::SimpleAtoi(port, &number) || number < 1 ||
      number > 65535) {
    return std::nullopt;
  }
  return posix::ToSocketAddress(
      IpEndpoint{*parsed, static_cast<uint16_t>(number)});
}

int OpenSocket(const posix::SocketAddress& endpoint, int type) {
  const int made = socket(endpoint.get()->sa_family, type | SOCK_CLOEXEC, 0);
  if (made < 0) {
    std::perror("socket");
    std::exit(1);
  }
  return made;
}

void SayReady() {
  std::puts("ready");
  std::fflush(stdout);
}

}  // namespace waymark::examples
