// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// A neighbour without a speaker: takes connections at TCP port 179, answers the
// OPEN, and keeps every message that it receives, in order.

#ifndef WAYMARK_SPEAKER_TESTING_WIRE_PEER_H_
#define WAYMARK_SPEAKER_TESTING_WIRE_PEER_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/types/span.h"
#include "base/byte_stream.h"
#include "base/ip_address.h"
#include "base/listener.h"
#include "base/testing/stream_recorder.h"
#include "bgp/wire/message_framer.h"
#include "bgp/wire/message_header.h"
#include "bgp/wire/session_context.h"
#include "speaker/neighbor_config.h"
#include "speaker/testing/simulated_site.h"

namespace waymark::speaker::testing {

// One connection at a time; the next one replaces it. Never lets a hold timer
// run (Hold Time 0), so that it need not send KEEPALIVE.
class WirePeer final : private ListenerVisitor {
 public:
  // AS number 65000, both families, 4-octet AS numbers, route refresh.
  WirePeer(SimulatedInternet& internet, const IpAddress& address);

  // Towards this peer, from `site`, which is the one to connect.
  NeighborConfig ConfigFrom(const SimulatedSite& site) const;

  // Announces enhanced route refresh from the next connection on.
  void AnnounceEnhancedRouteRefresh() { enhanced_ = true; }

  // A whole message.
  void Send(absl::Span<const uint8_t> message);
  // Resets the connection.
  void Drop();

  // What was received since ForgetLines:
  //   "open", "keepalive", "end-of-rib ipv4",
  //   "cease/administrative_shutdown the text"
  //   "+ 172.16.1.1/32 172.16.1.2/32: 65001 65001 med 10 via 10.0.0.10"
  //   "- 172.16.1.1/32"
  //   "refresh? ipv6", "borr ipv6", "eorr ipv6"
  // and "closed" at the end of a connection that Drop has not ended.
  const std::vector<std::string>& lines() const { return lines_; }
  void ForgetLines() { lines_.clear(); }

 private:
  void OnAccepted(std::unique_ptr<ByteStream> stream) override;
  void OnBytes();
  void OnMessage(const bgp::RawMessage& message);
  void OnUpdate(absl::Span<const uint8_t> body);

  const IpAddress address_;
  bool enhanced_ = false;
  const bgp::SessionContext context_{.four_octet_as = true};
  std::unique_ptr<Listener> listener_;
  std::unique_ptr<waymark::testing::StreamRecorder> connection_;
  std::unique_ptr<bgp::MessageFramer> framer_;
  std::vector<std::string> lines_;
};

}  // namespace waymark::speaker::testing

#endif  // WAYMARK_SPEAKER_TESTING_WIRE_PEER_H_
