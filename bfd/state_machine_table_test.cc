// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The BFD state machine, cell by cell, as RFC 5880, 6.8.6 and its neighbours
// have it. Each row was written from the text and knows nothing of
// state_machine.cc.

#include <optional>
#include <ostream>

#include "bfd/code_points.h"
#include "bfd/state_machine.h"
#include "gtest/gtest.h"

namespace waymark::bfd {
namespace {

using enum Event;
constexpr State kDown = State::kDown;
constexpr State kInit = State::kInit;
constexpr State kUp = State::kUp;
constexpr State kAdminDown = State::kAdminDown;
constexpr std::optional<Diagnostic> kKept = std::nullopt;

struct Row {
  State state;
  Event event;
  State next;
  std::optional<Diagnostic> diagnostic;
  const char* sentence;
};

constexpr Diagnostic kExpired = Diagnostic::kControlDetectionTimeExpired;
constexpr Diagnostic kSignaled = Diagnostic::kNeighborSignaledSessionDown;
constexpr Diagnostic kReset = Diagnostic::kForwardingPlaneReset;
constexpr Diagnostic kAdministrative = Diagnostic::kAdministrativelyDown;
constexpr Diagnostic kPath = Diagnostic::kPathDown;

// The 4 x 4 of 6.8.6.
constexpr Row kReceived[] = {
    {kAdminDown, kReceivedAdminDown, kAdminDown, kKept,
     "If bfd.SessionState is AdminDown: Discard the packet"},
    {kAdminDown, kReceivedDown, kAdminDown, kKept, "Discard the packet"},
    {kAdminDown, kReceivedInit, kAdminDown, kKept, "Discard the packet"},
    {kAdminDown, kReceivedUp, kAdminDown, kKept, "Discard the packet"},

    {kDown, kReceivedAdminDown, kDown, kKept,
     "If received state is AdminDown: If bfd.SessionState is not Down"},
    {kDown, kReceivedDown, kInit, kKept,
     "If received State is Down: Set bfd.SessionState to Init"},
    {kDown, kReceivedInit, kUp, kKept,
     "Else if received State is Init: Set bfd.SessionState to Up"},
    {kDown, kReceivedUp, kDown, kKept,
     "If bfd.SessionState is Down, Up is not among the states that change it"},

    {kInit, kReceivedAdminDown, kDown, kSignaled,
     "If bfd.SessionState is not Down: Set bfd.LocalDiag to 3, Set "
     "bfd.SessionState to Down"},
    {kInit, kReceivedDown, kInit, kKept,
     "6.2: Init state... the session will remain in Init until a packet with "
     "Init or Up arrives"},
    {kInit, kReceivedInit, kUp, kKept,
     "If received State is Init or Up: Set bfd.SessionState to Up"},
    {kInit, kReceivedUp, kUp, kKept,
     "If received State is Init or Up: Set bfd.SessionState to Up"},

    {kUp, kReceivedAdminDown, kDown, kSignaled,
     "If bfd.SessionState is not Down: Set bfd.LocalDiag to 3, Set "
     "bfd.SessionState to Down"},
    {kUp, kReceivedDown, kDown, kSignaled,
     "If received State is Down: Set bfd.LocalDiag to 3, Set "
     "bfd.SessionState to Down"},
    {kUp, kReceivedInit, kUp, kKept,
     "Else (bfd.SessionState is Up): Down only"},
    {kUp, kReceivedUp, kUp, kKept, "Else (bfd.SessionState is Up): Down only"},
};

constexpr Row kLocal[] = {
    {kAdminDown, kDetectionTimeExpired, kAdminDown, kKept,
     "6.8.4: if bfd.SessionState is Init or Up"},
    {kDown, kDetectionTimeExpired, kDown, kKept,
     "6.8.4: if bfd.SessionState is Init or Up"},
    {kInit, kDetectionTimeExpired, kDown, kExpired,
     "6.8.4: the session has gone down; set bfd.SessionState to Down and "
     "bfd.LocalDiag to 1"},
    {kUp, kDetectionTimeExpired, kDown, kExpired, "6.8.4: as in Init"},

    {kAdminDown, kForwardingPlaneReset, kAdminDown, kKept,
     "6.2: the session is being held administratively down"},
    {kDown, kForwardingPlaneReset, kDown, kReset,
     "6.8.15: MUST set bfd.LocalDiag to 4 and bfd.SessionState to Down"},
    {kInit, kForwardingPlaneReset, kDown, kReset, "6.8.15"},
    {kUp, kForwardingPlaneReset, kDown, kReset, "6.8.15"},

    {kDown, kAdminDisabled, kAdminDown, kAdministrative,
     "6.8.16: Set bfd.SessionState to AdminDown, bfd.LocalDiag to an "
     "appropriate value"},
    {kInit, kAdminDisabled, kAdminDown, kAdministrative, "6.8.16"},
    {kUp, kAdminDisabled, kAdminDown, kAdministrative, "6.8.16"},

    {kDown, kPathDown, kAdminDown, kPath,
     "6.8.16: administratively disable the session with the diagnostic Path "
     "Down"},
    {kInit, kPathDown, kAdminDown, kPath, "6.8.16"},
    {kUp, kPathDown, kAdminDown, kPath, "6.8.16"},
};

// Conformance: RFC5880-6.8.6-a positive
// Conformance: RFC5880-6.8.6-a negative
TEST(StateMachineTableTest, EveryReceivedStateDoesWhatTheTextSays) {
  for (const Row& row : kReceived) {
    const Transition step = Step(row.state, row.event);
    EXPECT_EQ(Name(step.next), Name(row.next))
        << Name(row.state) << ": " << row.sentence;
    EXPECT_EQ(step.diagnostic, row.diagnostic)
        << Name(row.state) << ": " << row.sentence;
  }
}

TEST(StateMachineTableTest, WhatHappensHereDoesWhatTheTextSays) {
  for (const Row& row : kLocal) {
    const Transition step = Step(row.state, row.event);
    EXPECT_EQ(Name(step.next), Name(row.next))
        << Name(row.state) << ": " << row.sentence;
    EXPECT_EQ(step.diagnostic, row.diagnostic)
        << Name(row.state) << ": " << row.sentence;
  }
}

TEST(StateMachineTableTest, EveryReceivedStateIsAnEventOfItsOwn) {
  EXPECT_EQ(ReceivedEvent(kAdminDown), kReceivedAdminDown);
  EXPECT_EQ(ReceivedEvent(kDown), kReceivedDown);
  EXPECT_EQ(ReceivedEvent(kInit), kReceivedInit);
  EXPECT_EQ(ReceivedEvent(kUp), kReceivedUp);
}

// 6.8.16: "If enabling session: Set bfd.SessionState to Down".
TEST(StateMachineTableTest, EnablingLeadsFromAdminDownToDownAndNowhereElse) {
  EXPECT_EQ(Step(kAdminDown, kAdminEnabled).next, kDown);
  for (State state : {kDown, kInit, kUp}) {
    EXPECT_EQ(Step(state, kAdminEnabled).next, state);
    EXPECT_EQ(Step(state, kAdminEnabled).diagnostic, kKept);
  }
}

// A path that fails while the operator holds the session down changes only what
// is said of it, if anything.
TEST(StateMachineTableTest, AdminDownIsLeftByEnablingOnly) {
  for (Event event : {kReceivedAdminDown, kReceivedDown, kReceivedInit,
                      kReceivedUp, kDetectionTimeExpired, kForwardingPlaneReset,
                      kAdminDisabled, kPathDown}) {
    EXPECT_EQ(Step(kAdminDown, event).next, kAdminDown);
  }
}

}  // namespace
}  // namespace waymark::bfd
