// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// MD5 and SHA-1 written from RFC 1321 and RFC 3174, plain and slow: tests of
// the core need them without a library.

#ifndef WAYMARK_BASE_TESTING_REFERENCE_DIGEST_H_
#define WAYMARK_BASE_TESTING_REFERENCE_DIGEST_H_

#include <cstdint>

#include "absl/types/span.h"
#include "base/digest.h"

namespace waymark::testing {

// Messages of up to 119 octets: two blocks.
class ReferenceDigest final : public Digest {
 public:
  bool Supports(DigestAlgorithm algorithm) const override;
  bool Compute(DigestAlgorithm algorithm, absl::Span<const uint8_t> message,
               absl::Span<uint8_t> digest) override;

  // For tests of what happens without.
  void set_working(bool working) { working_ = working; }
  void set_md5_allowed(bool allowed) { md5_allowed_ = allowed; }
  int computations() const { return computations_; }

 private:
  bool working_ = true;
  bool md5_allowed_ = true;
  int computations_ = 0;
};

}  // namespace waymark::testing

#endif  // WAYMARK_BASE_TESTING_REFERENCE_DIGEST_H_
