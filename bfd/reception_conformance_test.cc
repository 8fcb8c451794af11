// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// RFC 5880, 6.8.6, clause by clause against a session that is Up: what a fault
// makes of a packet that would otherwise take the session Down.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <ostream>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "absl/types/span.h"
#include "base/byte_writer.h"
#include "bfd/code_points.h"
#include "bfd/control_packet.h"
#include "bfd/drop_reason.h"
#include "bfd/session.h"
#include "bfd/session_listener.h"
#include "bfd/session_snapshot.h"
#include "bfd/testing/session_harness.h"
#include "gtest/gtest.h"

namespace waymark::bfd {
namespace {

using testing::SessionHarness;

using Octets = std::vector<uint8_t>;

// One fault, in the order in which 6.8.6 looks for them.
struct Clause {
  const char* name;
  DropReason reason;
  void (*spoil)(Octets& packet);
};

const Clause kClauses[] = {
    // Conformance: RFC5880-6.8.6-3 negative
    {"Version", DropReason::kBadVersion,
     [](Octets& packet) { packet[0] = 0x40 | (packet[0] & 0x1f); }},
    // Conformance: RFC5880-6.8.6-4 negative
    {"ShortLength", DropReason::kBadLength,
     [](Octets& packet) { packet[3] = 23; }},
    // Conformance: RFC5880-6.8.6-5 negative
    {"LongLength", DropReason::kBadLength,
     [](Octets& packet) {
       packet[3] = static_cast<uint8_t>(packet.size() + 1);
     }},
    // Conformance: RFC5880-6.8.6-6 negative
    {"DetectMult", DropReason::kZeroDetectMult,
     [](Octets& packet) { packet[2] = 0; }},
    // Conformance: RFC5880-6.8.6-7 negative
    {"Multipoint", DropReason::kMultipoint,
     [](Octets& packet) { packet[1] |= 0x01; }},
    // Conformance: RFC5880-6.8.6-8 negative
    {"MyDiscriminator", DropReason::kZeroMyDiscriminator,
     [](Octets& packet) { std::fill_n(packet.begin() + 4, 4, 0); }},
    // Conformance: RFC5880-6.8.6-10 negative
    {"NoSession", DropReason::kUnknownDiscriminator,
     [](Octets& packet) { packet[8] ^= 0x80; }},
    // Conformance: RFC5880-6.8.6-11 negative
    {"StateWithoutDiscriminator", DropReason::kStateNeedsDiscriminator,
     [](Octets& packet) {
       std::fill_n(packet.begin() + 8, 4, 0);
       packet[1] = (packet[1] & 0x3f) | 0x80;  // Init
     }},
    // Conformance: RFC5880-6.8.6-13 negative
    {"Authentication", DropReason::kUnexpectedAuthentication,
     [](Octets& packet) {
       packet[1] |= 0x04;
       packet[3] = 28;
       packet.insert(packet.end(), {1, 4, 7, 'x'});  // simple password
     }},
};

void PrintTo(const Clause& clause, std::ostream* out) { *out << clause.name; }

// Down, with a Poll, and every parameter other than those known.
Octets ThatWouldTakeItDown(const SessionHarness& harness) {
  ControlPacket packet = harness.FromRemote(State::kDown);
  packet.diagnostic = Diagnostic::kPathDown;
  packet.poll = true;
  packet.demand = true;
  packet.detect_mult = 7;
  packet.my_discriminator = 0x01020304;
  packet.desired_min_tx_interval = 70'000;
  packet.required_min_rx_interval = 80'000;
  std::array<uint8_t, kMaxControlPacketSize> octets;
  ByteWriter writer(absl::MakeSpan(octets));
  EncodeControlPacket(packet, writer);
  return Octets(writer.written().begin(), writer.written().end());
}

void Deliver(SessionHarness& harness, const Octets& octets,
             uint16_t source_port = 49152) {
  harness.demultiplexer.Receive(
      {.octets = octets,
       .source = {.address = harness.config.key.remote, .port = source_port},
       .destination = harness.config.key.local,
       .interface_index = 1,
       .ttl = 255,
       .received_at = harness.Now()});
}

uint64_t Drops(const SessionHarness& harness, DropReason reason) {
  return harness.demultiplexer.counters().drops(reason);
}

class DiscardedTest : public ::testing::TestWithParam<Clause> {};

// Conformance: RFC5880-6.8.6-2 positive
// Conformance: RFC5880-6.8.6-b negative
// Conformance: RFC5880-6.8.4-b negative
TEST_P(DiscardedTest, APacketWithOneFaultIsCountedAndChangesNothing) {
  SessionHarness harness;
  harness.BringUp();
  harness.RunFor(absl::Milliseconds(140));
  const SessionSnapshot before = harness.session->Snapshot();
  const size_t changes = harness.listener.changes.size();
  Octets packet = ThatWouldTakeItDown(harness);
  GetParam().spoil(packet);
  harness.ForgetSent();
  Deliver(harness, packet);

  EXPECT_EQ(Drops(harness, GetParam().reason), 1u);
  EXPECT_TRUE(harness.transport.sent.empty()) << "no Final";
  EXPECT_EQ(harness.listener.changes.size(), changes);
  const SessionSnapshot after = harness.session->Snapshot();
  EXPECT_EQ(after.session_state, State::kUp);
  EXPECT_EQ(after.remote_session_state, before.remote_session_state);
  EXPECT_EQ(after.remote_discr, before.remote_discr);
  EXPECT_EQ(after.remote_min_rx_interval, before.remote_min_rx_interval);
  EXPECT_EQ(after.remote_demand_mode, before.remote_demand_mode);
  EXPECT_EQ(after.remote_diag, before.remote_diag);
  EXPECT_EQ(after.detection_time, before.detection_time);
  EXPECT_EQ(after.last_received, before.last_received);
  EXPECT_EQ(after.counters.packets_received, before.counters.packets_received);
  // Silence goes on: the Detection Time of 150 ms ends when it would have.
  harness.RunFor(absl::Milliseconds(10));
  EXPECT_EQ(harness.listener.changes.back().reason,
            StateChangeReason::kDetectionTimeExpired);
  EXPECT_EQ(harness.listener.changes.back().time, harness.Now());
}

INSTANTIATE_TEST_SUITE_P(Clauses, DiscardedTest, ::testing::ValuesIn(kClauses),
                         [](const auto& info) {
                           return std::string(info.param.name);
                         });

// Conformance: RFC5880-6.8.6-2 negative
// Conformance: RFC5880-6.8.6-3 positive
// Conformance: RFC5880-6.8.6-4 positive
// Conformance: RFC5880-6.8.6-6 positive
// Conformance: RFC5880-6.8.6-7 positive
// Conformance: RFC5880-6.8.6-8 positive
// Conformance: RFC5880-6.8.6-13 positive
// Conformance: RFC5880-6.8.6-b positive
TEST(ReceptionConformanceTest, TheSamePacketWithoutAFaultTakesTheSessionDown) {
  SessionHarness harness;
  harness.BringUp();
  harness.ForgetSent();
  Deliver(harness, ThatWouldTakeItDown(harness));
  const SessionSnapshot after = harness.session->Snapshot();
  EXPECT_EQ(after.session_state, State::kDown);
  EXPECT_EQ(after.local_diag, Diagnostic::kNeighborSignaledSessionDown);
  EXPECT_EQ(after.remote_session_state, State::kDown);
  EXPECT_EQ(after.remote_discr, 0x01020304u);
  EXPECT_EQ(after.remote_min_rx_interval, absl::Milliseconds(80));
  EXPECT_TRUE(after.remote_demand_mode);
  EXPECT_EQ(after.remote_diag, Diagnostic::kPathDown);
  EXPECT_EQ(after.detection_time, 7 * absl::Milliseconds(70));
  EXPECT_EQ(after.last_received, harness.Now());
  ASSERT_EQ(harness.transport.sent.size(), 1u);
  EXPECT_TRUE(harness.LastSent().final);
}

// Of two faults the one that 6.8.6 names first is found first.
// Conformance: RFC5880-6.8.6-1 positive
// Conformance: RFC5880-6.8.6-1 negative
TEST(ReceptionConformanceTest, OfTwoFaultsTheFirstInTheOrderOfTheRfcIsCounted) {
  SessionHarness harness;
  harness.BringUp();
  for (const Clause& first : kClauses) {
    for (const Clause* second = &first + 1; second != std::end(kClauses);
         ++second) {
      // Two values for one field.
      if (second->reason == first.reason) continue;
      if (first.reason == DropReason::kUnknownDiscriminator &&
          second->reason == DropReason::kStateNeedsDiscriminator) {
        continue;
      }
      Octets packet = ThatWouldTakeItDown(harness);
      second->spoil(packet);
      first.spoil(packet);
      const uint64_t before = Drops(harness, first.reason);
      Deliver(harness, packet);
      EXPECT_EQ(Drops(harness, first.reason), before + 1)
          << first.name << " before " << second->name;
    }
  }
  EXPECT_EQ(harness.session->state(), State::kUp);
}

// Conformance: RFC5880-6.8.6-5 positive
TEST(ReceptionConformanceTest, OctetsBeyondTheLengthAreNoReasonToDiscard) {
  SessionHarness harness;
  harness.BringUp();
  Octets packet = ThatWouldTakeItDown(harness);
  packet.insert(packet.end(), 40, 0xff);
  Deliver(harness, packet);
  EXPECT_EQ(harness.session->state(), State::kDown);
}

// Conformance: RFC5880-6.8.6-11 positive
// Conformance: RFC5880-6.8.6-12 positive
TEST(ReceptionConformanceTest, AFirstPacketInDownOrAdminDownReachesTheSession) {
  for (const State state : {State::kDown, State::kAdminDown}) {
    SessionHarness harness;
    harness.BringUp();
    ControlPacket packet = harness.FromRemote(state);
    packet.your_discriminator = 0;
    harness.Receive(packet);
    EXPECT_EQ(harness.session->state(), State::kDown);
  }
}

// Conformance: RFC5881-4-4 positive
TEST(ReceptionConformanceTest, TheSourcePortDoesNotSelectTheSession) {
  for (const uint16_t port : {49152, 49153, 65535, 3784, 1}) {
    SessionHarness harness;
    harness.BringUp();
    Deliver(harness, ThatWouldTakeItDown(harness), port);
    EXPECT_EQ(harness.session->state(), State::kDown) << port;
    EXPECT_EQ(harness.demultiplexer.counters().accepted,
              harness.session->Snapshot().counters.packets_received);
  }
}

// Conformance: RFC5881-4-4 negative
TEST(ReceptionConformanceTest, TheRightPortDoesNotStandForTheDiscriminator) {
  SessionHarness harness;
  harness.BringUp();
  Octets packet = ThatWouldTakeItDown(harness);
  packet[11] ^= 0x01;
  Deliver(harness, packet, 49152);
  EXPECT_EQ(harness.session->state(), State::kUp);
  EXPECT_EQ(Drops(harness, DropReason::kUnknownDiscriminator), 1u);
}

}  // namespace
}  // namespace waymark::bfd
