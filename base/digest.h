// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Message digests, for protocols that authenticate with them. The core has none
// of its own: posix/libcrypto has an implementation.

#ifndef WAYMARK_BASE_DIGEST_H_
#define WAYMARK_BASE_DIGEST_H_

#include <cstddef>
#include <cstdint>

#include "absl/types/span.h"

namespace waymark {

enum class DigestAlgorithm : uint8_t {
  kMd5,   // RFC 1321
  kSha1,  // RFC 3174
};

inline constexpr size_t kMaxDigestSize = 20;

constexpr size_t DigestSize(DigestAlgorithm algorithm) {
  return algorithm == DigestAlgorithm::kMd5 ? 16 : 20;
}

// Called from the thread on which the protocol runs, that of the BFD thread if
// there is one; thread-safe if it is shared between several.
class Digest {
 public:
  virtual ~Digest() = default;

  // Whether the algorithm can be used here: MD5 is forbidden on some machines.
  virtual bool Supports(DigestAlgorithm algorithm) const = 0;

  // Computes the digest of `message` into `digest`, which has
  // DigestSize(algorithm) octets and does not overlap with it. Takes no memory.
  // False if it could not, with `digest` unspecified: never for want of input,
  // and not where Supports is true unless the library beneath fails.
  virtual bool Compute(DigestAlgorithm algorithm,
                       absl::Span<const uint8_t> message,
                       absl::Span<uint8_t> digest) = 0;
};

}  // namespace waymark

#endif  // WAYMARK_BASE_DIGEST_H_
