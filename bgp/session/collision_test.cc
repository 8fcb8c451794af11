// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bgp/session/collision.h"

#include <cstdint>

#include "bgp/open_message.h"
#include "bgp/session/fsm_state.h"
#include "gtest/gtest.h"

namespace waymark::bgp {
namespace {

constexpr FsmState kConfirm = FsmState::kOpenConfirm;
constexpr FsmState kSent = FsmState::kOpenSent;
constexpr bool kByUs = true;
constexpr bool kByThem = false;

OpenMessage Speaker(uint32_t bgp_identifier, uint32_t as_number) {
  OpenMessage open;
  open.my_as = static_cast<uint16_t>(as_number);
  open.bgp_identifier = bgp_identifier;
  return open;
}

const OpenMessage kLow = Speaker(0x0A000001, 65001);
const OpenMessage kHigh = Speaker(0xC0000201, 65000);

// Conformance: RFC4271-6.8-a positive
TEST(CollisionTest, TheConnectionOfTheHigherIdentifierIsRetained) {
  // The fresh connection was dialled by the winner.
  EXPECT_EQ(ResolveCollision({kSent, kByThem}, {kConfirm, kByUs}, kLow, kHigh),
            CollisionVerdict::kCloseExisting);
  EXPECT_EQ(ResolveCollision({kSent, kByUs}, {kConfirm, kByThem}, kHigh, kLow),
            CollisionVerdict::kCloseExisting);
  // The existing one was.
  EXPECT_EQ(ResolveCollision({kSent, kByUs}, {kConfirm, kByThem}, kLow, kHigh),
            CollisionVerdict::kCloseNew);
  EXPECT_EQ(ResolveCollision({kSent, kByThem}, {kConfirm, kByUs}, kHigh, kLow),
            CollisionVerdict::kCloseNew);
}

// RFC 6286, 2.3.
TEST(CollisionTest, BetweenEqualIdentifiersTheLargerAsWins) {
  const OpenMessage small = Speaker(7, 65000);
  const OpenMessage large = Speaker(7, 65001);
  EXPECT_EQ(ResolveCollision({kSent, kByThem}, {kConfirm, kByUs}, small, large),
            CollisionVerdict::kCloseExisting);
  EXPECT_EQ(ResolveCollision({kSent, kByThem}, {kConfirm, kByUs}, large, small),
            CollisionVerdict::kCloseNew);
}

TEST(CollisionTest, BothSidesRetainTheSameConnection) {
  for (const OpenMessage& left : {kLow, kHigh}) {
    const OpenMessage& right = left == kLow ? kHigh : kLow;
    for (const bool fresh_by_left : {true, false}) {
      EXPECT_EQ(ResolveCollision({kSent, fresh_by_left},
                                 {kConfirm, !fresh_by_left}, left, right),
                ResolveCollision({kSent, !fresh_by_left},
                                 {kConfirm, fresh_by_left}, right, left));
    }
  }
}

// Conformance: RFC4271-6.8-b positive
TEST(CollisionTest, AnEstablishedConnectionIsNeverClosed) {
  for (const bool fresh : {kByUs, kByThem}) {
    for (const bool existing : {kByUs, kByThem}) {
      EXPECT_EQ(
          ResolveCollision({kSent, fresh}, {FsmState::kEstablished, existing},
                           kLow, kHigh),
          CollisionVerdict::kCloseNew);
    }
  }
}

TEST(CollisionTest, EarlierStatesDoNotCollide) {
  for (const FsmState state : {FsmState::kIdle, FsmState::kConnect,
                               FsmState::kActive, FsmState::kOpenSent}) {
    EXPECT_EQ(ResolveCollision({kSent, kByThem}, {state, kByUs}, kLow, kHigh),
              CollisionVerdict::kNoCollision);
  }
}

TEST(CollisionTest, OfTwoFromOneSideTheNewerIsMeant) {
  EXPECT_EQ(
      ResolveCollision({kSent, kByThem}, {kConfirm, kByThem}, kHigh, kLow),
      CollisionVerdict::kCloseExisting);
}

}  // namespace
}  // namespace waymark::bgp
