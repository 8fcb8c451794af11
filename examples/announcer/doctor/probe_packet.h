// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// A packet to be tried on a firewall's rules.

#ifndef WAYMARK_EXAMPLES_ANNOUNCER_DOCTOR_PROBE_PACKET_H_
#define WAYMARK_EXAMPLES_ANNOUNCER_DOCTOR_PROBE_PACKET_H_

#include <cstdint>
#include <string>

#include "base/ip_address.h"

namespace waymark::examples {

struct ProbePacket {
  bool incoming = true;
  std::string protocol = {};  // "tcp", "udp"
  IpAddress source = {};      // of one family with:
  IpAddress destination = {};
  uint16_t source_port = 0;
  uint16_t destination_port = 0;
  // An answer; else the first of its connection.
  bool established = false;
  // That it comes in, or goes out, by.
  std::string interface = {};
};

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_ANNOUNCER_DOCTOR_PROBE_PACKET_H_
