// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Message digests by OpenSSL's libcrypto.

#ifndef WAYMARK_POSIX_LIBCRYPTO_LIBCRYPTO_DIGEST_H_
#define WAYMARK_POSIX_LIBCRYPTO_LIBCRYPTO_DIGEST_H_

#include <cstdint>

#include "absl/types/span.h"
#include "base/digest.h"

namespace waymark::posix {

// It has no state. MD5 and SHA-1 are always there, also where the configuration
// of OpenSSL keeps them from others (FIPS): the protocols that use them leave
// no choice.
class LibcryptoDigest final : public Digest {
 public:
  bool Supports(DigestAlgorithm) const override { return true; }
  bool Compute(DigestAlgorithm algorithm, absl::Span<const uint8_t> message,
               absl::Span<uint8_t> digest) override;
};

}  // namespace waymark::posix

#endif  // WAYMARK_POSIX_LIBCRYPTO_LIBCRYPTO_DIGEST_H_
