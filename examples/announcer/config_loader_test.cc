// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/announcer/config_loader.h"

#include <fstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/time.h"
#include "announcer/role.h"
#include "bfd/key_chain.h"
#include "bgp/family.h"
#include "bgp/session/peer_config.h"
#include "examples/announcer/testing/config_text.h"
#include "examples/proto/config_problem.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "speaker/neighbor_config.h"

namespace waymark::examples {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(AnnouncerConfigTest, EveryPartGetsWhatItNeeds) {
  const AnnouncerSetup setup = Load(kSoundConfig);
  EXPECT_EQ(setup.router_id, 0x0A00010Au);
  ASSERT_EQ(setup.neighbors.size(), 2u);
  const NeighborSetup& neighbor = setup.neighbors[1];
  EXPECT_EQ(neighbor.announcer.name, "rs-2");
  EXPECT_EQ(neighbor.announcer.local_as, 65001u);
  EXPECT_EQ(neighbor.announcer.side, "internet");
  EXPECT_EQ(neighbor.port, 179);
  EXPECT_FALSE(neighbor.tcp.ttl_security);
  const speaker::NeighborConfig& speaker = neighbor.speaker;
  EXPECT_EQ(speaker.address.ToString(), "10.0.1.5");
  EXPECT_EQ(speaker.local_address.ToString(), "10.0.1.10");
  EXPECT_FALSE(speaker.initially_ready);
  EXPECT_FALSE(speaker.bfd.has_value());
  EXPECT_EQ(speaker.peer.name, "rs-2");
  EXPECT_EQ(speaker.peer.opening, bgp::OpeningMode::kActive);
  EXPECT_EQ(speaker.peer.liveness, bgp::LivenessMode::kNone);
  EXPECT_EQ(speaker.peer.session.local_as, 65001u);
  EXPECT_EQ(speaker.peer.session.peer_as, 65000u);
  EXPECT_EQ(speaker.peer.session.bgp_identifier, 0x0A00010Au);
  EXPECT_EQ(speaker.peer.session.hold_time, absl::Seconds(9));
  EXPECT_THAT(speaker.peer.session.families,
              ElementsAre(bgp::kIpv4Unicast, bgp::kIpv6Unicast));
  ASSERT_EQ(setup.groups.size(), 1u);
  const announcer::GroupConfig& group = setup.groups[0];
  EXPECT_EQ(group.name, "floating");
  EXPECT_EQ(group.initial_role, announcer::Role::kActive);
  EXPECT_EQ(group.ladder.active.med, 0u);
  EXPECT_EQ(group.ladder.standby[0].prepend, 2);
  EXPECT_EQ(setup.shutdown.deadline, absl::Seconds(5));
  EXPECT_EQ(setup.shutdown.worsen_for, absl::ZeroDuration());
  EXPECT_EQ(setup.state_dir, "/var/lib/waymark") << "/run is new at each boot";
  EXPECT_TRUE(setup.UsesDefaultSocket());
  EXPECT_FALSE(setup.NeedsListener());
}

TEST(AnnouncerConfigTest, SocketGoesWithAFolderThatIsNotTheDefault) {
  const auto with = [](absl::string_view paths) {
    return Load(absl::StrCat(kSoundConfig, "paths { ", paths, " }"));
  };
  EXPECT_FALSE(with("state_dir: 'state'").UsesDefaultSocket());
  EXPECT_FALSE(with("socket: 'here'").UsesDefaultSocket());
  EXPECT_EQ(with("socket: 'here'").state_dir, "/var/lib/waymark");
  EXPECT_TRUE(with("state_dir: '/var/lib/waymark'").UsesDefaultSocket());
}

TEST(AnnouncerConfigTest, BfdHasDefaultsAndModes) {
  AnnouncerSetup setup = Load(With("peer_as: 65000", "peer_as: 65000 bfd {}"));
  ASSERT_TRUE(setup.neighbors[0].speaker.bfd.has_value());
  EXPECT_EQ(setup.neighbors[0].speaker.bfd->timers.desired_min_tx,
            absl::Milliseconds(300));
  EXPECT_EQ(setup.neighbors[0].speaker.bfd->timers.detect_multiplier, 3);
  EXPECT_EQ(setup.neighbors[0].speaker.peer.liveness,
            bgp::LivenessMode::kWatch);
  setup = Load(With("peer_as: 65000",
                    "peer_as: 65000 bfd { desired_min_tx_ms: 50 "
                    "required_min_rx_ms: 60 detect_multiplier: 5 "
                    "mode: STRICT }"));
  EXPECT_EQ(setup.neighbors[0].speaker.bfd->multihop_min_ttl, std::nullopt);
  const bfd::TimerConfig& timers = setup.neighbors[0].speaker.bfd->timers;
  EXPECT_EQ(timers.desired_min_tx, absl::Milliseconds(50));
  EXPECT_EQ(timers.required_min_rx, absl::Milliseconds(60));
  EXPECT_EQ(timers.detect_multiplier, 5);
  EXPECT_EQ(setup.neighbors[0].speaker.peer.liveness,
            bgp::LivenessMode::kStrict);
}

TEST(AnnouncerConfigTest, BfdMayRunOverSeveralHops) {
  AnnouncerSetup setup =
      Load(With("peer_as: 65000", "peer_as: 65000 bfd { multihop {} }"));
  EXPECT_EQ(setup.neighbors[0].speaker.bfd->multihop_min_ttl, 1);
  setup = Load(With("peer_as: 65000",
                    "peer_as: 65000 bfd { multihop { min_ttl: 254 } }"));
  EXPECT_EQ(setup.neighbors[0].speaker.bfd->multihop_min_ttl, 254);
}

TEST(AnnouncerConfigTest, BfdMayHaveKeysAndAHoldDown) {
  const std::string key = ::testing::TempDir() + "/bfd.key";
  std::ofstream(key) << "secret\n";
  const AnnouncerSetup setup =
      Load(With("peer_as: 65000",
                absl::StrCat("peer_as: 65000 bfd { hold_down_ms: 2000 key { "
                             "id: 3 secret_file: \"",
                             key, "\" } }")));
  const speaker::BfdConfig& bfd = *setup.neighbors[0].speaker.bfd;
  EXPECT_EQ(bfd.hold_down, absl::Seconds(2));
  ASSERT_NE(bfd.key_chain, nullptr);
  EXPECT_NE(bfd.key_chain->AcceptKey(3, absl::UnixEpoch()), nullptr);
}

TEST(AnnouncerConfigTest, ShutdownHasStages) {
  const AnnouncerSetup setup = Load(
      With("local_as: 65001",
           "local_as: 65001 shutdown { worsen_ms: 1000 graceful_shutdown: true "
           "settle_ms: 2000 deadline_ms: 9000 ask_processed: false }"));
  EXPECT_EQ(setup.shutdown.worsen_for, absl::Seconds(1));
  EXPECT_TRUE(setup.shutdown.graceful_shutdown);
  EXPECT_EQ(setup.shutdown.settle_for, absl::Seconds(2));
  EXPECT_EQ(setup.shutdown.deadline, absl::Seconds(9));
  EXPECT_FALSE(setup.shutdown.ask_whether_processed);
  EXPECT_TRUE(Load(kSoundConfig).shutdown.ask_whether_processed);
}

TEST(AnnouncerConfigTest, BfdHasAThreadOfItsOwnIfItIsAskedFor) {
  EXPECT_FALSE(Load(kSoundConfig).bfd_thread.has_value());
  AnnouncerSetup setup =
      Load(With("local_as: 65001", "local_as: 65001 bfd_thread {}"));
  ASSERT_TRUE(setup.bfd_thread.has_value());
  EXPECT_FALSE(setup.bfd_thread->realtime_priority.has_value());
  EXPECT_FALSE(setup.bfd_thread->lock_memory);
  EXPECT_FALSE(setup.bfd_thread->lease.has_value());
  setup = Load(With("local_as: 65001",
                    "local_as: 65001 bfd_thread { realtime_priority: 5 "
                    "lock_memory: true lease_ms: 500 }"));
  EXPECT_EQ(setup.bfd_thread->realtime_priority, 5);
  EXPECT_TRUE(setup.bfd_thread->lock_memory);
  EXPECT_EQ(setup.bfd_thread->lease, absl::Milliseconds(500));
}

TEST(AnnouncerConfigTest, Ipv6OverAnIpv4SessionNeedsAnExplicitNextHop) {
  EXPECT_EQ(
      Complaint(With("172.16.1.1/32", "2001:db8:1::/48")),
      "f:18:3: group[0].prefix[0]: \"2001:db8:1::/48\" has no next hop toward "
      "rs-1, whose session is of the other address family; set next_hop.ipv6 "
      "of the group or of the neighbour\n"
      "f:18:3: group[0].prefix[0]: \"2001:db8:1::/48\" has no next hop toward "
      "rs-2, whose session is of the other address family; set next_hop.ipv6 "
      "of the group or of the neighbour\n");
  const AnnouncerSetup setup =
      Load(With("prefix: \"172.16.1.1/32\"",
                "prefix: [ \"172.16.1.1/32\", \"2001:db8:1::/48\" ] "
                "next_hop { ipv6: \"2001:db8::10\" }"));
  EXPECT_EQ(setup.groups[0].next_hops.ipv6, IpAddress::Parse("2001:db8::10"));
}

TEST(AnnouncerConfigTest, FamiliesAreThoseConfiguredAndBothOtherwise) {
  AnnouncerSetup setup =
      Load(With("peer_as: 65000", "peer_as: 65000 family: IPV4"));
  EXPECT_THAT(setup.neighbors[0].speaker.peer.session.families,
              ElementsAre(bgp::kIpv4Unicast));
  EXPECT_THAT(setup.neighbors[1].speaker.peer.session.families,
              ElementsAre(bgp::kIpv4Unicast, bgp::kIpv6Unicast));
  setup = Load(With("peer_as: 65000", "peer_as: 65000 family: [IPV6, IPV4]"));
  EXPECT_THAT(setup.neighbors[0].speaker.peer.session.families,
              ElementsAre(bgp::kIpv6Unicast, bgp::kIpv4Unicast));
  EXPECT_EQ(Complaint(With("peer_as: 65000", "peer_as: 65000 family: IPV6")),
            "f:18:3: group[0].prefix[0]: \"172.16.1.1/32\" is of a family that "
            "rs-1 is not offered; add IPV4 to its `family`, or leave that "
            "out\n");
}

TEST(AnnouncerConfigTest, GroupReachesNamedNeighborsAndSides) {
  const AnnouncerSetup setup =
      Load(With("role: ACTIVE", "role: STANDBY side: \"internet\""));
  EXPECT_FALSE(
      announcer::Reaches(setup.groups[0], setup.neighbors[0].announcer));
  EXPECT_TRUE(
      announcer::Reaches(setup.groups[0], setup.neighbors[1].announcer));
  EXPECT_EQ(Complaint(With("role: ACTIVE", "role: ACTIVE\n  side: \"lan\"")),
            "f:17:3: group[0].name: \"floating\" reaches no neighbour; leave "
            "`neighbor` and `side` out to reach all\n"
            "f:25:3: group[0].side[0]: \"lan\" is the side of no neighbour; "
            "correct one of the two\n");
  EXPECT_THAT(
      Complaint(With("role: ACTIVE", "role: ACTIVE\n  neighbor: \"rs-9\"")),
      HasSubstr("f:25:3: group[0].neighbor[0]: \"rs-9\" is the name of no "
                "neighbour"));
}

TEST(AnnouncerConfigTest, CommunitiesOfBothKindsAreRead) {
  const AnnouncerSetup setup = Load(
      With("med: 100", "med: 100 community: [ \"65001:7\", \"65001:1:2\" ]"));
  const announcer::Step& step = setup.groups[0].ladder.standby[0];
  ASSERT_EQ(step.communities.size(), 1u);
  EXPECT_EQ(step.communities[0].ToString(), "65001:7");
  ASSERT_EQ(step.large_communities.size(), 1u);
  EXPECT_EQ(step.large_communities[0].ToString(), "65001:1:2");
}

TEST(AnnouncerConfigTest, MissingMedIsReportedAtItsStep) {
  EXPECT_EQ(
      Complaint(With("prepend: 2 med: 100", "prepend: 2")),
      "f:21:5: group[0].ladder.standby[0].med: is missing, which receivers "
      "take for 0, the best; set it, 0 included\n");
}

TEST(AnnouncerConfigTest, LadderOutOfOrderIsReportedAtTheField) {
  EXPECT_THAT(
      Complaint(With("prepend: 4 med: 200", "prepend: 1 med: 100")),
      ::testing::AllOf(
          HasSubstr("f:22:18: group[0].ladder.recovering.prepend: 1 is less "
                    "than standby's 2"),
          HasSubstr("f:22:29: group[0].ladder.recovering.med: 100 is not above "
                    "standby's 100")));
  EXPECT_THAT(Complaint(With("prepend: 4", "prepend: 65")),
              HasSubstr("f:22:18: group[0].ladder.recovering.prepend: 65"));
}

TEST(AnnouncerConfigTest, HostBitsAreReportedWithWhatMayBeMeant) {
  EXPECT_EQ(Complaint(With("172.16.1.1/32", "172.16.1.1/24")),
            "f:18:3: group[0].prefix[0]: \"172.16.1.1/24\" is not a prefix; "
            "bits beyond the length are set: did you mean 172.16.1.0/24?\n");
}

// One replacement in kSoundConfig and what is said about it.
struct BadLine {
  const char* from;
  const char* to;
  const char* complaint;
};

TEST(AnnouncerConfigTest, EachBadValueIsReportedWhereItStands) {
  const BadLine lines[] = {
      {"\"10.0.1.10\"", "\"0.0.0.0\"", "f:1:1: router_id: \"0.0.0.0\" is no"},
      {"router_id: \"10.0.1.10\"", "", "f: router_id: is missing"},
      {"local_as: 65001", "", "f: local_as: is missing"},
      {"local_as: 65001", "local_as: 0", "f:2:1: local_as: 0 is reserved"},
      {"local_as: 65001", "local_as: 23456", "f:2:1: local_as: 23456 stands"},
      {"local_as: 65001", "local_as: 4294967295", "f:2:1: local_as: 42949672"},
      {"name: \"rs-1\"", "", "f:3:1: neighbor[0].name: is missing"},
      {"\"rs-2\"", "\"rs-1\"",
       "f:10:3: neighbor[1].name: \"rs-1\" stands in line 4 already"},
      {"\"10.0.1.5\"", "\"10.0.1.4\"",
       "f:11:3: neighbor[1].address: \"10.0.1.4\" stands in line 5 already"},
      {"\"10.0.1.4\"", "\"10.0.1\"",
       "f:5:3: neighbor[0].address: \"10.0.1\" is not an IP address"},
      {"\"10.0.1.4\"", "\"224.0.0.1\"", "f:5:3: neighbor[0].address:"},
      {"\"10.0.1.4\"", "\"fe80::1\"", "is link-local"},
      {"\"10.0.1.4\"", "\"10.0.1.10\"", "is the neighbour's own address"},
      {"\"10.0.1.4\"", "\"2001:db8::4\"",
       "f:6:3: neighbor[0].local_address: \"10.0.1.10\" is not of the family"},
      {"peer_as: 65000", "peer_as: 65001",
       "f:7:3: neighbor[0].peer_as: 65001 is our own AS number"},
      {"peer_as: 65000", "hold_time_s: 9",
       "f:3:1: neighbor[0].peer_as: is missing"},
      {"peer_as: 65000", "peer_as: 65000 hold_time_s: 2",
       "f:7:18: neighbor[0].hold_time_s: 2 is too short"},
      {"peer_as: 65000", "peer_as: 65000 port: 65536",
       "neighbor[0].port: 65536 is out of range; choose 1 to 65535"},
      {"local_address: \"10.0.1.10\"", "bfd {}",
       "f:3:1: neighbor[0].local_address: is missing; BFD needs it"},
      {"peer_as: 65000", "peer_as: 65000 bfd {\n detect_multiplier: 256 }",
       "f:8:2: neighbor[0].bfd.detect_multiplier: 256 is out of range"},
      {"peer_as: 65000", "peer_as: 65000 bfd { multihop { min_ttl: 256 } }",
       "neighbor[0].bfd.multihop.min_ttl: 256 is out of range"},
      {"peer_as: 65000", "peer_as: 65000 bfd { desired_min_tx_ms: 0 }",
       "neighbor[0].bfd.desired_min_tx_ms: 0 is out of range"},
      {"peer_as: 65000", "peer_as: 65000 password_file: \"/none\"",
       "neighbor[0].password_file: \"/none\" cannot be read"},
      {"peer_as: 65000", "peer_as: 65000 family: IPV4 family: IPV4",
       "f:7:31: neighbor[0].family[1]: IPV4 stands in line 7 already"},
      {"peer_as: 65000", "peer_as: 65000 family: FAMILY_UNSPECIFIED",
       "neighbor[0].family[0]: FAMILY_UNSPECIFIED is no address family"},
      {"name: \"floating\"", "", "f:16:1: group[0].name: is missing"},
      {"prefix: \"172.16.1.1/32\"", "", "f:16:1: group[0].prefix: is missing"},
      {"/32\"", "/32\" prefix: \"172.16.1.1\"",
       "group[0].prefix[1]: \"172.16.1.1\" stands in line 18 already"},
      {"/32\"", "/32\" next_hop { ipv4: \"::1\" }",
       "group[0].next_hop.ipv4: \"::1\" is of the other address family"},
      {"/32\"", "/32\" next_hop { ipv4: \"0.0.0.0\" }",
       "group[0].next_hop.ipv4: \"0.0.0.0\" is no address"},
      {"/32\"", "/32\" next_hop { ipv4: \"10.0.1.5\" }",
       "would be announced to rs-2 with its own address as next hop"},
      {"med: 200", "med: 200 community: \"65001\"",
       "group[0].ladder.recovering.community[0]: \"65001\" is not a community"},
      {"role: ACTIVE", "", "f:16:1: group[0].role: is missing"},
      {"role: ACTIVE\n}", "role: ACTIVE\n} shutdown { worsen_ms: 5000 }",
       "shutdown.worsen_ms: 5000 leaves no time before deadline_ms"},
      {"role: ACTIVE\n}",
       "role: ACTIVE\n} shutdown { worsen_ms: 2500 settle_ms: 2500 }",
       "shutdown.settle_ms: 2500 leaves no time before deadline_ms"},
      {"role: ACTIVE\n}",
       "role: ACTIVE\n} shutdown { graceful_shutdown: true }",
       "shutdown.graceful_shutdown: true marks paths that are withdrawn"},
      {"role: ACTIVE\n}", "role: ACTIVE\n} limits { pending_events: 1 }",
       "limits.pending_events: 1 is out of range"},
  };
  for (const BadLine& line : lines) {
    EXPECT_THAT(Complaint(With(line.from, line.to)), HasSubstr(line.complaint))
        << line.to;
  }
}

TEST(AnnouncerConfigTest, SameAddressFromAnotherLocalAddressIsFine) {
  std::string text = With("10.0.1.5\"\n  local_address: \"10.0.1.10",
                          "10.0.1.4\"\n  local_address: \"10.0.1.11");
  EXPECT_THAT(Complaint(text), Not(HasSubstr("stands in line")));
}

TEST(AnnouncerConfigTest, PrefixMayNotReachANeighborFromTwoGroups) {
  std::string text = kSoundConfig;
  const std::string group = text.substr(text.find("group {"));
  text += absl::StrReplaceAll(group, {{"floating", "second"}});
  EXPECT_THAT(Complaint(text),
              HasSubstr("f:26:1: group[1].prefix: 172.16.1.1/32 reaches rs-1 "
                        "from group floating already"));
}

TEST(AnnouncerConfigTest, EverythingWrongIsReportedAtOnceInOrder) {
  EXPECT_EQ(Complaint("local_as: 0\n"),
            "f: router_id: is missing; set it to an IPv4 address of this node, "
            "or to any number in that form\n"
            "f: neighbor: is missing; name at least one neighbour\n"
            "f: group: is missing; describe what is to be announced\n"
            "f:1:1: local_as: 0 is reserved (RFC 7607); use your own, or a "
            "private one: 64512 to 65534, 4200000000 to 4294967294\n");
}

TEST(AnnouncerConfigTest, PasswordFileCountsFromTheConfigurationsFolder) {
  const std::string folder = ::testing::TempDir();
  std::ofstream(folder + "/key") << "secret\nrest\n";
  const std::string path = folder + "/with_key.textproto";
  std::ofstream(path) << With("peer_as: 65000",
                              "peer_as: 65000 password_file: \"key\" "
                              "ttl_security: true opening: BOTH");
  ConfigProblems problems(path);
  const std::optional<AnnouncerSetup> setup =
      LoadAnnouncerConfig(path, &problems);
  ASSERT_TRUE(setup.has_value()) << problems.ToString();
  EXPECT_EQ(setup->neighbors[0].tcp.md5_key, "secret");
  EXPECT_TRUE(setup->neighbors[0].tcp.ttl_security);
  EXPECT_TRUE(setup->NeedsListener());
}

TEST(AnnouncerConfigTest, TheSocketMayBeAGroupsThatTheMachineHas) {
  const std::string end = "role: ACTIVE\n}";
  EXPECT_FALSE(Load(kSoundConfig).socket_group.has_value());
  EXPECT_EQ(
      Load(With(end, end + " paths { socket_group: \"root\" }")).socket_group,
      gid_t{0});
  EXPECT_THAT(
      Complaint(With(end, end + "\npaths { socket_group: \"nobody here\" }")),
      HasSubstr("f:26:9: paths.socket_group: \"nobody here\" names no group of "
                "this machine; create it (groupadd --system nobody here) or "
                "name another"));
}

TEST(AnnouncerConfigTest, KeyOfNoOrTooManyOctetsIsRefused) {
  const std::string path = ::testing::TempDir() + "/bad_key";
  for (const size_t size : {0, 81}) {
    std::ofstream(path) << std::string(size, 'k') << "\n";
    EXPECT_THAT(Complaint(With("peer_as: 65000",
                               absl::StrCat("peer_as: 65000 password_file: \"",
                                            path, "\""))),
                HasSubstr(absl::StrCat("has ", size, " octets")));
  }
}

}  // namespace
}  // namespace waymark::examples
