// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bfd/key_chain.h"

#include <algorithm>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace waymark::bfd {
namespace {

bool IsKnown(AuthType type) {
  return type >= AuthType::kSimplePassword &&
         type <= AuthType::kMeticulousKeyedSha1;
}

// RFC 5880, 6.7.2 to 6.7.4.
size_t MaxSecretSize(AuthType type) {
  return AlgorithmOf(type) == DigestAlgorithm::kSha1 ? 20 : 16;
}

absl::Status Validate(const KeyConfig& key) {
  if (key.id < 0 || key.id > 255) {
    return absl::InvalidArgumentError("a key's id must be from 0 to 255");
  }
  if (!IsKnown(key.type)) {
    return absl::InvalidArgumentError(
        absl::StrCat("key ", key.id, ": unknown authentication type"));
  }
  const size_t max_size = MaxSecretSize(key.type);
  if (key.secret.empty() || key.secret.size() > max_size) {
    return absl::InvalidArgumentError(
        absl::StrCat("key ", key.id, ": the secret must have from 1 to ",
                     max_size, " octets, not ", key.secret.size()));
  }
  if (key.send.end <= key.send.start || key.accept.end <= key.accept.start) {
    return absl::InvalidArgumentError(
        absl::StrCat("key ", key.id, ": a lifetime must end after its start"));
  }
  return absl::OkStatus();
}

// Whether `a` is to be preferred to `b`.
bool IsBetter(const KeyLifetime& a, const KeyLifetime& b, absl::Time now) {
  if (a.Contains(now) != b.Contains(now)) return a.Contains(now);
  if (a.Contains(now)) return a.start > b.start;
  const bool a_ended = a.end <= now;
  if (a_ended != (b.end <= now)) return a_ended;
  return a_ended ? a.end > b.end : a.start < b.start;
}

}  // namespace

std::optional<DigestAlgorithm> AlgorithmOf(AuthType type) {
  switch (type) {
    case AuthType::kKeyedMd5:
    case AuthType::kMeticulousKeyedMd5:
      return DigestAlgorithm::kMd5;
    case AuthType::kKeyedSha1:
    case AuthType::kMeticulousKeyedSha1:
      return DigestAlgorithm::kSha1;
    default:
      return std::nullopt;
  }
}

absl::StatusOr<KeyChain> KeyChain::Create(absl::Span<const KeyConfig> keys) {
  if (keys.empty() || keys.size() > kMaxKeys) {
    return absl::InvalidArgumentError(
        absl::StrCat("a key chain must have from 1 to ", kMaxKeys, " keys"));
  }
  KeyChain chain;
  chain.index_.fill(kNone);
  chain.keys_.reserve(keys.size());
  for (const KeyConfig& config : keys) {
    absl::Status valid = Validate(config);
    if (!valid.ok()) return valid;
    uint8_t& index = chain.index_[static_cast<size_t>(config.id)];
    if (index != kNone) {
      return absl::InvalidArgumentError(
          absl::StrCat("key ", config.id, " is there twice"));
    }
    index = static_cast<uint8_t>(chain.keys_.size());
    Key key = {.id = static_cast<uint8_t>(config.id),
               .type = config.type,
               .secret_size = static_cast<uint8_t>(config.secret.size()),
               .secret = {},
               .send = config.send,
               .accept = config.accept};
    std::copy(config.secret.begin(), config.secret.end(), key.secret.begin());
    chain.keys_.push_back(key);
  }
  return chain;
}

const KeyChain::Key* KeyChain::AcceptKey(uint8_t id, absl::Time now) const {
  if (index_[id] == kNone) return nullptr;
  const Key& key = keys_[index_[id]];
  if (key.accept.Contains(now)) return &key;
  return &key == &Select(&Key::accept, now) ? &key : nullptr;
}

bool KeyChain::HasType(AuthType type) const {
  return std::any_of(keys_.begin(), keys_.end(),
                     [type](const Key& key) { return key.type == type; });
}

const KeyChain::Key& KeyChain::Select(KeyLifetime Key::* lifetime,
                                      absl::Time now) const {
  const Key* best = &keys_.front();
  for (const Key& key : keys_) {
    if (IsBetter(key.*lifetime, best->*lifetime, now)) best = &key;
  }
  return *best;
}

}  // namespace waymark::bfd
