// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "rib/exporter.h"

#include <deque>

#include "bgp/code_points.h"
#include "bgp/community.h"
#include "gtest/gtest.h"
#include "rib/decision_process.h"
#include "rib/next_hop_resolver.h"
#include "rib/testing/route_values.h"

namespace waymark::rib {
namespace {

constexpr uint32_t kLocalAs = 65000;

class ExporterTest : public testing::Test {
 protected:
  Path Best(const PathSource& source, const bgp::PathAttributes& attributes) {
    sources_.push_back(source);
    Path path{.source = &sources_.back(),
              .attributes = pool_.Intern(attributes)};
    DecisionProcess({.local_as = kLocalAs}, resolver_).Appraise(path);
    return path;
  }
  static EgressPeer To(PeerKind kind) {
    return {.peer = PeerId{9},
            .kind = kind,
            .local_as = kLocalAs,
            .peer_as = kind == PeerKind::kExternal ? 65009 : kLocalAs,
            .peer_address = A("192.0.2.9"),
            .own_next_hop = bgp::NextHop{A("192.0.2.100"), {}}};
  }
  Exporter External(const Policy* policy) {
    return Exporter(To(PeerKind::kExternal), {}, policy, pool_);
  }
  Exporter Internal(ExportOptions options = {}) {
    return Exporter(To(PeerKind::kInternal), options, nullptr, pool_);
  }

  const AcceptAll accept_;
  const IpPrefix prefix_ = P("10.0.0.0/8");
  const AlwaysResolves resolver_;
  AttributesPool pool_;
  std::deque<PathSource> sources_;
};

// RFC 8212.
TEST_F(ExporterTest, WithoutPolicyNothingGoesToAnExternalNeighbour) {
  const Path best = Best(rib::External(1), Attributes({65001}));
  const Exported exported = External(nullptr).Export(prefix_, best);
  EXPECT_FALSE(exported.attributes);
  EXPECT_EQ(exported.reason, "no_policy");
}

// Conformance: RFC4271-5.1.3-1 positive
// Conformance: RFC4271-5.1.4-1 positive
// Conformance: RFC4271-5.1.5-4 positive
TEST_F(ExporterTest, AnExternalNeighbourGetsOurAsAndNextHopWithoutMed) {
  bgp::PathAttributes received = Attributes({65001, 65002}, "192.0.2.55");
  received.med = 7;
  received.local_pref = 200;
  received.originator_id = A("10.0.0.1");
  received.cluster_list = {1};
  const Exported exported =
      External(&accept_).Export(prefix_, Best(rib::Internal(1), received));
  ASSERT_TRUE(exported.attributes);
  EXPECT_EQ(*exported.attributes,
            Attributes({65000, 65001, 65002}, "192.0.2.100"));
  EXPECT_EQ(exported.reason, "accept_all");
}

// RFC 7947, 2.2.
TEST_F(ExporterTest, ATransparentRouteServerPassesPathNextHopAndMedOn) {
  bgp::PathAttributes received = Attributes({65001, 65002}, "192.0.2.55");
  received.med = 7;
  const Exported exported =
      Exporter(To(PeerKind::kExternal), {.transparent = true}, &accept_, pool_)
          .Export(prefix_, Best(rib::External(1), received));
  ASSERT_TRUE(exported.attributes);
  EXPECT_EQ(*exported.attributes, received);
}

// Conformance: RFC4271-5.1.2-1 positive
// Conformance: RFC4271-9.1.1-1 positive
// Conformance: RFC4271-5.1.5-1 positive
// Conformance: RFC4271-5.1.5-2 positive
TEST_F(ExporterTest, AnInternalNeighbourGetsTheDegreeOfPreference) {
  bgp::PathAttributes received = Attributes({65001}, "192.0.2.55");
  received.med = 7;
  const Exported exported =
      Internal().Export(prefix_, Best(rib::External(1), received));
  bgp::PathAttributes expected = received;
  expected.local_pref = 100;
  ASSERT_TRUE(exported.attributes);
  EXPECT_EQ(*exported.attributes, expected);
}

TEST_F(ExporterTest, AnInternalNeighbourMayGetOurNextHop) {
  const Exported exported =
      Internal({.next_hop_self = true})
          .Export(prefix_, Best(rib::External(1), Attributes({65001})));
  EXPECT_EQ(exported.attributes->next_hop->address, A("192.0.2.100"));
}

// Conformance: RFC4271-9.2-1 positive
TEST_F(ExporterTest, InternalRoutesDoNotGoToInternalNeighbours) {
  const Exported exported =
      Internal().Export(prefix_, Best(rib::Internal(1), Attributes({65001})));
  EXPECT_FALSE(exported.attributes);
  EXPECT_EQ(exported.reason, "internal_to_internal");
}

// Conformance: RFC4271-9.2-1 negative
TEST_F(ExporterTest, InternalRoutesGoToExternalNeighbours) {
  EXPECT_TRUE(External(&accept_)
                  .Export(prefix_, Best(rib::Internal(1), Attributes({65001})))
                  .attributes);
}

TEST_F(ExporterTest, APathDoesNotGoBackToItsSource) {
  const Exported exported = External(&accept_).Export(
      prefix_, Best(rib::External(9), Attributes({65009})));
  EXPECT_FALSE(exported.attributes);
  EXPECT_EQ(exported.reason, "from_this_peer");
}

TEST_F(ExporterTest, WellKnownCommunitiesAreHonoured) {
  const struct {
    bgp::Community community;
    bool to_external;
    bool to_internal;
  } kCases[] = {
      {bgp::kNoAdvertise, false, false},
      {bgp::kNoExport, false, true},
      {bgp::kNoExportSubconfed, false, true},
      {bgp::kGracefulShutdown, true, true},
      {bgp::Community{65001u << 16 | 1}, true, true},
  };
  for (const auto& test : kCases) {
    bgp::PathAttributes received = Attributes({65001});
    received.communities = {bgp::Community{1}, test.community};
    const Path best = Best(rib::External(1), received);
    EXPECT_EQ(
        static_cast<bool>(External(&accept_).Export(prefix_, best).attributes),
        test.to_external)
        << test.community.ToString();
    EXPECT_EQ(static_cast<bool>(Internal().Export(prefix_, best).attributes),
              test.to_internal)
        << test.community.ToString();
  }
}

// Conformance: RFC4271-5-4 positive
// Conformance: RFC4271-5-6 positive
TEST_F(ExporterTest, UnknownTransitiveAttributesArePassedOnAsPartial) {
  bgp::PathAttributes received = Attributes({65001});
  const uint8_t transitive = bgp::kFlagOptional | bgp::kFlagTransitive;
  received.unknown = {{bgp::kFlagOptional, bgp::AttributeType{200}, {1}},
                      {transitive, bgp::AttributeType{201}, {2}},
                      {static_cast<uint8_t>(transitive | bgp::kFlagPartial),
                       bgp::AttributeType{202},
                       {3}}};
  const Path best = Best(rib::External(1), received);
  const uint8_t partial = transitive | bgp::kFlagPartial;
  const std::vector<bgp::UnknownAttribute> expected = {
      {partial, bgp::AttributeType{201}, {2}},
      {partial, bgp::AttributeType{202}, {3}}};
  EXPECT_EQ(External(&accept_).Export(prefix_, best).attributes->unknown,
            expected);
  EXPECT_EQ(Internal().Export(prefix_, best).attributes->unknown, expected);
}

// Conformance: RFC4271-5-3 positive
TEST_F(ExporterTest, OtherAttributesArePassedOn) {
  bgp::PathAttributes received = Attributes({65001});
  received.origin = bgp::Origin::kIncomplete;
  received.atomic_aggregate = true;
  received.aggregator = bgp::Aggregator{65001, A("10.0.0.1")};
  received.communities = {bgp::Community{1}};
  received.large_communities = {{1, 2, 3}};
  received.only_to_customer = 65001;
  const AttributesRef exported =
      External(&accept_)
          .Export(prefix_, Best(rib::External(1), received))
          .attributes;
  bgp::PathAttributes expected = received;
  expected.as_path = bgp::AsPath::Sequence({65000, 65001});
  expected.next_hop = bgp::NextHop{A("192.0.2.100"), {}};
  EXPECT_EQ(*exported, expected);
}

TEST_F(ExporterTest, NonTransitiveExtendedCommunitiesStayInTheAs) {
  bgp::PathAttributes received = Attributes({65001});
  received.extended_communities = {{{0x40, 1}}, {{0x00, 2}}};
  const Path best = Best(rib::External(1), received);
  const AttributesRef out = External(&accept_).Export(prefix_, best).attributes;
  ASSERT_EQ(out->extended_communities.size(), 1u);
  EXPECT_EQ(out->extended_communities[0].octets[1], 2);
  EXPECT_EQ(
      Internal().Export(prefix_, best).attributes->extended_communities.size(),
      2u);
}

TEST_F(ExporterTest, WithoutAnOwnNextHopOfTheFamilyNothingGoesOut) {
  const Path best = Best(rib::External(1), Attributes({65001}));
  EgressPeer peer = To(PeerKind::kExternal);
  peer.own_next_hop.reset();
  EXPECT_EQ(Exporter(peer, {}, &accept_, pool_).Export(prefix_, best).reason,
            "no_own_next_hop");
  peer.own_next_hop = bgp::NextHop{A("2001:db8::1"), {}};
  EXPECT_EQ(Exporter(peer, {}, &accept_, pool_).Export(prefix_, best).reason,
            "no_own_next_hop");
}

// Conformance: RFC4271-5.1.3-2 positive
TEST_F(ExporterTest, ARouteIsNotAnnouncedToItsOwnNextHop) {
  const Exported exported = Internal().Export(
      prefix_, Best(rib::External(1), Attributes({65001}, "192.0.2.9")));
  EXPECT_FALSE(exported.attributes);
  EXPECT_EQ(exported.reason, "next_hop_is_peer");
}

class MedByPrefix : public Policy {
 public:
  Verdict Evaluate(const RouteView& route,
                   AttributesEditor& editor) const override {
    EXPECT_EQ(route.destination->peer, PeerId{9});
    // Policy sees what would go out.
    EXPECT_FALSE(editor.attributes().med.has_value());
    EXPECT_EQ(editor.attributes().as_path.ToString(), "65000 65001");
    if (route.prefix.IsDefault()) return Verdict::Reject("no_default");
    editor.Edit().med = route.prefix.length();
    return Verdict::Accept("med_by_prefix");
  }
};

// Conformance: RFC4271-5.1.4-1 negative
TEST_F(ExporterTest, PolicyMaySetAMedOfOurOwn) {
  bgp::PathAttributes received = Attributes({65001});
  received.med = 7;
  const Path best = Best(rib::External(1), received);
  const MedByPrefix policy;
  Exporter exporter = External(&policy);
  EXPECT_EQ(exporter.Export(prefix_, best).attributes->med, 8u);
  EXPECT_EQ(exporter.Export(P("10.0.0.0/16"), best).attributes->med, 16u);
  EXPECT_EQ(exporter.Export(P("0.0.0.0/0"), best).reason, "no_default");
}

TEST_F(ExporterTest, AFullPoolKeepsTheRouteBack) {
  AttributesPool full({.max_sets = 1});
  const PathSource source = rib::External(1);
  const Path best{.source = &source,
                  .attributes = full.Intern(Attributes({65001}))};
  Exporter exporter(To(PeerKind::kExternal), {}, &accept_, full);
  EXPECT_EQ(exporter.Export(prefix_, best).reason, "out_of_memory");
}

TEST_F(ExporterTest, ConsecutiveRoutesWithEqualAttributesShareTheResult) {
  Exporter exporter = External(&accept_);
  const Path best = Best(rib::External(1), Attributes({65001}));
  const Path other = Best(rib::External(1), Attributes({65002}));
  const AttributesRef first = exporter.Export(prefix_, best).attributes;
  EXPECT_EQ(exporter.Export(P("11.0.0.0/8"), best).attributes, first);
  EXPECT_NE(exporter.Export(P("11.0.0.0/8"), other).attributes, first);
  EXPECT_EQ(exporter.Export(P("11.0.0.0/8"), best).attributes, first);
}

TEST_F(ExporterTest, TheSameAttributesWithAnotherPreferenceDiffer) {
  Exporter exporter = Internal();
  Path best = Best(rib::External(1), Attributes({65001}));
  EXPECT_EQ(exporter.Export(prefix_, best).attributes->local_pref, 100u);
  best.preference += uint64_t{1} << 32;
  EXPECT_EQ(exporter.Export(prefix_, best).attributes->local_pref, 101u);
}

}  // namespace
}  // namespace waymark::rib
