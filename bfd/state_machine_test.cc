// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bfd/state_machine.h"

#include <array>
#include <optional>

#include "bfd/code_points.h"
#include "gtest/gtest.h"

namespace waymark::bfd {
namespace {

constexpr State kAdminDown = State::kAdminDown;
constexpr State kDown = State::kDown;
constexpr State kInit = State::kInit;
constexpr State kUp = State::kUp;
constexpr auto kKept = std::nullopt;
constexpr auto kExpired = Diagnostic::kControlDetectionTimeExpired;
constexpr auto kNeighbor = Diagnostic::kNeighborSignaledSessionDown;
constexpr auto kReset = Diagnostic::kForwardingPlaneReset;
constexpr auto kAdmin = Diagnostic::kAdministrativelyDown;
constexpr auto kPath = Diagnostic::kPathDown;

struct Cell {
  State local;
  Event event;
  State next;
  std::optional<Diagnostic> diagnostic;
};

// Every state with every event.
constexpr std::array<Cell, 36> kTable = {{
    // "If bfd.SessionState is AdminDown: Discard the packet."
    {kAdminDown, Event::kReceivedAdminDown, kAdminDown, kKept},
    {kAdminDown, Event::kReceivedDown, kAdminDown, kKept},
    {kAdminDown, Event::kReceivedInit, kAdminDown, kKept},
    {kAdminDown, Event::kReceivedUp, kAdminDown, kKept},
    {kAdminDown, Event::kDetectionTimeExpired, kAdminDown, kKept},
    {kAdminDown, Event::kForwardingPlaneReset, kAdminDown, kKept},
    {kAdminDown, Event::kAdminDisabled, kAdminDown, kAdmin},
    {kAdminDown, Event::kPathDown, kAdminDown, kPath},
    {kAdminDown, Event::kAdminEnabled, kDown, kKept},

    {kDown, Event::kReceivedAdminDown, kDown, kKept},
    {kDown, Event::kReceivedDown, kInit, kKept},
    {kDown, Event::kReceivedInit, kUp, kKept},
    {kDown, Event::kReceivedUp, kDown, kKept},
    {kDown, Event::kDetectionTimeExpired, kDown, kKept},
    {kDown, Event::kForwardingPlaneReset, kDown, kReset},
    {kDown, Event::kAdminDisabled, kAdminDown, kAdmin},
    {kDown, Event::kPathDown, kAdminDown, kPath},
    {kDown, Event::kAdminEnabled, kDown, kKept},

    {kInit, Event::kReceivedAdminDown, kDown, kNeighbor},
    {kInit, Event::kReceivedDown, kInit, kKept},
    {kInit, Event::kReceivedInit, kUp, kKept},
    {kInit, Event::kReceivedUp, kUp, kKept},
    {kInit, Event::kDetectionTimeExpired, kDown, kExpired},
    {kInit, Event::kForwardingPlaneReset, kDown, kReset},
    {kInit, Event::kAdminDisabled, kAdminDown, kAdmin},
    {kInit, Event::kPathDown, kAdminDown, kPath},
    {kInit, Event::kAdminEnabled, kInit, kKept},

    {kUp, Event::kReceivedAdminDown, kDown, kNeighbor},
    {kUp, Event::kReceivedDown, kDown, kNeighbor},
    {kUp, Event::kReceivedInit, kUp, kKept},
    {kUp, Event::kReceivedUp, kUp, kKept},
    {kUp, Event::kDetectionTimeExpired, kDown, kExpired},
    {kUp, Event::kForwardingPlaneReset, kDown, kReset},
    {kUp, Event::kAdminDisabled, kAdminDown, kAdmin},
    {kUp, Event::kPathDown, kAdminDown, kPath},
    {kUp, Event::kAdminEnabled, kUp, kKept},
}};

// Conformance: RFC5880-6.8.4-1 positive
// Conformance: RFC5880-6.8.15-1 positive
// Conformance: RFC5880-6.8.16-1 positive
TEST(StateMachineTest, EveryCellIsThatOfTheTable) {
  for (const Cell& cell : kTable) {
    SCOPED_TRACE(::testing::Message()
                 << "state " << static_cast<int>(cell.local) << " event "
                 << static_cast<int>(cell.event));
    const Transition transition = Step(cell.local, cell.event);
    EXPECT_EQ(transition.next, cell.next);
    EXPECT_EQ(transition.diagnostic, cell.diagnostic);
  }
}

TEST(StateMachineTest, TheTableNamesEachCellOnce) {
  for (size_t i = 0; i < kTable.size(); ++i) {
    EXPECT_EQ(static_cast<size_t>(kTable[i].local), i / 9);
    EXPECT_EQ(static_cast<size_t>(kTable[i].event), i % 9);
  }
}

TEST(StateMachineTest, EachStateReceivedIsAnEventOfItsOwn) {
  EXPECT_EQ(ReceivedEvent(kAdminDown), Event::kReceivedAdminDown);
  EXPECT_EQ(ReceivedEvent(kDown), Event::kReceivedDown);
  EXPECT_EQ(ReceivedEvent(kInit), Event::kReceivedInit);
  EXPECT_EQ(ReceivedEvent(kUp), Event::kReceivedUp);
}

}  // namespace
}  // namespace waymark::bfd
