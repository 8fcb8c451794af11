// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bfd/testing/session_oracle.h"

#include <algorithm>
#include <cstddef>
#include <vector>

#include "absl/strings/str_cat.h"
#include "bfd/code_points.h"

namespace waymark::bfd::testing {
namespace {

// Read here, not by the decoder that is part of what is judged.
uint32_t Word(const std::vector<uint8_t>& octets, size_t at) {
  return uint32_t{octets[at]} << 24 | uint32_t{octets[at + 1]} << 16 |
         uint32_t{octets[at + 2]} << 8 | octets[at + 3];
}
State StateField(const std::vector<uint8_t>& octets) {
  return static_cast<State>(octets[1] >> 6);
}

constexpr size_t kMyDiscriminator = 4;
constexpr size_t kYourDiscriminator = 8;
constexpr size_t kDesiredMinTx = 12;

}  // namespace

bool SessionOracle::Accepts(const waymark::testing::Packet& packet) const {
  const std::vector<uint8_t>& octets = packet.octets;
  if (packet.ttl != 255) return false;  // RFC 5881, 5
  if (octets.size() < 24) return false;
  if (octets[0] >> 5 != 1) return false;
  const size_t length = octets[3];
  if (length < 24 || length > octets.size()) return false;
  if (octets[2] == 0) return false;           // Detect Mult
  if ((octets[1] & 0x01) != 0) return false;  // Multipoint
  if (Word(octets, kMyDiscriminator) == 0) return false;
  const uint32_t your_discriminator = Word(octets, kYourDiscriminator);
  if (your_discriminator != 0 && your_discriminator != local_discriminator_) {
    return false;
  }
  const State received = StateField(octets);
  if (your_discriminator == 0 && received != State::kDown &&
      received != State::kAdminDown) {
    return false;
  }
  const bool authentication_present = (octets[1] & 0x04) != 0;
  if (!authentic_source_.has_value()) return !authentication_present;
  return authentication_present && packet.source.port == *authentic_source_;
}

State SessionOracle::Next(State received) const {
  if (received == State::kAdminDown) return State::kDown;
  switch (state_) {
    case State::kDown:
      if (received == State::kDown) return State::kInit;
      return received == State::kInit ? State::kUp : State::kDown;
    case State::kInit:
      return received == State::kDown ? State::kInit : State::kUp;
    case State::kUp:
      return received == State::kDown ? State::kDown : State::kUp;
    case State::kAdminDown:
      break;
  }
  return state_;
}

bool SessionOracle::OnArrival(const waymark::testing::Packet& packet) {
  const MonotonicTime now = packet.received_at;
  PassTimeUntil(now, /*including=*/false);
  if (expected_.has_value()) Fail(now, "a change of state did not come");
  if (!Accepts(packet)) {
    ++rejected_;
    return false;
  }
  ++accepted_;
  if (state_ == State::kUp && last_accepted_ != MonotonicTime::InfinitePast() &&
      (now - last_accepted_) * 3 > (deadline_ - last_accepted_) * 2) {
    ++near_misses_;
  }
  last_accepted_ = now;
  // RFC 5880, 6.8.4.
  const int64_t detection_time =
      int64_t{packet.octets[2]} *
      std::max(required_min_rx_, Word(packet.octets, kDesiredMinTx));
  deadline_ = now + absl::Microseconds(detection_time);
  const State next = Next(StateField(packet.octets));
  if (next != state_) Change(now, next, /*by_silence=*/false);
  return true;
}

void SessionOracle::OnStateChange(const StateChange& change) {
  PassTimeUntil(change.time, /*including=*/true);
  if (!expected_.has_value()) {
    Fail(change.time,
         absl::StrCat("not due: a change to ", Name(change.new_state), " for ",
                      Name(change.reason)));
    return;
  }
  const Expected due = *expected_;
  expected_.reset();
  const bool by_silence =
      change.reason == StateChangeReason::kDetectionTimeExpired;
  if (due.time == change.time && due.state == change.new_state &&
      due.by_silence == by_silence) {
    return;
  }
  Fail(change.time,
       absl::StrCat("due: ", Name(due.state), " at ", due.time.nanoseconds(),
                    due.by_silence ? " by silence" : "", "; reported: ",
                    Name(change.new_state), " for ", Name(change.reason)));
}

void SessionOracle::CheckNothingMissing(MonotonicTime now) {
  PassTimeUntil(now, /*including=*/true);
  if (expected_.has_value()) Fail(now, "a change of state did not come");
}

void SessionOracle::PassTimeUntil(MonotonicTime now, bool including) {
  if (now < deadline_) return;
  // The clock does not show every nanosecond.
  const MonotonicTime due = clock_.FromWorld(clock_.ToWorld(deadline_));
  if (now < due || (now == due && !including)) return;
  last_accepted_ = MonotonicTime::InfinitePast();
  deadline_ = MonotonicTime::InfiniteFuture();
  if (state_ == State::kUp) ++expiries_;
  if (state_ != State::kDown) Change(due, State::kDown, /*by_silence=*/true);
}

void SessionOracle::Change(MonotonicTime time, State next, bool by_silence) {
  if (expected_.has_value()) Fail(time, "a change of state did not come");
  if (state_ == State::kUp) time_up_ += time - up_since_;
  if (next == State::kUp) up_since_ = time;
  state_ = next;
  expected_ = Expected{time, next, by_silence};
}

void SessionOracle::Fail(MonotonicTime time, absl::string_view what) {
  if (failure_.empty()) {
    failure_ = absl::StrCat("at ", time.nanoseconds(), " ns: ", what);
  }
}

}  // namespace waymark::bfd::testing
