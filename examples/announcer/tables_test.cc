// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/announcer/tables.h"

#include <cstdint>
#include <string>

#include "absl/time/time.h"
#include "examples/proto/control.pb.h"
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

TEST(TablesTest, NeighborsStandInTheColumnsOfGobgp) {
  proto::NeighborRow up = Neighbor("10.0.0.4");
  up.set_state("established");
  up.mutable_since()->set_seconds(kNow - 7);
  up.set_bfd_state("up");
  up.set_received(12);
  up.set_accepted(11);
  up.set_advertised(2);
  EXPECT_EQ(
      NeighborTable({up, Neighbor("2001:db8::4")}, kNowTime),
      "Peer         AS     Up/Down   State        BFD  #Received  Accepted  "
      "Advertised\n"
      "10.0.0.4     65000  00:00:07  established  up   12         11        2\n"
      "2001:db8::4  65000  never     idle         -    0          0         "
      "0\n");
}

TEST(TablesTest, AnAgeOfDaysSaysHowMany) {
  proto::NeighborRow row = Neighbor("10.0.0.4");
  row.mutable_since()->set_seconds(kNow - (((3 * 24 + 4) * 60 + 5) * 60 + 6));
  EXPECT_NE(NeighborTable({row}, kNowTime).find(" 3d 04:05:06 "),
            std::string::npos);
  row.mutable_since()->set_seconds(kNow - 86'400);
  EXPECT_NE(NeighborTable({row}, kNowTime).find(" 1d 00:00:00 "),
            std::string::npos);
}

TEST(TablesTest, ATimeToComeIsNoAge) {
  proto::NeighborRow row = Neighbor("10.0.0.4");
  row.mutable_since()->set_seconds(kNow + 60);
  EXPECT_NE(NeighborTable({row}, kNowTime).find(" 00:00:00 "),
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
  EXPECT_EQ(RibTable({full, bare}, kNowTime),
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

}  // namespace
}  // namespace waymark::examples
