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

TEST(LadderTest, LadderWithoutAStandbyIsRefused) {
  Ladder ladder = testing::DefaultLadder();
  ladder.standby.clear();
  EXPECT_THAT(Places(ladder),
              ElementsAre(std::pair(Rung::kStandby, Field::kStep)));
  EXPECT_EQ(Validate(ladder).message(),
            "ladder: standby is missing: say what a standby announces");
}

TEST(LadderTest, EveryRankIsWorseThanTheOneBefore) {
  Ladder ladder = testing::DefaultLadder();
  ladder.standby.push_back({.prepend = 1, .med = 100});
  const std::vector<LadderProblem> problems = FindProblems(ladder);
  ASSERT_EQ(problems.size(), 2u);
  EXPECT_EQ(problems[0].field, Field::kPrepend);
  EXPECT_EQ(problems[0].rank, 1);
  EXPECT_EQ(problems[1].field, Field::kMed);
  EXPECT_THAT(std::string(Validate(ladder).message()),
              HasSubstr("standby[1].prepend is less than standby[0]'s 2"));
  ladder.standby[1] = {.prepend = 4, .med = 199};
  EXPECT_THAT(FindProblems(ladder), IsEmpty());
  // The last is held against recovering.
  ladder.standby[1].med = 200;
  EXPECT_THAT(Places(ladder),
              ElementsAre(std::pair(Rung::kRecovering, Field::kMed)));
}

TEST(LadderTest, RankBeyondTheLastTakesTheLast) {
  Ladder ladder = testing::DefaultLadder();
  ladder.standby.push_back({.prepend = 3, .med = 150});
  EXPECT_EQ(StandbyStep(ladder, 0).med, 100u);
  EXPECT_EQ(StandbyStep(ladder, 1).med, 150u);
  EXPECT_EQ(StandbyStep(ladder, 2).med, 150u);
}

TEST(LadderTest, NewerEpochHasTheLowerMedUpToTheSpan) {
  Ladder ladder = testing::DefaultLadder();
  EXPECT_EQ(ActiveStep(ladder, 7).med, 0u);
  ladder.active.med = 5;
  ladder.epoch_span = 50;
  EXPECT_EQ(ActiveStep(ladder, 0).med, 55u);
  EXPECT_EQ(ActiveStep(ladder, 1).med, 54u);
  EXPECT_EQ(ActiveStep(ladder, 50).med, 5u);
  EXPECT_EQ(ActiveStep(ladder, 51).med, 5u);
  EXPECT_EQ(ActiveStep(ladder, ~uint64_t{0}).med, 5u);
}

TEST(LadderTest, ActiveIsCheckedAtTheWorstThatItsEpochMakesOfIt) {
  Ladder ladder = testing::DefaultLadder();
  ladder.epoch_span = 99;
  EXPECT_THAT(FindProblems(ladder), IsEmpty());
  ladder.epoch_span = 100;
  EXPECT_THAT(Places(ladder),
              ElementsAre(std::pair(Rung::kStandby, Field::kMed)));
  EXPECT_THAT(std::string(Validate(ladder).message()),
              HasSubstr("not above active with epoch_span's 100"));
}

TEST(LadderTest, EpochSpanFitsIntoTheMedAndTellsEpochsApart) {
  Ladder ladder = testing::DefaultLadder();
  ladder.active.med = 1;
  ladder.epoch_span = 0xFFFFFFFF;
  EXPECT_THAT(Places(ladder),
              ElementsAre(std::pair(Rung::kActive, Field::kEpochSpan)));
  EXPECT_THAT(std::string(Validate(ladder).message()),
              HasSubstr("ladder: epoch_span is 4294967295"));
  ladder.epoch_span = 0;
  EXPECT_THAT(Places(ladder),
              ElementsAre(std::pair(Rung::kActive, Field::kEpochSpan)));
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
