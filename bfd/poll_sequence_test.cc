// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bfd/poll_sequence.h"

#include "gtest/gtest.h"

namespace waymark::bfd {
namespace {

constexpr bool kFinal = true;
constexpr bool kNotFinal = false;

// Conformance: RFC5880-6.8.6-17 positive
TEST(PollSequenceTest, AFinalEndsTheSequence) {
  PollSequence poll;
  EXPECT_FALSE(poll.active());
  poll.Request();
  EXPECT_TRUE(poll.active());
  poll.OnSent();
  EXPECT_FALSE(poll.OnReceived(kNotFinal));
  EXPECT_TRUE(poll.active());
  EXPECT_TRUE(poll.OnReceived(kFinal));
  EXPECT_FALSE(poll.active());
  EXPECT_FALSE(poll.unconfirmed());
}

// Conformance: RFC5880-6.8.6-17 negative
TEST(PollSequenceTest, AFinalBeforeThePollIsSentEndsNothing) {
  PollSequence poll;
  poll.Request();
  EXPECT_FALSE(poll.OnReceived(kFinal));
  EXPECT_TRUE(poll.active());
}

// Conformance: RFC5880-6.8.6-17 negative
TEST(PollSequenceTest, AFinalWithoutASequenceIsIgnored) {
  PollSequence poll;
  EXPECT_FALSE(poll.OnReceived(kFinal));
  poll.Request();
  EXPECT_TRUE(poll.active());
}

// Conformance: RFC5880-6.8.3-8 positive
TEST(PollSequenceTest, ChangesBeforeThePollIsSentShareIt) {
  PollSequence poll;
  poll.Request();
  poll.Request();
  poll.OnSent();
  EXPECT_TRUE(poll.OnReceived(kFinal));
  EXPECT_FALSE(poll.unconfirmed());
}

// Conformance: RFC5880-6.8.3-8 negative
TEST(PollSequenceTest, AChangeAfterThePollWasSentIsNotConfirmedByItsFinal) {
  PollSequence poll;
  poll.Request();
  poll.OnSent();
  poll.Request();
  EXPECT_FALSE(poll.OnReceived(kFinal));
  EXPECT_TRUE(poll.unconfirmed());
  EXPECT_FALSE(poll.active()) << "not before a packet with F clear";
  EXPECT_FALSE(poll.OnReceived(kFinal));
  EXPECT_FALSE(poll.active());
  EXPECT_FALSE(poll.OnReceived(kNotFinal));
  EXPECT_TRUE(poll.active());
  poll.OnSent();
  EXPECT_TRUE(poll.OnReceived(kFinal));
}

// Conformance: RFC5880-6.8.3-8 positive
TEST(PollSequenceTest, TheNextSequenceWaitsForAPacketWithFinalClear) {
  PollSequence poll;
  poll.Request();
  poll.OnSent();
  EXPECT_TRUE(poll.OnReceived(kFinal));
  poll.Request();
  EXPECT_FALSE(poll.active());
  EXPECT_TRUE(poll.unconfirmed());
  poll.OnReceived(kNotFinal);
  EXPECT_TRUE(poll.active());
}

// Conformance: RFC5880-6.8.3-8 positive
// Conformance: RFC5880-6.8.6-17 positive
TEST(PollSequenceTest, ASettledSequenceLetsTheNextBeginAtOnce) {
  PollSequence poll;
  poll.Request();
  poll.OnSent();
  poll.OnReceived(kFinal);
  poll.OnReceived(kNotFinal);
  poll.Request();
  EXPECT_TRUE(poll.active());
}

}  // namespace
}  // namespace waymark::bfd
