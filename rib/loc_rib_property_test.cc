// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Random operations on a Loc-RIB against a naive model: a map of maps and the
// reference decision process. What observers were told must add up to the best
// paths, at every moment; when no work is left, best paths must be the model's.

#include <map>
#include <optional>
#include <random>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "rib/loc_rib.h"
#include "rib/testing/fake_next_hop_resolver.h"
#include "rib/testing/reference_decision.h"
#include "rib/testing/route_values.h"

namespace waymark::rib {
namespace {

constexpr uint32_t kPeers = 5;
constexpr const char* kNextHops[] = {"192.0.2.1", "192.0.2.2", "192.0.2.3"};

// Best paths as an installer of routes would know them.
class Follower : public RibObserver {
 public:
  using Best = std::pair<PeerId, AttributesRef>;

  void OnBestChanged(const BestChange& change) override {
    const auto stored = best_.find(change.prefix);
    ASSERT_EQ(stored != best_.end(), change.old_best != nullptr);
    if (change.old_best != nullptr) {
      ASSERT_EQ(stored->second, BestOf(*change.old_best));
      best_.erase(stored);
    }
    if (change.new_best != nullptr) {
      best_.emplace(change.prefix, BestOf(*change.new_best));
    }
  }
  void OnBatchEnd() override {}

  static Best BestOf(const Path& path) {
    return {path.source->peer, path.attributes};
  }
  const std::map<IpPrefix, Best>& best() const { return best_; }

 private:
  std::map<IpPrefix, Best> best_;
};

class LocRibPropertyTest : public testing::TestWithParam<int> {
 protected:
  LocRibPropertyTest() : random_(GetParam()) { rib_.AddObserver(&follower_); }
  ~LocRibPropertyTest() override { rib_.RemoveObserver(&follower_); }

  uint32_t OneOf(uint32_t n) { return static_cast<uint32_t>(random_() % n); }

  IpPrefix RandomPrefix() {
    const uint32_t n = OneOf(150);
    if (n == 0) return P("0.0.0.0/0");
    if (n < 30) return IpPrefix::Host(IpAddress::V4(0xcb007100 + n));
    return *IpPrefix::Create(IpAddress::V4(0x0a000000 + (n << 8)), 24);
  }
  AttributesRef RandomAttributes() {
    bgp::PathAttributes attributes =
        Attributes({65001 + OneOf(2)}, kNextHops[OneOf(3)]);
    if (OneOf(2) == 0) attributes.as_path.Prepend(65001);
    if (OneOf(2) == 0) attributes.med = OneOf(3);
    return pool_.Intern(attributes);
  }

  void Step() {
    const uint32_t peer = 1 + OneOf(kPeers);
    const PeerId id{peer};
    switch (OneOf(40)) {
      case 0:
        RemovePeer(id);
        break;
      case 1:
        if (OneOf(2) == 0) {
          resolver_.SetUnresolvable(A(kNextHops[OneOf(3)]));
        } else {
          resolver_.SetCost(A(kNextHops[OneOf(3)]), OneOf(3));
        }
        resolver_.Announce();
        break;
      case 2:
      case 3:
      case 4:
        rib_.DoWork(1 + OneOf(50));
        break;
      case 5:
      case 6:
      case 7:
      case 8:
      case 9:
      case 10:
        Withdraw(id, RandomPrefix());
        break;
      default:
        Update(id, RandomPrefix());
    }
  }

  void Update(PeerId peer, const IpPrefix& prefix) {
    if (!sources_.contains(peer)) {
      PathSource source = External(static_cast<uint32_t>(peer), 65001);
      if (OneOf(3) == 0) source.kind = PeerKind::kInternal;
      sources_.emplace(peer, source);
      ASSERT_TRUE(rib_.AddPeer(source));
    }
    const AttributesRef attributes = RandomAttributes();
    rib_.Update(peer, {prefix, 0}, attributes, T(1));
    model_[prefix][peer] = attributes;
  }
  void Withdraw(PeerId peer, const IpPrefix& prefix) {
    const auto entry = model_.find(prefix);
    const bool expected =
        entry != model_.end() && entry->second.erase(peer) > 0;
    EXPECT_EQ(rib_.Withdraw(peer, {prefix, 0}), expected);
  }
  void RemovePeer(PeerId peer) {
    rib_.RemovePeer(peer);
    sources_.erase(peer);
    for (auto& [prefix, paths] : model_) paths.erase(peer);
  }

  void ExpectFollowerAgreesWithRib() {
    std::map<IpPrefix, Follower::Best> best;
    TableCursor cursor;
    while (!rib_.VisitSome(cursor, 1000, [&](const RibEntry& entry) {
      if (!entry.best.has_value()) return;
      best.emplace(entry.prefix, Follower::BestOf(entry.paths[*entry.best]));
    })) {
    }
    ASSERT_EQ(best, follower_.best());
  }
  void ExpectRibAgreesWithModel() {
    std::map<IpPrefix, Follower::Best> best;
    size_t paths = 0;
    for (const auto& [prefix, stored] : model_) {
      std::vector<Path> candidates;
      for (const auto& [peer, attributes] : stored) {
        candidates.push_back(
            Path{.source = &sources_.at(peer), .attributes = attributes});
      }
      paths += candidates.size();
      const ReferenceDecision decision =
          DecideByReference(candidates, options_, resolver_);
      if (decision.best.has_value()) {
        best.emplace(prefix, Follower::BestOf(candidates[*decision.best]));
        ASSERT_EQ(rib_.Find(prefix)->step, decision.step);
      }
    }
    ASSERT_EQ(follower_.best(), best);
    ASSERT_EQ(rib_.paths(), paths);
  }

  std::mt19937 random_;
  const DecisionOptions options_{.local_as = 65000};
  FakeNextHopResolver resolver_;
  AttributesPool pool_;
  std::map<PeerId, PathSource> sources_;
  std::map<IpPrefix, std::map<PeerId, AttributesRef>> model_;
  Follower follower_;
  LocRib rib_{{.decision = options_, .hash_seed = 99}, resolver_};
};

TEST_P(LocRibPropertyTest, RandomOperationsAgreeWithTheModel) {
  for (int i = 0; i < 6000; ++i) {
    ASSERT_NO_FATAL_FAILURE(Step());
    if (i % 50 == 0) {
      ASSERT_NO_FATAL_FAILURE(ExpectFollowerAgreesWithRib());
    }
    if (i % 200 == 0) {
      while (!rib_.DoWork(1 + OneOf(100))) {
      }
      ASSERT_NO_FATAL_FAILURE(ExpectRibAgreesWithModel());
    }
  }
  for (uint32_t peer = 1; peer <= kPeers; ++peer) RemovePeer(PeerId{peer});
  while (!rib_.DoWork(100)) {
  }
  EXPECT_TRUE(follower_.best().empty());
  EXPECT_EQ(rib_.prefixes(), 0u);
  model_.clear();
  EXPECT_EQ(pool_.sets(), 0u);
}

INSTANTIATE_TEST_SUITE_P(Seeds, LocRibPropertyTest, testing::Range(1, 6));

}  // namespace
}  // namespace waymark::rib
