// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Whole messages as octets, for the scripts of tests.

#ifndef WAYMARK_BGP_SESSION_TESTING_RAW_MESSAGES_H_
#define WAYMARK_BGP_SESSION_TESTING_RAW_MESSAGES_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "bgp/code_points.h"

namespace waymark::bgp::testing {

inline std::vector<uint8_t> RawOctets(MessageType type,
                                      const std::vector<uint8_t>& body) {
  std::vector<uint8_t> octets(16, 0xFF);
  const size_t size = 19 + body.size();
  octets.push_back(static_cast<uint8_t>(size >> 8));
  octets.push_back(static_cast<uint8_t>(size));
  octets.push_back(static_cast<uint8_t>(type));
  octets.insert(octets.end(), body.begin(), body.end());
  return octets;
}

// Announces 192.0.2.0/24 by AS 65000 with next hop 10.0.0.2, with 4-octet AS
// numbers.
inline std::vector<uint8_t> AnAnnouncement() {
  return RawOctets(MessageType::kUpdate,
                   {0,    0,                                // no withdrawals
                    0,    20,                               // attributes
                    0x40, 1,   1, 0,                        // ORIGIN IGP
                    0x40, 2,   6, 2,  1, 0, 0, 0xFD, 0xE8,  // AS_PATH
                    0x40, 3,   4, 10, 0, 0, 2,              // NEXT_HOP
                    24,   192, 0, 2});
}

// As AnAnnouncement, without ORIGIN: to be treated as a withdrawal (RFC 7606,
// 3 (d)).
inline std::vector<uint8_t> AnAnnouncementWithoutOrigin() {
  return RawOctets(MessageType::kUpdate,
                   {0,    0,   0, 16,                       //
                    0x40, 2,   6, 2,  1, 0, 0, 0xFD, 0xE8,  // AS_PATH
                    0x40, 3,   4, 10, 0, 0, 2,              // NEXT_HOP
                    24,   192, 0, 2});
}

// As AnAnnouncement, with an ATOMIC_AGGREGATE of one octet: the attribute is to
// be discarded (RFC 7606, 7.6).
inline std::vector<uint8_t> AnAnnouncementWithABadAttribute() {
  return RawOctets(MessageType::kUpdate,
                   {0,    0,   0, 24,                       //
                    0x40, 1,   1, 0,                        //
                    0x40, 2,   6, 2,  1, 0, 0, 0xFD, 0xE8,  //
                    0x40, 3,   4, 10, 0, 0, 2,              //
                    0x40, 6,   1, 0,                        // ATOMIC_AGGREGATE
                    24,   192, 0, 2});
}

// Withdrawn routes that exceed the message: resets the session (RFC 4271, 6.3).
inline std::vector<uint8_t> AnUnreadableUpdate() {
  return RawOctets(MessageType::kUpdate, {0xFF, 0xFF, 0, 0});
}

// For IPv4 unicast.
inline std::vector<uint8_t> ARouteRefresh() {
  return RawOctets(MessageType::kRouteRefresh, {0, 1, 0, 1});
}

}  // namespace waymark::bgp::testing

#endif  // WAYMARK_BGP_SESSION_TESTING_RAW_MESSAGES_H_
