// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "posix/testing/bfd_link.h"

#include <net/if.h>

#include <utility>

#include "absl/status/statusor.h"
#include "posix/testing/network_namespace.h"

namespace waymark::posix {

absl::Status BfdLink::entered_;

void BfdLink::SetUpTestSuite() {
  entered_ = EnterNetworkNamespace();
  if (!entered_.ok()) return;
  ASSERT_TRUE(Ip("link set lo up"));
}

void BfdLink::SetUp() {
  if (!entered_.ok()) GTEST_SKIP() << entered_;
  ASSERT_TRUE(Ip("link add left type veth peer name right"));
  ASSERT_TRUE(Ip("link set left up"));
  ASSERT_TRUE(Ip("link set right up"));
  ASSERT_TRUE(Ip("address add 10.0.0.1/24 dev left"));
  ASSERT_TRUE(Ip("address add fe80::1/64 dev left nodad"));
  ASSERT_TRUE(Ip("address add fe80::2/64 dev right nodad"));
}

void BfdLink::TearDown() {
  // With both ends, and all addresses and routes on them.
  if (entered_.ok()) Ip("link delete left 2> /dev/null");
}

void BfdLink::OpenTransport(const BfdTransport::Options& options) {
  auto transport = BfdTransport::Create(*loop_, demultiplexer_, options);
  ASSERT_TRUE(transport.ok()) << transport.status();
  transport_ = *std::move(transport);
}

std::unique_ptr<bfd::PacketSender> BfdLink::OpenSender(
    const bfd::SessionKey& key) {
  auto sender = transport_->OpenSender(key);
  EXPECT_TRUE(sender.ok()) << sender.status();
  return sender.ok() ? *std::move(sender) : nullptr;
}

bfd::SessionKey BfdLink::LeftToRight() const {
  return {left_, right_, if_nametoindex("left")};
}

bfd::SessionKey BfdLink::RightToLeft() const {
  return {right_, left_, if_nametoindex("right")};
}

}  // namespace waymark::posix
