// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "speaker/update_sender.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "base/ip_address.h"
#include "base/ip_prefix.h"
#include "bgp/as_path.h"
#include "bgp/code_points.h"
#include "bgp/community.h"
#include "bgp/family.h"
#include "bgp/nlri.h"
#include "bgp/path_attributes.h"
#include "bgp/route_refresh.h"
#include "bgp/session/negotiated.h"
#include "bgp/wire/decoded.h"
#include "bgp/wire/decoded_update.h"
#include "bgp/wire/message_header.h"
#include "bgp/wire/nlri_view.h"
#include "bgp/wire/route_refresh_codec.h"
#include "bgp/wire/session_context.h"
#include "bgp/wire/update_codec.h"
#include "bgp/wire/update_error.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "rib/adj_rib_out.h"
#include "rib/attributes_pool.h"

namespace waymark::speaker {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

constexpr auto kLayer = rib::AdjRibOut::Layer::kOriginated;

bgp::PathAttributes Path(uint32_t med) {
  bgp::PathAttributes path;
  path.as_path = bgp::AsPath::Sequence({65001});
  path.next_hop = bgp::NextHop{IpAddress::V4(192, 0, 2, 1), std::nullopt};
  path.med = med;
  return path;
}

// "refresh?", "borr" or "eorr", with the address family.
std::string DescribeRefresh(absl::Span<const uint8_t> message) {
  const bgp::Decoded<bgp::RouteRefresh> refresh = bgp::DecodeRouteRefresh(
      {bgp::MessageType::kRouteRefresh, message}, /*enhanced=*/true);
  const char* const kinds[] = {"refresh?", "borr", "eorr"};
  return absl::StrCat(kinds[static_cast<int>(refresh->subtype)], " ",
                      bgp::ToString(refresh->family));
}

// "+10.1.0.0/16", "-10.1.0.0/16", "end-of-rib".
std::vector<std::string> Describe(absl::Span<const uint8_t> message) {
  if (message[bgp::kHeaderSize - 1] ==
      static_cast<uint8_t>(bgp::MessageType::kRouteRefresh)) {
    return {DescribeRefresh(message)};
  }
  bgp::DecodedUpdate update;
  bgp::SessionContext context;
  context.four_octet_as = true;
  EXPECT_EQ(
      bgp::DecodeUpdate(message.subspan(bgp::kHeaderSize), context, update),
      bgp::UpdateAction::kNone);
  if (update.is_end_of_rib()) return {"end-of-rib"};
  std::vector<std::string> routes;
  for (const bgp::NlriView& field : update.withdrawn()) {
    for (const bgp::Nlri& nlri : field) {
      routes.push_back(absl::StrCat("-", nlri.prefix.ToString()));
    }
  }
  for (const bgp::NlriView& field : update.announced()) {
    for (const bgp::Nlri& nlri : field) {
      routes.push_back(absl::StrCat("+", nlri.prefix.ToString()));
    }
  }
  return routes;
}

class UpdateSenderTest : public ::testing::Test {
 protected:
  void Start(std::vector<bgp::Family> families, bool enhanced = false) {
    bgp::Negotiated negotiated;
    negotiated.enhanced_route_refresh = enhanced;
    negotiated.families = std::move(families);
    negotiated.transmit.four_octet_as = true;
    sender_.Start(negotiated);
  }
  void Announce(absl::string_view prefix, const bgp::PathAttributes& path) {
    ASSERT_TRUE(
        sender_.adj_rib_out(bgp::kIpv4Unicast)
            .Announce(*IpPrefix::Parse(prefix), pool_.Intern(path), kLayer));
  }
  void Withdraw(absl::string_view prefix) {
    ASSERT_TRUE(sender_.adj_rib_out(bgp::kIpv4Unicast)
                    .Withdraw(*IpPrefix::Parse(prefix), kLayer));
  }

  // What is sent, as long as the transport takes no more than `messages`.
  std::vector<std::string> Pump(size_t messages = 1000) {
    std::vector<std::string> sent;
    sender_.Pump([&](absl::Span<const uint8_t> message) {
      if (messages == 0) return false;
      --messages;
      largest_ = std::max(largest_, message.size());
      for (std::string& line : Describe(message)) {
        sent.push_back(std::move(line));
      }
      return true;
    });
    return sent;
  }

  rib::AttributesPool pool_;
  UpdateSender sender_{rib::AdjRibOut::Options()};
  size_t largest_ = 0;
};

TEST_F(UpdateSenderTest, ARefreshIsMarkedIfTheNeighborKnowsTheMarks) {
  for (const bool enhanced : {false, true}) {
    Start({bgp::kIpv4Unicast, bgp::kIpv6Unicast}, enhanced);
    Announce("10.1.0.0/16", Path(1));
    EXPECT_THAT(Pump(), ElementsAre("+10.1.0.0/16"));
    sender_.RequestRefresh(bgp::kIpv4Unicast);
    if (enhanced) {
      // Each mark stays due until it is taken.
      EXPECT_THAT(Pump(0), IsEmpty());
      EXPECT_THAT(Pump(1), ElementsAre("borr ipv4_unicast"));
      EXPECT_THAT(Pump(1), ElementsAre("+10.1.0.0/16"));
      EXPECT_THAT(Pump(0), IsEmpty());
      EXPECT_THAT(Pump(), ElementsAre("eorr ipv4_unicast"));
    } else {
      EXPECT_THAT(Pump(), ElementsAre("+10.1.0.0/16"));
    }
    EXPECT_FALSE(sender_.HasOutput());
    sender_.Reset();
  }
}

TEST_F(UpdateSenderTest, ARequestOfOurOwnGoesBehindEverythingElse) {
  Start({bgp::kIpv4Unicast, bgp::kIpv6Unicast}, /*enhanced=*/true);
  Announce("10.1.0.0/16", Path(1));
  Announce("10.2.0.0/16", Path(1));
  Pump();
  sender_.AskForRefresh(bgp::kIpv6Unicast);
  EXPECT_TRUE(sender_.HasOutput());
  Withdraw("10.1.0.0/16");
  EXPECT_THAT(Pump(1), ElementsAre("-10.1.0.0/16"));
  EXPECT_TRUE(sender_.asking());
  EXPECT_THAT(Pump(), ElementsAre("refresh? ipv6_unicast"));
  EXPECT_FALSE(sender_.asking());
  EXPECT_FALSE(sender_.HasOutput());
  sender_.AskForRefresh(bgp::kIpv6Unicast);
  sender_.Reset();
  EXPECT_FALSE(sender_.asking()) << "it was for this session";
}

TEST_F(UpdateSenderTest, EndOfRibWaitsForReadinessAndComesOncePerFamily) {
  Start({bgp::kIpv4Unicast, bgp::kIpv6Unicast});
  Announce("10.1.0.0/16", Path(1));
  EXPECT_THAT(Pump(), ElementsAre("+10.1.0.0/16"));
  sender_.SetReady(true);
  EXPECT_TRUE(sender_.HasOutput());
  EXPECT_THAT(Pump(), ElementsAre("end-of-rib", "end-of-rib"));
  EXPECT_FALSE(sender_.HasOutput());
  EXPECT_THAT(Pump(), IsEmpty());
}

TEST_F(UpdateSenderTest, WhatATransportDoesNotTakeIsReplacedByWhatIsDueThen) {
  Start({bgp::kIpv4Unicast});
  Announce("10.1.0.0/16", Path(1));
  EXPECT_THAT(Pump(0), IsEmpty());
  EXPECT_TRUE(sender_.HasOutput());
  Withdraw("10.1.0.0/16");
  Announce("10.2.0.0/16", Path(2));
  EXPECT_THAT(Pump(), ElementsAre("+10.2.0.0/16"));
  EXPECT_EQ(sender_.advertised(), 1u);
}

TEST_F(UpdateSenderTest, NothingIsSentOfAFamilyThatWasNotNegotiated) {
  Start({bgp::kIpv6Unicast});
  Announce("10.1.0.0/16", Path(1));
  EXPECT_FALSE(sender_.HasOutput());
  EXPECT_THAT(Pump(), IsEmpty());
  sender_.RequestRefresh(bgp::kIpv4Unicast);
  EXPECT_FALSE(sender_.HasOutput());
}

// RFC 4271, 9.2; 1100 communities of 4 octets exceed 4096.
TEST_F(UpdateSenderTest, AnAttributeSetThatFitsNoMessageIsCountedAndSkipped) {
  Start({bgp::kIpv4Unicast});
  bgp::PathAttributes huge = Path(1);
  huge.communities.assign(1100, *bgp::Community::Parse("65001:1"));
  Announce("10.1.0.0/16", huge);
  Announce("10.2.0.0/16", Path(1));
  sender_.SetReady(true);
  EXPECT_THAT(Pump(), UnorderedElementsAre("+10.2.0.0/16", "end-of-rib"));
  EXPECT_EQ(sender_.unsendable(), 1u);
  EXPECT_EQ(sender_.advertised(), 1u);
  EXPECT_FALSE(sender_.HasOutput());
}

TEST_F(UpdateSenderTest, WhatWasAnnouncedIsWithdrawnWhenItFitsNoMore) {
  Start({bgp::kIpv4Unicast});
  Announce("10.1.0.0/16", Path(1));
  Pump();
  bgp::PathAttributes huge = Path(1);
  huge.communities.assign(1100, *bgp::Community::Parse("65001:1"));
  Announce("10.1.0.0/16", huge);
  EXPECT_THAT(Pump(), ElementsAre("-10.1.0.0/16"));
  EXPECT_EQ(sender_.unsendable(), 1u);
  // And comes back in a form that fits.
  Announce("10.1.0.0/16", Path(2));
  EXPECT_THAT(Pump(), ElementsAre("+10.1.0.0/16"));
}

TEST_F(UpdateSenderTest, ARefreshSendsEverythingOfTheFamilyAgain) {
  sender_.SetReady(true);
  Start({bgp::kIpv4Unicast, bgp::kIpv6Unicast});
  Announce("10.1.0.0/16", Path(1));
  Announce("10.2.0.0/16", Path(2));
  Pump();
  Withdraw("10.1.0.0/16");
  Announce("10.3.0.0/16", Path(3));
  Pump();
  sender_.RequestRefresh(bgp::kIpv6Unicast);
  EXPECT_THAT(Pump(), IsEmpty());
  sender_.RequestRefresh(bgp::kIpv4Unicast);
  EXPECT_THAT(Pump(), UnorderedElementsAre("+10.2.0.0/16", "+10.3.0.0/16"));
}

TEST_F(UpdateSenderTest, ManyRoutesOfOneSetGoInFullMessagesEachOnce) {
  Start({bgp::kIpv4Unicast});
  const rib::AttributesRef path = pool_.Intern(Path(1));
  for (int i = 0; i < 5000; ++i) {
    const IpAddress address = IpAddress::V4(10, i / 250, i % 250, 0);
    ASSERT_TRUE(sender_.adj_rib_out(bgp::kIpv4Unicast)
                    .Announce(*IpPrefix::Create(address, 24), path, kLayer));
  }
  // The transport takes one message at a time.
  std::set<std::string> seen;
  size_t messages = 0;
  while (sender_.HasOutput()) {
    for (std::string& line : Pump(1)) {
      EXPECT_TRUE(seen.insert(std::move(line)).second);
    }
    ++messages;
  }
  EXPECT_EQ(seen.size(), 5000u);
  EXPECT_LE(messages, 5u + 1u);
  EXPECT_LE(largest_, bgp::kMaxMessageSize);
}

TEST_F(UpdateSenderTest, ANewSessionGetsEverythingFromTheBeginning) {
  sender_.SetReady(true);
  Start({bgp::kIpv4Unicast});
  Announce("10.1.0.0/16", Path(1));
  Announce("10.2.0.0/16", Path(2));
  Pump(1);
  sender_.Reset();
  EXPECT_FALSE(sender_.HasOutput());
  EXPECT_EQ(sender_.advertised(), 0u);
  Withdraw("10.1.0.0/16");
  Start({bgp::kIpv4Unicast});
  EXPECT_THAT(Pump(), ElementsAre("+10.2.0.0/16", "end-of-rib"));
}

}  // namespace
}  // namespace waymark::speaker
