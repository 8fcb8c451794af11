// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Each step by itself. Sets of candidates against the reference:
// decision_process_property_test.cc.

#include "rib/decision_process.h"

#include <algorithm>
#include <deque>
#include <limits>
#include <numeric>
#include <set>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "rib/testing/fake_next_hop_resolver.h"
#include "rib/testing/route_values.h"

namespace waymark::rib {
namespace {

class DecisionProcessTest : public testing::Test {
 protected:
  Path Make(const PathSource& source, const bgp::PathAttributes& attributes,
            uint32_t path_id = 0) {
    sources_.push_back(source);
    Path path{.source = &sources_.back(),
              .attributes = pool_.Intern(attributes),
              .path_id = path_id};
    Process().Appraise(path);
    return path;
  }
  DecisionProcess Process() const { return {options_, resolver_}; }

  // Expects the first to win at `step`, whichever comes first.
  void ExpectFirstWins(const Path& winner, const Path& loser,
                       DecidingStep step) {
    std::vector<Path> paths = {winner, loser};
    for (size_t best : {0, 1}) {
      std::vector<DecidingStep> rejected_by(2);
      const Decision decision =
          Process().Decide(paths, absl::MakeSpan(rejected_by));
      EXPECT_EQ(decision.best, best);
      EXPECT_EQ(decision.step, step) << ToString(decision.step);
      EXPECT_EQ(rejected_by[1 - best], step) << ToString(rejected_by[1 - best]);
      std::swap(paths[0], paths[1]);
    }
  }

  DecisionOptions options_{.local_as = 65000,
                           .local_bgp_identifier = 0x0a0000ff};
  FakeNextHopResolver resolver_;
  AttributesPool pool_;
  std::deque<PathSource> sources_;
};

TEST_F(DecisionProcessTest, WithoutCandidatesThereIsNoBestPath) {
  const Decision decision = Process().Decide({});
  EXPECT_FALSE(decision.best.has_value());
  EXPECT_EQ(decision.step, DecidingStep::kNoPath);
}

TEST_F(DecisionProcessTest, TheOnlyPathIsTheBest) {
  const std::vector<Path> paths = {Make(External(1), Attributes({65001}))};
  const Decision decision = Process().Decide(paths);
  EXPECT_EQ(decision.best, 0u);
  EXPECT_EQ(decision.step, DecidingStep::kOnlyPath);
}

// Conformance: RFC4271-5.1.5-3 positive
TEST_F(DecisionProcessTest, HigherLocalPrefWinsOverAShorterPath) {
  bgp::PathAttributes preferred = Attributes({65001, 1, 2, 3});
  preferred.local_pref = 101;
  ExpectFirstWins(Make(External(1), preferred),
                  Make(External(2), Attributes({65001})),
                  DecidingStep::kLocalPref);
}

// Conformance: RFC4271-5.1.5-3 negative
TEST_F(DecisionProcessTest, LowerLocalPrefLosesWithTheLargestValuesToo) {
  bgp::PathAttributes highest = Attributes({65001, 1});
  highest.local_pref = std::numeric_limits<uint32_t>::max();
  bgp::PathAttributes lower = Attributes({65001});
  lower.local_pref = std::numeric_limits<uint32_t>::max() - 1;
  ExpectFirstWins(Make(External(1), highest), Make(External(2), lower),
                  DecidingStep::kLocalPref);
  bgp::PathAttributes zero = Attributes({65001});
  zero.local_pref = 0;
  ExpectFirstWins(Make(External(1), lower), Make(External(2), zero),
                  DecidingStep::kLocalPref);
}

// Conformance: RFC4271-9.1-1 positive
TEST_F(DecisionProcessTest, PreferenceDependsOnThePathAlone) {
  const Path alone = Make(External(1), Attributes({65001}));
  Make(External(2), Attributes({65002, 1}));
  const Path among_others = Make(External(1), Attributes({65001}));
  EXPECT_EQ(alone.preference, among_others.preference);
  EXPECT_EQ(alone.degree_of_preference(), 100u);
}

TEST_F(DecisionProcessTest, ShorterAsPathWins) {
  bgp::PathAttributes shorter = Attributes({65001});
  shorter.origin = bgp::Origin::kIncomplete;
  ExpectFirstWins(Make(External(1), shorter),
                  Make(External(2), Attributes({65001, 65002})),
                  DecidingStep::kAsPathLength);
}

TEST_F(DecisionProcessTest, AnAsSetCountsOnce) {
  bgp::PathAttributes with_set = Attributes({});
  with_set.as_path =
      bgp::AsPath({{bgp::AsPathSegmentType::kAsSequence, {65001}},
                   {bgp::AsPathSegmentType::kAsSet, {65002, 65003, 65004}}});
  ExpectFirstWins(Make(External(1), with_set),
                  Make(External(2), Attributes({65001, 65002, 65003})),
                  DecidingStep::kAsPathLength);
}

TEST_F(DecisionProcessTest, LowerOriginWins) {
  bgp::PathAttributes igp = Attributes({65001});
  bgp::PathAttributes egp = igp;
  egp.origin = bgp::Origin::kEgp;
  bgp::PathAttributes incomplete = igp;
  incomplete.origin = bgp::Origin::kIncomplete;
  ExpectFirstWins(Make(External(2), igp), Make(External(1), egp),
                  DecidingStep::kOrigin);
  ExpectFirstWins(Make(External(2), egp), Make(External(1), incomplete),
                  DecidingStep::kOrigin);
}

TEST_F(DecisionProcessTest, LowerMedOfTheSameNeighbouringAsWins) {
  bgp::PathAttributes low = Attributes({65001});
  low.med = 10;
  bgp::PathAttributes high = Attributes({65001});
  high.med = 20;
  ExpectFirstWins(Make(External(2), low), Make(External(1), high),
                  DecidingStep::kMed);
}

TEST_F(DecisionProcessTest, MedOfDifferentNeighbouringAsesIsNotCompared) {
  bgp::PathAttributes low = Attributes({65001});
  low.med = 10;
  bgp::PathAttributes high = Attributes({65002});
  high.med = 20;
  ExpectFirstWins(Make(External(1, 65002), high), Make(External(2), low),
                  DecidingStep::kBgpIdentifier);
  options_.always_compare_med = true;
  ExpectFirstWins(Make(External(2), low), Make(External(1, 65002), high),
                  DecidingStep::kMed);
}

TEST_F(DecisionProcessTest, AMissingMedIsTheLowest) {
  bgp::PathAttributes with_med = Attributes({65001});
  with_med.med = 1;
  bgp::PathAttributes zero = Attributes({65001});
  zero.med = 0;
  const Path missing = Make(External(2), Attributes({65001}));
  ExpectFirstWins(missing, Make(External(1), with_med), DecidingStep::kMed);
  ExpectFirstWins(Make(External(1), zero), missing,
                  DecidingStep::kBgpIdentifier);
  options_.missing_med_as_worst = true;
  ExpectFirstWins(Make(External(3), with_med), missing, DecidingStep::kMed);
}

// Conformance: RFC4271-9.1.2.2-3 positive
TEST_F(DecisionProcessTest, MedOfInternalPathsCounts) {
  bgp::PathAttributes low = Attributes({65001});
  low.med = 10;
  bgp::PathAttributes high = Attributes({65001});
  high.med = 20;
  ExpectFirstWins(Make(Internal(2), low), Make(Internal(1), high),
                  DecidingStep::kMed);
  // Against an external path from the same neighbouring AS too: the step comes
  // before external over internal.
  ExpectFirstWins(Make(Internal(2), low), Make(External(1), high),
                  DecidingStep::kMed);
}

TEST_F(DecisionProcessTest, PathsOriginatedInsideTheAsAreOneMedGroup) {
  bgp::PathAttributes low = Attributes({});
  low.med = 10;
  bgp::PathAttributes high = Attributes({});
  high.med = 20;
  ExpectFirstWins(Make(Internal(2), low), Make(Internal(1), high),
                  DecidingStep::kMed);
}

TEST_F(DecisionProcessTest, ExternalWinsOverInternal) {
  resolver_.SetCost(A("192.0.2.1"), 50);
  resolver_.SetCost(A("192.0.2.2"), 5);
  ExpectFirstWins(Make(External(2), Attributes({65001}, "192.0.2.1")),
                  Make(Internal(1), Attributes({65001}, "192.0.2.2")),
                  DecidingStep::kExternalOverInternal);
}

TEST_F(DecisionProcessTest, LowerCostOfTheNextHopWins) {
  resolver_.SetCost(A("192.0.2.1"), 50);
  resolver_.SetCost(A("192.0.2.2"), 5);
  ExpectFirstWins(Make(Internal(2), Attributes({65001}, "192.0.2.2")),
                  Make(Internal(1), Attributes({65001}, "192.0.2.1")),
                  DecidingStep::kIgpCost);
}

TEST_F(DecisionProcessTest, AnUnknownCostSkipsTheStep) {
  resolver_.SetCost(A("192.0.2.2"), 5);
  ExpectFirstWins(Make(Internal(1), Attributes({65001}, "192.0.2.1")),
                  Make(Internal(2), Attributes({65001}, "192.0.2.2")),
                  DecidingStep::kBgpIdentifier);
}

TEST_F(DecisionProcessTest, LowerIdentifierWins) {
  PathSource high = External(1);
  high.bgp_identifier = 0xc0000000;  // above 2^31
  ExpectFirstWins(Make(External(2), Attributes({65001})),
                  Make(high, Attributes({65001})),
                  DecidingStep::kBgpIdentifier);
}

TEST_F(DecisionProcessTest, OriginatorIdStandsForTheIdentifier) {
  bgp::PathAttributes reflected = Attributes({65001});
  reflected.originator_id = A("10.0.0.1");
  ExpectFirstWins(Make(Internal(9), reflected),
                  Make(Internal(2), Attributes({65001})),
                  DecidingStep::kBgpIdentifier);
}

TEST_F(DecisionProcessTest, ShorterClusterListWins) {
  bgp::PathAttributes near = Attributes({65001});
  near.originator_id = A("10.0.0.1");
  near.cluster_list = {1};
  bgp::PathAttributes far = near;
  far.cluster_list = {1, 2};
  ExpectFirstWins(Make(Internal(9), near), Make(Internal(2), far),
                  DecidingStep::kClusterListLength);
}

TEST_F(DecisionProcessTest, LowerPeerAddressWinsBetweenEqualIdentifiers) {
  // Two endpoints of one route server.
  PathSource other = External(2);
  other.bgp_identifier = External(1).bgp_identifier;
  ExpectFirstWins(Make(External(1), Attributes({65001})),
                  Make(other, Attributes({65001})), DecidingStep::kPeerAddress);
}

TEST_F(DecisionProcessTest, SessionsWithOneAddressAreToldApartByPeer) {
  PathSource other = External(1);
  other.peer = PeerId{2};
  ExpectFirstWins(Make(External(1), Attributes({65001})),
                  Make(other, Attributes({65001})), DecidingStep::kPeerId);
}

TEST_F(DecisionProcessTest, PathsOfOnePeerAreToldApartByPathIdentifier) {
  ExpectFirstWins(Make(External(1), Attributes({65001}), 3),
                  Make(External(1), Attributes({65001}), 4),
                  DecidingStep::kPathId);
}

TEST_F(DecisionProcessTest, APathWithOurOwnAsIsExcluded) {
  const Path loop = Make(External(1), Attributes({65001, 65000}));
  EXPECT_EQ(loop.eligibility, Eligibility::kAsLoop);
  const std::vector<Path> paths = {
      loop, Make(External(2), Attributes({65001, 1, 2, 3}))};
  std::vector<DecidingStep> rejected_by(2);
  const Decision decision =
      Process().Decide(paths, absl::MakeSpan(rejected_by));
  EXPECT_EQ(decision.best, 1u);
  EXPECT_EQ(decision.step, DecidingStep::kOnlyPath);
  EXPECT_EQ(rejected_by[0], DecidingStep::kIneligible);
}

TEST_F(DecisionProcessTest, OurOwnAsInsideASetIsALoopToo) {
  bgp::PathAttributes attributes = Attributes({});
  attributes.as_path =
      bgp::AsPath({{bgp::AsPathSegmentType::kAsSequence, {65001}},
                   {bgp::AsPathSegmentType::kAsSet, {65002, 65000}}});
  EXPECT_EQ(Make(External(1), attributes).eligibility, Eligibility::kAsLoop);
}

TEST_F(DecisionProcessTest, APathWeOriginatedIsExcluded) {
  bgp::PathAttributes reflected = Attributes({});
  reflected.originator_id = A("10.0.0.255");
  EXPECT_EQ(Make(Internal(1), reflected).eligibility,
            Eligibility::kOriginatorLoop);
}

// Conformance: RFC4271-9.1.2-1 positive
// Conformance: RFC4271-3.2-1 positive
TEST_F(DecisionProcessTest, AnUnresolvableNextHopIsExcluded) {
  resolver_.SetUnresolvable(A("192.0.2.1"));
  const std::vector<Path> paths = {
      Make(External(1), Attributes({65001}, "192.0.2.1"))};
  EXPECT_EQ(paths[0].eligibility, Eligibility::kNextHopUnresolvable);
  EXPECT_FALSE(Process().Decide(paths).best.has_value());
}

// Conformance: RFC4271-9.1.2-1 negative
TEST_F(DecisionProcessTest, AResolvableNextHopIsNotExcluded) {
  resolver_.SetCost(A("192.0.2.1"), 0);
  EXPECT_EQ(Make(External(1), Attributes({65001}, "192.0.2.1")).eligibility,
            Eligibility::kEligible);
}

TEST_F(DecisionProcessTest, APathWithoutNextHopIsExcluded) {
  bgp::PathAttributes attributes = Attributes({65001});
  attributes.next_hop.reset();
  EXPECT_EQ(Make(External(1), attributes).eligibility,
            Eligibility::kNextHopUnresolvable);
}

// Conformance: RFC4271-9.1.2.2-1 positive
TEST_F(DecisionProcessTest, EachLoserNamesItsStepAndTheWinnerTheLast) {
  bgp::PathAttributes low_pref = Attributes({});
  low_pref.local_pref = 50;
  bgp::PathAttributes origin = Attributes({65001});
  origin.origin = bgp::Origin::kIncomplete;
  bgp::PathAttributes med = Attributes({65001});
  med.med = 1;
  const std::vector<Path> paths = {
      Make(External(1), low_pref),
      Make(External(2), Attributes({65001, 1})),
      Make(External(3), origin),
      Make(External(4), med),
      Make(Internal(5), Attributes({65001})),
      Make(External(7), Attributes({65001})),
      Make(External(6), Attributes({65001})),
      Make(External(8), Attributes({65000})),
  };
  std::vector<DecidingStep> rejected_by(paths.size(), DecidingStep::kNoPath);
  const Decision decision =
      Process().Decide(paths, absl::MakeSpan(rejected_by));
  EXPECT_EQ(decision.best, 6u);
  EXPECT_EQ(decision.step, DecidingStep::kBgpIdentifier);
  EXPECT_EQ(
      rejected_by,
      (std::vector<DecidingStep>{
          DecidingStep::kLocalPref, DecidingStep::kAsPathLength,
          DecidingStep::kOrigin, DecidingStep::kMed,
          DecidingStep::kExternalOverInternal, DecidingStep::kBgpIdentifier,
          DecidingStep::kNoPath, DecidingStep::kIneligible}));
}

// Why there is no comparator: with MED, "better" between two is no order.
TEST_F(DecisionProcessTest, PairwiseComparisonIsNoOrderButEliminationIs) {
  resolver_.SetCost(A("192.0.2.1"), 1);
  resolver_.SetCost(A("192.0.2.2"), 2);
  resolver_.SetCost(A("192.0.2.3"), 3);
  bgp::PathAttributes high_med = Attributes({65001}, "192.0.2.1");
  high_med.med = 20;
  bgp::PathAttributes low_med = Attributes({65001}, "192.0.2.3");
  low_med.med = 10;
  const Path a = Make(Internal(1), high_med);
  const Path b = Make(Internal(2), Attributes({65002}, "192.0.2.2"));
  const Path c = Make(Internal(3), low_med);
  ExpectFirstWins(a, b, DecidingStep::kIgpCost);
  ExpectFirstWins(b, c, DecidingStep::kIgpCost);
  ExpectFirstWins(c, a, DecidingStep::kMed);  // a circle

  std::vector<Path> paths = {a, b, c};
  std::vector<size_t> order = {0, 1, 2};
  std::set<PeerId> running_best;
  do {
    const std::vector<Path> permuted = {paths[order[0]], paths[order[1]],
                                        paths[order[2]]};
    const Decision decision = Process().Decide(permuted);
    ASSERT_TRUE(decision.best.has_value());
    EXPECT_EQ(permuted[*decision.best].source->peer, PeerId{2});
    EXPECT_EQ(decision.step, DecidingStep::kIgpCost);

    // What a running best would have made of it.
    Path best = permuted[0];
    for (const Path& next : permuted) {
      const std::vector<Path> pair = {best, next};
      if (next.source != best.source && Process().Decide(pair).best == 1u) {
        best = next;
      }
    }
    running_best.insert(best.source->peer);
  } while (std::next_permutation(order.begin(), order.end()));
  EXPECT_GT(running_best.size(), 1u);
}

TEST(DecidingStepTest, NamesAreInSnakeCase) {
  EXPECT_STREQ(ToString(DecidingStep::kLocalPref), "local_pref");
  EXPECT_STREQ(ToString(DecidingStep::kExternalOverInternal),
               "external_over_internal");
  EXPECT_STREQ(ToString(DecidingStep::kPathId), "path_id");
}

TEST(EligibilityTest, NamesAreInSnakeCase) {
  EXPECT_STREQ(ToString(Eligibility::kNextHopUnresolvable),
               "next_hop_unresolvable");
  EXPECT_STREQ(ToString(Eligibility::kAsLoop), "as_loop");
}

}  // namespace
}  // namespace waymark::rib
