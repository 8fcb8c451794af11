// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bgp/notification.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "bgp/code_points.h"

namespace waymark::bgp {
namespace {

constexpr size_t kMaxShutdownCommunication = 255;  // RFC 9003, 2

bool TakesShutdownCommunication(uint8_t subcode) {
  return subcode == subcode::kAdministrativeShutdown ||
         subcode == subcode::kAdministrativeReset;
}

// How many octets the UTF-8 character at the front of `text` has; 0 if there is
// none: RFC 3629, shortest form only, no surrogates, nothing above U+10FFFF.
size_t Utf8CharacterSize(absl::string_view text) {
  const auto octet = [&](size_t i) { return static_cast<uint8_t>(text[i]); };
  if (text.empty()) return 0;
  const uint8_t lead = octet(0);
  if (lead < 0x80) return 1;
  size_t size = 0;
  uint8_t low = 0x80;  // of the second octet
  uint8_t high = 0xbf;
  if (lead >= 0xc2 && lead <= 0xdf) {
    size = 2;
  } else if (lead >= 0xe0 && lead <= 0xef) {
    size = 3;
    if (lead == 0xe0) low = 0xa0;
    if (lead == 0xed) high = 0x9f;
  } else if (lead >= 0xf0 && lead <= 0xf4) {
    size = 4;
    if (lead == 0xf0) low = 0x90;
    if (lead == 0xf4) high = 0x8f;
  }
  if (size == 0 || text.size() < size) return 0;
  if (octet(1) < low || octet(1) > high) return 0;
  for (size_t i = 2; i < size; ++i) {
    if ((octet(i) & 0xc0) != 0x80) return 0;
  }
  return size;
}

// The longest part of `text` from its beginning that is UTF-8, made of whole
// characters and not longer than `max` octets.
absl::string_view Utf8Prefix(absl::string_view text, size_t max) {
  size_t end = 0;
  while (true) {
    const size_t size = Utf8CharacterSize(text.substr(end));
    if (size == 0 || end + size > max) return text.substr(0, end);
    end += size;
  }
}

}  // namespace

Notification Notification::Cease(uint8_t subcode, absl::string_view text) {
  Notification notification{.code = ErrorCode::kCease, .subcode = subcode};
  text = Utf8Prefix(text, kMaxShutdownCommunication);
  if (TakesShutdownCommunication(subcode) && !text.empty()) {
    notification.data.resize(1 + text.size());
    notification.data[0] = static_cast<uint8_t>(text.size());
    std::copy(text.begin(), text.end(), notification.data.begin() + 1);
  }
  return notification;
}

std::optional<std::string> Notification::ShutdownCommunication() const {
  if (code != ErrorCode::kCease || !TakesShutdownCommunication(subcode)) {
    return std::nullopt;
  }
  // RFC 9003, 2: a length, then the text. A length of zero means none.
  if (data.size() < 2 || data[0] != data.size() - 1) return std::nullopt;
  const absl::string_view text(reinterpret_cast<const char*>(&data[1]),
                               data[0]);
  // RFC 9003, 2: "MUST NOT interpret invalid UTF-8 sequences".
  if (Utf8Prefix(text, text.size()).size() != text.size()) return std::nullopt;
  return std::string(text);
}

std::string Notification::ToString() const {
  return bgp::ToString(code, subcode);
}

}  // namespace waymark::bgp
