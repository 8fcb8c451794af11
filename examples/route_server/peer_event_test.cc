// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/route_server/peer_event.h"

#include <optional>

#include "absl/time/time.h"
#include "base/ip_address.h"
#include "base/ip_prefix.h"
#include "bgp/as_path.h"
#include "bgp/path_attributes.h"
#include "gtest/gtest.h"

namespace waymark::examples {
namespace {

const absl::Time kTime = absl::FromUnixMillis(1746643505367);

TEST(PeerEventTest, SessionsComeUpAndGoDown) {
  EXPECT_EQ(SessionEventLine("rsp-1", kTime, "BGPStatus", true),
            R"({"resource_arn":)"
            R"("arn:aws:ec2:local:000000000000:route-server-peer/rsp-1",)"
            R"("event_timestamp":1746643505367,"type":"BGPStatus",)"
            R"("status":"UP","message":null})");
  EXPECT_EQ(SessionEventLine("rsp-1", kTime, "BFDStatus", false),
            R"({"resource_arn":)"
            R"("arn:aws:ec2:local:000000000000:route-server-peer/rsp-1",)"
            R"("event_timestamp":1746643505367,"type":"BFDStatus",)"
            R"("status":"DOWN","message":null})");
}

TEST(PeerEventTest, RoutesHaveTheirAttributesInTheMessage) {
  bgp::PathAttributes path;
  path.as_path = bgp::AsPath::Sequence({65001, 65001});
  path.med = 100;
  path.next_hop = bgp::NextHop{IpAddress::V4(10, 24, 34, 1), std::nullopt};
  const IpPrefix prefix = *IpPrefix::Parse("10.24.34.0/32");
  EXPECT_EQ(RouteEventLine("rsp-1", kTime, "ADVERTISED", prefix, path),
            R"({"resource_arn":)"
            R"("arn:aws:ec2:local:000000000000:route-server-peer/rsp-1",)"
            R"("event_timestamp":1746643505367,"type":"RouteStatus",)"
            R"("status":"ADVERTISED","message":{"prefix":"10.24.34.0/32",)"
            R"("asPath":"65001 65001","med":100,"nextHopIp":"10.24.34.1"}})");
  path.med.reset();
  const std::string without =
      RouteEventLine("rsp-1", kTime, "WITHDRAWN", prefix, path);
  EXPECT_NE(without.find(R"("med":null)"), std::string::npos) << without;
}

TEST(PeerEventTest, ANameThatIsNoTextBreaksNoLine) {
  const std::string line = SessionEventLine("a\n\"\xff", kTime, "x", true);
  EXPECT_EQ(line.find('\n'), std::string::npos);
  EXPECT_NE(line.find("a\\n\\\"\xEF\xBF\xBD"), std::string::npos) << line;
}

}  // namespace
}  // namespace waymark::examples
