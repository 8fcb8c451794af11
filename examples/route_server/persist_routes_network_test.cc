// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The loss of a carrier that takes all sessions, with persist routes, in a
// network namespace of its own.

#include <cstddef>
#include <memory>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "examples/route_server/route_server.h"
#include "examples/route_server/testing/loopback_vpc.h"
#include "examples/testing/loopback_speaker.h"
#include "gtest/gtest.h"
#include "posix/testing/network_namespace.h"
#include "posix/testing/run_until.h"
#include "rib/loc_rib.h"
#include "rib/peer_info.h"
#include "speaker/neighbor.h"

namespace waymark::examples {
namespace {

class PersistRoutesNetworkTest : public LoopbackVpc {
 protected:
  static void SetUpTestSuite() { entered_ = posix::EnterNetworkNamespace(); }
  void SetUp() override {
    if (!entered_.ok()) GTEST_SKIP() << entered_;
    ASSERT_TRUE(posix::Ip("link set lo up"));
    LoopbackVpc::SetUp();
  }

  // An active node and a standby; the session of the standby, which the server
  // resets last, is that of the longer path. Then all lose their carrier.
  void LoseAll(absl::string_view more) {
    ASSERT_TRUE(Open(Setup(more)).ok());
    active_ = Peer(first_, "192.0.2.2", /*med=*/0);
    standby_ = Peer(second_, "192.0.2.3", /*med=*/100);
    ASSERT_TRUE(Until([&] { return Paths() == 2; }));
    ASSERT_EQ(table_.Via(kFloating), "192.0.2.2");
    ASSERT_TRUE(posix::Ip("link set lo down"));
    ASSERT_TRUE(Until([&] {
      for (const rib::PeerId id : server_->peers()) {
        if (server_->speaker().Find(id)->negotiated() != nullptr) return false;
      }
      return true;
    }));
    posix::RunFor(*loop_, absl::Milliseconds(100));
  }
  size_t Paths() { return server_->speaker().loc_rib()->paths(); }

  static absl::Status entered_;
  std::unique_ptr<LoopbackSpeaker> active_;
  std::unique_ptr<LoopbackSpeaker> standby_;
};

absl::Status PersistRoutesNetworkTest::entered_;

TEST_F(PersistRoutesNetworkTest, ACarrierThatTakesAllSessionsTakesNoRoute) {
  LoseAll("persist_routes { action: ENABLE }");
  EXPECT_TRUE(server_->persist_routes().are_routes_persisted());
  EXPECT_EQ(Paths(), 2u);
  EXPECT_EQ(table_.Via(kFloating), "192.0.2.2");
}

TEST_F(PersistRoutesNetworkTest, WithoutPersistRoutesItTakesThemAll) {
  LoseAll("");
  EXPECT_EQ(Paths(), 0u);
  EXPECT_EQ(table_.Via(kFloating), "none");
}

}  // namespace
}  // namespace waymark::examples
