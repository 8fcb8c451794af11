// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The decision process against a naive reading of RFC 4271
// (testing/reference_decision.h): every small set of candidates from a small
// domain in every order, and random larger ones.

#include <algorithm>
#include <deque>
#include <numeric>
#include <random>
#include <vector>

#include "gtest/gtest.h"
#include "rib/decision_process.h"
#include "rib/testing/fake_next_hop_resolver.h"
#include "rib/testing/reference_decision.h"
#include "rib/testing/route_values.h"

namespace waymark::rib {
namespace {

class DecisionProcessPropertyTest
    : public testing::TestWithParam<DecisionOptions> {
 protected:
  DecisionProcessPropertyTest() {
    resolver_.SetCost(A("192.0.2.1"), 10);
    resolver_.SetCost(A("192.0.2.2"), 20);
    resolver_.SetUnresolvable(A("192.0.2.4"));
  }

  // A path of one of a few kinds that meet in as many steps as possible.
  Path Make(const PathSource& source, const bgp::PathAttributes& attributes,
            uint32_t path_id = 0) {
    sources_.push_back(source);
    Path path{.source = &sources_.back(),
              .attributes = pool_.Intern(attributes),
              .path_id = path_id};
    process_.Appraise(path);
    return path;
  }

  void ExpectAsReference(const std::vector<Path>& candidates) {
    std::vector<DecidingStep> rejected_by(candidates.size(),
                                          DecidingStep::kNoPath);
    const Decision decision =
        process_.Decide(candidates, absl::MakeSpan(rejected_by));
    const ReferenceDecision expected =
        DecideByReference(candidates, GetParam(), resolver_);
    ASSERT_EQ(decision.best, expected.best);
    ASSERT_EQ(decision.step, expected.step) << ToString(decision.step);
    ASSERT_EQ(rejected_by, expected.rejected_by);
  }

  void ExpectSameWinnerInEveryOrder(const std::vector<Path>& candidates) {
    const Decision first = process_.Decide(candidates);
    std::vector<size_t> order(candidates.size());
    std::iota(order.begin(), order.end(), 0);
    std::vector<Path> permuted(candidates.size());
    do {
      for (size_t i = 0; i < order.size(); ++i) {
        permuted[i] = candidates[order[i]];
      }
      const Decision decision = process_.Decide(permuted);
      ASSERT_EQ(decision.step, first.step);
      ASSERT_EQ(decision.best.has_value(), first.best.has_value());
      if (!first.best.has_value()) continue;
      ASSERT_EQ(order[*decision.best], *first.best);
    } while (std::next_permutation(order.begin(), order.end()));
  }

  // From MED on: neighbouring AS, MED, kind, cost. Everything before ties.
  std::vector<Path> MedDomain(uint32_t peer) {
    std::vector<Path> domain;
    for (uint32_t as : {65001, 65002}) {
      for (uint32_t med : {0, 1, 2}) {
        for (PeerKind kind : {PeerKind::kExternal, PeerKind::kInternal}) {
          for (const char* next_hop : {"192.0.2.1", "192.0.2.2"}) {
            bgp::PathAttributes attributes = Attributes({as}, next_hop);
            if (med > 0) attributes.med = med;
            PathSource source = External(peer, as);
            source.kind = kind;
            domain.push_back(Make(source, attributes));
          }
        }
      }
    }
    return domain;
  }

  // Every step, two or three values each.
  Path RandomPath(std::mt19937& random, uint32_t peer) {
    const auto one_of = [&random](uint32_t n) {
      return static_cast<uint32_t>(random() % n);
    };
    bgp::PathAttributes attributes;
    for (uint32_t i = one_of(3); i > 0; --i) {
      attributes.as_path.Prepend(65001 + one_of(2));
    }
    if (one_of(20) == 0) attributes.as_path.Prepend(65000);
    attributes.origin = static_cast<bgp::Origin>(one_of(4) / 2);
    static constexpr const char* kNextHops[] = {
        "192.0.2.1", "192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.4"};
    attributes.next_hop = bgp::NextHop{A(kNextHops[one_of(5)]), {}};
    if (one_of(2) == 0) attributes.med = one_of(3);
    if (one_of(4) == 0) attributes.local_pref = 99 + one_of(3);
    if (one_of(4) == 0) attributes.originator_id = IpAddress::V4(one_of(3));
    attributes.cluster_list.resize(one_of(2));
    PathSource source = External(peer, 65001 + one_of(2));
    if (one_of(2) == 0) source.kind = PeerKind::kInternal;
    source.bgp_identifier = one_of(3);
    source.peer_address = IpAddress::V4(one_of(2));
    return Make(source, attributes);
  }

  FakeNextHopResolver resolver_;
  AttributesPool pool_;
  std::deque<PathSource> sources_;
  DecisionProcess process_{GetParam(), resolver_};
};

// Conformance: RFC4271-9.1.2.2-1 positive
TEST_P(DecisionProcessPropertyTest, EveryPairIsDecidedAsByTheReference) {
  std::mt19937 random(1);
  std::vector<Path> left;
  std::vector<Path> right;
  for (int i = 0; i < 120; ++i) {
    left.push_back(RandomPath(random, 1));
    right.push_back(RandomPath(random, 2));
  }
  for (const Path& a : left) {
    for (const Path& b : right) {
      ASSERT_NO_FATAL_FAILURE(ExpectAsReference({a, b}));
    }
  }
}

TEST_P(DecisionProcessPropertyTest, EveryTripleFromMedOnIsDecidedInAnyOrder) {
  const std::vector<Path> first = MedDomain(1);
  const std::vector<Path> second = MedDomain(2);
  const std::vector<Path> third = MedDomain(3);
  for (const Path& a : first) {
    for (const Path& b : second) {
      for (const Path& c : third) {
        ASSERT_NO_FATAL_FAILURE(ExpectAsReference({a, b, c}));
        ASSERT_NO_FATAL_FAILURE(ExpectSameWinnerInEveryOrder({a, b, c}));
      }
    }
  }
}

TEST_P(DecisionProcessPropertyTest, RandomSetsAreDecidedInAnyOrder) {
  std::mt19937 random(2);
  for (int round = 0; round < 600; ++round) {
    std::vector<Path> candidates;
    for (uint32_t peer = 1 + random() % 5; peer > 0; --peer) {
      candidates.push_back(RandomPath(random, peer));
    }
    ASSERT_NO_FATAL_FAILURE(ExpectAsReference(candidates));
    ASSERT_NO_FATAL_FAILURE(ExpectSameWinnerInEveryOrder(candidates));
  }
}

TEST_P(DecisionProcessPropertyTest, LargeSetsAreDecidedAsByTheReference) {
  std::mt19937 random(3);
  for (int round = 0; round < 100; ++round) {
    std::vector<Path> candidates;
    for (uint32_t peer = 60; peer > 0; --peer) {
      candidates.push_back(RandomPath(random, peer));
    }
    ASSERT_NO_FATAL_FAILURE(ExpectAsReference(candidates));
  }
}

INSTANTIATE_TEST_SUITE_P(
    Options, DecisionProcessPropertyTest,
    testing::Values(DecisionOptions{.local_as = 65000},
                    DecisionOptions{.local_as = 65000,
                                    .local_bgp_identifier = 1,
                                    .always_compare_med = true},
                    DecisionOptions{.local_as = 65000,
                                    .missing_med_as_worst = true}));

}  // namespace
}  // namespace waymark::rib
