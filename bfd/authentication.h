// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The authentication of one session: the five types of RFC 5880, 6.7, with the
// variables bfd.RcvAuthSeq, bfd.XmitAuthSeq and bfd.AuthSeqKnown of 6.8.1.
//
// It seals what the session sends and verifies what it receives; neither takes
// memory. A packet that fails changes nothing. Secrets and digests are compared
// in a time that does not depend on where they differ.
//
// Sequence numbers: bfd.XmitAuthSeq grows by one with every packet of a
// meticulous type, and with every packet whose contents differ from those of
// the one before, or that is sent with another key, for the others. It never
// grows faster than packets are sent, and so never outruns the window of a
// receiver that still hears us.

#ifndef WAYMARK_BFD_AUTHENTICATION_H_
#define WAYMARK_BFD_AUTHENTICATION_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

#include "absl/random/bit_gen_ref.h"
#include "absl/types/span.h"
#include "base/clock.h"
#include "base/digest.h"
#include "bfd/code_points.h"
#include "bfd/control_packet.h"
#include "bfd/drop_reason.h"
#include "bfd/key_chain.h"

namespace waymark::bfd {

// A value for operators. Of the key for sending, what it is now.
struct AuthenticationSnapshot {
  AuthType type = AuthType::kNone;
  int send_key_id = 0;
  bool send_key_valid = false;
  uint32_t xmit_auth_seq = 0;
  uint32_t rcv_auth_seq = 0;
  bool auth_seq_known = false;
  // Sent although no key was valid for sending (bfd/key_chain.h).
  uint64_t sent_without_valid_key = 0;
  // Not sent because the digest could not be computed.
  uint64_t digest_failures = 0;
};

class Authentication {
 public:
  // `keys` is not null. `digest` may be null if the chain has passwords alone;
  // it and `wall` are borrowed and outlive this object. `random` is used here
  // only.
  Authentication(std::shared_ptr<const KeyChain> keys, Digest* digest,
                 const WallClock& wall, absl::BitGenRef random);

  // Sequence numbers go on: the neighbour is the same. Null: not in use, until
  // there are keys again.
  void SetKeys(std::shared_ptr<const KeyChain> keys);
  bool in_use() const { return keys_ != nullptr; }

  // RFC 5880, 6.7.2 to 6.7.4, on reception. Why the packet is to be discarded;
  // nullopt: it is authentic, and its sequence number is used up.
  // REQUIRES (this, Seal and Snapshot): in use.
  std::optional<DropReason> Verify(const ControlPacket& packet);

  // RFC 5880, 6.8.1: bfd.AuthSeqKnown is 0 again.
  void ForgetSequence() { auth_seq_known_ = false; }

  // The whole packet for `contents`, which is a mandatory section with the A
  // bit clear and the Length that goes with it. Valid until the next call;
  // empty if the digest failed: send nothing.
  absl::Span<const uint8_t> Seal(
      const std::array<uint8_t, kControlPacketSize>& contents);

  AuthenticationSnapshot Snapshot() const;

 private:
  // That of SHA1.
  static constexpr size_t kMaxSize = kControlPacketSize + 28;
  using Octets = std::array<uint8_t, kMaxSize>;

  std::optional<DropReason> VerifyDigest(const ControlPacket& packet,
                                         const KeyChain::Key& key);
  bool IsInWindow(uint32_t sequence, const ControlPacket& packet,
                  AuthType type) const;
  bool Sign(const KeyChain::Key& key);

  std::shared_ptr<const KeyChain> keys_;
  Digest* const digest_;
  const WallClock& wall_;

  uint32_t rcv_auth_seq_ = 0;
  uint32_t xmit_auth_seq_;
  bool auth_seq_known_ = false;

  // The packet last sealed, with which key; null: none that may be sent again.
  const KeyChain::Key* sealed_with_ = nullptr;
  std::array<uint8_t, kControlPacketSize> sealed_contents_ = {};
  Octets sealed_ = {};
  uint64_t sent_without_valid_key_ = 0;
  uint64_t digest_failures_ = 0;
};

}  // namespace waymark::bfd

#endif  // WAYMARK_BFD_AUTHENTICATION_H_
