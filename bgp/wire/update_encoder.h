// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Encoding of UPDATE (RFC 4271, 4.3; RFC 4760; RFC 7606, 5.1).
//
// IPv4 unicast uses the classic fields, everything else MP_REACH_NLRI and
// MP_UNREACH_NLRI, which come first; the other attributes follow in ascending
// order of type. One message carries one kind of change: announcements with one
// set of attributes, or withdrawals.
//
// Attributes are encoded once and then stand in as many messages as the NLRI
// need:
//
//   const EncodedAttributes attributes = encoder.Encode(family, values);
//   while (!nlri.empty()) {
//     const size_t count = encoder.Announce(attributes, nlri, writer);
//     if (count == 0) break;  // no room left, or too large for any message
//     nlri.remove_prefix(count);
//   }

#ifndef WAYMARK_BGP_WIRE_UPDATE_ENCODER_H_
#define WAYMARK_BGP_WIRE_UPDATE_ENCODER_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "base/byte_writer.h"
#include "bgp/family.h"
#include "bgp/nlri.h"
#include "bgp/path_attributes.h"
#include "bgp/wire/session_context.h"

namespace waymark::bgp {

enum class EncodeStatus : uint8_t {
  kOk,
  // The attributes alone exceed a message: the routes must not be announced,
  // and must be withdrawn if they were (RFC 4271, 9.2; RFC 8654, 4).
  kTooLarge,
  // None, or of another address family than the routes.
  kNoNextHop,
};

// The attributes of one family of routes as octets; usable with every encoder
// whose context is equal. A value.
class EncodedAttributes {
 public:
  EncodedAttributes() = default;

  // Unless it is kOk, Announce() announces nothing.
  EncodeStatus status() const { return status_; }
  const Family& family() const { return family_; }
  // How large a message with one route is at least.
  size_t size() const { return octets_.size() + mp_reach_.size(); }

 private:
  friend class UpdateEncoder;

  EncodeStatus status_ = EncodeStatus::kNoNextHop;
  Family family_;
  std::vector<uint8_t> mp_reach_;  // value of MP_REACH_NLRI before the NLRI
  std::vector<uint8_t> octets_;    // all other attributes
};

// Encodes for one direction of one session. Copies the context. Every message
// is at most context.max_message_size() octets and is written whole or not at
// all: `writer` is never poisoned.
class UpdateEncoder {
 public:
  explicit UpdateEncoder(const SessionContext& context) : context_(context) {}

  const SessionContext& context() const { return context_; }

  // Encodes what `attributes` holds and this session takes: LOCAL_PREF,
  // ORIGINATOR_ID and CLUSTER_LIST on internal sessions only; AS_TRANS with
  // AS4_PATH and AS4_AGGREGATOR where AS numbers have two octets; unknown
  // attributes if they are transitive, with the Partial bit.
  EncodedAttributes Encode(const Family& family,
                           const PathAttributes& attributes) const;

  // Writes one message that announces as many of `nlri`, from the front, as
  // fit, and returns how many. 0: not even the first fits into the room left,
  // or, where that is max_message_size() or more, into any message. REQUIRES:
  // all prefixes are of the attributes' family.
  size_t Announce(const EncodedAttributes& attributes,
                  absl::Span<const Nlri> nlri, ByteWriter& writer) const;

  // The same for withdrawals.
  size_t Withdraw(const Family& family, absl::Span<const Nlri> nlri,
                  ByteWriter& writer) const;

  // Writes the End-of-RIB marker of `family` (RFC 4724, 2); false if there is
  // not enough room.
  bool EndOfRib(const Family& family, ByteWriter& writer) const;

 private:
  // What a message has room for beside `fixed` octets.
  size_t Room(size_t fixed, const ByteWriter& writer) const;

  SessionContext context_;
};

}  // namespace waymark::bgp

#endif  // WAYMARK_BGP_WIRE_UPDATE_ENCODER_H_
