// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "rib/route_table.h"

#include <cstdint>
#include <map>
#include <set>
#include <vector>

#include "base/ip_address.h"
#include "base/ip_prefix.h"
#include "gtest/gtest.h"
#include "rib/testing/route_values.h"

namespace waymark::rib {
namespace {

IpPrefix Numbered(uint32_t n) {
  return *IpPrefix::Create(IpAddress::V4(0x0a000000 + (n << 8)), 24);
}

TEST(RouteTableTest, DefaultAndHostRoutesOfBothFamiliesAreUrgent) {
  for (const char* urgent :
       {"0.0.0.0/0", "::/0", "192.0.2.1/32", "2001:db8::1/128"}) {
    EXPECT_TRUE(IsUrgent(P(urgent))) << urgent;
  }
  for (const char* other :
       {"128.0.0.0/1", "192.0.2.0/31", "2001:db8::/127", "::/32"}) {
    EXPECT_FALSE(IsUrgent(P(other))) << other;
  }
}

TEST(RouteTableTest, AWalkVisitsUrgentRoutesFirst) {
  RouteTable<IpPrefix, int> table(1);
  for (uint32_t n = 0; n < 500; ++n) table.Emplace(Numbered(n), 0);
  table.Emplace(P("0.0.0.0/0"), 0);
  table.Emplace(P("198.51.100.1/32"), 0);
  table.Emplace(P("2001:db8::1/128"), 0);

  std::vector<IpPrefix> order;
  TableCursor cursor;
  while (!table.VisitSome(cursor, 1, [&](const IpPrefix& prefix, int&) {
    order.push_back(prefix);
    return true;
  })) {
  }
  ASSERT_EQ(order.size(), 503u);
  for (size_t i = 0; i < order.size(); ++i) {
    EXPECT_EQ(IsUrgent(order[i]), i < 3) << i;
  }
}

TEST(RouteTableTest, ASliceIsNotMuchLongerThanItsBudget) {
  RouteTable<IpPrefix, int> table(1);
  for (uint32_t n = 0; n < 10'000; ++n) table.Emplace(Numbered(n), 0);
  TableCursor cursor;
  size_t slices = 0;
  size_t total = 0;
  bool done = false;
  while (!done) {
    size_t visited = 0;
    done = table.VisitSome(cursor, 100, [&](const IpPrefix&, int&) {
      ++visited;
      return true;
    });
    EXPECT_LT(visited, 100u + 250u);
    total += visited;
    ++slices;
  }
  EXPECT_EQ(total, 10'000u);
  EXPECT_GT(slices, 40u);
}

TEST(RouteTableTest, RestartingACircleVisitsEverythingOnceMore) {
  RouteTable<IpPrefix, int> table(1);
  for (uint32_t n = 0; n < 1000; ++n) table.Emplace(Numbered(n), 0);
  table.Emplace(P("0.0.0.0/0"), 0);
  TableCircle circle;
  circle.Restart();
  for (int i = 0; i < 3; ++i) {  // part of the way
    EXPECT_FALSE(table.VisitSome(circle, 100,
                                 [](const IpPrefix&, int&) { return true; }));
  }
  circle.Restart();
  std::map<IpPrefix, int> seen;
  bool first = true;
  while (!table.VisitSome(circle, 100, [&](const IpPrefix& prefix, int&) {
    EXPECT_EQ(prefix.IsDefault(), first);
    first = false;
    ++seen[prefix];
    return true;
  })) {
    // Growth in the middle does not move where the circle closes.
    static uint32_t next = 1000;
    for (int i = 0; i < 100 && next < 6000; ++i) {
      table.Emplace(Numbered(next++), 0);
    }
  }
  for (uint32_t n = 0; n < 1000; ++n) EXPECT_EQ(seen[Numbered(n)], 1) << n;
  EXPECT_EQ(seen[P("0.0.0.0/0")], 1);
}

TEST(RouteTableTest, AFinishedCircleDoesNothing) {
  RouteTable<IpPrefix, int> table(1);
  table.Emplace(P("0.0.0.0/0"), 0);
  TableCircle circle;
  EXPECT_TRUE(table.VisitSome(circle, 100, [](const IpPrefix&, int&) {
    ADD_FAILURE();
    return true;
  }));
}

TEST(RouteTableTest, PathIdentifiersTellRoutesApart) {
  RouteTable<bgp::Nlri, int> table(1);
  table.Emplace(N("10.0.0.0/8", 1), 1);
  table.Emplace(N("10.0.0.0/8", 2), 2);
  EXPECT_EQ(*table.Find(N("10.0.0.0/8", 1)), 1);
  EXPECT_EQ(*table.Find(N("10.0.0.0/8", 2)), 2);
  EXPECT_EQ(table.Find(N("10.0.0.0/8", 3)), nullptr);
  EXPECT_TRUE(table.Erase(N("10.0.0.0/8", 1)));
  EXPECT_EQ(table.Find(N("10.0.0.0/8", 1)), nullptr);
}

TEST(HashPrefixTest, EveryPartCounts) {
  const std::set<uint64_t> hashes = {
      HashPrefix(P("0.0.0.0/0"), 0),      HashPrefix(P("::/0"), 0),
      HashPrefix(P("0.0.0.0/1"), 0),      HashPrefix(P("10.0.0.0/8"), 0),
      HashPrefix(P("10.0.0.0/9"), 0),     HashPrefix(P("10.0.0.0/8"), 1),
      HashPrefix(P("2001:db8::/32"), 0),  HashPrefix(P("2001:db8:0:1::/64"), 0),
      HashPrefix(P("2001:db8::1/128"), 0)};
  EXPECT_EQ(hashes.size(), 9u);
}

TEST(HashPrefixTest, ConsecutivePrefixesSpreadEvenlyOverBothEndsOfTheHash) {
  // 64 buckets of 1024 on average; the standard deviation is 32.
  std::vector<int> low(64);
  std::vector<int> high(64);
  for (uint32_t n = 0; n < 65536; ++n) {
    const uint64_t hash = HashPrefix(Numbered(n), 12345);
    ++low[hash % 64];
    ++high[hash >> 33 & 63];
  }
  for (int i = 0; i < 64; ++i) {
    EXPECT_NEAR(low[i], 1024, 200) << i;
    EXPECT_NEAR(high[i], 1024, 200) << i;
  }
}

}  // namespace
}  // namespace waymark::rib
