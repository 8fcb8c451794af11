// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "posix/libcrypto/libcrypto_digest.h"

// The functions of OpenSSL 3 that are not deprecated take memory for every
// digest, and several times as long for 48 octets.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/md5.h>
#include <openssl/sha.h>

namespace waymark::posix {

bool LibcryptoDigest::Compute(DigestAlgorithm algorithm,
                              absl::Span<const uint8_t> message,
                              absl::Span<uint8_t> digest) {
  if (digest.size() != DigestSize(algorithm)) return false;
  if (algorithm == DigestAlgorithm::kMd5) {
    MD5_CTX context;
    return MD5_Init(&context) == 1 &&
           MD5_Update(&context, message.data(), message.size()) == 1 &&
           MD5_Final(digest.data(), &context) == 1;
  }
  SHA_CTX context;
  return SHA1_Init(&context) == 1 &&
         SHA1_Update(&context, message.data(), message.size()) == 1 &&
         SHA1_Final(digest.data(), &context) == 1;
}

}  // namespace waymark::posix
