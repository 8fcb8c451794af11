// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "base/testing/reference_digest.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstddef>

namespace waymark::testing {
namespace {

constexpr size_t kBlockSize = 64;
constexpr size_t kMaxMessageSize = 119;

// A word of 32 bits at `offset`, the least significant octet first (MD5) or
// last (SHA-1).
uint32_t Load(const uint8_t* octets, bool little_endian) {
  uint32_t word = 0;
  for (int i = 0; i < 4; ++i) {
    word |= uint32_t{octets[i]} << (little_endian ? 8 * i : 24 - 8 * i);
  }
  return word;
}

void Store(uint32_t word, bool little_endian, uint8_t* octets) {
  for (int i = 0; i < 4; ++i) {
    octets[i] =
        static_cast<uint8_t>(word >> (little_endian ? 8 * i : 24 - 8 * i));
  }
}

// RFC 1321, 3.4.
void Md5Block(const uint8_t* block, std::array<uint32_t, 5>& state) {
  constexpr int kShifts[4][4] = {
      {7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}};
  auto [a, b, c, d, unused] = state;
  for (int i = 0; i < 64; ++i) {
    uint32_t f;
    int g;
    switch (i / 16) {
      case 0:
        f = (b & c) | (~b & d);
        g = i;
        break;
      case 1:
        f = (b & d) | (c & ~d);
        g = (5 * i + 1) % 16;
        break;
      case 2:
        f = b ^ c ^ d;
        g = (3 * i + 5) % 16;
        break;
      default:
        f = c ^ (b | ~d);
        g = 7 * i % 16;
    }
    const auto sine = static_cast<uint32_t>(
        std::floor(4294967296.0 * std::fabs(std::sin(i + 1.0))));
    const uint32_t sum = a + f + Load(block + 4 * g, true) + sine;
    a = d;
    d = c;
    c = b;
    b += std::rotl(sum, kShifts[i / 16][i % 4]);
  }
  state[0] += a;
  state[1] += b;
  state[2] += c;
  state[3] += d;
}

// RFC 3174, 6.1.
void Sha1Block(const uint8_t* block, std::array<uint32_t, 5>& state) {
  constexpr uint32_t kConstants[4] = {0x5a827999, 0x6ed9eba1, 0x8f1bbcdc,
                                      0xca62c1d6};
  std::array<uint32_t, 80> w;
  for (size_t t = 0; t < 80; ++t) {
    w[t] = t < 16 ? Load(block + 4 * t, false)
                  : std::rotl(w[t - 3] ^ w[t - 8] ^ w[t - 14] ^ w[t - 16], 1);
  }
  auto [a, b, c, d, e] = state;
  for (size_t t = 0; t < 80; ++t) {
    const uint32_t f = t < 20   ? (b & c) | (~b & d)
                       : t < 40 ? b ^ c ^ d
                       : t < 60 ? (b & c) | (b & d) | (c & d)
                                : b ^ c ^ d;
    const uint32_t sum = std::rotl(a, 5) + f + e + w[t] + kConstants[t / 20];
    e = d;
    d = c;
    c = std::rotl(b, 30);
    b = a;
    a = sum;
  }
  state[0] += a;
  state[1] += b;
  state[2] += c;
  state[3] += d;
  state[4] += e;
}

}  // namespace

bool ReferenceDigest::Supports(DigestAlgorithm algorithm) const {
  return md5_allowed_ || algorithm != DigestAlgorithm::kMd5;
}

bool ReferenceDigest::Compute(DigestAlgorithm algorithm,
                              absl::Span<const uint8_t> message,
                              absl::Span<uint8_t> digest) {
  ++computations_;
  if (!working_ || message.size() > kMaxMessageSize) return false;
  const bool md5 = algorithm == DigestAlgorithm::kMd5;
  // The message, one bit, zeros, and its length in bits.
  std::array<uint8_t, 2 * kBlockSize> padded = {};
  std::copy(message.begin(), message.end(), padded.begin());
  padded[message.size()] = 0x80;
  const size_t size = message.size() + 9 <= kBlockSize ? kBlockSize : 128;
  Store(static_cast<uint32_t>(message.size() * 8), md5,
        padded.data() + size - (md5 ? 8 : 4));

  std::array<uint32_t, 5> state = {0x67452301, 0xefcdab89, 0x98badcfe,
                                   0x10325476, 0xc3d2e1f0};
  for (size_t offset = 0; offset < size; offset += kBlockSize) {
    (md5 ? Md5Block : Sha1Block)(padded.data() + offset, state);
  }
  for (size_t i = 0; i < DigestSize(algorithm) / 4; ++i) {
    Store(state[i], md5, digest.data() + 4 * i);
  }
  return true;
}

}  // namespace waymark::testing
