// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "rib/policy.h"

#include "gtest/gtest.h"
#include "rib/attributes_pool.h"
#include "rib/testing/route_values.h"

namespace waymark::rib {
namespace {

class PolicyTest : public testing::Test {
 protected:
  Verdict Evaluate(const Policy& policy, const char* prefix) {
    AttributesEditor editor(attributes_);
    return policy.Evaluate({.prefix = P(prefix), .source = source_}, editor);
  }

  AttributesPool pool_;
  AttributesRef attributes_ = pool_.Intern(Attributes({65001}));
  const PathSource source_ = External(1);
};

TEST_F(PolicyTest, AnExternalNeighbourWithoutPolicyIsRejected) {
  const Policy& policy = EffectivePolicy(nullptr, PeerKind::kExternal);
  const Verdict verdict = Evaluate(policy, "10.0.0.0/8");
  EXPECT_FALSE(verdict.accepted);
  EXPECT_EQ(verdict.rule, "no_policy");
}

TEST_F(PolicyTest, AnInternalNeighbourWithoutPolicyIsAccepted) {
  EXPECT_TRUE(
      Evaluate(EffectivePolicy(nullptr, PeerKind::kInternal), "10.0.0.0/8")
          .accepted);
}

TEST_F(PolicyTest, AConfiguredPolicyIsInForce) {
  const AcceptAll accept;
  EXPECT_EQ(&EffectivePolicy(&accept, PeerKind::kExternal), &accept);
  const RejectAll reject;
  EXPECT_EQ(&EffectivePolicy(&reject, PeerKind::kInternal), &reject);
}

TEST_F(PolicyTest, RejectionNamesItsReason) {
  EXPECT_EQ(Evaluate(RejectAll("maintenance"), "10.0.0.0/8").rule,
            "maintenance");
}

TEST_F(PolicyTest, APermitListAcceptsWhatItListsOnly) {
  const PermitList list({{P("10.0.0.0/8"), std::nullopt},
                         {P("192.0.2.0/24"), 28},
                         {P("2001:db8::/32"), 48}});
  EXPECT_TRUE(Evaluate(list, "10.0.0.0/8").accepted);
  EXPECT_FALSE(Evaluate(list, "10.1.0.0/16").accepted);
  EXPECT_FALSE(Evaluate(list, "0.0.0.0/0").accepted);
  EXPECT_TRUE(Evaluate(list, "192.0.2.0/24").accepted);
  EXPECT_TRUE(Evaluate(list, "192.0.2.16/28").accepted);
  EXPECT_FALSE(Evaluate(list, "192.0.2.16/29").accepted);
  EXPECT_TRUE(Evaluate(list, "2001:db8:1::/48").accepted);
  EXPECT_FALSE(Evaluate(list, "2001:db8:1::/49").accepted);
  EXPECT_EQ(Evaluate(list, "203.0.113.0/24").rule, "permit_list_no_match");
}

TEST_F(PolicyTest, AnEmptyPermitListAcceptsNothing) {
  EXPECT_FALSE(Evaluate(PermitList({}), "0.0.0.0/0").accepted);
}

TEST_F(PolicyTest, AnUntouchedEditorGivesTheOriginalBack) {
  AttributesEditor editor(attributes_);
  EXPECT_EQ(editor.Commit(pool_), attributes_);
  EXPECT_EQ(pool_.sets(), 1u);
}

TEST_F(PolicyTest, EditingCopiesAndLeavesTheOriginalAlone) {
  AttributesEditor editor(attributes_);
  editor.Edit().med = 5;
  editor.Edit().local_pref = 200;
  EXPECT_EQ(editor.attributes().med, 5u);
  const AttributesRef edited = editor.Commit(pool_);
  EXPECT_EQ(edited->med, 5u);
  EXPECT_EQ(edited->local_pref, 200u);
  EXPECT_FALSE(attributes_->med.has_value());
  EXPECT_EQ(editor.attributes().med, 5u);
}

TEST_F(PolicyTest, AnEditThatChangesNothingGivesTheOriginalBack) {
  AttributesEditor editor(attributes_);
  editor.Edit().med = 5;
  editor.Edit().med.reset();
  EXPECT_EQ(editor.Commit(pool_), attributes_);
}

TEST_F(PolicyTest, AFullPoolMakesCommitNull) {
  AttributesPool full({.max_sets = 1});
  AttributesEditor editor(full.Intern(Attributes({1})));
  editor.Edit().med = 5;
  EXPECT_FALSE(editor.Commit(full));
}

}  // namespace
}  // namespace waymark::rib
