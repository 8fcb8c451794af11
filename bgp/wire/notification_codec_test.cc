// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bgp/wire/notification_codec.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "base/byte_writer.h"
#include "bgp/code_points.h"
#include "bgp/notification.h"
#include "bgp/wire/keepalive_codec.h"
#include "bgp/wire/message_header.h"
#include "bgp/wire/session_context.h"
#include "bgp/wire/testing/octets.h"
#include "gtest/gtest.h"

namespace waymark::bgp {
namespace {

using ::waymark::bgp::testing::Copy;
using ::waymark::bgp::testing::ForEachChangedOctet;
using ::waymark::bgp::testing::ForEachTruncation;
using ::waymark::bgp::testing::Hex;
using ::waymark::bgp::testing::Octets;

Octets Encode(const Notification& notification,
              const SessionContext& context = {}) {
  std::vector<uint8_t> buffer(kMaxExtendedMessageSize);
  ByteWriter writer(absl::MakeSpan(buffer));
  EncodeNotification(notification, context, writer);
  EXPECT_TRUE(writer.ok());
  return Copy(writer.written());
}

TEST(NotificationCodecTest, CodeSubcodeAndDataAreReadAndWritten) {
  const Notification shutdown =
      Notification::Cease(subcode::kAdministrativeShutdown, "bye");
  const Octets message =
      Hex("ffffffff ffffffff ffffffff ffffffff 0019 03"
          "06"           // Cease
          "02"           // Administrative Shutdown
          "03 627965");  // "bye"
  EXPECT_EQ(Encode(shutdown), message);
  EXPECT_EQ(
      DecodeNotification(absl::MakeConstSpan(message).subspan(kHeaderSize)),
      shutdown);
}

// Conformance: RFC4271-6-1 positive
TEST(NotificationCodecTest, WithoutASubcodeItIsZero) {
  const Notification expired{.code = ErrorCode::kHoldTimerExpired};
  const Octets message =
      Hex("ffffffff ffffffff ffffffff ffffffff 0015 03 04 00");
  EXPECT_EQ(Encode(expired), message);
  EXPECT_EQ(
      DecodeNotification(absl::MakeConstSpan(message).subspan(kHeaderSize)),
      expired);
}

TEST(NotificationCodecTest, UnknownCodesAreKept) {
  const Notification unknown{static_cast<ErrorCode>(200), 201, {202}};
  EXPECT_EQ(DecodeNotification(Hex("c8 c9 ca")), unknown);
}

// Conformance: RFC8654-5-4 positive
TEST(NotificationCodecTest, DataIsCutToWhatThePeerAccepts) {
  const Notification update_error{ErrorCode::kUpdateMessage,
                                  subcode::kMalformedAsPath,
                                  Octets(60000, 0xaa)};
  const Octets cut = Encode(update_error);
  EXPECT_EQ(cut.size(), 4096u);
  EXPECT_EQ(Octets(cut.begin() + 16, cut.begin() + 18), Hex("1000"));
}

// Conformance: RFC8654-5-4 negative
TEST(NotificationCodecTest, AnExtendedMessageHoldsAllData) {
  const Notification update_error{ErrorCode::kUpdateMessage,
                                  subcode::kMalformedAsPath,
                                  Octets(60000, 0xaa)};
  SessionContext extended;
  extended.extended_message = true;
  EXPECT_EQ(Encode(update_error, extended).size(), 60021u);
}

TEST(NotificationCodecTest, AWriterThatIsTooSmallIsPoisoned) {
  std::array<uint8_t, 20> buffer;
  ByteWriter writer(absl::MakeSpan(buffer));
  EncodeNotification({.code = ErrorCode::kCease}, {}, writer);
  EXPECT_FALSE(writer.ok());
}

TEST(NotificationCodecTest, AnyBodyCanBeRead) {
  const Octets body = Hex("06 02 03 627965");
  ForEachTruncation(body, [](const Octets& octets) {
    const Notification notification = DecodeNotification(octets);
    if (octets.size() < 2) {
      EXPECT_EQ(notification.subcode, 0);
      EXPECT_TRUE(notification.data.empty());
    } else {
      EXPECT_EQ(notification.data.size(), octets.size() - 2);
    }
  });
  ForEachChangedOctet(body, [](const Octets& octets) {
    const Octets message = Encode(DecodeNotification(octets));
    EXPECT_EQ(Octets(message.begin() + kHeaderSize, message.end()), octets);
  });
}

TEST(KeepaliveCodecTest, AKeepaliveIsAHeaderAlone) {
  std::array<uint8_t, kHeaderSize> buffer;
  ByteWriter writer(absl::MakeSpan(buffer));
  EncodeKeepalive(writer);
  EXPECT_EQ(Copy(writer.written()),
            Hex("ffffffff ffffffff ffffffff ffffffff 0013 04"));
  EXPECT_TRUE(writer.ok());
  EncodeKeepalive(writer);
  EXPECT_FALSE(writer.ok());
}

}  // namespace
}  // namespace waymark::bgp
