// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "base/decimal.h"

#include <cstdint>
#include <initializer_list>
#include <limits>
#include <optional>

#include "absl/strings/string_view.h"
#include "gtest/gtest.h"

namespace waymark {
namespace {

constexpr uint32_t kMax = std::numeric_limits<uint32_t>::max();

TEST(DecimalTest, DigitsUpToTheMaximumAreTheirValue) {
  EXPECT_EQ(ParseDecimal("0", 10), 0u);
  EXPECT_EQ(ParseDecimal("7", 10), 7u);
  EXPECT_EQ(ParseDecimal("10", 10), 10u);
  EXPECT_EQ(ParseDecimal("4294967295", kMax), kMax);
}

TEST(DecimalTest, MoreThanTheMaximumIsRejected) {
  EXPECT_EQ(ParseDecimal("11", 10), std::nullopt);
  EXPECT_EQ(ParseDecimal("4294967296", kMax), std::nullopt);
  EXPECT_EQ(ParseDecimal("99999999999999999999999", kMax), std::nullopt);
}

TEST(DecimalTest, AnythingButPlainDigitsIsRejected) {
  for (const absl::string_view text : std::initializer_list<absl::string_view>{
           "", "-1", "+1", " 1", "1 ", "1.", "0x1", "a", "1a", "00", "01", "-0",
           "--", absl::string_view("1\0", 2)}) {
    EXPECT_EQ(ParseDecimal(text, kMax), std::nullopt) << '"' << text << '"';
  }
}

TEST(DecimalTest, OnlyTheGivenCharactersAreRead) {
  EXPECT_EQ(ParseDecimal(absl::string_view("1234").substr(0, 2), kMax), 12u);
}

}  // namespace
}  // namespace waymark
