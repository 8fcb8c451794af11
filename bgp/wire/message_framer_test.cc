// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bgp/wire/message_framer.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "absl/types/span.h"
#include "bgp/code_points.h"
#include "bgp/notification.h"
#include "bgp/wire/message_header.h"
#include "bgp/wire/testing/octets.h"
#include "gtest/gtest.h"

namespace waymark::bgp {
namespace {

using ::waymark::bgp::testing::Copy;
using ::waymark::bgp::testing::Hex;
using ::waymark::bgp::testing::Join;
using ::waymark::bgp::testing::Message;
using ::waymark::bgp::testing::Octets;

// Everything that comes out of a framer which gets `octets` in pieces.
struct Framed {
  std::vector<Octets> messages;
  std::optional<Notification> error;
};

Framed Frame(const Octets& octets, size_t piece, bool extended = false) {
  MessageFramer framer;
  framer.AllowExtendedMessages(extended);
  Framed framed;
  for (size_t begin = 0; begin < octets.size(); begin += piece) {
    // A copy that is gone before the next piece comes.
    const auto from = octets.begin() + static_cast<std::ptrdiff_t>(begin);
    const Octets input(from, from + static_cast<std::ptrdiff_t>(std::min(
                                        piece, octets.size() - begin)));
    framer.Append(input);
    RawMessage message;
    while (framer.Next(message)) {
      EXPECT_EQ(static_cast<uint8_t>(message.type), message.octets[18]);
      framed.messages.push_back(Copy(message.octets));
    }
  }
  framed.error = framer.error();
  return framed;
}

Notification HeaderError(uint8_t subcode, Octets data) {
  return {ErrorCode::kMessageHeader, subcode, data};
}

Octets Update(size_t size) {
  return Message(MessageType::kUpdate, Octets(size - kHeaderSize, 0x5a));
}
Octets Keepalive() { return Message(MessageType::kKeepalive, {}); }

// Conformance: RFC4271-4.1-1 positive
// Conformance: RFC4271-6.1-2 positive
TEST(MessageFramerTest, AKeepaliveIsAHeaderAlone) {
  const Octets keepalive =
      Hex("ffffffff ffffffff ffffffff ffffffff"  // Marker
          "0013"                                 // Length 19
          "04");                                 // Type KEEPALIVE
  const Framed framed = Frame(keepalive, keepalive.size());
  EXPECT_EQ(framed.error, std::nullopt);
  EXPECT_EQ(framed.messages, std::vector<Octets>{keepalive});
}

// Conformance: RFC4271-6.1-1 negative
// Conformance: RFC4271-6.1-5 negative
// Conformance: RFC4271-6.1-6 negative
TEST(MessageFramerTest, AnyPiecesGiveTheSameMessages) {
  const std::vector<Octets> messages = {
      Keepalive(), Update(23),
      Update(100), Update(4096),
      Keepalive(), Message(MessageType::kRouteRefresh, Hex("0001 00 01"))};
  Octets stream;
  for (const Octets& message : messages) stream = Join({stream, message});
  for (const size_t piece :
       {1, 2, 3, 17, 18, 19, 20, 23, 100, 1000, 4096, 5000}) {
    const Framed framed = Frame(stream, piece);
    EXPECT_EQ(framed.messages, messages) << piece;
    EXPECT_EQ(framed.error, std::nullopt) << piece;
  }
}

TEST(MessageFramerTest, AWholeMessageIsNotCopied) {
  const Octets stream = Join({Update(100), Keepalive(), Update(200)});
  MessageFramer framer;
  framer.Append(stream);
  RawMessage message;
  ASSERT_TRUE(framer.Next(message));
  EXPECT_EQ(message.octets.data(), stream.data());
  EXPECT_EQ(message.body().size(), 100 - kHeaderSize);
  ASSERT_TRUE(framer.Next(message));
  EXPECT_EQ(message.octets.data(), stream.data() + 100);
  EXPECT_TRUE(message.body().empty());
  ASSERT_TRUE(framer.Next(message));
  EXPECT_FALSE(framer.Next(message));
}

TEST(MessageFramerTest, AMessageEndsWhereTheInputEndsOrOneBefore) {
  const Octets update = Update(100);
  for (const size_t cut : {18, 19, 20, 99}) {
    const auto middle = update.begin() + static_cast<std::ptrdiff_t>(cut);
    const Octets first(update.begin(), middle);
    const Octets second(middle, update.end());
    MessageFramer framer;
    RawMessage message;
    framer.Append(first);
    EXPECT_FALSE(framer.Next(message));
    framer.Append(second);
    ASSERT_TRUE(framer.Next(message));
    EXPECT_EQ(Copy(message.octets), update);
    EXPECT_FALSE(framer.Next(message));
    EXPECT_FALSE(framer.error());
  }
}

// Conformance: RFC4271-4.1-1 negative
// Conformance: RFC4271-6.1-1 positive
// Conformance: RFC4271-6.1-2 negative
// Conformance: RFC4271-6.1-4 negative
TEST(MessageFramerTest, AMarkerWithAZeroBitIsASynchronizationError) {
  for (size_t octet = 0; octet < kMarkerSize; ++octet) {
    for (int bit = 0; bit < 8; ++bit) {
      Octets keepalive = Keepalive();
      keepalive[octet] ^= static_cast<uint8_t>(1 << bit);
      const Framed framed = Frame(keepalive, keepalive.size());
      EXPECT_EQ(framed.error,
                HeaderError(subcode::kConnectionNotSynchronized, {}));
    }
  }
}

struct LengthCase {
  MessageType type;
  uint16_t length;
  bool valid;
  bool extended = false;
};

// Conformance: RFC4271-4.1-2 positive
// Conformance: RFC4271-4.1-2 negative
// Conformance: RFC4271-6.1-3 positive
// Conformance: RFC4271-6.1-3 negative
// Conformance: RFC4271-6.1-4 positive
// Conformance: RFC8654-4-1 positive
// Conformance: RFC8654-5-1 positive
// Conformance: RFC8654-5-1 negative
// Conformance: RFC8654-5-2 negative
// Conformance: RFC8654-5-3 positive
// Conformance: RFC8654-5-6 positive
// Conformance: RFC8654-5-6 negative
// Conformance: RFC8654-5-3 negative
// Conformance: RFC4271-4.1-3 negative
// Conformance: RFC8654-5-2 positive
TEST(MessageFramerTest, EachTypeHasItsLengths) {
  const LengthCase cases[] = {
      {MessageType::kOpen, 28, false},
      {MessageType::kOpen, 29, true},
      {MessageType::kOpen, 4096, true},
      {MessageType::kOpen, 4097, false},
      {MessageType::kOpen, 4097, false, true},
      {MessageType::kUpdate, 22, false},
      {MessageType::kUpdate, 23, true},
      {MessageType::kUpdate, 4096, true},
      {MessageType::kUpdate, 4097, false},
      {MessageType::kUpdate, 4097, true, true},
      {MessageType::kUpdate, 65535, false},
      {MessageType::kUpdate, 65535, true, true},
      {MessageType::kNotification, 20, false},
      {MessageType::kNotification, 21, true},
      {MessageType::kNotification, 4097, false},
      {MessageType::kNotification, 65535, true, true},
      {MessageType::kKeepalive, 18, false},
      {MessageType::kKeepalive, 19, true},
      {MessageType::kKeepalive, 20, false},
      {MessageType::kKeepalive, 4097, false, true},
      {MessageType::kRouteRefresh, 18, false},
      {MessageType::kRouteRefresh, 23, true},
      {MessageType::kRouteRefresh, 4097, false},
      {MessageType::kUpdate, 0, false},
      {MessageType::kUpdate, 18, false, true},
  };
  for (const LengthCase& c : cases) {
    SCOPED_TRACE(ToString(c.type) + " of " + std::to_string(c.length));
    Octets message(std::max<size_t>(c.length, kHeaderSize), 0xff);
    message[16] = static_cast<uint8_t>(c.length >> 8);
    message[17] = static_cast<uint8_t>(c.length);
    message[18] = static_cast<uint8_t>(c.type);
    const Framed framed = Frame(message, message.size(), c.extended);
    if (c.valid) {
      EXPECT_EQ(framed.error, std::nullopt);
      EXPECT_EQ(framed.messages.size(), 1u);
    } else {
      EXPECT_EQ(framed.error, HeaderError(subcode::kBadMessageLength,
                                          {message[16], message[17]}));
    }
  }
}

// Conformance: RFC4271-6.1-5 positive
// Conformance: RFC4271-6.1-6 positive
TEST(MessageFramerTest, AnUnknownTypeIsReported) {
  for (const uint8_t type : {0, 6, 128, 255}) {
    const Octets message = Message(static_cast<MessageType>(type), {});
    const Framed framed = Frame(message, message.size());
    EXPECT_EQ(framed.error, HeaderError(subcode::kBadMessageType, {type}));
  }
}

TEST(MessageFramerTest, AWrongLengthCountsBeforeAnUnknownType) {
  Octets message = Message(static_cast<MessageType>(9), {});
  message[17] = 18;
  EXPECT_EQ(Frame(message, 19).error,
            HeaderError(subcode::kBadMessageLength, {0, 18}));
}

TEST(MessageFramerTest, NothingComesAfterAnError) {
  Octets stream = Join({Keepalive(), Keepalive(), Keepalive()});
  stream[19] = 0;
  for (const size_t piece : {1, 10, 57}) {
    const Framed framed = Frame(stream, piece);
    EXPECT_EQ(framed.messages.size(), 1u);
    EXPECT_TRUE(framed.error);
  }
}

TEST(MessageFramerTest, AnErrorIsSeenAsSoonAsTheHeaderIsThere) {
  const Octets update = Update(4096);
  Octets header(update.begin(), update.begin() + kHeaderSize);
  header[16] = 0xff;
  MessageFramer framer;
  RawMessage message;
  framer.Append(header);
  EXPECT_FALSE(framer.Next(message));
  EXPECT_TRUE(framer.error());
}

// Conformance: RFC8654-4-1 negative
TEST(MessageFramerTest, ExtendedMessagesCanBeAllowedInTheMiddleOfAConnection) {
  // As after the exchange of OPENs, with the next message already begun.
  const Octets open = Message(MessageType::kOpen, Octets(10, 0));
  const Octets update = Update(60000);
  const Octets stream = Join({open, update});
  EXPECT_TRUE(Frame(stream, 50).error);

  MessageFramer framer;
  RawMessage message;
  std::vector<Octets> messages;
  for (const uint8_t& octet : stream) {
    framer.Append({&octet, 1});
    while (framer.Next(message)) {
      framer.AllowExtendedMessages(true);
      messages.push_back(Copy(message.octets));
    }
  }
  EXPECT_EQ(messages, (std::vector<Octets>{open, update}));
}

TEST(MessageFramerTest, AnEmptyAppendDoesNothing) {
  MessageFramer framer;
  RawMessage message;
  framer.Append({});
  EXPECT_FALSE(framer.Next(message));
  EXPECT_FALSE(framer.error());
}

}  // namespace
}  // namespace waymark::bgp
