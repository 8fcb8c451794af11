// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/proto/bfd_config.h"

#include <fstream>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "bfd/code_points.h"
#include "bfd/key_chain.h"
#include "examples/proto/config_node.h"
#include "examples/proto/config_problem.h"
#include "examples/proto/neighbor.pb.h"
#include "examples/proto/text_config.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace waymark::examples {
namespace {

using ::testing::HasSubstr;

// The keys and the hold-down of a Bfd message, and what is wrong with them.
struct Read {
  std::shared_ptr<const bfd::KeyChain> keys;
  absl::Duration hold_down;
  std::string complaint;
};

Read ReadText(absl::string_view text) {
  const std::string folder = ::testing::TempDir();
  std::ofstream(folder + "/old.key") << "old secret\n";
  std::ofstream(folder + "/new.key") << "new secret\n";
  ConfigProblems problems("f");
  proto::Bfd bfd;
  google::protobuf::TextFormat::ParseInfoTree places;
  EXPECT_TRUE(ParseTextConfig(text, &bfd, &places, &problems));
  const ConfigNode node(bfd, places, problems);
  Read read;
  read.keys = ReadBfdKeys(node, folder + "/f");
  read.hold_down = ReadBfdHoldDown(node, absl::Seconds(1));
  read.complaint = problems.ToString();
  return read;
}

TEST(BfdConfigTest, WithoutKeysThereIsNoChain) {
  const Read read = ReadText("");
  EXPECT_EQ(read.keys, nullptr);
  EXPECT_EQ(read.complaint, "");
}

TEST(BfdConfigTest, KeysWithOverlappingLifetimesRollOver) {
  const Read read = ReadText(R"(
    key {
      secret_file: "old.key"
      send_until: "2026-12-01T00:00:00Z"
      accept_until: "2026-12-02T00:00:00Z"
    }
    key {
      type: KEYED_SHA1
      id: 2
      secret_file: "new.key"
      send_from: "2026-12-01T01:00:00+01:00"
      accept_from: "2026-11-30T00:00:00Z"
    })");
  ASSERT_EQ(read.complaint, "");
  const absl::Time midnight =
      absl::FromCivil(absl::CivilDay(2026, 12, 1), absl::UTCTimeZone());
  const bfd::KeyChain& keys = *read.keys;
  EXPECT_EQ(keys.SendKey(midnight - absl::Seconds(1)).id, 0);
  EXPECT_EQ(keys.SendKey(midnight).id, 2);
  EXPECT_EQ(keys.SendKey(midnight).type, bfd::AuthType::kKeyedSha1);
  EXPECT_NE(keys.AcceptKey(0, midnight), nullptr);
  EXPECT_EQ(keys.AcceptKey(0, midnight + absl::Hours(24)), nullptr);
  EXPECT_NE(keys.AcceptKey(2, midnight - absl::Hours(24)), nullptr);
  EXPECT_EQ(keys.AcceptKey(2, midnight - absl::Hours(25)), nullptr);
}

TEST(BfdConfigTest, WrongKeysAreReportedWhereTheyStand) {
  const char kOld[] = "secret_file: 'old.key'";
  EXPECT_EQ(
      ReadText(absl::StrCat("key { ", kOld, " send_from: 'noon' }")).complaint,
      "f:1:30: key[0].send_from: \"noon\" is not a time; write it as "
      "2026-12-01T00:00:00Z or 2026-12-01T01:00:00+01:00\n");
  EXPECT_EQ(ReadText(absl::StrCat("key { ", kOld,
                                  " accept_from: '2026-12-01T00:00:00Z'\n"
                                  "accept_until: '2026-12-01T00:00:00Z' }"))
                .complaint,
            "f:2:1: key[0].accept_until: \"2026-12-01T00:00:00Z\" is not after "
            "the time that it begins; choose a later one\n");
  EXPECT_EQ(ReadText(absl::StrCat("key { ", kOld, " id: 1 }\nkey { ", kOld,
                                  " id: 1 }"))
                .complaint,
            "f:2:30: key[1].id: 1 stands in line 1 already; use each once\n");
  std::string many;
  for (int id = 0; id <= 64; ++id) {
    absl::StrAppend(&many, "key { id: ", id, " ", kOld, " }\n");
  }
  EXPECT_THAT(ReadText(many).complaint, HasSubstr("f: key: is there 65 times"));
}

TEST(BfdConfigTest, TwoKeysWithoutAnIdAreTheSame) {
  const Read read = ReadText(
      "key { secret_file: 'old.key' }\nkey { secret_file: 'new.key' }");
  EXPECT_EQ(read.keys, nullptr);
  EXPECT_EQ(read.complaint,
            "f:2:1: key[1].id: stands in line 1 already; use each once\n");
}

TEST(BfdConfigTest, HoldDownHasALimitAndAFallback) {
  EXPECT_EQ(ReadText("").hold_down, absl::Seconds(1));
  EXPECT_EQ(ReadText("hold_down_ms: 250").hold_down, absl::Milliseconds(250));
  EXPECT_THAT(ReadText("hold_down_ms: 600001").complaint,
              HasSubstr("hold_down_ms: 600001 is out of range"));
}

}  // namespace
}  // namespace waymark::examples
