// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// One session on a simulated node, with a SessionOracle beside it that sees
// what the session receives and hears what it reports.

#ifndef WAYMARK_BFD_TESTING_JUDGED_END_H_
#define WAYMARK_BFD_TESTING_JUDGED_END_H_

#include <cstdint>
#include <memory>
#include <utility>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "base/digest.h"
#include "base/ip_address.h"
#include "base/monotonic_time.h"
#include "base/testing/packet_network.h"
#include "base/testing/reference_digest.h"
#include "base/testing/simulated_node.h"
#include "bfd/demultiplexer.h"
#include "bfd/key_chain.h"
#include "bfd/session.h"
#include "bfd/session_config.h"
#include "bfd/session_listener.h"
#include "bfd/testing/session_oracle.h"
#include "bfd/testing/simulated_transport.h"

namespace waymark::bfd::testing {

class JudgedEnd final : private SessionListener {
 public:
  // `node` and `network` are borrowed. `keys` may be null: no authentication.
  JudgedEnd(waymark::testing::SimulatedNode& node,
            waymark::testing::PacketNetwork& network, const IpAddress& local,
            const IpAddress& remote, const TimerConfig& timers,
            std::shared_ptr<const KeyChain> keys)
      : node_(node),
        demultiplexer_({}, node.runtime().random),
        transport_(node, network, demultiplexer_),
        session_(node.runtime(), demultiplexer_, transport_,
                 MakeConfig(local, remote, timers, keys, digest_), *this),
        oracle_(node.clock(), static_cast<uint32_t>(absl::ToInt64Microseconds(
                                  timers.required_min_rx))) {
    // The first of the transport's senders.
    if (keys != nullptr) oracle_.SetAuthenticSource(49152);
    transport_.set_tap([this](const waymark::testing::Packet& packet) {
      const bool accepted = oracle_.OnArrival(packet);
      if (on_arrival) on_arrival(packet, accepted);
    });
  }

  absl::Status Start() {
    const absl::Status status = session_.Start();
    oracle_.SetDiscriminator(session_.local_discriminator());
    return status;
  }

  MonotonicTime now() const { return node_.clock().Now(); }
  Session& session() { return session_; }
  const Session& session() const { return session_; }
  const Demultiplexer& demultiplexer() const { return demultiplexer_; }
  SessionOracle& oracle() { return oracle_; }
  const SessionOracle& oracle() const { return oracle_; }
  uint64_t stalls() const { return stalls_; }
  // From Up, whatever the reason.
  uint64_t downs() const { return downs_; }

  // Optional: with each packet just before the session has it, and whether
  // RFC 5880, 6.8.6 accepts it.
  absl::AnyInvocable<void(const waymark::testing::Packet&, bool accepted)>
      on_arrival;

 private:
  static SessionConfig MakeConfig(const IpAddress& local,
                                  const IpAddress& remote,
                                  const TimerConfig& timers,
                                  std::shared_ptr<const KeyChain> keys,
                                  Digest& digest) {
    SessionConfig config;
    config.key = {.local = local, .remote = remote};
    config.timers = timers;
    config.key_chain = std::move(keys);
    config.digest = &digest;
    return config;
  }

  void OnStateChange(const StateChange& change) override {
    if (change.old_state == State::kUp) ++downs_;
    oracle_.OnStateChange(change);
  }
  void OnLocalStall(const LocalStall&) override { ++stalls_; }

  waymark::testing::SimulatedNode& node_;
  waymark::testing::ReferenceDigest digest_;
  Demultiplexer demultiplexer_;
  SimulatedTransport transport_;
  Session session_;
  SessionOracle oracle_;
  uint64_t stalls_ = 0;
  uint64_t downs_ = 0;
};

}  // namespace waymark::bfd::testing

#endif  // WAYMARK_BFD_TESTING_JUDGED_END_H_
