// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/proto/bfd_config.h"

#include <cstdint>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "base/digest.h"
#include "bfd/code_points.h"
#include "examples/proto/key_file.h"
#include "examples/proto/neighbor.pb.h"

namespace waymark::examples {
namespace {

using proto::BfdKey;

constexpr NumberRange kInterval = {1, 60000};

absl::Duration ReadInterval(const ConfigNode& node, int field,
                            absl::Duration fallback) {
  return absl::Milliseconds(
      node.Number(field, kInterval,
                  static_cast<uint32_t>(absl::ToInt64Milliseconds(fallback))));
}

bfd::AuthType TypeOf(BfdKey::Type type) {
  switch (type) {
    case BfdKey::KEYED_SHA1:
      return bfd::AuthType::kKeyedSha1;
    case BfdKey::METICULOUS_KEYED_MD5:
      return bfd::AuthType::kMeticulousKeyedMd5;
    case BfdKey::KEYED_MD5:
      return bfd::AuthType::kKeyedMd5;
    case BfdKey::SIMPLE_PASSWORD:
      return bfd::AuthType::kSimplePassword;
    default:
      return bfd::AuthType::kMeticulousKeyedSha1;
  }
}

absl::Time ReadTime(const ConfigNode& node, int field, const std::string& text,
                    absl::Time fallback) {
  if (text.empty()) return fallback;
  absl::Time time;
  std::string error;
  if (absl::ParseTime(absl::RFC3339_full, text, &time, &error)) return time;
  node.Reject(field, "is not a time",
              "write it as 2026-12-01T00:00:00Z or 2026-12-01T01:00:00+01:00");
  return fallback;
}

bfd::KeyLifetime ReadLifetime(const ConfigNode& node, int from_field,
                              const std::string& from, int until_field,
                              const std::string& until) {
  bfd::KeyLifetime lifetime;
  lifetime.start = ReadTime(node, from_field, from, lifetime.start);
  lifetime.end = ReadTime(node, until_field, until, lifetime.end);
  if (lifetime.end > lifetime.start) return lifetime;
  node.Reject(until_field, "is not after the time that it begins",
              "choose a later one");
  return {};
}

bfd::KeyConfig ReadKey(const ConfigNode& node, const std::string& config_file) {
  constexpr int kSecret = BfdKey::kSecretFileFieldNumber;
  const BfdKey& config = node.As<BfdKey>();
  bfd::KeyConfig key;
  key.type = TypeOf(config.type());
  key.id = static_cast<int>(node.Number(BfdKey::kIdFieldNumber, {0, 255}, 0));
  if (!node.RequiredText(kSecret).empty()) {
    const bool sha1 = bfd::AlgorithmOf(key.type) == DigestAlgorithm::kSha1;
    key.secret = ReadKeyFile(node, kSecret, config_file, sha1 ? 20 : 16);
  }
  key.send =
      ReadLifetime(node, BfdKey::kSendFromFieldNumber, config.send_from(),
                   BfdKey::kSendUntilFieldNumber, config.send_until());
  key.accept =
      ReadLifetime(node, BfdKey::kAcceptFromFieldNumber, config.accept_from(),
                   BfdKey::kAcceptUntilFieldNumber, config.accept_until());
  return key;
}

}  // namespace

bfd::TimerConfig ReadBfdTimers(const ConfigNode& bfd,
                               const bfd::TimerConfig& fallback) {
  bfd::TimerConfig timers;
  timers.desired_min_tx = ReadInterval(
      bfd, proto::Bfd::kDesiredMinTxMsFieldNumber, fallback.desired_min_tx);
  timers.required_min_rx = ReadInterval(
      bfd, proto::Bfd::kRequiredMinRxMsFieldNumber, fallback.required_min_rx);
  timers.detect_multiplier = static_cast<int>(
      bfd.Number(proto::Bfd::kDetectMultiplierFieldNumber, {1, 255},
                 static_cast<uint32_t>(fallback.detect_multiplier)));
  return timers;
}

std::optional<int> ReadMultihopMinTtl(const ConfigNode& bfd) {
  if (!bfd.Has(proto::Bfd::kMultihopFieldNumber)) return std::nullopt;
  return static_cast<int>(
      bfd.Child(proto::Bfd::kMultihopFieldNumber)
          .Number(proto::Bfd::Multihop::kMinTtlFieldNumber, {1, 255}, 1));
}

absl::Duration ReadBfdHoldDown(const ConfigNode& bfd, absl::Duration fallback) {
  return absl::Milliseconds(
      bfd.Number(proto::Bfd::kHoldDownMsFieldNumber, {0, 600000},
                 static_cast<uint32_t>(absl::ToInt64Milliseconds(fallback))));
}

std::shared_ptr<const bfd::KeyChain> ReadBfdKeys(
    const ConfigNode& bfd, const std::string& config_file) {
  constexpr int kField = proto::Bfd::kKeyFieldNumber;
  std::vector<bfd::KeyConfig> keys;
  UniqueValues ids;
  for (int i = 0; i < bfd.Count(kField); ++i) {
    const ConfigNode node = bfd.Child(kField, i);
    keys.push_back(ReadKey(node, config_file));
    ids.Add(node, BfdKey::kIdFieldNumber, absl::StrCat(keys.back().id));
  }
  if (keys.empty()) return nullptr;
  if (keys.size() > bfd::KeyChain::kMaxKeys) {
    bfd.Reject(kField, absl::StrCat("is there ", keys.size(), " times"),
               absl::StrCat("keep ", bfd::KeyChain::kMaxKeys, " of them"));
  }
  absl::StatusOr<bfd::KeyChain> chain = bfd::KeyChain::Create(keys);
  if (!chain.ok()) return nullptr;  // the reason is reported already
  return std::make_shared<const bfd::KeyChain>(*std::move(chain));
}

}  // namespace waymark::examples
