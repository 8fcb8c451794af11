// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Random operations against a model: loc_rib_property_test.cc.

#include "rib/loc_rib.h"

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/ip_address.h"
#include "base/ip_prefix.h"
#include "gtest/gtest.h"
#include "rib/testing/fake_next_hop_resolver.h"
#include "rib/testing/recording_observer.h"
#include "rib/testing/route_values.h"

namespace waymark::rib {
namespace {

using UpdateResult = LocRib::UpdateResult;

constexpr PeerId kOne{1};
constexpr PeerId kTwo{2};

IpPrefix Numbered(uint32_t n) {
  return *IpPrefix::Create(IpAddress::V4(0x0a000000 + (n << 8)), 24);
}

class LocRibTest : public testing::Test {
 protected:
  LocRibTest() {
    rib_.AddPeer(External(1));
    rib_.AddPeer(External(2));
  }
  UpdateResult Update(PeerId peer, const char* prefix,
                      const bgp::PathAttributes& attributes) {
    return rib_.Update(peer, N(prefix), pool_.Intern(attributes), T(1));
  }
  std::optional<PeerId> BestPeer(const IpPrefix& prefix) {
    const auto entry = rib_.Find(prefix);
    if (!entry.has_value() || !entry->best.has_value()) return std::nullopt;
    return entry->paths[*entry->best].source->peer;
  }

  FakeNextHopResolver resolver_;
  AttributesPool pool_;
  LocRib rib_{{.decision = {.local_as = 65000}}, resolver_};
  RecordingObserver observer_{rib_};
};

// Conformance: RFC4271-9.1.2-2 positive
TEST_F(LocRibTest, TheFirstPathIsInstalledAndReported) {
  EXPECT_EQ(Update(kOne, "10.0.0.0/8", Attributes({65001})),
            UpdateResult::kUpdated);
  EXPECT_EQ(BestPeer(P("10.0.0.0/8")), kOne);
  const auto changes = observer_.Take();
  ASSERT_EQ(changes.size(), 1u);
  EXPECT_EQ(changes[0].prefix, P("10.0.0.0/8"));
  EXPECT_FALSE(changes[0].old_peer.has_value());
  EXPECT_EQ(changes[0].new_peer, kOne);
  EXPECT_EQ(changes[0].step, DecidingStep::kOnlyPath);
}

// Conformance: RFC4271-9.1.2-2 positive
TEST_F(LocRibTest, ABetterPathReplacesTheBestAndNamesTheStep) {
  Update(kOne, "10.0.0.0/8", Attributes({65001, 65002}));
  observer_.Take();
  Update(kTwo, "10.0.0.0/8", Attributes({65001}));
  const auto changes = observer_.Take();
  ASSERT_EQ(changes.size(), 1u);
  EXPECT_EQ(changes[0].old_peer, kOne);
  EXPECT_EQ(changes[0].new_peer, kTwo);
  EXPECT_EQ(changes[0].step, DecidingStep::kAsPathLength);
}

// Conformance: RFC4271-9.1.2-2 negative
TEST_F(LocRibTest, AWorsePathReplacesNothingAndIsNotReported) {
  Update(kOne, "10.0.0.0/8", Attributes({65001}));
  observer_.Take();
  Update(kTwo, "10.0.0.0/8", Attributes({65001, 65002}));
  EXPECT_TRUE(observer_.Take().empty());
  EXPECT_EQ(BestPeer(P("10.0.0.0/8")), kOne);
  EXPECT_EQ(rib_.paths(), 2u);
  EXPECT_EQ(rib_.prefixes(), 1u);
}

// Conformance: RFC4271-9-5 positive
TEST_F(LocRibTest, ReplacingTheBestPathSelectsAnew) {
  Update(kOne, "10.0.0.0/8", Attributes({65001}));
  Update(kTwo, "10.0.0.0/8", Attributes({65001, 65002}));
  observer_.Take();
  Update(kOne, "10.0.0.0/8", Attributes({65001, 1, 2, 3}));
  const auto changes = observer_.Take();
  ASSERT_EQ(changes.size(), 1u);
  EXPECT_EQ(changes[0].old_peer, kOne);
  EXPECT_EQ(changes[0].new_peer, kTwo);
  EXPECT_EQ(rib_.paths(), 2u);
}

TEST_F(LocRibTest, NewAttributesOfTheBestPathAreReported) {
  Update(kOne, "10.0.0.0/8", Attributes({65001}));
  observer_.Take();
  bgp::PathAttributes with_med = Attributes({65001});
  with_med.med = 5;
  Update(kOne, "10.0.0.0/8", with_med);
  const auto changes = observer_.Take();
  ASSERT_EQ(changes.size(), 1u);
  EXPECT_EQ(changes[0].old_peer, kOne);
  EXPECT_EQ(changes[0].new_peer, kOne);
  EXPECT_EQ(changes[0].new_attributes->med, 5u);
}

TEST_F(LocRibTest, TheSameAttributesAgainChangeNothing) {
  Update(kOne, "10.0.0.0/8", Attributes({65001}));
  observer_.Take();
  EXPECT_EQ(rib_.Update(kOne, N("10.0.0.0/8"),
                        pool_.Intern(Attributes({65001})), T(9)),
            UpdateResult::kUnchanged);
  EXPECT_TRUE(observer_.Take().empty());
  EXPECT_EQ(rib_.Find(P("10.0.0.0/8"))->paths[0].received_at, T(1));
}

// Conformance: RFC4271-9-2 positive
// Conformance: RFC4271-9.2-3 positive
TEST_F(LocRibTest, WithdrawingTheBestPathFallsBackToTheNext) {
  Update(kOne, "10.0.0.0/8", Attributes({65001}));
  Update(kTwo, "10.0.0.0/8", Attributes({65001, 65002}));
  observer_.Take();
  EXPECT_TRUE(rib_.Withdraw(kOne, N("10.0.0.0/8")));
  auto changes = observer_.Take();
  ASSERT_EQ(changes.size(), 1u);
  EXPECT_EQ(changes[0].new_peer, kTwo);
  EXPECT_TRUE(rib_.Withdraw(kTwo, N("10.0.0.0/8")));
  changes = observer_.Take();
  ASSERT_EQ(changes.size(), 1u);
  EXPECT_EQ(changes[0].old_peer, kTwo);
  EXPECT_FALSE(changes[0].new_peer.has_value());
  EXPECT_FALSE(rib_.Find(P("10.0.0.0/8")).has_value());
  EXPECT_EQ(rib_.prefixes(), 0u);
  EXPECT_EQ(rib_.paths(), 0u);
}

// Conformance: RFC4271-9-2 negative
TEST_F(LocRibTest, WithdrawingWhatIsNotThereChangesNothing) {
  Update(kOne, "10.0.0.0/8", Attributes({65001}));
  observer_.Take();
  EXPECT_FALSE(rib_.Withdraw(kTwo, N("10.0.0.0/8")));
  EXPECT_FALSE(rib_.Withdraw(kOne, N("10.0.0.0/9")));
  EXPECT_FALSE(rib_.Withdraw(kOne, N("10.0.0.0/8", 7)));
  EXPECT_FALSE(rib_.Withdraw(PeerId{77}, N("10.0.0.0/8")));
  EXPECT_TRUE(observer_.Take().empty());
}

// Conformance: RFC4271-9.1.4-1 positive
// Conformance: RFC4271-9.1.4-2 positive
TEST_F(LocRibTest, OverlappingRoutesAreBothInstalled) {
  Update(kOne, "10.0.0.0/8", Attributes({65001}));
  Update(kTwo, "10.1.0.0/16", Attributes({65001, 1}));
  EXPECT_EQ(BestPeer(P("10.0.0.0/8")), kOne);
  EXPECT_EQ(BestPeer(P("10.1.0.0/16")), kTwo);
}

// Conformance: RFC4271-9.1.2-1 positive
// Conformance: RFC4271-5.1.3-3 positive
TEST_F(LocRibTest, AnIneligiblePathIsKeptButNotInstalled) {
  resolver_.SetUnresolvable(A("192.0.2.9"));
  Update(kOne, "10.0.0.0/8", Attributes({65001}, "192.0.2.9"));
  EXPECT_TRUE(observer_.Take().empty());
  ASSERT_TRUE(rib_.Find(P("10.0.0.0/8")).has_value());
  EXPECT_FALSE(BestPeer(P("10.0.0.0/8")).has_value());
  EXPECT_EQ(rib_.Find(P("10.0.0.0/8"))->paths[0].eligibility,
            Eligibility::kNextHopUnresolvable);
}

// Conformance: RFC4271-9.1.2-4 positive
TEST_F(LocRibTest, ANextHopThatBecomesResolvableSelectsAnew) {
  resolver_.SetUnresolvable(A("192.0.2.9"));
  Update(kOne, "10.0.0.0/8", Attributes({65001}, "192.0.2.9"));
  resolver_.SetCost(A("192.0.2.9"), 1);
  resolver_.Announce();
  ASSERT_TRUE(rib_.has_work());
  EXPECT_TRUE(rib_.DoWork(1000));
  EXPECT_EQ(BestPeer(P("10.0.0.0/8")), kOne);
  EXPECT_EQ(observer_.Take().size(), 1u);
}

// Conformance: RFC4271-9.1.2-6 positive
TEST_F(LocRibTest, ANextHopThatBecomesUnresolvableRemovesTheRoute) {
  Update(kOne, "10.0.0.0/8", Attributes({65001}, "192.0.2.9"));
  observer_.Take();
  resolver_.SetUnresolvable(A("192.0.2.9"));
  resolver_.Announce();
  rib_.DoWork(1000);
  EXPECT_FALSE(BestPeer(P("10.0.0.0/8")).has_value());
  const auto changes = observer_.Take();
  ASSERT_EQ(changes.size(), 1u);
  EXPECT_FALSE(changes[0].new_peer.has_value());
}

// Conformance: RFC4271-9.1.2-4 positive
TEST_F(LocRibTest, AChangedCostSelectsAnew) {
  resolver_.SetCost(A("192.0.2.8"), 1);
  resolver_.SetCost(A("192.0.2.9"), 2);
  Update(kOne, "10.0.0.0/8", Attributes({65001}, "192.0.2.8"));
  Update(kTwo, "10.0.0.0/8", Attributes({65001}, "192.0.2.9"));
  observer_.Take();
  resolver_.SetCost(A("192.0.2.8"), 3);
  resolver_.Announce();
  rib_.DoWork(1000);
  EXPECT_EQ(BestPeer(P("10.0.0.0/8")), kTwo);
  ASSERT_EQ(observer_.Take().size(), 1u);
}

// Conformance: RFC4271-9.1.2-4 negative
TEST_F(LocRibTest, AnUnchangedTableSelectsTheSameAndReportsNothing) {
  Update(kOne, "10.0.0.0/8", Attributes({65001}));
  observer_.Take();
  resolver_.Announce();
  rib_.DoWork(1000);
  EXPECT_TRUE(observer_.Take().empty());
}

TEST_F(LocRibTest, ALostPeerGoesInSlicesUrgentRoutesFirst) {
  for (uint32_t n = 0; n < 2000; ++n) {
    rib_.Update(kOne, {Numbered(n), 0}, pool_.Intern(Attributes({65001})),
                T(1));
  }
  Update(kOne, "0.0.0.0/0", Attributes({65001}));
  Update(kOne, "203.0.113.7/32", Attributes({65001}));
  observer_.Take();

  rib_.RemovePeer(kOne);
  EXPECT_TRUE(observer_.Take().empty());  // RemovePeer itself is short
  EXPECT_EQ(BestPeer(P("0.0.0.0/0")), kOne);
  EXPECT_FALSE(rib_.DoWork(1));
  auto changes = observer_.Take();
  ASSERT_GE(changes.size(), 1u);
  for (const auto& change : changes) EXPECT_TRUE(IsUrgent(change.prefix));

  size_t total = changes.size();
  while (rib_.has_work()) {
    rib_.DoWork(100);
    changes = observer_.Take();
    EXPECT_LT(changes.size(), 350u);
    total += changes.size();
  }
  EXPECT_EQ(total, 2002u);
  EXPECT_EQ(rib_.paths(), 0u);
  EXPECT_EQ(rib_.prefixes(), 0u);
  EXPECT_EQ(pool_.sets(), 0u);
}

TEST_F(LocRibTest, WorkEndsWhenTheLastPathOfThePeerIsGone) {
  for (uint32_t n = 0; n < 20'000; ++n) {
    rib_.Update(kOne, {Numbered(n), 0}, pool_.Intern(Attributes({65001})),
                T(1));
  }
  Update(kTwo, "203.0.113.7/32", Attributes({65001}));
  rib_.RemovePeer(kTwo);
  EXPECT_TRUE(rib_.DoWork(1));
}

TEST_F(LocRibTest, APeerWithoutPathsLeavesNoWork) {
  rib_.RemovePeer(kOne);
  EXPECT_FALSE(rib_.has_work());
  EXPECT_TRUE(rib_.DoWork(1));
}

TEST_F(LocRibTest, TheNextSessionNeedNotWaitForTheWork) {
  Update(kOne, "10.0.0.0/8", Attributes({65001}));
  Update(kOne, "11.0.0.0/8", Attributes({65001}));
  rib_.RemovePeer(kOne);
  EXPECT_EQ(rib_.Update(kOne, N("10.0.0.0/8"),
                        pool_.Intern(Attributes({65001})), T(2)),
            UpdateResult::kUnknownPeer);
  rib_.AddPeer(External(1));
  EXPECT_EQ(rib_.paths_of(kOne), 0u);
  // What the old session left is not the new one's to withdraw.
  EXPECT_FALSE(rib_.Withdraw(kOne, N("11.0.0.0/8")));
  EXPECT_EQ(Update(kOne, "10.0.0.0/8", Attributes({65001})),
            UpdateResult::kUpdated);
  EXPECT_EQ(rib_.paths_of(kOne), 1u);
  while (!rib_.DoWork(10)) {
  }
  EXPECT_EQ(BestPeer(P("10.0.0.0/8")), kOne);
  EXPECT_FALSE(rib_.Find(P("11.0.0.0/8")).has_value());
  EXPECT_EQ(rib_.paths(), 1u);
}

TEST_F(LocRibTest, AddingAPeerThatIsThereEndsItsSession) {
  Update(kOne, "10.0.0.0/8", Attributes({65001}));
  PathSource next = External(1);
  next.bgp_identifier = 7;
  rib_.AddPeer(next);
  while (!rib_.DoWork(10)) {
  }
  EXPECT_EQ(rib_.paths(), 0u);
}

TEST_F(LocRibTest, APathOfALostPeerLosesEvenBeforeItsTurn) {
  Update(kOne, "10.0.0.0/8", Attributes({65001}));
  rib_.RemovePeer(kOne);
  observer_.Take();
  Update(kTwo, "10.0.0.0/8", Attributes({65001, 1, 2}));
  EXPECT_EQ(BestPeer(P("10.0.0.0/8")), kTwo);
  const auto changes = observer_.Take();
  ASSERT_EQ(changes.size(), 1u);
  EXPECT_EQ(changes[0].old_peer, kOne);
}

TEST_F(LocRibTest, RetainedPathsStayCandidatesUntilTheyAreReleased) {
  Update(kOne, "10.0.0.0/8", Attributes({65001}));
  Update(kTwo, "10.0.0.0/8", Attributes({65001, 65002}));
  observer_.Take();
  rib_.RetainPeer(kOne);
  EXPECT_FALSE(rib_.has_work());
  EXPECT_TRUE(observer_.Take().empty());
  // Also in a selection that something else brings about.
  Update(kTwo, "10.0.0.0/8", Attributes({65001, 65002, 65003}));
  EXPECT_EQ(BestPeer(P("10.0.0.0/8")), kOne);
  const auto entry = rib_.Find(P("10.0.0.0/8"));
  EXPECT_TRUE(rib_.IsRetained(entry->paths[*entry->best]));
  EXPECT_FALSE(rib_.IsRetained(entry->paths[1 - *entry->best]));
  EXPECT_EQ(rib_.paths_of(kOne), 0u);  // of no session

  rib_.ReleaseRetained();
  EXPECT_TRUE(rib_.has_work());
  while (!rib_.DoWork(1)) {
  }
  EXPECT_EQ(BestPeer(P("10.0.0.0/8")), kTwo);
  EXPECT_EQ(rib_.paths(), 1u);
}

TEST_F(LocRibTest, TheNextSessionReplacesWhatWasRetainedOfItsPeer) {
  Update(kOne, "10.0.0.0/8", Attributes({65001}));
  Update(kOne, "10.1.0.0/16", Attributes({65001}));
  rib_.RetainPeer(kOne);
  rib_.AddPeer(External(1));
  EXPECT_EQ(Update(kOne, "10.0.0.0/8", Attributes({65001, 1})),
            UpdateResult::kUpdated);
  EXPECT_EQ(rib_.paths(), 2u);
  // What the session has not announced is not its own to withdraw.
  EXPECT_FALSE(rib_.Withdraw(kOne, N("10.1.0.0/16")));
  rib_.ReleaseRetained();
  while (!rib_.DoWork(1)) {
  }
  EXPECT_EQ(BestPeer(P("10.0.0.0/8")), kOne);
  EXPECT_EQ(BestPeer(P("10.1.0.0/16")), std::nullopt);
}

TEST_F(LocRibTest, WhatTwoSessionsLeftIsRetainedTogether) {
  Update(kOne, "10.0.0.0/8", Attributes({65001}));
  rib_.RetainPeer(kOne);
  rib_.AddPeer(External(1));
  Update(kOne, "10.1.0.0/16", Attributes({65001}));
  rib_.RetainPeer(kOne);
  EXPECT_EQ(BestPeer(P("10.0.0.0/8")), kOne);
  EXPECT_EQ(BestPeer(P("10.1.0.0/16")), kOne);
  rib_.ReleaseRetained();
  while (!rib_.DoWork(1)) {
  }
  EXPECT_EQ(rib_.paths(), 0u);
}

TEST_F(LocRibTest, ReleasingNothingIsNoWork) {
  Update(kOne, "10.0.0.0/8", Attributes({65001}));
  rib_.ReleaseRetained();
  EXPECT_FALSE(rib_.has_work());
}

// Peer and AS_PATH of what was and of what is.
class RecordingPathObserver : public PathObserver {
 public:
  void OnPathChanged(const PathChange& change) override {
    changes.push_back(change.prefix.ToString() + ": " + Text(change.old_path) +
                      " -> " + Text(change.new_path));
  }
  std::vector<std::string> Take() { return std::exchange(changes, {}); }
  std::vector<std::string> changes;

 private:
  static std::string Text(const Path* path) {
    if (path == nullptr) return "none";
    return std::to_string(static_cast<uint32_t>(path->source->peer)) + " " +
           path->attributes->as_path.ToString();
  }
};

TEST_F(LocRibTest, EveryPathIsReportedWhetherItIsTheBestOrNot) {
  using Texts = std::vector<std::string>;
  RecordingPathObserver paths;
  rib_.SetPathObserver(&paths);
  Update(kOne, "10.0.0.0/8", Attributes({65001}));
  EXPECT_EQ(paths.Take(), Texts{"10.0.0.0/8: none -> 1 65001"});
  Update(kTwo, "10.0.0.0/8", Attributes({65001, 1}));
  EXPECT_EQ(paths.Take(), Texts{"10.0.0.0/8: none -> 2 65001 1"});
  Update(kTwo, "10.0.0.0/8", Attributes({65001, 2}));
  EXPECT_EQ(paths.Take(), Texts{"10.0.0.0/8: 2 65001 1 -> 2 65001 2"});
  Update(kTwo, "10.0.0.0/8", Attributes({65001, 2}));  // nothing new
  EXPECT_EQ(paths.Take(), Texts{});
  rib_.Withdraw(kOne, N("10.0.0.0/8"));
  EXPECT_EQ(paths.Take(), Texts{"10.0.0.0/8: 1 65001 -> none"});
  rib_.RemovePeer(kTwo);
  EXPECT_EQ(paths.Take(), Texts{});  // not yet
  while (!rib_.DoWork(1)) {
  }
  EXPECT_EQ(paths.Take(), Texts{"10.0.0.0/8: 2 65001 2 -> none"});
  rib_.SetPathObserver(nullptr);
  rib_.AddPeer(External(1));
  Update(kOne, "10.0.0.0/8", Attributes({65001}));
  EXPECT_EQ(paths.Take(), Texts{});
}

TEST_F(LocRibTest, PathsOfOnePeerAreToldApartByPathIdentifier) {
  rib_.Update(kOne, N("10.0.0.0/8", 1), pool_.Intern(Attributes({65001, 1})),
              T(1));
  rib_.Update(kOne, N("10.0.0.0/8", 2), pool_.Intern(Attributes({65001})),
              T(1));
  EXPECT_EQ(rib_.paths(), 2u);
  EXPECT_TRUE(rib_.Withdraw(kOne, N("10.0.0.0/8", 2)));
  EXPECT_EQ(rib_.Find(P("10.0.0.0/8"))->paths[0].path_id, 1u);
}

TEST_F(LocRibTest, ABatchEndsOnceAndOnlyIfSomethingChanged) {
  rib_.EndBatch();
  EXPECT_EQ(observer_.batches(), 0);
  Update(kOne, "10.0.0.0/8", Attributes({65001}));
  Update(kOne, "11.0.0.0/8", Attributes({65001}));
  rib_.EndBatch();
  rib_.EndBatch();
  EXPECT_EQ(observer_.batches(), 1);
  rib_.RemovePeer(kOne);
  rib_.DoWork(1000);
  EXPECT_EQ(observer_.batches(), 2);
}

TEST_F(LocRibTest, PeersBeyondTheLimitAreTurnedAway) {
  LocRib rib({.max_peers = 2}, resolver_);
  EXPECT_TRUE(rib.AddPeer(External(1)));
  EXPECT_FALSE(rib.AddPeer(External(2)));
}

TEST_F(LocRibTest, NewPathsBeyondALimitAreTurnedAway) {
  LocRib rib({.max_paths = 3, .max_paths_per_prefix = 2}, resolver_);
  for (uint32_t n : {1, 2, 3}) rib.AddPeer(External(n));
  const AttributesRef a = pool_.Intern(Attributes({65001}));
  const AttributesRef b = pool_.Intern(Attributes({65002}));
  const auto update = [&](uint32_t peer, const char* prefix,
                          const AttributesRef& attributes) {
    return rib.Update(PeerId{peer}, N(prefix), attributes, T(1));
  };
  EXPECT_EQ(update(1, "10.0.0.0/8", a), UpdateResult::kUpdated);
  EXPECT_EQ(update(2, "10.0.0.0/8", a), UpdateResult::kUpdated);
  EXPECT_EQ(update(3, "10.0.0.0/8", a), UpdateResult::kOverLimit);
  EXPECT_EQ(update(3, "11.0.0.0/8", a), UpdateResult::kUpdated);
  EXPECT_EQ(update(3, "12.0.0.0/8", a), UpdateResult::kOverLimit);
  EXPECT_FALSE(rib.Find(P("12.0.0.0/8")).has_value());
  EXPECT_EQ(rib.refused(), 2u);
  EXPECT_EQ(update(2, "10.0.0.0/8", b), UpdateResult::kUpdated);
}

TEST_F(LocRibTest, AWalkSeesEachPrefixOnceUrgentOnesFirst) {
  for (uint32_t n = 0; n < 1000; ++n) {
    rib_.Update(kOne, {Numbered(n), 0}, pool_.Intern(Attributes({65001})),
                T(1));
  }
  Update(kOne, "::/0", Attributes({65001}));
  std::vector<IpPrefix> seen;
  TableCursor cursor;
  while (!rib_.VisitSome(cursor, 10, [&](const RibEntry& entry) {
    EXPECT_EQ(entry.best, 0u);
    seen.push_back(entry.prefix);
  })) {
  }
  EXPECT_EQ(seen.size(), 1001u);
  EXPECT_EQ(seen[0], P("::/0"));
  EXPECT_EQ(std::set<IpPrefix>(seen.begin(), seen.end()).size(), 1001u);
}

TEST_F(LocRibTest, AnEntryCanBeExplained) {
  Update(kOne, "10.0.0.0/8", Attributes({65001}));
  Update(kTwo, "10.0.0.0/8", Attributes({65001, 65002}));
  const auto entry = rib_.Find(P("10.0.0.0/8"));
  std::vector<DecidingStep> rejected_by(2, DecidingStep::kNoPath);
  rib_.Explain(*entry, absl::MakeSpan(rejected_by));
  EXPECT_EQ(rejected_by[1 - *entry->best], DecidingStep::kAsPathLength);
}

TEST(LocRibResolverTest, TheSubscriptionEndsWithTheRib) {
  FakeNextHopResolver resolver;
  {
    LocRib rib({}, resolver);
    EXPECT_TRUE(resolver.observed());
  }
  EXPECT_FALSE(resolver.observed());
}

#ifndef NDEBUG
class Meddler : public RibObserver {
 public:
  explicit Meddler(LocRib& rib) : rib_(rib) {}
  void OnBestChanged(const BestChange&) override { rib_.RemovePeer(kOne); }
  void OnBatchEnd() override {}

 private:
  LocRib& rib_;
};

TEST_F(LocRibTest, ChangingTheRibFromInsideACallbackIsCaught) {
  Meddler meddler(rib_);
  rib_.AddObserver(&meddler);
  EXPECT_DEATH(Update(kOne, "10.0.0.0/8", Attributes({65001})), "notifying_");
  rib_.RemoveObserver(&meddler);
}
#endif

}  // namespace
}  // namespace waymark::rib
