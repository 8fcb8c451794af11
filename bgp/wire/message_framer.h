// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Cuts the octets of a connection into messages and checks their headers
// (RFC 4271, 6.1).
//
// A message that lies whole in what was appended is handed out where it lies.
// Otherwise its octets are gathered in a buffer of one maximal message, which
// is allocated when it is first needed; nothing else is ever held.
//
//   framer.Append(octets);
//   RawMessage message;
//   while (framer.Next(message)) Handle(message);
//   if (framer.error()) SendAndClose(*framer.error());

#ifndef WAYMARK_BGP_WIRE_MESSAGE_FRAMER_H_
#define WAYMARK_BGP_WIRE_MESSAGE_FRAMER_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

#include "absl/types/span.h"
#include "bgp/notification.h"
#include "bgp/wire/message_header.h"

namespace waymark::bgp {

class MessageFramer {
 public:
  MessageFramer() = default;
  MessageFramer(const MessageFramer&) = delete;
  MessageFramer& operator=(const MessageFramer&) = delete;

  // Whether we announced the Extended Message capability, and so must accept up
  // to 65535 octets (RFC 8654, 4). Off at first. OPEN and KEEPALIVE never
  // exceed 4096. Takes effect with the next message.
  void AllowExtendedMessages(bool allow) { extended_ = allow; }

  // More octets of the connection; any number of them. They are borrowed until
  // Next() returns false.
  // REQUIRES: nothing appended before, or Next() returned false since.
  void Append(absl::Span<const uint8_t> octets) { input_ = octets; }

  // The next whole message, valid until the next call of this object. False:
  // there is none, and what was appended is no longer needed; or error() is
  // set.
  bool Next(RawMessage& message);

  // The NOTIFICATION for a wrong header. Once it is set there are no more
  // messages: where the next one begins is unknown.
  const std::optional<Notification>& error() const { return error_; }

 private:
  // The Length of a header; 0, with error_ set, if anything in it is wrong.
  size_t CheckHeader(const uint8_t* header);
  // Makes the buffer large enough for any message.
  void Reserve();
  // Moves input into the buffer until it holds `size` octets; false if there is
  // not enough input.
  bool Gather(size_t size);
  bool NextGathered(RawMessage& message);

  absl::Span<const uint8_t> input_;
  std::unique_ptr<uint8_t[]> buffer_;
  size_t capacity_ = 0;
  size_t gathered_ = 0;  // octets of an incomplete message in buffer_
  bool extended_ = false;
  std::optional<Notification> error_;
};

}  // namespace waymark::bgp

#endif  // WAYMARK_BGP_WIRE_MESSAGE_FRAMER_H_
