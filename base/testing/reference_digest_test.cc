// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "base/testing/reference_digest.h"

#include <array>
#include <cstdint>
#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "base/digest.h"
#include "gtest/gtest.h"

namespace waymark::testing {
namespace {

std::string HexDigest(DigestAlgorithm algorithm, absl::string_view message) {
  ReferenceDigest digest;
  std::array<uint8_t, kMaxDigestSize> octets;
  EXPECT_TRUE(digest.Compute(
      algorithm,
      absl::MakeConstSpan(reinterpret_cast<const uint8_t*>(message.data()),
                          message.size()),
      absl::MakeSpan(octets)));
  return absl::BytesToHexString(
      {reinterpret_cast<const char*>(octets.data()), DigestSize(algorithm)});
}

// RFC 1321, A.5.
TEST(ReferenceDigestTest, Md5HasTheValuesOfTheRfc) {
  EXPECT_EQ(HexDigest(DigestAlgorithm::kMd5, ""),
            "d41d8cd98f00b204e9800998ecf8427e");
  EXPECT_EQ(HexDigest(DigestAlgorithm::kMd5, "message digest"),
            "f96b697d7cb7938d525a2f31aaf161d0");
  EXPECT_EQ(HexDigest(DigestAlgorithm::kMd5,
                      "1234567890123456789012345678901234567890123456789012345"
                      "6789012345678901234567890"),
            "57edf4a22be3c955ac49da2e2107b67a");
}

// RFC 3174, 7.3.
TEST(ReferenceDigestTest, Sha1HasTheValuesOfTheRfc) {
  EXPECT_EQ(HexDigest(DigestAlgorithm::kSha1, "abc"),
            "a9993e364706816aba3e25717850c26c9cd0d89d");
  EXPECT_EQ(
      HexDigest(DigestAlgorithm::kSha1,
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
      "84983e441c3bd26ebaae4aa1f95129e5e54670f1");
}

}  // namespace
}  // namespace waymark::testing
