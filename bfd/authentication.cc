// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bfd/authentication.h"

#include <algorithm>
#include <utility>

#include "absl/random/distributions.h"
#include "absl/time/time.h"
#include "base/byte_reader.h"
#include "base/byte_writer.h"

namespace waymark::bfd {
namespace {

// RFC 5880, 4.2:                       RFC 5880, 4.3 and 4.4:
//   Auth Type, Auth Len, Auth Key ID     Auth Type, Auth Len, Auth Key ID
//   Password (1-16)                      Reserved
//                                        Sequence Number (4)
//                                        Digest or Hash (16 or 20)
constexpr size_t kPasswordOffset = 3;
constexpr size_t kDigestOffset = 8;

// RFC 5880, 6.7.3 and 6.7.4: in the whole packet, which is what is digested.
constexpr size_t kDigestInPacket = kControlPacketSize + kDigestOffset;

constexpr size_t kFlagsOctet = 1;
constexpr size_t kLengthOctet = 3;
constexpr uint8_t kAuthenticationPresentBit = 0x04;

bool IsMeticulous(AuthType type) {
  return type == AuthType::kMeticulousKeyedMd5 ||
         type == AuthType::kMeticulousKeyedSha1;
}

size_t SectionSize(const KeyChain::Key& key) {
  const std::optional<DigestAlgorithm> algorithm = AlgorithmOf(key.type);
  return algorithm.has_value() ? kDigestOffset + DigestSize(*algorithm)
                               : kPasswordOffset + key.secret_size;
}

// REQUIRES: of one size.
bool AreEqual(absl::Span<const uint8_t> a, absl::Span<const uint8_t> b) {
  uint8_t difference = 0;
  for (size_t i = 0; i < a.size(); ++i) {
    difference = static_cast<uint8_t>(difference | (a[i] ^ b[i]));
  }
  return difference == 0;
}

}  // namespace

Authentication::Authentication(std::shared_ptr<const KeyChain> keys,
                               Digest* digest, const WallClock& wall,
                               absl::BitGenRef random)
    : keys_(std::move(keys)),
      digest_(digest),
      wall_(wall),
      // RFC 5880, 6.8.1: "a random 32-bit value".
      xmit_auth_seq_(absl::Uniform<uint32_t>(random)) {}

void Authentication::SetKeys(std::shared_ptr<const KeyChain> keys) {
  keys_ = std::move(keys);
  sealed_with_ = nullptr;
}

std::optional<DropReason> Authentication::Verify(const ControlPacket& packet) {
  if (!packet.authentication_present()) {
    return DropReason::kMissingAuthentication;
  }
  ByteReader reader(packet.authentication);
  const AuthType type = static_cast<AuthType>(reader.ReadU8());
  reader.ReadU8();  // Auth Len, which the decoder has checked.
  const uint8_t id = reader.ReadU8();
  if (!keys_->HasType(type)) return DropReason::kWrongAuthenticationType;
  if (!reader.ok()) return DropReason::kWrongAuthenticationLength;
  const KeyChain::Key* const key = keys_->AcceptKey(id, wall_.Now());
  if (key == nullptr) return DropReason::kUnknownKey;
  if (key->type != type) return DropReason::kWrongAuthenticationType;
  if (packet.authentication.size() != SectionSize(*key)) {
    return DropReason::kWrongAuthenticationLength;
  }
  if (AlgorithmOf(type).has_value()) return VerifyDigest(packet, *key);
  if (!AreEqual(packet.authentication.subspan(kPasswordOffset),
                absl::MakeConstSpan(key->secret.data(), key->secret_size))) {
    return DropReason::kBadDigest;
  }
  return std::nullopt;
}

// RFC 5880, 6.7.3 and 6.7.4.
std::optional<DropReason> Authentication::VerifyDigest(
    const ControlPacket& packet, const KeyChain::Key& key) {
  const DigestAlgorithm algorithm = *AlgorithmOf(key.type);
  const size_t size = DigestSize(algorithm);
  ByteReader reader(packet.authentication.subspan(4));
  const uint32_t sequence = reader.ReadU32();
  if (auth_seq_known_ && !IsInWindow(sequence, packet, key.type)) {
    return DropReason::kReplayedSequence;
  }
  // The packet as it came, since decoding loses nothing, with the secret in
  // place of the digest.
  Octets octets;
  ByteWriter writer(absl::MakeSpan(octets));
  EncodeControlPacket(packet, writer);
  std::copy_n(key.secret.begin(), size, octets.begin() + kDigestInPacket);
  std::array<uint8_t, kMaxDigestSize> digest = {};
  if (!digest_->Compute(algorithm, writer.written(),
                        absl::MakeSpan(digest.data(), size)) ||
      !AreEqual(packet.authentication.subspan(kDigestOffset),
                absl::MakeConstSpan(digest.data(), size))) {
    return DropReason::kBadDigest;
  }
  // Deviation: RFC 5880, 6.7.3 and 6.7.4 set both before the digest is looked
  // at, which would let a forged packet shut out the neighbour's.
  auth_seq_known_ = true;
  rcv_auth_seq_ = sequence;
  return std::nullopt;
}

// In a circular space: the distance from the last one tells.
bool Authentication::IsInWindow(uint32_t sequence, const ControlPacket& packet,
                                AuthType type) const {
  const uint32_t ahead = sequence - rcv_auth_seq_;
  const uint32_t least = IsMeticulous(type) ? 1 : 0;
  return ahead >= least && ahead <= 3u * packet.detect_mult;
}

absl::Span<const uint8_t> Authentication::Seal(
    const std::array<uint8_t, kControlPacketSize>& contents) {
  const absl::Time now = wall_.Now();
  const KeyChain::Key& key = keys_->SendKey(now);
  if (!key.send.Contains(now)) ++sent_without_valid_key_;
  const size_t section_size = SectionSize(key);
  const auto sealed =
      absl::MakeConstSpan(sealed_.data(), kControlPacketSize + section_size);
  const bool changed = sealed_with_ != &key || sealed_contents_ != contents;
  if (!changed && !IsMeticulous(key.type)) return sealed;

  sealed_contents_ = contents;
  sealed_with_ = &key;
  ByteWriter writer(absl::MakeSpan(sealed_));
  writer.WriteSpan(contents);
  sealed_[kFlagsOctet] |= kAuthenticationPresentBit;
  sealed_[kLengthOctet] =
      static_cast<uint8_t>(kControlPacketSize + section_size);
  writer.WriteU8(static_cast<uint8_t>(key.type));
  writer.WriteU8(static_cast<uint8_t>(section_size));
  writer.WriteU8(key.id);
  if (!AlgorithmOf(key.type).has_value()) {
    writer.WriteSpan(absl::MakeConstSpan(key.secret.data(), key.secret_size));
    return sealed;
  }
  writer.WriteU8(0);
  writer.WriteU32(++xmit_auth_seq_);
  if (Sign(key)) return sealed;
  ++digest_failures_;
  sealed_with_ = nullptr;
  return {};
}

// The digest is that of the packet with the secret in its place.
bool Authentication::Sign(const KeyChain::Key& key) {
  const DigestAlgorithm algorithm = *AlgorithmOf(key.type);
  const size_t size = DigestSize(algorithm);
  std::copy_n(key.secret.begin(), size, sealed_.begin() + kDigestInPacket);
  std::array<uint8_t, kMaxDigestSize> digest = {};
  const bool computed = digest_->Compute(
      algorithm, absl::MakeConstSpan(sealed_.data(), kDigestInPacket + size),
      absl::MakeSpan(digest.data(), size));
  // Whatever happens, the secret does not stay in a packet.
  std::copy_n(digest.begin(), size, sealed_.begin() + kDigestInPacket);
  return computed;
}

AuthenticationSnapshot Authentication::Snapshot() const {
  const absl::Time now = wall_.Now();
  const KeyChain::Key& key = keys_->SendKey(now);
  return {.type = key.type,
          .send_key_id = key.id,
          .send_key_valid = key.send.Contains(now),
          .xmit_auth_seq = xmit_auth_seq_,
          .rcv_auth_seq = rcv_auth_seq_,
          .auth_seq_known = auth_seq_known_,
          .sent_without_valid_key = sent_without_valid_key_,
          .digest_failures = digest_failures_};
}

}  // namespace waymark::bfd
