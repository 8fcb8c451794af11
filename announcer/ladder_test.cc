// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "announcer/ladder.h"

#include "announcer/testing/recording.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace waymark::announcer {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using Rung = LadderProblem::Rung;
using Field = LadderProblem::Field;

// (rung, field) of each problem.
std::vector<std::pair<Rung, Field>> Places(const Ladder& ladder) {
  std::vector<std::pair<Rung, Field>> places;
  for (const LadderProblem& problem : FindProblems(ladder)) {
    places.emplace_back(problem.rung, problem.field);
  }
  return places;
}

TEST(LadderTest, LadderWithGrowingPrependAndMedIsSound) {
  EXPECT_THAT(FindProblems(testing::DefaultLadder()), IsEmpty());
  EXPECT_TRUE(Validate(testing::DefaultLadder()).ok());
}

TEST(LadderTest, LadderOfMedAloneIsSound) {
  Ladder ladder = testing::DefaultLadder();
  ladder.standby[0].prepend = 0;
  ladder.recovering.prepend = 0;
  EXPECT_THAT(FindProblems(ladder), IsEmpty());
}

TEST(LadderTest, EachMissingMedIsAProblemOfItsOwn) {
  Ladder ladder;
  ladder.standby.resize(1);
  EXPECT_THAT(Places(ladder),
              ElementsAre(std::pair(Rung::kActive, Field::kMed),
                          std::pair(Rung::kStandby, Field::kMed),
                          std::pair(Rung::kRecovering, Field::kMed)));
  EXPECT_THAT(std::string(Validate(ladder).message()),
              HasSubstr("active.med is missing"));
}

TEST(LadderTest, EqualMedIsRefusedEvenIfPrependDecidesElsewhere) {
  Ladder ladder = testing::DefaultLadder();
  ladder.standby[0].med = ladder.active.med;
  EXPECT_THAT(Places(ladder),
              ElementsAre(std::pair(Rung::kStandby, Field::kMed)));
}

TEST(LadderTest, ShorterPathOfTheWorseRoleIsRefused) {
  Ladder ladder = testing::DefaultLadder();
  ladder.recovering.prepend = 1;
  EXPECT_THAT(Places(ladder),
              ElementsAre(std::pair(Rung::kRecovering, Field::kPrepend)));
}

TEST(LadderTest, PrependOutsideItsRangeIsRefused) {
  Ladder ladder = testing::DefaultLadder();
  ladder.active.prepend = -1;
  ladder.recovering.prepend = kMaxPrepend + 1;
  EXPECT_THAT(Places(ladder),
              ElementsAre(std::pair(Rung::kActive, Field::kPrepend),
                          std::pair(Rung::kRecovering, Field::kPrepend)));
  ladder.active.prepend = 0;
  ladder.recovering.prepend = kMaxPrepend;
  EXPECT_THAT(FindProblems(ladder), IsEmpty());
}

TEST(LadderTest, HighestMedIsUsable) {
  Ladder ladder = testing::DefaultLadder();
  ladder.recovering.med = 0xFFFFFFFF;
  EXPECT_THAT(FindProblems(ladder), IsEmpty());
}

// What the receiver would choose of two roles, under the two habits that the
// check promises to satisfy: AS_PATH length, then MED; and MED alone.
bool WinsByPathFirst(const Step& a, const Step& b) {
  return std::pair(a.prepend, *a.med) < std::pair(b.prepend, *b.med);
}
bool WinsByMed(const Step& a, const Step& b) { return *a.med < *b.med; }

TEST(LadderTest, SoundIsExactlyWhatBothKindsOfRouteServerOrderTheSameWay) {
  constexpr int kValues = 3;
  for (int code = 0; code < 729; ++code) {  // kValues to the power of 6
    int rest = code;
    const auto next = [&rest] {
      const int value = rest % kValues;
      rest /= kValues;
      return value;
    };
    Ladder ladder;
    ladder.standby.resize(1);
    for (Step* step :
         {&ladder.active, &ladder.standby[0], &ladder.recovering}) {
      step->prepend = next();
      step->med = next();
    }
    const bool ordered =
        WinsByPathFirst(ladder.active, ladder.standby[0]) &&
        WinsByPathFirst(ladder.standby[0], ladder.recovering) &&
        WinsByMed(ladder.active, ladder.standby[0]) &&
        WinsByMed(ladder.standby[0], ladder.recovering);
    EXPECT_EQ(FindProblems(ladder).empty(), ordered) << code;
  }
}

}  // namespace
}  // namespace waymark::announcer
