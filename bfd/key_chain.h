// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The keys of authenticated sessions, and when each is used.
//
// A chain is made once and then only read; any number of sessions share it,
// also of several threads. To add or remove a key, make another chain and give
// it to the sessions (Session::SetKeyChain).
//
// Rollover without a flap: give both systems the new key with overlapping
// lifetimes. Each sends with the key whose send lifetime began last and accepts
// every key whose accept lifetime has begun and not ended, so that the two need
// not change over at the same moment. Types may differ between keys: a chain is
// then as strong as the weakest that it accepts.
//
// A chain never runs dry. When no lifetime covers the present, the key whose
// lifetime ended last goes on being used; if none has begun yet, the one that
// begins first. A lapse of care must not take down what works: an operator who
// wants an end removes the key. Packets sent that way are counted.

#ifndef WAYMARK_BFD_KEY_CHAIN_H_
#define WAYMARK_BFD_KEY_CHAIN_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "base/digest.h"
#include "bfd/code_points.h"

namespace waymark::bfd {

// On the wall clock: from `start` on and until before `end`.
struct KeyLifetime {
  absl::Time start = absl::InfinitePast();
  absl::Time end = absl::InfiniteFuture();

  bool Contains(absl::Time time) const { return start <= time && time < end; }
};

struct KeyConfig {
  // The Auth Key ID of the wire, 0-255; unique in its chain.
  int id = 0;
  AuthType type = AuthType::kMeticulousKeyedSha1;
  // Octets: ASCII text as it is, or absl::HexStringToBytes of hexadecimal
  // digits. 1-16 for simple password and MD5, 1-20 for SHA1.
  std::string secret;
  KeyLifetime send = {};
  KeyLifetime accept = {};
};

// What the keyed types compute; nullopt for a password.
std::optional<DigestAlgorithm> AlgorithmOf(AuthType type);

class KeyChain {
 public:
  static constexpr size_t kMaxSecretSize = 20;
  static constexpr size_t kMaxKeys = 64;

  struct Key {
    uint8_t id;
    AuthType type;
    uint8_t secret_size;
    // Padded with zeros, as the digest wants it.
    std::array<uint8_t, kMaxSecretSize> secret;
    KeyLifetime send;
    KeyLifetime accept;
  };

  // INVALID_ARGUMENT, naming the key by its id, for a secret of the wrong
  // length, an unknown type, an id out of range or used twice, a lifetime that
  // ends before it begins; also if there is no key.
  static absl::StatusOr<KeyChain> Create(absl::Span<const KeyConfig> keys);

  // What to send with now. The reference lives as long as the chain.
  const Key& SendKey(absl::Time now) const { return Select(&Key::send, now); }
  // The key of this id if it is accepted now, else null.
  const Key* AcceptKey(uint8_t id, absl::Time now) const;

  // Whether any key has it, whatever its lifetimes.
  bool HasType(AuthType type) const;

 private:
  static constexpr uint8_t kNone = 255;

  KeyChain() = default;
  const Key& Select(KeyLifetime Key::* lifetime, absl::Time now) const;

  std::vector<Key> keys_;  // never empty
  // By id: where in keys_.
  std::array<uint8_t, 256> index_;
};

}  // namespace waymark::bfd

#endif  // WAYMARK_BFD_KEY_CHAIN_H_
