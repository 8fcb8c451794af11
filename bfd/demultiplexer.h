// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Finds the session that a received packet belongs to (RFC 5880, 6.3 and 6.8.6;
// RFC 5881, 3 and 5; RFC 5883, 4.1 and 5).
//
// Packets with a Your Discriminator go where it says, whatever their addresses;
// first packets go to the session bound to their addresses and interface. No
// packet reaches a session of the other kind of path: whoever may send to the
// multihop port from afar cannot talk to a single hop's session. Everything
// else is counted and forgotten: a bad packet costs at most one look-up, so
// that a flood of them stays cheap. No allocation on reception.
//
// It knows all sessions of a system, and so says which of them send together.

#ifndef WAYMARK_BFD_DEMULTIPLEXER_H_
#define WAYMARK_BFD_DEMULTIPLEXER_H_

#include <array>
#include <cstddef>
#include <cstdint>

#include "absl/container/btree_map.h"
#include "absl/random/bit_gen_ref.h"
#include "absl/status/statusor.h"
#include "base/ip_address.h"
#include "bfd/cadence.h"
#include "bfd/control_packet_receiver.h"
#include "bfd/discriminator_table.h"
#include "bfd/drop_reason.h"
#include "bfd/received_packet.h"
#include "bfd/session_key.h"

namespace waymark::bfd {

struct DemultiplexerCounters {
  // All packets, and those that a session accepted.
  uint64_t received = 0;
  uint64_t accepted = 0;
  // By DropReason; received = accepted + their sum.
  std::array<uint64_t, kDropReasonCount> dropped = {};

  uint64_t drops(DropReason reason) const {
    return dropped[static_cast<size_t>(reason)];
  }
};

class Demultiplexer {
 public:
  struct Config {
    // How many sessions there may be at once; at most
    // DiscriminatorTable::kMaxCapacity.
    size_t max_sessions = 256;
    // How many of them send at one instant at most, in the mean
    // (bfd/cadence.h); 0 is taken for 1. Should all be one neighbour's, its
    // receive buffer has to hold as many packets: one that Linux gives by
    // default holds 277 where each is charged 768 octets, and 92 where a driver
    // charges 2,304. The last of 128 leaves half a millisecond late.
    size_t most_in_step = 128;
  };

  // `random` is borrowed; discriminators want unpredictable bits, and two
  // systems on one clock are not to be in step.
  Demultiplexer(const Config& config, absl::BitGenRef random);
  Demultiplexer(const Demultiplexer&) = delete;
  Demultiplexer& operator=(const Demultiplexer&) = delete;

  // Binds a session and answers its local discriminator. ALREADY_EXISTS if the
  // key is bound, RESOURCE_EXHAUSTED at the limit. `receiver` is borrowed until
  // Remove. A session for one interface is preferred to one for any. `min_ttl`,
  // 1-255, is the least TTL or Hop Limit that a multihop session accepts; a
  // single hop's accepts 255 alone (RFC 5881, 5).
  absl::StatusOr<uint32_t> Add(const SessionKey& key,
                               ControlPacketReceiver& receiver,
                               int min_ttl = 1);

  // REQUIRES: Add gave this discriminator for this key.
  void Remove(const SessionKey& key, uint32_t discriminator);

  // Decodes and delivers one datagram. Sessions may be added and removed by
  // what it delivers; the demultiplexer itself must survive it.
  void Receive(const ReceivedPacket& packet);

  const DemultiplexerCounters& counters() const { return counters_; }
  size_t size() const { return table_.size(); }
  // The seed of the cadence that the session of this discriminator sends at,
  // together with others that are bound now. When one more makes another
  // cadence necessary, most sessions change over, which takes each a few
  // packets.
  uint32_t CadenceSeed(uint32_t discriminator) const {
    return SeedOfSession(seed_, discriminator, size(), most_in_step_);
  }
  // How many keys first packets are looked up by.
  size_t bound_keys() const { return by_key_.size(); }

 private:
  // Null if there is none.
  const DiscriminatorTable::Entry* FindByAddress(
      const ReceivedPacket& packet) const;
  void Drop(DropReason reason) {
    ++counters_.dropped[static_cast<size_t>(reason)];
  }

  DiscriminatorTable table_;
  const uint32_t seed_;
  const size_t most_in_step_;
  // Discriminators, by what first packets are told apart by. Ordered, so that
  // the sessions of one pair of addresses lie together; denser than a hash
  // table, and only first packets are looked up here.
  absl::btree_map<SessionKey, uint32_t> by_key_;
  DemultiplexerCounters counters_;
};

}  // namespace waymark::bfd

#endif  // WAYMARK_BFD_DEMULTIPLEXER_H_
