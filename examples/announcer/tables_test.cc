// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/announcer/tables.h"

#include <cstdint>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "examples/proto/control.pb.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace waymark::examples {
namespace {

constexpr int64_t kNow = 1'767'225'600;
const absl::Time kNowTime = absl::FromUnixSeconds(kNow);

proto::NeighborRow Neighbor(const std::string& address) {
  proto::NeighborRow row;
  row.set_address(address);
  row.set_peer_as(65000);
  row.set_state("idle");
  return row;
}

ControlAnswer Answer(const std::vector<proto::NeighborRow>& rows) {
  ControlAnswer answer;
  for (const proto::NeighborRow& row : rows) {
    *answer.emplace_back().mutable_neighbor() = row;
  }
  return answer;
}

// One response in text format.
ControlAnswer One(const std::string& text) {
  ControlAnswer answer(1);
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &answer[0]));
  return answer;
}

TEST(TablesTest, NeighborsStandInTheColumnsOfGobgp) {
  proto::NeighborRow up = Neighbor("10.0.0.4");
  up.set_state("established");
  up.mutable_since()->set_seconds(kNow - 7);
  up.set_bfd_state("up");
  up.set_received(12);
  up.set_accepted(11);
  up.set_advertised(2);
  EXPECT_EQ(
      NeighborTable(Answer({up, Neighbor("2001:db8::4")}), kNowTime),
      "Peer         AS     Up/Down   State        BFD  #Received  Accepted  "
      "Advertised\n"
      "10.0.0.4     65000  00:00:07  established  up   12         11        2\n"
      "2001:db8::4  65000  never     idle         -    0          0         "
      "0\n");
}

TEST(TablesTest, AnAgeOfDaysSaysHowMany) {
  proto::NeighborRow row = Neighbor("10.0.0.4");
  row.mutable_since()->set_seconds(kNow - (((3 * 24 + 4) * 60 + 5) * 60 + 6));
  EXPECT_NE(NeighborTable(Answer({row}), kNowTime).find(" 3d 04:05:06 "),
            std::string::npos);
  row.mutable_since()->set_seconds(kNow - 86'400);
  EXPECT_NE(NeighborTable(Answer({row}), kNowTime).find(" 1d 00:00:00 "),
            std::string::npos);
}

TEST(TablesTest, ATimeToComeIsNoAge) {
  proto::NeighborRow row = Neighbor("10.0.0.4");
  row.mutable_since()->set_seconds(kNow + 60);
  EXPECT_NE(NeighborTable(Answer({row}), kNowTime).find(" 00:00:00 "),
            std::string::npos);
}

TEST(TablesTest, RoutesStandWithTheirAttributes) {
  proto::RibRow full;
  full.set_prefix("172.16.1.1/32");
  full.set_neighbor("rs-1");
  full.set_next_hop("10.0.0.10");
  full.set_as_path("65001 65001");
  full.set_med(0);
  full.set_origin("igp");
  full.set_group("floating");
  full.set_local_pref(100);
  full.add_communities("65001:100");
  full.add_communities("65001:1:2");
  full.mutable_since()->set_seconds(kNow - 61);
  proto::RibRow bare;
  bare.set_prefix("10.0.0.0/8");
  bare.set_neighbor("rs-2");
  bare.set_origin("incomplete");
  ControlAnswer answer(2);
  *answer[0].mutable_route() = full;
  *answer[1].mutable_route() = bare;
  EXPECT_EQ(AnnouncementTable(answer, kNowTime),
            "Neighbor  Group     Network        Next Hop   AS_PATH      MED  "
            "Communities          Age\n"
            "rs-1      floating  172.16.1.1/32  10.0.0.10  65001 65001  0    "
            "65001:100,65001:1:2  00:01:01\n"
            "rs-2      -         10.0.0.0/8                             -    "
            "-                    never\n");
  EXPECT_EQ(RibTable(answer, kNowTime),
            "Network        Next Hop   AS_PATH      MED  Age       Attrs\n"
            "172.16.1.1/32  10.0.0.10  65001 65001  0    00:01:01  "
            "neighbor=rs-1 origin=igp group=floating local_pref=100 "
            "communities=65001:100,65001:1:2\n"
            "10.0.0.0/8                             -    never     "
            "neighbor=rs-2 origin=incomplete\n");
}

TEST(TablesTest, NoRowsLeaveTheHeading) {
  EXPECT_EQ(RibTable({}, kNowTime),
            "Network  Next Hop  AS_PATH  MED  Age  Attrs\n");
}

TEST(TablesTest, ANeighborInDetailShowsWhatThereIs) {
  proto::NeighborRow row = Neighbor("10.0.0.4");
  row.set_name("rs-1");
  row.mutable_since()->set_seconds(kNow - 7);
  row.add_families("ipv4_unicast");
  row.add_families("ipv6_unicast");
  row.set_hold_time_s(9);
  const std::string text = NeighborDetail(Answer({row}), kNowTime);
  EXPECT_EQ(text.find("rs-1\n"), 0u) << text;
  for (const char* const line :
       {"\n  address            10.0.0.4\n",
        "\n  since              00:00:07\n",
        "\n  families           ipv4_unicast ipv6_unicast\n",
        "\n  hold_time_s        9\n", "\n  down_count         0\n"}) {
    EXPECT_NE(text.find(line), std::string::npos) << line << " in " << text;
  }
  EXPECT_EQ(text.find("bfd_state"), std::string::npos);
}

TEST(TablesTest, BfdSessionsStandWithWhatIsInUse) {
  EXPECT_EQ(
      BfdTable(One("bfd { neighbor: \"rs-1\" state: \"up\" poll_active: true "
                   "remote_state: \"up\" diagnostic: \"none\" "
                   "transmit_interval_us: 50000 detection_time_us: 150000 "
                   "detect_multiplier: 3 }"),
               kNowTime),
      "Neighbor  State      Since  Transmit  Detection  Multiplier  Remote  "
      "Diagnostic\n"
      "rs-1      up (poll)  never  50ms      150ms      3           up      "
      "none\n");
}

TEST(TablesTest, GroupsStandWithTheirCause) {
  EXPECT_EQ(
      GroupTable(One("group { name: \"floating\" role: \"standby\" rank: 1 "
                     "epoch: 7 valid_until { seconds: 1767225603 } standing: "
                     "\"recovering\" cause: \"side_lost\" ready: true "
                     "lost_sides: \"internet\" }"),
                 kNowTime),
      "Group     Role       Epoch  Lease     Announced as  Cause               "
      "  Ready  Next\n"
      "floating  standby 1  7      00:00:03  recovering    side_lost "
      "(internet)  yes    -\n");
}

TEST(TablesTest, ChecksStandWithTheirRuns) {
  EXPECT_EQ(HealthTable(One("health { group: \"floating\" check: \"vpn\" kind: "
                            "\"exec\" state: \"unwell\" run: -3 probes: 10 "
                            "failures: 3 detail: \"exit status 1\" }"),
                        kNowTime),
            "Group     Check  Kind  State   Since  Run  Probes  Failures  "
            "Detail\n"
            "floating  vpn    exec  unwell  never  -3   10      3         exit "
            "status 1\n");
}

TEST(TablesTest, IncidentsStandWithTheirSegments) {
  EXPECT_EQ(
      IncidentTable(One("incident { id: 4 trigger: \"bfd_down\" what: \"rs-1\" "
                        "end: \"open\" detection_us: 150100 decision_us: 20 "
                        "write_us: 300 total_us: 150420 }")),
      "ID  Trigger   What  Detection  Decision  Write  Acknowledged  Total    "
      " End\n"
      "4   bfd_down  rs-1  150.1ms    20us      300us  -             150.42ms "
      " open\n");
}

TEST(TablesTest, ChangesStandWithTheirImpact) {
  EXPECT_EQ(
      ChangeTable(One("change { path: 'neighbor \"rs-1\" port' old_value: "
                      "\"179\" impact: \"reset\" neighbors: \"rs-1\" }")),
      "Change                Old  New  Impact\n"
      "neighbor \"rs-1\" port  179  -    reset of rs-1\n");
  EXPECT_EQ(ChangeTable({}), "Nothing changes.\n");
  EXPECT_EQ(ChangeTable(One("remembered { remembered: true }")),
            "An earlier reload is still at work; this one follows it: see "
            "announcerctl events --follow.\n");
}

}  // namespace
}  // namespace waymark::examples
