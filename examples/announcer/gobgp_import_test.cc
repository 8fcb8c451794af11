// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/announcer/gobgp_import.h"

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "bgp/family.h"
#include "bgp/session/peer_config.h"
#include "examples/announcer/announcer_setup.h"
#include "examples/announcer/testing/config_text.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "speaker/neighbor_config.h"

namespace waymark::examples {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kFloatingIp[] = R"([global.config]
  as = 65001
  router-id = "10.0.1.10"

[[neighbors]]
  [neighbors.config]
    neighbor-address = "10.0.1.4"
    peer-as = 65000
  [neighbors.timers.config]
    hold-time = 9
    keepalive-interval = 3
  [neighbors.bfd.config]
    enabled = true
    desired-minimum-tx-interval = 300000
    required-minimum-receive = 250000
    detection-multiplier = 4

[[neighbors]]
  [neighbors.config]
    neighbor-address = "10.0.1.5"
    peer-as = 65000
  [neighbors.timers.config]
    hold-time = 9
    keepalive-interval = 3
)";

std::string Import(absl::string_view toml,
                   const std::vector<std::string>& prefixes = {}) {
  const absl::StatusOr<std::string> text =
      ImportGobgp(toml, "gobgpd.conf", prefixes);
  EXPECT_TRUE(text.ok()) << text.status();
  return text.value_or("");
}

// One neighbour with these lines in it.
std::string WithNeighbor(absl::string_view lines) {
  return absl::StrCat(
      "global.config = { as = 65001, router-id = \"10.0.1.10\" }\n"
      "[[neighbors]]\n"
      "config.neighbor-address = \"10.0.1.4\"\n"
      "config.peer-as = 65000\n",
      lines);
}

NeighborSetup ImportNeighbor(absl::string_view lines) {
  return Load(Import(WithNeighbor(lines))).neighbors.at(0);
}

TEST(GobgpImportTest, FloatingIpIsTheSameInOurs) {
  const AnnouncerSetup setup = Load(Import(kFloatingIp, {"172.16.1.1/32"}));
  EXPECT_EQ(setup.router_id, 0x0A00010Au);
  EXPECT_EQ(setup.local_as, 65001u);
  ASSERT_EQ(setup.neighbors.size(), 2u);
  const speaker::NeighborConfig& first = setup.neighbors[0].speaker;
  EXPECT_EQ(first.address.ToString(), "10.0.1.4");
  EXPECT_EQ(first.peer.session.peer_as, 65000u);
  EXPECT_EQ(first.peer.session.hold_time, absl::Seconds(9));
  ASSERT_TRUE(first.bfd.has_value());
  EXPECT_EQ(first.bfd->timers.desired_min_tx, absl::Milliseconds(300));
  EXPECT_EQ(first.bfd->timers.required_min_rx, absl::Milliseconds(250));
  EXPECT_EQ(first.bfd->timers.detect_multiplier, 4);
  EXPECT_EQ(first.local_address.ToString(), "10.0.1.10");
  EXPECT_FALSE(setup.neighbors[1].speaker.bfd.has_value());
  ASSERT_EQ(setup.groups.size(), 1u);
  EXPECT_EQ(setup.groups[0].prefixes[0].ToString(), "172.16.1.1/32");
}

TEST(GobgpImportTest, FloatingIpReadsAsIfWrittenByHand) {
  EXPECT_THAT(Import(kFloatingIp, {"172.16.1.1/32"}), HasSubstr(R"(
router_id: "10.0.1.10"
local_as: 65001

neighbor {
  name: "10.0.1.4"
  address: "10.0.1.4"
  local_address: "10.0.1.10"  # BFD needs it; this is the router id
  peer_as: 65000
  hold_time_s: 9
  bfd { desired_min_tx_ms: 300 required_min_rx_ms: 250 detect_multiplier: 4 }
}

neighbor {
  name: "10.0.1.5"
  address: "10.0.1.5"
  peer_as: 65000
  hold_time_s: 9
}
)"));
}

TEST(GobgpImportTest, WithoutAPrefixTheOneForDocumentsSaysThatItIsMissing) {
  const std::string text = Import(kFloatingIp);
  EXPECT_THAT(text, HasSubstr("# Not in GoBGP's configuration: write yours"));
  EXPECT_EQ(Load(text).groups[0].prefixes[0].ToString(), "192.0.2.1/32");
}

TEST(GobgpImportTest, TransportAndTimersAreTakenOver) {
  const NeighborSetup neighbor = ImportNeighbor(R"(
config.local-as = 65010
config.description = "rs \"a\""
timers.config.hold-time = 30.0
timers.config.connect-retry = 5
transport.config.local-address = "10.0.1.11"
transport.config.remote-port = 1179
transport.config.passive-mode = true
ttl-security.config = { enabled = true, ttl-min = 255 }
[[neighbors.afi-safis]]
config.afi-safi-name = "ipv4-unicast"
)");
  const speaker::NeighborConfig& speaker = neighbor.speaker;
  EXPECT_EQ(neighbor.announcer.name, "rs \"a\"");
  EXPECT_EQ(neighbor.port, 1179);
  EXPECT_TRUE(neighbor.tcp.ttl_security);
  EXPECT_EQ(speaker.local_address.ToString(), "10.0.1.11");
  EXPECT_EQ(speaker.peer.opening, bgp::OpeningMode::kPassive);
  EXPECT_EQ(speaker.peer.session.local_as, 65010u);
  EXPECT_EQ(speaker.peer.session.hold_time, absl::Seconds(30));
  EXPECT_EQ(speaker.peer.session.connect_retry_time, absl::Seconds(5));
  EXPECT_THAT(speaker.peer.session.families, ElementsAre(bgp::kIpv4Unicast));
}

TEST(GobgpImportTest, WhatIsNotThereHasGobgpsDefault) {
  EXPECT_EQ(ImportNeighbor("").speaker.peer.session.hold_time,
            absl::Seconds(90));
  const NeighborSetup neighbor =
      ImportNeighbor("bfd.config.enabled = true\nbfd.config.port = 3784\n");
  EXPECT_EQ(neighbor.speaker.bfd->timers.desired_min_tx, absl::Seconds(1));
  EXPECT_EQ(neighbor.speaker.bfd->timers.detect_multiplier, 3);
}

TEST(GobgpImportTest, NeighborTakesFromItsPeerGroupWhatItHasNotItself) {
  const NeighborSetup neighbor = ImportNeighbor(R"(
config.peer-group = "edge"
timers.config.hold-time = 12
[[peer-groups]]
config.peer-group-name = "other"
timers.config.hold-time = 21
[[peer-groups]]
config.peer-group-name = "edge"
timers.config.hold-time = 15
timers.config.connect-retry = 2
bfd.config.enabled = true
)");
  EXPECT_EQ(neighbor.speaker.peer.session.hold_time, absl::Seconds(12));
  EXPECT_EQ(neighbor.speaker.peer.session.connect_retry_time, absl::Seconds(2));
  EXPECT_TRUE(neighbor.speaker.bfd.has_value());
}

TEST(GobgpImportTest, WhatHasNoEquivalentBecomesAComment) {
  const std::string text = Import(WithNeighbor(R"(config.auth-password = "hush"
graceful-restart.config.enabled = true
route-reflector.config.route-reflector-client = false
timers.config.keepalive-interval = 5
bfd.config = { enabled = true, port = 4000 }
[[neighbors.afi-safis]]
config.afi-safi-name = "l2vpn-evpn"
[[policy-definitions]]
name = "no"
[[rpki-servers]]
config.address = "192.0.2.9"
)"));
  Load(text);
  EXPECT_THAT(text, Not(HasSubstr("hush")));
  for (const char* const line :
       {"  # line 5: config.auth-password: write the key to a file",
        "  # line 6: graceful-restart.config.enabled = true: never offered",
        "  # KEEPALIVEs go out every 30 s.\n",
        "  # Single-hop BFD is always on port 3784.\n",
        "  # afi-safis[0].config.afi-safi-name = l2vpn-evpn: no equivalent\n",
        "\n# line 13: policy-definitions[0].name = no: no policy: the ladder",
        "\n# line 15: rpki-servers[0].config.address = 192.0.2.9: no "
        "equivalent\n"}) {
    EXPECT_THAT(text, HasSubstr(line));
  }
  EXPECT_THAT(text, Not(HasSubstr("route-reflector")));
}

TEST(GobgpImportTest, ValuesCannotBreakOutOfTheirPlace) {
  const std::string text =
      Import(WithNeighbor("config.description = \"a\\\" role: ACTIVE\"\n"
                          "config.vrf = \"\"\"x\ngroup {}\"\"\"\n"));
  const AnnouncerSetup setup = Load(text);
  EXPECT_EQ(setup.neighbors.at(0).announcer.name, "a\" role: ACTIVE");
  EXPECT_EQ(setup.groups.size(), 1u);
}

TEST(GobgpImportTest, Ipv6NeighborAnnouncesIpv6AndNeedsItsOwnAddressForBfd) {
  const std::string text = Import(
      "global.config = { as = 65001, router-id = \"10.0.1.10\" }\n"
      "[[neighbors]]\n"
      "config = { neighbor-address = \"2001:db8:1::4\", peer-as = 65000 }\n"
      "bfd.config.enabled = true\n");
  EXPECT_THAT(text, HasSubstr("  # local_address, and: bfd { desired"));
  EXPECT_EQ(Load(text).groups[0].prefixes[0].ToString(), "2001:db8::1/128");
}

TEST(GobgpImportTest, WhatIsNoTomlIsRefusedWithItsPlace) {
  const absl::StatusOr<std::string> text =
      ImportGobgp("[global.config]\nas = \n", "gobgpd.conf", {});
  EXPECT_EQ(text.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(text.status().message()),
              HasSubstr("gobgpd.conf:2:"));
}

}  // namespace
}  // namespace waymark::examples
