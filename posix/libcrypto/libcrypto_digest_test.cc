// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "posix/libcrypto/libcrypto_digest.h"

#include <openssl/crypto.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <vector>

#include "absl/types/span.h"
#include "base/digest.h"
#include "base/testing/reference_digest.h"
#include "gtest/gtest.h"

namespace {
int allocations = 0;

void* CountedMalloc(size_t size, const char*, int) {
  ++allocations;
  return std::malloc(size);
}
void* CountedRealloc(void* memory, size_t size, const char*, int) {
  ++allocations;
  return std::realloc(memory, size);
}
void CountedFree(void* memory, const char*, int) { std::free(memory); }

// Before libcrypto takes any memory.
const int installed =
    CRYPTO_set_mem_functions(CountedMalloc, CountedRealloc, CountedFree);
}  // namespace

namespace waymark::posix {
namespace {

TEST(LibcryptoDigestTest, AgreesWithTheReferenceForEveryLength) {
  waymark::testing::ReferenceDigest reference;
  std::vector<uint8_t> message;
  while (message.size() < 119) {
    for (const DigestAlgorithm algorithm :
         {DigestAlgorithm::kMd5, DigestAlgorithm::kSha1}) {
      ASSERT_TRUE(LibcryptoDigest().Supports(algorithm));
      std::array<uint8_t, kMaxDigestSize> ours = {};
      std::array<uint8_t, kMaxDigestSize> theirs = {};
      const size_t size = DigestSize(algorithm);
      ASSERT_TRUE(LibcryptoDigest().Compute(algorithm, message,
                                            absl::MakeSpan(ours.data(), size)));
      ASSERT_TRUE(reference.Compute(algorithm, message,
                                    absl::MakeSpan(theirs.data(), size)));
      EXPECT_EQ(ours, theirs) << message.size();
    }
    message.push_back(static_cast<uint8_t>(37 * message.size()));
  }
}

TEST(LibcryptoDigestTest, ComputingTakesNoMemory) {
  ASSERT_EQ(installed, 1);
  std::array<uint8_t, 52> message = {};
  std::array<uint8_t, kMaxDigestSize> digest = {};
  const int before = allocations;
  for (int i = 0; i < 100; ++i) {
    for (const DigestAlgorithm algorithm :
         {DigestAlgorithm::kMd5, DigestAlgorithm::kSha1}) {
      ASSERT_TRUE(LibcryptoDigest().Compute(
          algorithm, message,
          absl::MakeSpan(digest.data(), DigestSize(algorithm))));
    }
  }
  EXPECT_EQ(allocations, before);
}

TEST(LibcryptoDigestTest, ADigestOfAnotherSizeIsRefused) {
  std::array<uint8_t, 16> digest = {};
  EXPECT_FALSE(LibcryptoDigest().Compute(DigestAlgorithm::kSha1, {},
                                         absl::MakeSpan(digest)));
}

}  // namespace
}  // namespace waymark::posix
