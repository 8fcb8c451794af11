// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/route_server/route_installer.h"

#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "base/ip_address.h"
#include "base/ip_prefix.h"
#include "base/testing/simulated_runtime.h"
#include "examples/route_server/routing_table.h"
#include "examples/route_server/testing/memory_table.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace waymark::examples {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

constexpr int kPerTurn = RouteInstaller::kChangesPerTurn;

class RouteInstallerTest : public ::testing::Test {
 protected:
  RouteInstallerTest() { Open({&main_}); }

  void Open(const std::vector<MemoryRoutes*>& tables) {
    installer_.reset();
    std::vector<NamedTable> named;
    for (MemoryRoutes* const routes : tables) {
      named.push_back(
          MemoryTable::Create(absl::StrCat("t", named.size()), *routes));
    }
    absl::StatusOr<std::unique_ptr<RouteInstaller>> installer =
        RouteInstaller::Create(
            runtime_.runtime(), std::move(named),
            [this](const InstallFailure& failure) {
              failures_.push_back(absl::StrCat(
                  failure.table, " ", failure.prefix.ToString(), " ",
                  failure.status.message(), " +", failure.others));
            });
    ASSERT_TRUE(installer.ok()) << installer.status();
    installer_ = *std::move(installer);
  }

  // In the first table; an empty gateway for no route.
  void Set(const std::string& prefix, const std::string& gateway,
           size_t table = 0) {
    RouteInstaller::Wish wish;
    if (!gateway.empty()) wish = RouteTarget{IpAddress::Parse(gateway)};
    installer_->Set(table, *IpPrefix::Parse(prefix), wish);
  }
  std::string Refusal(const std::string& prefix) {
    return std::string(
        installer_->Refusal(0, *IpPrefix::Parse(prefix)).message());
  }
  void Flood(int first, int count, const std::string& gateway) {
    for (int i = first; i < first + count; ++i) {
      Set(absl::StrCat("10.", i / 256, ".", i % 256, ".0/24"), gateway);
    }
  }
  void Run(absl::Duration duration) { runtime_.RunFor(duration); }

  waymark::testing::SimulatedRuntime runtime_;
  MemoryRoutes main_;
  MemoryRoutes second_;
  std::vector<std::string> failures_;
  std::unique_ptr<RouteInstaller> installer_;
};

TEST_F(RouteInstallerTest, ARouteIsInstalledReplacedAndRemovedAtOnce) {
  Set("172.16.1.1/32", "10.0.1.10");
  EXPECT_THAT(main_.gateways, ElementsAre(Pair("172.16.1.1/32", "10.0.1.10")));
  Set("172.16.1.1/32", "10.0.2.10");
  EXPECT_THAT(main_.gateways, ElementsAre(Pair("172.16.1.1/32", "10.0.2.10")));
  Set("172.16.1.1/32", "");
  EXPECT_THAT(main_.gateways, IsEmpty());
  EXPECT_THAT(failures_, IsEmpty());
}

TEST_F(RouteInstallerTest, ATableGetsItsOwnRoutesAlone) {
  Open({&main_, &second_});
  Set("172.16.1.1/32", "10.0.1.10", /*table=*/1);
  EXPECT_EQ(main_.Via("172.16.1.1/32"), "none");
  EXPECT_EQ(second_.Via("172.16.1.1/32"), "10.0.1.10");
  Set("172.16.1.1/32", "", /*table=*/0);
  EXPECT_EQ(second_.Via("172.16.1.1/32"), "10.0.1.10");
}

TEST_F(RouteInstallerTest, ABlackHoleIsARoute) {
  installer_->Set(0, *IpPrefix::Parse("172.16.1.1/32"), RouteTarget{});
  EXPECT_EQ(main_.Via("172.16.1.1/32"), "blackhole");
}

TEST_F(RouteInstallerTest, WhatAnEarlierRunLeftIsRemovedAndSoIsOurs) {
  main_.gateways["198.51.100.0/24"] = "10.0.1.10";
  Open({&main_});
  EXPECT_THAT(main_.gateways, IsEmpty());
  Set("172.16.1.1/32", "10.0.1.10");
  installer_.reset();
  EXPECT_THAT(main_.gateways, IsEmpty());
}

TEST_F(RouteInstallerTest, ATableThatCannotBeCleanedIsAnError) {
  main_.refuses_flushing = true;
  std::vector<NamedTable> tables;
  tables.push_back(MemoryTable::Create("main", main_));
  EXPECT_FALSE(RouteInstaller::Create(runtime_.runtime(), std::move(tables),
                                      [](const InstallFailure&) {})
                   .ok());
}

TEST_F(RouteInstallerTest, AFloodIsWorkedOffInTurns) {
  Flood(0, 3 * kPerTurn, "10.0.1.10");
  EXPECT_EQ(main_.calls, kPerTurn);
  EXPECT_EQ(installer_->waiting(), 2u * kPerTurn);
  int turns = 0;
  for (int before = main_.calls; runtime_.RunNextEvent();
       before = main_.calls, ++turns) {
    EXPECT_LE(main_.calls - before, kPerTurn);
  }
  EXPECT_GE(turns, 2);
  EXPECT_EQ(main_.gateways.size(), 3u * kPerTurn);
  EXPECT_EQ(installer_->waiting(), 0u);
}

TEST_F(RouteInstallerTest, ANewTurnInstallsAtOnceWhateverWaits) {
  Flood(0, 3 * kPerTurn, "10.0.1.10");
  // The end of the turn comes before its next timer.
  runtime_.runtime().defer.Defer([this] {
    EXPECT_GT(installer_->waiting(), 0u);
    Set("172.16.1.1/32", "10.0.2.10");
    EXPECT_EQ(main_.Via("172.16.1.1/32"), "10.0.2.10");
  });
  Run(absl::Seconds(1));
  EXPECT_EQ(main_.gateways.size(), 3u * kPerTurn + 1);
}

TEST_F(RouteInstallerTest, OnlyTheLatestWishOfAWaitingPrefixIsCarriedOut) {
  Flood(0, kPerTurn, "10.0.1.10");
  Set("172.16.1.1/32", "10.0.1.10");
  Set("172.16.1.2/32", "10.0.1.10");
  Set("172.16.1.1/32", "10.0.2.10");
  Set("172.16.1.2/32", "");
  EXPECT_EQ(installer_->waiting(), 2u);
  Run(absl::Seconds(1));
  EXPECT_EQ(main_.Via("172.16.1.1/32"), "10.0.2.10");
  EXPECT_EQ(main_.Via("172.16.1.2/32"), "none");
  EXPECT_EQ(main_.calls, kPerTurn + 2);
}

TEST_F(RouteInstallerTest, WhatIsRefusedIsToldTakenOutAndTriedAgain) {
  Set("172.16.1.1/32", "10.0.1.10");
  main_.refuses_installing = true;
  Set("172.16.1.1/32", "10.0.2.10");
  EXPECT_THAT(failures_,
              ElementsAre("t0 172.16.1.1/32 gateway unreachable +0"));
  // Not where packets are no longer to go.
  EXPECT_THAT(main_.gateways, IsEmpty());
  EXPECT_EQ(Refusal("172.16.1.1/32"), "gateway unreachable");
  Run(absl::Seconds(10));
  EXPECT_EQ(installer_->refused(), 1u);
  EXPECT_EQ(failures_.size(), 1u);
  main_.refuses_installing = false;
  Run(RouteInstaller::kRetryInterval);
  EXPECT_EQ(main_.Via("172.16.1.1/32"), "10.0.2.10");
  EXPECT_EQ(installer_->refused(), 0u);
  EXPECT_EQ(Refusal("172.16.1.1/32"), "");
  const int calls = main_.calls;
  Run(absl::Seconds(10));
  EXPECT_EQ(main_.calls, calls);
}

TEST_F(RouteInstallerTest, ATableKnowsHowManyRoutesItDoesNotHave) {
  Open({&main_, &second_});
  second_.refuses_installing = true;
  Set("172.16.1.1/32", "10.0.1.10", /*table=*/1);
  Set("172.16.1.2/32", "10.0.1.10", /*table=*/1);
  Set("172.16.1.2/32", "10.0.1.11", /*table=*/1);
  EXPECT_EQ(installer_->missing(0), 0u);
  EXPECT_EQ(installer_->missing(1), 2u);
  Set("172.16.1.1/32", "", /*table=*/1);
  EXPECT_EQ(installer_->missing(1), 1u);
  second_.refuses_installing = false;
  Run(RouteInstaller::kRetryInterval);
  EXPECT_EQ(installer_->missing(1), 0u);
}

TEST_F(RouteInstallerTest, OneTableThatRefusesDoesNotKeepTheOtherFromIt) {
  Open({&main_, &second_});
  main_.refuses_installing = true;
  Set("172.16.1.1/32", "10.0.1.10", /*table=*/0);
  Set("172.16.1.1/32", "10.0.1.10", /*table=*/1);
  EXPECT_EQ(main_.Via("172.16.1.1/32"), "none");
  EXPECT_EQ(second_.Via("172.16.1.1/32"), "10.0.1.10");
  EXPECT_EQ(installer_->refused(), 1u);
}

TEST_F(RouteInstallerTest, WhatIsNoLongerWantedIsNotTriedAgain) {
  main_.refuses_installing = true;
  Set("172.16.1.1/32", "10.0.1.10");
  Set("172.16.1.1/32", "");
  EXPECT_EQ(installer_->refused(), 0u);
  main_.refuses_installing = false;
  Run(absl::Seconds(10));
  EXPECT_THAT(main_.gateways, IsEmpty());
}

TEST_F(RouteInstallerTest, ALaterWishTakesThePlaceOfARefusedOne) {
  main_.refuses_installing = true;
  Set("172.16.1.1/32", "10.0.1.10");
  main_.refuses_installing = false;
  Set("172.16.1.1/32", "10.0.2.10");
  Run(absl::Seconds(10));
  EXPECT_EQ(main_.Via("172.16.1.1/32"), "10.0.2.10");
}

TEST_F(RouteInstallerTest, AFloodOfFailuresIsToldInTwoLines) {
  main_.refuses_installing = true;
  Flood(0, 1000, "10.0.1.10");
  Run(absl::Milliseconds(900));
  EXPECT_THAT(failures_, ElementsAre("t0 10.0.0.0/24 gateway unreachable +0"));
  Run(absl::Milliseconds(200));
  EXPECT_THAT(failures_,
              ElementsAre("t0 10.0.0.0/24 gateway unreachable +0",
                          "t0 10.3.231.0/24 gateway unreachable +998"));
  Run(absl::Seconds(10));
  EXPECT_EQ(failures_.size(), 2u);
}

TEST_F(RouteInstallerTest, AFloodOfRefusedOnesIsTriedAgainInTurns) {
  main_.refuses_installing = true;
  Flood(0, 3 * kPerTurn, "10.0.1.10");
  Run(absl::Milliseconds(900));
  EXPECT_EQ(installer_->refused(), 3u * kPerTurn);
  main_.refuses_installing = false;
  for (int before = main_.calls; installer_->refused() > 0;
       before = main_.calls) {
    ASSERT_TRUE(runtime_.RunNextEvent());
    EXPECT_LE(main_.calls - before, kPerTurn);
  }
  EXPECT_EQ(main_.gateways.size(), 3u * kPerTurn);
}

}  // namespace
}  // namespace waymark::examples
