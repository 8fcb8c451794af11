// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bfd/key_chain.h"

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "bfd/code_points.h"
#include "gtest/gtest.h"

namespace waymark::bfd {
namespace {

absl::Time At(int hour) { return absl::UnixEpoch() + absl::Hours(1000 + hour); }

KeyConfig Key(int id, int send_start, int send_end, int accept_start,
              int accept_end) {
  return {.id = id,
          .secret = "secret",
          .send = {.start = At(send_start), .end = At(send_end)},
          .accept = {.start = At(accept_start), .end = At(accept_end)}};
}

KeyChain Chain(const std::vector<KeyConfig>& keys) {
  return KeyChain::Create(keys).value();
}

absl::StatusCode Refusal(const std::vector<KeyConfig>& keys) {
  return KeyChain::Create(keys).status().code();
}

TEST(KeyChainTest, AKeyWithoutLifetimesIsAlwaysUsed) {
  const KeyChain chain = Chain({{.id = 9, .secret = "x"}});
  for (const absl::Time now :
       {absl::InfinitePast(), At(0), absl::InfiniteFuture()}) {
    EXPECT_EQ(chain.SendKey(now).id, 9);
    ASSERT_NE(chain.AcceptKey(9, now), nullptr);
    EXPECT_EQ(chain.AcceptKey(8, now), nullptr);
  }
}

TEST(KeyChainTest, TheValidKeyThatBeganLastIsSent) {
  const KeyChain chain = Chain(
      {Key(1, 0, 20, 0, 20), Key(2, 10, 30, 5, 35), {.id = 3, .secret = "x"}});
  EXPECT_EQ(chain.SendKey(At(-1)).id, 3);
  EXPECT_EQ(chain.SendKey(At(0)).id, 1) << "from its start on";
  EXPECT_EQ(chain.SendKey(At(9)).id, 1);
  EXPECT_EQ(chain.SendKey(At(10)).id, 2) << "although the first is valid";
  EXPECT_EQ(chain.SendKey(At(29)).id, 2);
  EXPECT_EQ(chain.SendKey(At(30)).id, 3) << "until before its end";
}

TEST(KeyChainTest, EveryKeyInItsAcceptLifetimeIsAccepted) {
  const KeyChain chain = Chain({Key(1, 0, 20, 0, 20), Key(2, 10, 30, 5, 35)});
  EXPECT_EQ(chain.AcceptKey(2, At(4)), nullptr);
  EXPECT_NE(chain.AcceptKey(1, At(5)), nullptr);
  EXPECT_NE(chain.AcceptKey(2, At(5)), nullptr);
  EXPECT_EQ(chain.AcceptKey(1, At(20)), nullptr);
  EXPECT_NE(chain.AcceptKey(2, At(34)), nullptr);
}

TEST(KeyChainTest, AfterTheLastLifetimeTheKeyThatEndedLastGoesOn) {
  const KeyChain chain = Chain({Key(1, 0, 20, 0, 40), Key(2, 10, 30, 5, 35)});
  EXPECT_EQ(chain.SendKey(At(50)).id, 2);
  EXPECT_NE(chain.AcceptKey(1, At(50)), nullptr);
  EXPECT_EQ(chain.AcceptKey(2, At(50)), nullptr);
}

TEST(KeyChainTest, BeforeTheFirstLifetimeTheKeyThatBeginsFirstIsUsed) {
  const KeyChain chain = Chain({Key(1, 5, 20, 5, 20), Key(2, 2, 30, 4, 35)});
  EXPECT_EQ(chain.SendKey(At(0)).id, 2);
  EXPECT_EQ(chain.AcceptKey(1, At(0)), nullptr);
  EXPECT_NE(chain.AcceptKey(2, At(0)), nullptr);
}

TEST(KeyChainTest, BetweenLifetimesTheEndedKeyGoesOn) {
  const KeyChain chain = Chain({Key(1, 0, 10, 0, 10), Key(2, 20, 30, 20, 30)});
  EXPECT_EQ(chain.SendKey(At(15)).id, 1);
  EXPECT_NE(chain.AcceptKey(1, At(15)), nullptr);
  EXPECT_EQ(chain.AcceptKey(2, At(15)), nullptr);
}

// Conformance: RFC5880-4.2-1 positive
// Conformance: RFC5880-4.2-1 negative
// Conformance: RFC5880-6.7.2-4 positive
// Conformance: RFC5880-6.7.2-4 negative
// Conformance: RFC5880-6.7.3-5 negative
// Conformance: RFC5880-6.7.4-5 negative
TEST(KeyChainTest, SecretsHaveTheLengthsOfTheirType) {
  const auto accepts = [](AuthType type, size_t size) {
    return KeyChain::Create(
               std::vector<KeyConfig>{
                   {.id = 1, .type = type, .secret = std::string(size, 'k')}})
        .ok();
  };
  for (const AuthType type : {AuthType::kSimplePassword, AuthType::kKeyedMd5,
                              AuthType::kMeticulousKeyedMd5}) {
    EXPECT_FALSE(accepts(type, 0));
    EXPECT_TRUE(accepts(type, 1));
    EXPECT_TRUE(accepts(type, 16));
    EXPECT_FALSE(accepts(type, 17));
  }
  for (const AuthType type :
       {AuthType::kKeyedSha1, AuthType::kMeticulousKeyedSha1}) {
    EXPECT_FALSE(accepts(type, 0));
    EXPECT_TRUE(accepts(type, 20));
    EXPECT_FALSE(accepts(type, 21));
  }
}

// Conformance: RFC5880-6.7.2-5 positive
// Conformance: RFC5880-6.7.3-6 positive
// Conformance: RFC5880-6.7.4-6 positive
TEST(KeyChainTest, SecretsAreAsciiTextOrAnyOctets) {
  for (const AuthType type :
       {AuthType::kSimplePassword, AuthType::kKeyedMd5, AuthType::kKeyedSha1}) {
    const KeyChain chain =
        Chain({{.id = 1, .type = type, .secret = "pass word!"},
               {.id = 2, .type = type, .secret = std::string("\0\xff\0", 3)}});
    const KeyChain::Key& text = *chain.AcceptKey(1, At(0));
    EXPECT_EQ(std::string(text.secret.begin(), text.secret.begin() + 10),
              "pass word!");
    EXPECT_EQ(text.secret[10], 0);
    const KeyChain::Key& octets = *chain.AcceptKey(2, At(0));
    EXPECT_EQ(octets.secret_size, 3);
    EXPECT_EQ(octets.secret[1], 0xff);
  }
}

TEST(KeyChainTest, ARefusalNamesTheKeyButNotItsSecret) {
  const absl::StatusOr<KeyChain> refused =
      KeyChain::Create(std::vector<KeyConfig>{
          {.id = 77, .secret = "a secret of 28 octets, too long"}});
  EXPECT_EQ(refused.status().message(),
            "key 77: the secret must have from 1 to 20 octets, not 31");
}

TEST(KeyChainTest, WhatMakesNoSenseIsRefused) {
  EXPECT_EQ(Refusal({}), absl::StatusCode::kInvalidArgument);
  for (const KeyConfig& bad :
       {KeyConfig{.id = -1, .secret = "x"}, KeyConfig{.id = 256, .secret = "x"},
        KeyConfig{.id = 1, .type = AuthType::kNone, .secret = "x"},
        KeyConfig{.id = 1, .type = static_cast<AuthType>(6), .secret = "x"},
        Key(1, 10, 10, 0, 10), Key(1, 0, 10, 10, 9)}) {
    EXPECT_EQ(Refusal({bad}), absl::StatusCode::kInvalidArgument);
  }
  const KeyConfig key = {.id = 1, .secret = "x"};
  EXPECT_EQ(Refusal({key, key}), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace waymark::bfd
