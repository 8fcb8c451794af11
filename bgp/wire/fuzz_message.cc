// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bgp/wire/fuzz_message.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <vector>

#include "absl/types/span.h"
#include "base/byte_writer.h"
#include "bgp/as_path.h"
#include "bgp/code_points.h"
#include "bgp/family.h"
#include "bgp/nlri.h"
#include "bgp/notification.h"
#include "bgp/open_message.h"
#include "bgp/path_attributes.h"
#include "bgp/route_refresh.h"
#include "bgp/wire/as_path_codec.h"
#include "bgp/wire/decoded.h"
#include "bgp/wire/decoded_update.h"
#include "bgp/wire/message_framer.h"
#include "bgp/wire/message_header.h"
#include "bgp/wire/nlri_view.h"
#include "bgp/wire/notification_codec.h"
#include "bgp/wire/open_codec.h"
#include "bgp/wire/path_attributes_builder.h"
#include "bgp/wire/raw_attribute.h"
#include "bgp/wire/route_refresh_codec.h"
#include "bgp/wire/session_context.h"
#include "bgp/wire/update_codec.h"
#include "bgp/wire/update_encoder.h"
#include "bgp/wire/update_error.h"

namespace waymark::bgp {
namespace {

using Octets = std::vector<uint8_t>;

void Require(bool condition) {
  if (!condition) std::abort();
}

// A session that carries what it carries in messages of any size, so that what
// was read can always be written.
SessionContext Roomy(SessionContext context) {
  context.extended_message = true;
  return context;
}

class Fuzz {
 public:
  // Room enough for what `size` octets can become when they are written again.
  Fuzz(const SessionContext& context, size_t size)
      : context_(context),
        buffer_(std::min(4 * size + 1024, kMaxExtendedMessageSize)) {}

  void Message(const RawMessage& message);

 private:
  ByteWriter Writer() { return ByteWriter(absl::MakeSpan(buffer_)); }
  void Open(const RawMessage& message);
  void Notify(const RawMessage& message);
  void Refresh(const RawMessage& message);
  void Update(const RawMessage& message);
  void CheckBorrowed(const RawMessage& message, const DecodedUpdate& update);
  void WriteAgain(const DecodedUpdate& update);
  void AnnounceAgain(const PathAttributes& attributes, const NlriView& routes);
  void WithdrawAgain(const NlriView& routes);

  const SessionContext& context_;
  std::vector<uint8_t> buffer_;
};

void Fuzz::Message(const RawMessage& message) {
  Require(message.octets.size() >= kHeaderSize);
  switch (message.type) {
    case MessageType::kOpen:
      return Open(message);
    case MessageType::kUpdate:
      return Update(message);
    case MessageType::kNotification:
      return Notify(message);
    case MessageType::kRouteRefresh:
      return Refresh(message);
    case MessageType::kKeepalive:
      return Require(message.body().empty());
  }
  std::abort();  // the framer lets no other type through
}

void Fuzz::Open(const RawMessage& message) {
  const Decoded<OpenMessage> open = DecodeOpen(message.body());
  if (!open.ok()) return Require(open.error().code == ErrorCode::kOpenMessage);
  ByteWriter writer = Writer();
  EncodeOpen(*open, writer);
  Require(writer.ok());
  const Decoded<OpenMessage> again =
      DecodeOpen(writer.written().subspan(kHeaderSize));
  Require(again.ok() && *again == *open);
}

void Fuzz::Notify(const RawMessage& message) {
  const Notification notification = DecodeNotification(message.body());
  notification.ShutdownCommunication();
  ByteWriter writer = Writer();
  EncodeNotification(notification, Roomy(context_), writer);
  Require(writer.written() == message.octets);
}

void Fuzz::Refresh(const RawMessage& message) {
  const Decoded<RouteRefresh> refresh = DecodeRouteRefresh(message, true);
  // An unknown subtype is there to be ignored, at any length (RFC 7313, 5).
  if (!refresh.ok() || !IsKnown(refresh->subtype)) return;
  ByteWriter writer = Writer();
  EncodeRouteRefresh(*refresh, writer);
  Require(writer.written() == message.octets);
}

void Fuzz::Update(const RawMessage& message) {
  DecodedUpdate update;
  Require(DecodeUpdate(message.body(), context_, update) == update.action());
  Require(update.error_count() >= update.errors().size());
  Require((update.action() == UpdateAction::kNone) ==
          (update.error_count() == 0));
  CheckBorrowed(message, update);
  if (update.action() == UpdateAction::kSessionReset) {
    Require(update.withdrawn().empty() && update.announced().empty());
    return Require(update.ResetNotification().code ==
                   ErrorCode::kUpdateMessage);
  }
  WriteAgain(update);
}

void Fuzz::CheckBorrowed(const RawMessage& message,
                         const DecodedUpdate& update) {
  const auto require_inside = [&](absl::Span<const uint8_t> octets) {
    Require(octets.empty() || (octets.begin() >= message.octets.begin() &&
                               octets.end() <= message.octets.end()));
  };
  for (const RawAttribute& attribute : update.attributes()) {
    require_inside(attribute.octets);
    Require(update.Has(attribute.type));
  }
  for (const NlriView* field : {&update.withdrawn_routes(), &update.nlri(),
                                &update.mp_reach(), &update.mp_unreach()}) {
    require_inside(field->octets());
  }
  require_inside(update.mp_next_hop_octets());
}

void Fuzz::WriteAgain(const DecodedUpdate& update) {
  for (const NlriView& field : update.withdrawn()) WithdrawAgain(field);
  if (update.action() >= UpdateAction::kTreatAsWithdraw) {
    return Require(update.announced().empty());
  }
  PathAttributes attributes = BuildPathAttributes(update, context_);
  // The sender of the second message is one that passes attributes on.
  for (UnknownAttribute& unknown : attributes.unknown) {
    unknown.flags |= kFlagPartial;
  }
  if (!context_.four_octet_as) {
    // AS4_PATH does not carry them, so they do not all survive.
    attributes.as_path = WithoutConfederations(attributes.as_path);
  }
  if (!update.nlri().empty()) {
    attributes.next_hop = update.next_hop();
    AnnounceAgain(attributes, update.nlri());
  }
  if (update.mp_next_hop() && !update.mp_reach().empty()) {
    attributes.next_hop = update.mp_next_hop();
    AnnounceAgain(attributes, update.mp_reach());
  }
}

void Fuzz::AnnounceAgain(const PathAttributes& attributes,
                         const NlriView& routes) {
  const UpdateEncoder encoder(Roomy(context_));
  const EncodedAttributes encoded = encoder.Encode(routes.family(), attributes);
  // A message of 65535 octets may have no room for what is written longer.
  if (encoded.status() != EncodeStatus::kOk) {
    return Require(encoded.status() == EncodeStatus::kTooLarge);
  }
  const std::vector<Nlri> nlri(routes.begin(), routes.end());
  ByteWriter writer = Writer();
  const size_t count = encoder.Announce(encoded, nlri, writer);
  if (count == 0) return;
  DecodedUpdate again;
  Require(DecodeUpdate(writer.written().subspan(kHeaderSize), context_,
                       again) == UpdateAction::kNone);
  const NlriView& read = again.nlri().empty() ? again.mp_reach() : again.nlri();
  Require(std::equal(read.begin(), read.end(), nlri.begin(),
                     nlri.begin() + static_cast<std::ptrdiff_t>(count)));
  Require(BuildPathAttributes(again, context_) == attributes);
}

void Fuzz::WithdrawAgain(const NlriView& routes) {
  const std::vector<Nlri> nlri(routes.begin(), routes.end());
  if (nlri.empty()) return;
  ByteWriter writer = Writer();
  const size_t count =
      UpdateEncoder(Roomy(context_)).Withdraw(routes.family(), nlri, writer);
  DecodedUpdate again;
  Require(DecodeUpdate(writer.written().subspan(kHeaderSize), context_,
                       again) == UpdateAction::kNone);
  const NlriView& read = again.withdrawn_routes().empty()
                             ? again.mp_unreach()
                             : again.withdrawn_routes();
  Require(std::equal(read.begin(), read.end(), nlri.begin(),
                     nlri.begin() + static_cast<std::ptrdiff_t>(count)));
}

// The messages in the octets, given to the framer `piece` at a time, one after
// the other, and whether the framer gave up.
struct Framed {
  Octets messages;
  bool failed = false;

  friend bool operator==(const Framed&, const Framed&) = default;
};

Framed FrameInPieces(absl::Span<const uint8_t> octets, size_t piece,
                     bool extended) {
  MessageFramer framer;
  framer.AllowExtendedMessages(extended);
  RawMessage message;
  Framed framed;
  while (!octets.empty()) {
    const Octets input(octets.begin(),
                       octets.begin() + static_cast<std::ptrdiff_t>(
                                            std::min(piece, octets.size())));
    octets.remove_prefix(input.size());
    framer.Append(input);
    while (framer.Next(message)) {
      framed.messages.insert(framed.messages.end(), message.octets.begin(),
                             message.octets.end());
    }
  }
  framed.failed = framer.error().has_value();
  return framed;
}

}  // namespace

void FuzzMessage(absl::Span<const uint8_t> octets,
                 const SessionContext& context) {
  MessageFramer framer;
  framer.AllowExtendedMessages(context.extended_message);
  framer.Append(octets);
  RawMessage message;
  Fuzz fuzz(context, octets.size());
  Framed framed;
  while (framer.Next(message)) {
    fuzz.Message(message);
    framed.messages.insert(framed.messages.end(), message.octets.begin(),
                           message.octets.end());
  }
  framed.failed = framer.error().has_value();
  for (const size_t piece : {11, 60}) {
    Require(FrameInPieces(octets, piece, context.extended_message) == framed);
  }
}

}  // namespace waymark::bgp
