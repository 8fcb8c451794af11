// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// A route server and its peers on loopback addresses, on one loop, with one
// route table "vpc" in memory. A fixture for tests.

#ifndef WAYMARK_EXAMPLES_ROUTE_SERVER_TESTING_LOOPBACK_VPC_H_
#define WAYMARK_EXAMPLES_ROUTE_SERVER_TESTING_LOOPBACK_VPC_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "base/ip_address.h"
#include "base/ip_endpoint.h"
#include "examples/daemon/event_log.h"
#include "examples/daemon/line_output.h"
#include "examples/route_server/route_server.h"
#include "examples/route_server/route_server_setup.h"
#include "examples/route_server/routing_table.h"
#include "examples/route_server/testing/memory_table.h"
#include "examples/testing/loopback_speaker.h"
#include "gtest/gtest.h"
#include "posix/event_loop.h"
#include "posix/file_descriptor.h"
#include "rib/peer_info.h"

namespace waymark::examples {

class LoopbackVpc : public ::testing::Test {
 protected:
  static constexpr char kFloating[] = "172.16.1.1/32";

  void SetUp() override;

  // One endpoint, "rse", with the peers "p127.0.0.2" and "p127.0.0.3" of AS
  // 65001, next hops unchecked; `more` is added to the configuration, and
  // `of_peer` to each peer.
  RouteServerSetup Setup(absl::string_view more = "",
                         absl::string_view of_peer = "");
  absl::Status Open(const RouteServerSetup& setup);
  // With other tables, which are those of setup.route_tables.
  absl::Status Open(const RouteServerSetup& setup,
                    std::vector<NamedTable> tables);

  // A peer, up.
  std::unique_ptr<LoopbackSpeaker> Peer(const IpAddress& address,
                                        bool with_bfd = false);
  // The same with the floating address behind `gateway`.
  std::unique_ptr<LoopbackSpeaker> Peer(const IpAddress& address,
                                        absl::string_view gateway,
                                        uint32_t med);
  bool Until(const std::function<bool()>& done);
  // Until the table has the floating address so.
  bool UntilVia(absl::string_view gateway);
  // What was said to people since the last call.
  std::string Diagnostics();

  const IpAddress server_address_ = IpAddress::V4(127, 0, 0, 1);
  const IpAddress first_ = IpAddress::V4(127, 0, 0, 2);
  const IpAddress second_ = IpAddress::V4(127, 0, 0, 3);
  // The server, as its peers number it.
  static constexpr rib::PeerId kServer{0};

  MemoryRoutes table_;
  std::unique_ptr<posix::EventLoop> loop_;
  posix::FileDescriptor diagnostics_read_;
  posix::FileDescriptor diagnostics_write_;
  std::unique_ptr<LineOutput> diagnostics_;
  std::unique_ptr<EventLog> events_;
  IpEndpoint endpoint_;
  std::unique_ptr<RouteServer> server_;
};

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_ROUTE_SERVER_TESTING_LOOPBACK_VPC_H_
