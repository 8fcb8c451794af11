// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The names that events and metrics show.

#include <cstddef>
#include <set>
#include <string>

#include "bfd/code_points.h"
#include "bfd/drop_reason.h"
#include "bfd/session_listener.h"
#include "gtest/gtest.h"

namespace waymark::bfd {
namespace {

// Whether 0 to count - 1 have names, all different.
template <typename Enum>
bool AllNamed(int count) {
  std::set<std::string> names;
  for (int i = 0; i < count; ++i) {
    const std::string name(Name(static_cast<Enum>(i)));
    if (name.empty() || !names.insert(name).second) return false;
  }
  return true;
}

TEST(NamesTest, EveryNamedCodePointHasANameOfItsOwn) {
  EXPECT_TRUE(AllNamed<State>(4));
  EXPECT_TRUE(AllNamed<Diagnostic>(9));
  EXPECT_TRUE(AllNamed<AuthType>(6));
  EXPECT_TRUE(AllNamed<DropReason>(static_cast<int>(kDropReasonCount)));
  EXPECT_TRUE(AllNamed<StateChangeReason>(8));
  EXPECT_EQ(Name(State::kAdminDown), "admin_down");
}

TEST(NamesTest, AnUnknownCodePointHasNone) {
  EXPECT_EQ(Name(static_cast<Diagnostic>(9)), "");
  EXPECT_EQ(Name(static_cast<AuthType>(6)), "");
}

}  // namespace
}  // namespace waymark::bfd
