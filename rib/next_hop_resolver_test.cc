// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "rib/next_hop_resolver.h"

#include "gtest/gtest.h"
#include "rib/testing/route_values.h"

namespace waymark::rib {
namespace {

TEST(AlwaysResolvesTest, AnyAddressResolvesAtNoParticularCost) {
  const AlwaysResolves resolver;
  EXPECT_TRUE(resolver.Resolve(A("192.0.2.1")).resolvable);
  EXPECT_FALSE(resolver.Resolve(A("2001:db8::1")).cost.has_value());
}

// Conformance: RFC4271-5.1.3-3 positive
TEST(AlwaysResolvesTest, ItsOwnAddressesDoNot) {
  const AlwaysResolves resolver({A("192.0.2.1"), A("2001:db8::1")});
  EXPECT_FALSE(resolver.Resolve(A("192.0.2.1")).resolvable);
  EXPECT_FALSE(resolver.Resolve(A("2001:db8::1")).resolvable);
  EXPECT_TRUE(resolver.Resolve(A("192.0.2.2")).resolvable);
}

}  // namespace
}  // namespace waymark::rib
