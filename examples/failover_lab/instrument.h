// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// What the instruments of the laboratory have in common: one clock, addresses
// on the command line, and that SIGTERM ends them.

#ifndef WAYMARK_EXAMPLES_FAILOVER_LAB_INSTRUMENT_H_
#define WAYMARK_EXAMPLES_FAILOVER_LAB_INSTRUMENT_H_

#include <cstdint>
#include <optional>

#include "posix/socket_address.h"

namespace waymark::examples {

// Nanoseconds of CLOCK_MONOTONIC, which is the same in every network namespace.
int64_t Now();

// After this SIGTERM interrupts what blocks, and Ended() is true.
void EndOnSigterm();
bool Ended();

// An IPv4 or IPv6 address and a port, 1 to 65535; nullopt for anything else.
std::optional<posix::SocketAddress> ParseEndpoint(const char* address,
                                                  const char* port);

// A socket of the endpoint's family; ends the program where there is none.
int OpenSocket(const posix::SocketAddress& endpoint, int type);

// Whoever started the instrument waits for this line.
void SayReady();

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_FAILOVER_LAB_INSTRUMENT_H_
