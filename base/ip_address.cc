// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "base/ip_address.h"

#include <arpa/inet.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace waymark {
namespace {

constexpr IpAddress kV6Loopback =
    IpAddress::V6({0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1});

constexpr int kGroups = 8;

// The run of zero groups that "::" stands for; empty if no run is long enough.
struct ZeroRun {
  int begin = 0;
  int size = 0;
};

// RFC 5952, 4.2.2 and 4.2.3: the longest run of at least two, the first of
// several.
ZeroRun LongestZeroRun(const std::array<uint16_t, kGroups>& groups) {
  ZeroRun longest;
  for (int begin = 0; begin < kGroups; ++begin) {
    int end = begin;
    while (end < kGroups && groups[end] == 0) ++end;
    if (end - begin > longest.size) longest = {begin, end - begin};
  }
  return longest.size >= 2 ? longest : ZeroRun();
}

// inet_ntop would also write dotted quads for the deprecated ::/96, which
// RFC 5952 does not ask for and which makes ::1:0 hard to recognise.
std::string FormatV6(absl::Span<const uint8_t> octets) {
  std::array<uint16_t, kGroups> groups;
  for (int i = 0; i < kGroups; ++i) {
    groups[i] = static_cast<uint16_t>(octets[2 * i] << 8 | octets[2 * i + 1]);
  }
  const ZeroRun run = LongestZeroRun(groups);
  std::string text;
  for (int i = 0; i < kGroups; ++i) {
    if (run.size > 0 && i == run.begin) {
      text += "::";
      i += run.size - 1;
      continue;
    }
    if (!text.empty() && text.back() != ':') text += ':';
    absl::StrAppend(&text, absl::Hex(groups[i]));
  }
  return text;
}

std::string FormatV4(absl::Span<const uint8_t> octets) {
  return absl::StrFormat("%d.%d.%d.%d", octets[0], octets[1], octets[2],
                         octets[3]);
}

}  // namespace

std::optional<IpAddress> IpAddress::FromOctets(
    absl::Span<const uint8_t> octets) {
  if (octets.size() != 4 && octets.size() != 16) return std::nullopt;
  IpAddress address;
  std::copy(octets.begin(), octets.end(), address.octets_.begin());
  if (octets.size() == 16) address.family_ = IpFamily::kV6;
  return address;
}

std::optional<IpAddress> IpAddress::Parse(absl::string_view text) {
  // inet_pton wants a terminator and would stop at one inside the text.
  std::array<char, INET6_ADDRSTRLEN> terminated{};
  if (text.size() >= terminated.size()) return std::nullopt;
  if (text.find('\0') != absl::string_view::npos) return std::nullopt;
  std::copy(text.begin(), text.end(), terminated.begin());

  IpAddress address;
  if (text.find(':') != absl::string_view::npos) {
    address.family_ = IpFamily::kV6;
  }
  const int family = address.is_v4() ? AF_INET : AF_INET6;
  if (inet_pton(family, terminated.data(), address.octets_.data()) != 1) {
    return std::nullopt;
  }
  return address;
}

bool IpAddress::IsUnspecified() const {
  return std::all_of(octets_.begin(), octets_.end(),
                     [](uint8_t octet) { return octet == 0; });
}

bool IpAddress::IsLoopback() const {
  return is_v4() ? octets_[0] == 127 : *this == kV6Loopback;
}

bool IpAddress::IsMulticast() const {
  return is_v4() ? (octets_[0] & 0xf0) == 0xe0 : octets_[0] == 0xff;
}

bool IpAddress::IsLinkLocal() const {
  if (is_v4()) return octets_[0] == 169 && octets_[1] == 254;
  return octets_[0] == 0xfe && (octets_[1] & 0xc0) == 0x80;
}

bool IpAddress::IsV4Mapped() const {
  return is_v6() &&
         std::all_of(octets_.begin(), octets_.begin() + 10,
                     [](uint8_t octet) { return octet == 0; }) &&
         octets_[10] == 0xff && octets_[11] == 0xff;
}

std::string IpAddress::ToString() const {
  if (is_v4()) return FormatV4(octets());
  // RFC 5952, 5: a prefix known to carry an IPv4 address.
  if (IsV4Mapped()) {
    return absl::StrCat("::ffff:", FormatV4(octets().subspan(12)));
  }
  return FormatV6(octets());
}

}  // namespace waymark
