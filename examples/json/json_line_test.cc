// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/json/json_line.h"

#include <string>

#include "examples/json/json_line_test.pb.h"
#include "examples/proto/event.pb.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace waymark::examples {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// The JSON of a message in text format.
template <typename M = proto::JsonLineTest>
std::string Line(const std::string& text) {
  M message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message));
  return JsonLine(message);
}

TEST(JsonLineTest, WhatHasNoPresenceIsThereAndTheRestIsLeftOut) {
  EXPECT_EQ(Line(""), R"({"number":0,"signed":0,"unsigned":0,"flag":false,)"
                      R"("colour":"colour_unspecified","ratio":0.0})");
}

TEST(JsonLineTest, AbsentNumberIsNotZero) {
  EXPECT_THAT(Line(""), Not(HasSubstr("optional_number")));
  EXPECT_THAT(Line("optional_number: 0"), HasSubstr("\"optional_number\":0,"));
  EXPECT_THAT(Line("optional_text: ''"), HasSubstr("\"optional_text\":\"\""));
}

TEST(JsonLineTest, LargeIntegersBecomeStringsBeyondTwoToThe53) {
  EXPECT_THAT(Line("unsigned: 9007199254740992"),
              HasSubstr("\"unsigned\":9007199254740992,"));
  EXPECT_THAT(Line("unsigned: 9007199254740993"),
              HasSubstr("\"unsigned\":\"9007199254740993\""));
  EXPECT_THAT(Line("signed: -9007199254740993"),
              HasSubstr("\"signed\":\"-9007199254740993\""));
  EXPECT_THAT(Line("counters: [1, 18446744073709551615]"),
              HasSubstr("\"counters\":[1,\"18446744073709551615\"]"));
}

TEST(JsonLineTest, OctetsAreHexadecimal) {
  EXPECT_THAT(Line("octets: '\\377\\000a'"),
              HasSubstr("\"octets\":\"ff0061\""));
}

TEST(JsonLineTest, EnumsAreNamesInLowerCaseOrNumbers) {
  EXPECT_THAT(Line("colour: DARK_RED"), HasSubstr("\"colour\":\"dark_red\""));
  proto::JsonLineTest message;
  message.set_colour(static_cast<proto::JsonLineTest::Colour>(77));
  EXPECT_THAT(JsonLine(message), HasSubstr("\"colour\":77"));
}

TEST(JsonLineTest, TimesHaveMicroseconds) {
  EXPECT_THAT(Line("time { seconds: 1767225600 }"),
              HasSubstr("\"time\":\"2026-01-01T00:00:00.000000Z\""));
  EXPECT_THAT(Line("time { seconds: 1767225600 nanos: 123456999 }"),
              HasSubstr("\"time\":\"2026-01-01T00:00:00.123456Z\""));
}

TEST(JsonLineTest, MessagesAndListsNest) {
  EXPECT_THAT(Line("inner { number: 3 } inners { number: 4 } inners { "
                   "number: 5 } texts: 'a'"),
              HasSubstr("\"inner\":{\"number\":3},\"inners\":[{\"number\":4},{"
                        "\"number\":5}],\"texts\":[\"a\"]"));
}

TEST(JsonLineTest, TextIsEscapedAndWhatIsNotUtf8IsReplaced) {
  const std::string line = Line("text: 'a\"\\n\\001\303\251'");
  EXPECT_THAT(line, HasSubstr("\"text\":\"a\\\"\\n\\u0001\303\251\""));
  EXPECT_THAT(line, Not(HasSubstr("\n")));
  proto::JsonLineTest message;
  message.set_text("a\xff");
  EXPECT_THAT(JsonLine(message), HasSubstr("\"text\":\"a\xEF\xBF\xBD\""));
}

TEST(JsonLineTest, EventsAreFlatWithTheirKind) {
  EXPECT_EQ(
      Line<proto::Event>("time { seconds: 1767225600 } best_changed { "
                         "prefix: '172.16.1.1/32' neighbor: 'active-4' "
                         "as_path: '65001' med: 0 step: 'med' }"),
      R"({"time":"2026-01-01T00:00:00.000000Z","event":"best_changed",)"
      R"("prefix":"172.16.1.1/32","neighbor":"active-4","as_path":"65001",)"
      R"("med":0,"step":"med"})");
}

}  // namespace
}  // namespace waymark::examples
