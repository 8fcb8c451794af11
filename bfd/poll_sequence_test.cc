// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bfd/poll_sequence.h"

#include "absl/time/time.h"
#include "base/monotonic_time.h"
#include "gtest/gtest.h"

namespace waymark::bfd {
namespace {

constexpr bool kFinal = true;
constexpr bool kNotFinal = false;

MonotonicTime At(int milliseconds) {
  return MonotonicTime::FromNanoseconds(1'000'000'000) +
         absl::Milliseconds(milliseconds);
}

// Conformance: RFC5880-6.8.6-17 positive
TEST(PollSequenceTest, AFinalEndsTheSequence) {
  PollSequence poll;
  EXPECT_FALSE(poll.active());
  poll.Request();
  EXPECT_TRUE(poll.active());
  poll.OnSent(At(0));
  EXPECT_FALSE(poll.OnReceived(kNotFinal, At(0)));
  EXPECT_TRUE(poll.active());
  EXPECT_TRUE(poll.OnReceived(kFinal, At(0)));
  EXPECT_FALSE(poll.active());
  EXPECT_FALSE(poll.unconfirmed());
}

// Conformance: RFC5880-6.8.6-17 negative
TEST(PollSequenceTest, AFinalBeforeThePollIsSentEndsNothing) {
  PollSequence poll;
  poll.Request();
  EXPECT_FALSE(poll.OnReceived(kFinal, At(0)));
  EXPECT_TRUE(poll.active());
}

// Conformance: RFC5880-6.8.6-17 negative
TEST(PollSequenceTest, AFinalWithoutASequenceIsIgnored) {
  PollSequence poll;
  EXPECT_FALSE(poll.OnReceived(kFinal, At(0)));
  poll.Request();
  EXPECT_TRUE(poll.active());
}

// Conformance: RFC5880-6.8.3-8 positive
TEST(PollSequenceTest, ChangesBeforeThePollIsSentShareIt) {
  PollSequence poll;
  poll.Request();
  poll.Request();
  poll.OnSent(At(0));
  EXPECT_TRUE(poll.OnReceived(kFinal, At(0)));
  EXPECT_FALSE(poll.unconfirmed());
}

// Conformance: RFC5880-6.8.3-8 negative
TEST(PollSequenceTest, AChangeAfterThePollWasSentIsNotConfirmedByItsFinal) {
  PollSequence poll;
  poll.Request();
  poll.OnSent(At(0));
  poll.Request();
  EXPECT_FALSE(poll.OnReceived(kFinal, At(0)));
  EXPECT_TRUE(poll.unconfirmed());
  EXPECT_FALSE(poll.active()) << "not before a packet with F clear";
  EXPECT_FALSE(poll.OnReceived(kFinal, At(0)));
  EXPECT_FALSE(poll.active());
  EXPECT_FALSE(poll.OnReceived(kNotFinal, At(0)));
  EXPECT_TRUE(poll.active());
  poll.OnSent(At(0));
  EXPECT_TRUE(poll.OnReceived(kFinal, At(0)));
}

// Conformance: RFC5880-6.8.3-8 positive
TEST(PollSequenceTest, TheNextSequenceWaitsForAPacketWithFinalClear) {
  PollSequence poll;
  poll.Request();
  poll.OnSent(At(0));
  EXPECT_TRUE(poll.OnReceived(kFinal, At(0)));
  poll.Request();
  EXPECT_FALSE(poll.active());
  EXPECT_TRUE(poll.unconfirmed());
  poll.OnReceived(kNotFinal, At(0));
  EXPECT_TRUE(poll.active());
}

// Conformance: RFC5880-6.8.3-8 positive
// Conformance: RFC5880-6.8.6-17 positive
TEST(PollSequenceTest, ASettledSequenceLetsTheNextBeginAtOnce) {
  PollSequence poll;
  poll.Request();
  poll.OnSent(At(0));
  poll.OnReceived(kFinal, At(0));
  poll.OnReceived(kNotFinal, At(0));
  poll.Request();
  EXPECT_TRUE(poll.active());
}

// Conformance: RFC5880-6.8.3-8 positive
TEST(PollSequenceTest, TheNextSequenceWaitsForTheFinalOfEachPoll) {
  PollSequence poll;
  poll.Request();
  for (int time = 0; time <= 150; time += 50) poll.OnSent(At(time));
  EXPECT_TRUE(poll.OnReceived(kFinal, At(180)));
  EXPECT_FALSE(poll.OnReceived(kNotFinal, At(190)));
  poll.Request();
  EXPECT_FALSE(poll.active());
  poll.OnReceived(kFinal, At(230));
  poll.OnReceived(kNotFinal, At(329));
  EXPECT_FALSE(poll.active()) << "that of the last one comes at 330";
  poll.OnReceived(kFinal, At(330));
  EXPECT_FALSE(poll.active());
  poll.OnReceived(kNotFinal, At(331));
  EXPECT_TRUE(poll.active());
}

// Conformance: RFC5880-6.8.3-8 positive
TEST(PollSequenceTest, PollsSentAfterAChangeAreWaitedForToo) {
  PollSequence poll;
  poll.Request();
  poll.OnSent(At(0));
  poll.Request();
  poll.OnSent(At(50));
  EXPECT_FALSE(poll.OnReceived(kFinal, At(60)));
  poll.OnReceived(kNotFinal, At(109));
  EXPECT_FALSE(poll.active());
  poll.OnReceived(kNotFinal, At(110));
  EXPECT_TRUE(poll.active());
}

TEST(PollSequenceTest, PollsThatNobodyHeardAreNotWaitedFor) {
  PollSequence poll;
  poll.Request();
  for (int time = 0; time <= 3'600'000; time += 1000) poll.OnSent(At(time));
  EXPECT_TRUE(poll.OnReceived(kFinal, At(3'600'010)));
  poll.Request();
  poll.OnReceived(kNotFinal, At(3'601'009));
  EXPECT_FALSE(poll.active());
  poll.OnReceived(kNotFinal, At(3'601'010));
  EXPECT_TRUE(poll.active());
}

}  // namespace
}  // namespace waymark::bfd
