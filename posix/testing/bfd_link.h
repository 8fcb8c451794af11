// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// BFD sockets where there is more than loopback: in a network namespace of the
// test's own with a pair of interfaces, left and right. A fixture for tests.

#ifndef WAYMARK_POSIX_TESTING_BFD_LINK_H_
#define WAYMARK_POSIX_TESTING_BFD_LINK_H_

#include <memory>

#include "absl/random/random.h"
#include "absl/status/status.h"
#include "base/ip_address.h"
#include "bfd/demultiplexer.h"
#include "bfd/packet_sender.h"
#include "bfd/session_key.h"
#include "gtest/gtest.h"
#include "posix/bfd_transport.h"
#include "posix/event_loop.h"
#include "posix/testing/control_packets.h"

namespace waymark::posix {

class BfdLink : public ::testing::Test {
 protected:
  static void SetUpTestSuite();
  // Both interfaces are up, with left_ and right_, and the left one with
  // 10.0.0.1/24; so is the loopback interface. Skips where no namespace can be
  // made.
  void SetUp() override;
  void TearDown() override;

  // Makes the transport, at BFD's own port.
  void OpenTransport(const BfdTransport::Options& options);
  std::unique_ptr<bfd::PacketSender> OpenSender(const bfd::SessionKey& key);
  // Sessions of the two ends.
  bfd::SessionKey LeftToRight() const;
  bfd::SessionKey RightToLeft() const;

  const IpAddress left_ = *IpAddress::Parse("fe80::1");
  const IpAddress right_ = *IpAddress::Parse("fe80::2");
  std::unique_ptr<EventLoop> loop_ = *EventLoop::Create();
  absl::BitGen random_;
  bfd::Demultiplexer demultiplexer_{{}, random_};
  ControlPacketRecorder receiver_;
  std::unique_ptr<BfdTransport> transport_;

 private:
  static absl::Status entered_;
};

}  // namespace waymark::posix

#endif  // WAYMARK_POSIX_TESTING_BFD_LINK_H_
