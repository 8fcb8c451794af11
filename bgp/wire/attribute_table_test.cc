// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bgp/wire/attribute_table.h"

#include <string>

#include "bgp/code_points.h"
#include "bgp/wire/session_context.h"
#include "bgp/wire/update_error.h"
#include "gtest/gtest.h"

namespace waymark::bgp {
namespace {

TEST(AttributeTableTest, TypesAscendAndAreFound) {
  int last = 0;
  for (const AttributeDescriptor& descriptor : AttributeTable()) {
    EXPECT_GT(static_cast<int>(descriptor.type), last);
    last = static_cast<int>(descriptor.type);
    EXPECT_EQ(FindDescriptor(descriptor.type), &descriptor);
    // The decoder keeps discarded types in 64 bits.
    EXPECT_LT(last, 64);
  }
}

TEST(AttributeTableTest, EveryOtherTypeIsUnknown) {
  size_t found = 0;
  for (int type = 0; type < 256; ++type) {
    found += FindDescriptor(static_cast<AttributeType>(type)) != nullptr;
  }
  EXPECT_EQ(found, AttributeTable().size());
}

TEST(AttributeTableTest, EveryTypeHasAName) {
  for (const AttributeDescriptor& descriptor : AttributeTable()) {
    EXPECT_NE(ToString(descriptor.type),
              std::to_string(static_cast<int>(descriptor.type)));
  }
}

// Conformance: RFC4271-4.3-1 positive
// Conformance: RFC4271-5-1 positive
TEST(AttributeTableTest, WellKnownAttributesAreTransitive) {
  for (int type = 1; type <= 6; ++type) {
    if (type == 4) continue;
    const AttributeDescriptor* const known =
        FindDescriptor(static_cast<AttributeType>(type));
    ASSERT_NE(known, nullptr);
    EXPECT_EQ(known->flags, kFlagTransitive);
  }
}

// RFC 7606, 2: nothing that a route is selected by may be discarded.
// Conformance: RFC7606-2-3 positive
// Conformance: RFC7606-2-3 negative
TEST(AttributeTableTest, OnlyWhatDoesNotSelectARouteIsDiscarded) {
  for (const AttributeDescriptor& descriptor : AttributeTable()) {
    const bool discarded =
        descriptor.malformed == UpdateAction::kAttributeDiscard;
    const bool harmless = descriptor.type == AttributeType::kAtomicAggregate ||
                          descriptor.type == AttributeType::kAggregator ||
                          descriptor.type == AttributeType::kAs4Path ||
                          descriptor.type == AttributeType::kAs4Aggregator;
    EXPECT_EQ(discarded, harmless) << ToString(descriptor.type);
  }
}

// Conformance: RFC4271-4.3-3 negative
TEST(AttributeTableTest, UnusedFlagBitsDoNotMatter) {
  const AttributeDescriptor& med =
      *FindDescriptor(AttributeType::kMultiExitDisc);
  EXPECT_TRUE(med.FlagsAreValid(0x80));
  EXPECT_TRUE(med.FlagsAreValid(0xbf));
  EXPECT_FALSE(med.FlagsAreValid(0xc0));
  EXPECT_FALSE(med.FlagsAreValid(0x00));
}

TEST(AttributeTableTest, ScopesFollowTheSession) {
  SessionContext context;
  const auto has_place = [&](AttributeType type) {
    return FindDescriptor(type)->HasPlaceIn(context);
  };
  EXPECT_FALSE(has_place(AttributeType::kLocalPref));
  EXPECT_TRUE(has_place(AttributeType::kAs4Path));
  EXPECT_TRUE(has_place(AttributeType::kOrigin));
  context.internal = true;
  context.four_octet_as = true;
  EXPECT_TRUE(has_place(AttributeType::kLocalPref));
  EXPECT_FALSE(has_place(AttributeType::kAs4Path));
  EXPECT_TRUE(has_place(AttributeType::kOrigin));
}

TEST(UpdateActionTest, ActionsHaveTheNamesOfTheRfc) {
  EXPECT_EQ(ToString(UpdateAction::kNone), "none");
  EXPECT_EQ(ToString(UpdateAction::kAttributeDiscard), "attribute_discard");
  EXPECT_EQ(ToString(UpdateAction::kTreatAsWithdraw), "treat_as_withdraw");
  EXPECT_EQ(ToString(UpdateAction::kSessionReset), "session_reset");
}

}  // namespace
}  // namespace waymark::bgp
