// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bgp/notification.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "bgp/code_points.h"
#include "gtest/gtest.h"

namespace waymark::bgp {
namespace {

Notification Shutdown(std::vector<uint8_t> data) {
  return {ErrorCode::kCease, subcode::kAdministrativeShutdown, data};
}

// Conformance: RFC9003-2-1 positive
// Conformance: RFC9003-2-2 positive
TEST(NotificationTest, CeaseCarriesItsTextAfterTheLength) {
  const Notification cease =
      Notification::Cease(subcode::kAdministrativeShutdown, "bye");
  EXPECT_EQ(cease, Shutdown({3, 'b', 'y', 'e'}));
  EXPECT_EQ(cease.ShutdownCommunication(), "bye");
  EXPECT_EQ(Notification::Cease(subcode::kAdministrativeReset, "\xc3\xa9").data,
            (std::vector<uint8_t>{2, 0xc3, 0xa9}));
}

// Conformance: RFC9003-2-1 negative
TEST(NotificationTest, OtherCeasesCarryNoText) {
  EXPECT_TRUE(
      Notification::Cease(subcode::kConnectionRejected, "bye").data.empty());
  EXPECT_TRUE(
      Notification::Cease(subcode::kAdministrativeShutdown).data.empty());
  const Notification rejected{
      ErrorCode::kCease, subcode::kConnectionRejected, {1, 'x'}};
  EXPECT_EQ(rejected.ShutdownCommunication(), std::nullopt);
  const Notification open{
      ErrorCode::kOpenMessage, subcode::kAdministrativeShutdown, {1, 'x'}};
  EXPECT_EQ(open.ShutdownCommunication(), std::nullopt);
}

TEST(NotificationTest, LongTextIsCutAtACharacter) {
  const std::string text(300, 'x');
  EXPECT_EQ(Notification::Cease(subcode::kAdministrativeReset, text)
                .ShutdownCommunication(),
            std::string(255, 'x'));
  // The character of two octets would be the 255th and 256th.
  EXPECT_EQ(Notification::Cease(subcode::kAdministrativeReset,
                                std::string(254, 'x') + "\xc3\xa9")
                .ShutdownCommunication(),
            std::string(254, 'x'));
}

TEST(NotificationTest, AWrongLengthIsNoCommunication) {
  EXPECT_EQ(Shutdown({}).ShutdownCommunication(), std::nullopt);
  EXPECT_EQ(Shutdown({0}).ShutdownCommunication(), std::nullopt);
  EXPECT_EQ(Shutdown({2, 'x'}).ShutdownCommunication(), std::nullopt);
  EXPECT_EQ(Shutdown({1, 'x', 'y'}).ShutdownCommunication(), std::nullopt);
}

// Conformance: RFC9003-2-3 positive
// Conformance: RFC9003-2-4 positive
TEST(NotificationTest, WellFormedUtf8IsKept) {
  for (const std::string text :
       {"a", "\x7f", "\xc2\x80", "\xdf\xbf", "\xe0\xa0\x80", "\xed\x9f\xbf",
        "\xee\x80\x80", "\xef\xbf\xbf", "\xf0\x90\x80\x80",
        "\xf4\x8f\xbf\xbf"}) {
    std::vector<uint8_t> data{static_cast<uint8_t>(text.size())};
    data.insert(data.end(), text.begin(), text.end());
    EXPECT_EQ(Shutdown(data).ShutdownCommunication(), text);
    EXPECT_EQ(Notification::Cease(subcode::kAdministrativeShutdown, text).data,
              data);
  }
}

// Conformance: RFC9003-2-2 negative
// Conformance: RFC9003-2-3 negative
// Conformance: RFC9003-2-4 negative
TEST(NotificationTest, InvalidUtf8IsNotInterpreted) {
  for (const std::string text : {"\x80",              // continuation alone
                                 "\xc0\xaf",          // two octets for '/'
                                 "\xc1\xbf",          //
                                 "\xe0\x9f\xbf",      // not the shortest form
                                 "\xed\xa0\x80",      // surrogate
                                 "\xf0\x8f\xbf\xbf",  // not the shortest form
                                 "\xf4\x90\x80\x80",  // above U+10FFFF
                                 "\xf5\x80\x80\x80",  //
                                 "\xc3", "\xe2\x82", "\xf0\x9f\x92",  // cut
                                 "\xe2\x28\xa1"}) {
    std::vector<uint8_t> data{static_cast<uint8_t>(text.size())};
    data.insert(data.end(), text.begin(), text.end());
    EXPECT_EQ(Shutdown(data).ShutdownCommunication(), std::nullopt);
    EXPECT_EQ(Notification::Cease(subcode::kAdministrativeShutdown, "ok" + text)
                  .ShutdownCommunication(),
              "ok");
  }
}

TEST(NotificationTest, TextNamesCodeAndSubcode) {
  EXPECT_EQ(Notification::Cease(subcode::kBfdDown).ToString(),
            "cease/bfd_down");
  EXPECT_EQ((Notification{ErrorCode::kHoldTimerExpired}).ToString(),
            "hold_timer_expired/0");
  EXPECT_EQ((Notification{static_cast<ErrorCode>(99), 7}).ToString(), "99/7");
}

}  // namespace
}  // namespace waymark::bgp
