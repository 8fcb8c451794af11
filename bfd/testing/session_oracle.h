// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// What RFC 5880 makes of the packets that one end received, worked out a second
// time: from their octets and the times at which they arrived on the receiver's
// clock, without the session's code. It foretells every change of state to the
// nanosecond, and compares what the session reports, in both directions: a
// change that was not due is a failure, and so is one that did not come.
//
// For a session whose loop is never late and whose timers are not changed. Of
// authentication it knows no more than the test tells it. A verdict is due when
// the clock first shows the last accepted packet's time plus the detection
// time; a packet with just that time stamp is in time if it was delivered
// before the verdict.
//
//   SessionOracle oracle(node.clock(), /*required_min_rx=*/50'000);
//   oracle.SetDiscriminator(session.local_discriminator());
//   transport.set_tap([&](const Packet& packet) { oracle.OnArrival(packet); });
//   ...
//   EXPECT_EQ(oracle.failure(), "");

#ifndef WAYMARK_BFD_TESTING_SESSION_ORACLE_H_
#define WAYMARK_BFD_TESTING_SESSION_ORACLE_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/monotonic_time.h"
#include "base/testing/packet_network.h"
#include "base/testing/simulated_clock.h"
#include "bfd/session_listener.h"

namespace waymark::bfd::testing {

class SessionOracle {
 public:
  // `clock` is the receiver's, borrowed. `required_min_rx` in microseconds.
  SessionOracle(const waymark::testing::SimulatedClock& clock,
                uint32_t required_min_rx)
      : clock_(clock), required_min_rx_(required_min_rx) {}

  // bfd.LocalDiscr, before the first packet.
  void SetDiscriminator(uint32_t local) { local_discriminator_ = local; }

  // The session is authenticated, and packets from this source port are the
  // neighbour's own and no replays; no others are authentic.
  void SetAuthenticSource(uint16_t port) { authentic_source_ = port; }

  // A packet is about to be handed to the session. Whether RFC 5880, 6.8.6
  // accepts it.
  bool OnArrival(const waymark::testing::Packet& packet);

  // The session reported this.
  void OnStateChange(const StateChange& change);

  // The time is `now`, and nothing that was due may be missing.
  void CheckNothingMissing(MonotonicTime now);

  // The first difference, as text; empty if there is none.
  const std::string& failure() const { return failure_; }

  State state() const { return state_; }
  uint64_t accepted() const { return accepted_; }
  uint64_t rejected() const { return rejected_; }
  // From Up, by silence.
  uint64_t expiries() const { return expiries_; }
  // Gaps between accepted packets while Up that were longer than two thirds of
  // the detection time and within it: the near misses.
  uint64_t near_misses() const { return near_misses_; }
  absl::Duration time_up() const { return time_up_; }

 private:
  struct Expected {
    MonotonicTime time;
    State state;
    bool by_silence;
  };

  bool Accepts(const waymark::testing::Packet& packet) const;
  // RFC 5880, 6.8.6, the state machine at its end.
  State Next(State received) const;
  // Silence up to, but not including, a packet or a check at `now`.
  void PassTimeUntil(MonotonicTime now, bool including);
  void Change(MonotonicTime time, State next, bool by_silence);
  void Fail(MonotonicTime time, absl::string_view what);

  const waymark::testing::SimulatedClock& clock_;
  const uint32_t required_min_rx_;
  uint32_t local_discriminator_ = 0;
  std::optional<uint16_t> authentic_source_;

  State state_ = State::kDown;
  // InfinitePast(): no packet since the detection time last expired.
  MonotonicTime last_accepted_ = MonotonicTime::InfinitePast();
  MonotonicTime deadline_ = MonotonicTime::InfiniteFuture();
  MonotonicTime up_since_;
  // What the session has still to report; it reports at once.
  std::optional<Expected> expected_;
  std::string failure_;

  uint64_t accepted_ = 0;
  uint64_t rejected_ = 0;
  uint64_t expiries_ = 0;
  uint64_t near_misses_ = 0;
  absl::Duration time_up_;
};

}  // namespace waymark::bfd::testing

#endif  // WAYMARK_BFD_TESTING_SESSION_ORACLE_H_
