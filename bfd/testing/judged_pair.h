// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Two judged sessions, 192.0.2.1 and 192.0.2.2, joined by a simulated network.

#ifndef WAYMARK_BFD_TESTING_JUDGED_PAIR_H_
#define WAYMARK_BFD_TESTING_JUDGED_PAIR_H_

#include <cstdint>
#include <memory>
#include <random>
#include <string>

#include "absl/time/time.h"
#include "base/ip_address.h"
#include "base/testing/packet_network.h"
#include "base/testing/simulated_world.h"
#include "bfd/key_chain.h"
#include "bfd/session_config.h"
#include "bfd/testing/judged_end.h"

namespace waymark::bfd::testing {

inline constexpr IpAddress kLeftAddress = IpAddress::V4(192, 0, 2, 1);
inline constexpr IpAddress kRightAddress = IpAddress::V4(192, 0, 2, 2);

class JudgedPair {
 public:
  struct Options {
    TimerConfig left;
    TimerConfig right;
    // Of the right one's clock; the left one's is 1.
    double clock_rate = 1.0;
    // Of both; null: no authentication.
    std::shared_ptr<const KeyChain> keys = nullptr;
  };

  JudgedPair(uint64_t seed, const Options& options);

  // Starts both, which must succeed.
  void Start();
  bool IsUp() const;
  // Start, and until both are Up at the negotiated rate. False if they are not
  // within 10 s.
  bool BringUp();

  // Draws what either direction is like from now on: loss of 0 to 60 %, delay
  // up to 400 ms, duplication, reordering, the same both ways or not; now and
  // then one direction fails altogether.
  void ChangePaths();

  // What either session did that RFC 5880 does not say, or left undone; empty
  // if there is nothing. With the seed.
  std::string Judge();

  uint64_t seed;
  waymark::testing::SimulatedWorld world;
  // For the test's own choices.
  std::mt19937_64 random;
  waymark::testing::PacketNetwork network;
  JudgedEnd left;
  JudgedEnd right;

 private:
  std::string Judge(JudgedEnd& end);
};

// A clock rate for JudgedPair: up to 5 % from 1, in half of the cases just
// that.
double DrawClockRate(std::mt19937_64& random);

// Both intervals in milliseconds.
constexpr TimerConfig Timers(int milliseconds, int multiplier) {
  return {.desired_min_tx = absl::Milliseconds(milliseconds),
          .required_min_rx = absl::Milliseconds(milliseconds),
          .detect_multiplier = multiplier};
}

}  // namespace waymark::bfd::testing

#endif  // WAYMARK_BFD_TESTING_JUDGED_PAIR_H_
