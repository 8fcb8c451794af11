// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "rib/import_pipeline.h"

#include <cstdint>
#include <memory>

#include "base/ip_address.h"
#include "base/ip_prefix.h"
#include "gtest/gtest.h"
#include "rib/testing/fake_next_hop_resolver.h"
#include "rib/testing/recording_observer.h"
#include "rib/testing/route_values.h"

namespace waymark::rib {
namespace {

using Outcome = ImportPipeline::Outcome;

constexpr PeerId kPeer{1};

IpPrefix Numbered(uint32_t n) {
  return *IpPrefix::Create(IpAddress::V4(0x0a000000 + (n << 8)), 24);
}

// Sets LOCAL_PREF by prefix length and takes MED away.
class Shaping : public Policy {
 public:
  Verdict Evaluate(const RouteView& route,
                   AttributesEditor& editor) const override {
    EXPECT_EQ(route.destination, nullptr);
    EXPECT_EQ(route.source.peer, kPeer);
    editor.Edit().local_pref = 100 + route.prefix.length();
    editor.Edit().med.reset();
    return Verdict::Accept("shaped");
  }
};

class ImportPipelineTest : public testing::Test {
 protected:
  void Begin(PeerKind kind, const Policy* policy) {
    PathSource source = External(1);
    source.kind = kind;
    pipeline_ = std::make_unique<ImportPipeline>(kind, policy, pool_,
                                                 adj_rib_in_, loc_rib_);
    loc_rib_.AddPeer(source);
    pipeline_->Begin(source);
  }
  Outcome Announce(const bgp::Nlri& nlri,
                   const bgp::PathAttributes& attributes) {
    return pipeline_->Announce(nlri, pipeline_->Intern(attributes), T(1))
        .outcome;
  }
  void FinishWork() {
    while (!pipeline_->DoWork(100)) {
    }
  }

  const AcceptAll accept_;
  const RejectAll reject_;
  FakeNextHopResolver resolver_;
  AttributesPool pool_;
  AdjRibIn adj_rib_in_{{.max_prefixes = 1000, .warning_threshold = 2}};
  LocRib loc_rib_{{.decision = {.local_as = 65000}}, resolver_};
  RecordingObserver observer_{loc_rib_};
  std::unique_ptr<ImportPipeline> pipeline_;
};

// RFC 8212.
TEST_F(ImportPipelineTest, AnExternalNeighbourWithoutPolicyIsRejected) {
  Begin(PeerKind::kExternal, nullptr);
  EXPECT_EQ(Announce(N("10.0.0.0/8"), Attributes({65001})), Outcome::kRejected);
  EXPECT_EQ(adj_rib_in_.size(), 1u);
  EXPECT_EQ(loc_rib_.paths(), 0u);
  AttributesRef accepted;
  EXPECT_EQ(pipeline_
                ->Judge(N("10.0.0.0/8"),
                        adj_rib_in_.Find(N("10.0.0.0/8"))->attributes, accepted)
                .rule,
            "no_policy");
  EXPECT_FALSE(accepted);
}

TEST_F(ImportPipelineTest, AnInternalNeighbourWithoutPolicyIsAccepted) {
  Begin(PeerKind::kInternal, nullptr);
  EXPECT_EQ(Announce(N("10.0.0.0/8"), Attributes({65001})), Outcome::kAccepted);
}

// Conformance: RFC4271-9-5 positive
TEST_F(ImportPipelineTest, AnAcceptedRouteRunsTheDecisionProcess) {
  Begin(PeerKind::kExternal, &accept_);
  EXPECT_EQ(Announce(N("10.0.0.0/8"), Attributes({65001})), Outcome::kAccepted);
  EXPECT_EQ(observer_.Take().size(), 1u);
  EXPECT_EQ(Announce(N("10.0.0.0/8"), Attributes({65001})),
            Outcome::kUnchanged);
  EXPECT_TRUE(observer_.Take().empty());
}

// Conformance: RFC4271-9-1 positive
// Conformance: RFC4271-9-2 positive
TEST_F(ImportPipelineTest, AWithdrawnRouteLeavesBothTables) {
  Begin(PeerKind::kExternal, &accept_);
  Announce(N("10.0.0.0/8"), Attributes({65001}));
  EXPECT_TRUE(pipeline_->Withdraw(N("10.0.0.0/8")));
  EXPECT_FALSE(pipeline_->Withdraw(N("10.0.0.0/8")));
  EXPECT_EQ(adj_rib_in_.size(), 0u);
  EXPECT_EQ(loc_rib_.paths(), 0u);
}

// Conformance: RFC4271-5.1.5-5 positive
TEST_F(ImportPipelineTest, LocalPrefFromAnExternalNeighbourIsIgnored) {
  Begin(PeerKind::kExternal, &accept_);
  bgp::PathAttributes attributes = Attributes({65001});
  attributes.local_pref = 1000;
  attributes.originator_id = A("10.0.0.1");
  attributes.cluster_list = {1};
  Announce(N("10.0.0.0/8"), attributes);
  const Path& path = loc_rib_.Find(P("10.0.0.0/8"))->paths[0];
  EXPECT_EQ(path.degree_of_preference(), 100u);
  EXPECT_EQ(*path.attributes, Attributes({65001}));
}

// Conformance: RFC4271-5.1.5-5 negative
TEST_F(ImportPipelineTest, LocalPrefFromAnInternalNeighbourCounts) {
  Begin(PeerKind::kInternal, nullptr);
  bgp::PathAttributes attributes = Attributes({65001});
  attributes.local_pref = 1000;
  Announce(N("10.0.0.0/8"), attributes);
  EXPECT_EQ(loc_rib_.Find(P("10.0.0.0/8"))->paths[0].degree_of_preference(),
            1000u);
}

// Conformance: RFC4271-5.1.5-2 positive
// Conformance: RFC4271-5.1.4-2 positive
// Conformance: RFC4271-5.1.4-3 positive
TEST_F(ImportPipelineTest, PolicyShapesTheRouteBeforeSelection) {
  const Shaping shaping;
  Begin(PeerKind::kExternal, &shaping);
  bgp::PathAttributes attributes = Attributes({65001});
  attributes.med = 7;
  Announce(N("10.0.0.0/8"), attributes);
  const Path& path = loc_rib_.Find(P("10.0.0.0/8"))->paths[0];
  EXPECT_EQ(path.degree_of_preference(), 108u);
  EXPECT_FALSE(path.attributes->med.has_value());
  // The Adj-RIB-In keeps what was received.
  EXPECT_EQ(adj_rib_in_.Find(N("10.0.0.0/8"))->attributes->med, 7u);
}

// Conformance: RFC4271-9.1.1-1 positive
TEST_F(ImportPipelineTest, ARouteThatIsReplacedByARejectedOneIsGone) {
  const PermitList list({{P("10.0.0.0/8"), std::nullopt}});
  Begin(PeerKind::kExternal, &list);
  EXPECT_EQ(Announce(N("11.0.0.0/8"), Attributes({65001})), Outcome::kRejected);
  EXPECT_EQ(Announce(N("10.0.0.0/8"), Attributes({65001})), Outcome::kAccepted);
  pipeline_->SetPolicy(&reject_);
  EXPECT_EQ(Announce(N("10.0.0.0/8"), Attributes({65001, 1})),
            Outcome::kRejected);
  EXPECT_EQ(loc_rib_.paths(), 0u);
}

TEST_F(ImportPipelineTest, AnotherPolicyJudgesEverythingAnewInSlices) {
  Begin(PeerKind::kExternal, nullptr);
  for (uint32_t n = 0; n < 900; ++n) {
    Announce({Numbered(n), 0}, Attributes({65001}));
  }
  EXPECT_EQ(loc_rib_.paths(), 0u);
  pipeline_->SetPolicy(&accept_);
  EXPECT_TRUE(pipeline_->has_work());
  EXPECT_FALSE(pipeline_->DoWork(100));
  EXPECT_LT(loc_rib_.paths(), 400u);
  FinishWork();
  EXPECT_EQ(loc_rib_.paths(), 900u);
  EXPECT_EQ(loc_rib_.Find(Numbered(1))->paths[0].received_at, T(1));
  EXPECT_GT(observer_.batches(), 1);
  pipeline_->SetPolicy(nullptr);
  FinishWork();
  EXPECT_EQ(loc_rib_.paths(), 0u);
}

TEST_F(ImportPipelineTest, RefreshesForEverDoNotKeepAnotherPolicyFromCounting) {
  Begin(PeerKind::kExternal, &accept_);
  for (uint32_t n = 0; n < 900; ++n) {
    Announce({Numbered(n), 0}, Attributes({65001}));
  }
  pipeline_->SetPolicy(&reject_);
  for (int slice = 0; slice < 30; ++slice) {
    pipeline_->BeginRefresh();
    for (uint32_t n = 0; n < 900; ++n) {
      Announce({Numbered(n), 0}, Attributes({65001}));
    }
    pipeline_->EndRefresh();
    pipeline_->DoWork(100);
  }
  EXPECT_EQ(adj_rib_in_.size(), 900u);
  EXPECT_EQ(loc_rib_.paths(), 0u);
}

TEST_F(ImportPipelineTest, TheEndOfTheSessionEmptiesTheAdjRibIn) {
  Begin(PeerKind::kExternal, &accept_);
  for (uint32_t n = 0; n < 900; ++n) {
    Announce({Numbered(n), 0}, Attributes({65001}));
  }
  pipeline_->End();
  loc_rib_.RemovePeer(kPeer);
  EXPECT_EQ(adj_rib_in_.size(), 0u);
  EXPECT_TRUE(pipeline_->has_work());
  FinishWork();
  while (!loc_rib_.DoWork(100)) {
  }
  observer_.Take();
  EXPECT_EQ(pool_.sets(), 0u);
}

// Conformance: RFC4271-6.7-2 positive
TEST_F(ImportPipelineTest, TooManyPrefixesEndTheSession) {
  Begin(PeerKind::kExternal, &accept_);
  for (uint32_t n = 0; n < 1000; ++n) {
    EXPECT_EQ(Announce({Numbered(n), 0}, Attributes({65001})),
              Outcome::kAccepted);
  }
  EXPECT_EQ(Announce({Numbered(1000), 0}, Attributes({65001})),
            Outcome::kCease);
  EXPECT_EQ(loc_rib_.paths(), 1000u);
}

TEST_F(ImportPipelineTest, TheWarningIsPassedOn) {
  Begin(PeerKind::kExternal, &accept_);
  const AttributesRef attributes = pipeline_->Intern(Attributes({65001}));
  EXPECT_FALSE(pipeline_->Announce(N("10.0.0.0/8"), attributes, T(1))
                   .max_prefix_warning);
  EXPECT_TRUE(pipeline_->Announce(N("11.0.0.0/8"), attributes, T(1))
                  .max_prefix_warning);
}

TEST_F(ImportPipelineTest, AFullPoolCountsAsAWithdrawal) {
  AttributesPool full({.max_sets = 1});
  ImportPipeline pipeline(PeerKind::kExternal, &accept_, full, adj_rib_in_,
                          loc_rib_);
  loc_rib_.AddPeer(External(1));
  pipeline.Begin(External(1));
  pipeline.Announce(N("10.0.0.0/8"), pipeline.Intern(Attributes({1})), T(1));
  EXPECT_EQ(loc_rib_.paths(), 1u);
  EXPECT_EQ(
      pipeline.Announce(N("10.0.0.0/8"), pipeline.Intern(Attributes({2})), T(1))
          .outcome,
      Outcome::kOutOfMemory);
  EXPECT_EQ(loc_rib_.paths(), 0u);
  EXPECT_EQ(adj_rib_in_.size(), 0u);
  // No room for what policy makes of it either.
  const Shaping shaping;
  pipeline.SetPolicy(&shaping);
  EXPECT_EQ(
      pipeline.Announce(N("10.0.0.0/8"), pipeline.Intern(Attributes({1})), T(1))
          .outcome,
      Outcome::kOutOfMemory);
  EXPECT_EQ(loc_rib_.paths(), 0u);
  adj_rib_in_.Withdraw(N("10.0.0.0/8"));
  observer_.Take();
}

}  // namespace
}  // namespace waymark::rib
