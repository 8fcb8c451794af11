// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bgp/community.h"

#include <optional>

#include "gtest/gtest.h"

namespace waymark::bgp {
namespace {

TEST(CommunityTest, TextIsTwoNumbersOrAName) {
  EXPECT_EQ(Community::Parse("65000:100"), Community{0xfde80064});
  EXPECT_EQ(Community::Parse("0:0"), Community{0});
  EXPECT_EQ(Community::Parse("65535:65535"), Community{0xffffffff});
  EXPECT_EQ(Community::Parse("graceful-shutdown"), kGracefulShutdown);
  EXPECT_EQ(Community::Parse("no-export"), kNoExport);
  EXPECT_EQ(Community::Parse("no-advertise"), kNoAdvertise);
  EXPECT_EQ(Community::Parse("no-export-subconfed"), kNoExportSubconfed);
  EXPECT_EQ(Community::Parse("no-peer"), kNoPeer);
}

TEST(CommunityTest, AnythingElseIsRejected) {
  for (const char* text :
       {"", ":", "1", "1:", ":1", "65536:1", "1:65536", "1:2:3", "-1:2", "+1:2",
        "1 :2", "0x1:2", "01:2", "1:02", "99999999999:1", "No-Export"}) {
    EXPECT_EQ(Community::Parse(text), std::nullopt) << text;
  }
}

TEST(CommunityTest, WrittenTextIsAlwaysNumbers) {
  EXPECT_EQ(Community{0xfde80064}.ToString(), "65000:100");
  EXPECT_EQ(kNoExport.ToString(), "65535:65281");
}

// Conformance: RFC8092-5-1 positive
TEST(CommunityTest, LargeCommunityTextIsThreeDecimalNumbers) {
  EXPECT_EQ(LargeCommunity::Parse("4294967295:0:1"),
            (LargeCommunity{4294967295u, 0, 1}));
  EXPECT_EQ((LargeCommunity{65000, 0, 4294967295u}).ToString(),
            "65000:0:4294967295");
}

// Conformance: RFC8092-5-1 negative
TEST(CommunityTest, LargeCommunityTextWithLeadingZerosIsRejected) {
  for (const char* text :
       {"65000:01:2", "065000:1:2", "65000:1:00", "65000:1", "65000:1:2:3",
        "65000:1:", "4294967296:1:2", "a:1:2", "65000: 1:2"}) {
    EXPECT_EQ(LargeCommunity::Parse(text), std::nullopt) << text;
  }
}

TEST(CommunityTest, ExtendedCommunityTextIsItsOctets) {
  const ExtendedCommunity route_target{
      {0x00, 0x02, 0xfd, 0xe8, 0x00, 0x00, 0x00, 0x64}};
  EXPECT_EQ(route_target.ToString(), "0002fde800000064");
  EXPECT_TRUE(route_target.IsTransitive());
  EXPECT_FALSE(ExtendedCommunity{{0x40}}.IsTransitive());
}

}  // namespace
}  // namespace waymark::bgp
