// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "base/ip_endpoint.h"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "base/decimal.h"
#include "base/ip_address.h"

namespace waymark {
namespace {

// "2001:db8::1" or "fe80::1%2", what stands between the brackets.
bool ParseBracketed(absl::string_view text, IpEndpoint& endpoint) {
  const size_t percent = text.find('%');
  const std::optional<IpAddress> address =
      IpAddress::Parse(text.substr(0, percent));
  if (!address || !address->is_v6()) return false;
  endpoint.address = *address;
  if (percent == absl::string_view::npos) return true;

  const std::optional<uint32_t> scope = ParseDecimal(
      text.substr(percent + 1), std::numeric_limits<uint32_t>::max());
  if (!scope || *scope == 0 || !address->IsLinkLocal()) return false;
  endpoint.scope_id = *scope;
  return true;
}

}  // namespace

std::string IpEndpoint::ToString() const {
  if (address.is_v4()) return absl::StrCat(address.ToString(), ":", port);
  const std::string scope =
      scope_id == 0 ? std::string() : absl::StrCat("%", scope_id);
  return absl::StrCat("[", address.ToString(), scope, "]:", port);
}

std::optional<IpEndpoint> IpEndpoint::Parse(absl::string_view text) {
  const size_t colon = text.rfind(':');
  if (colon == absl::string_view::npos) return std::nullopt;
  const std::optional<uint32_t> port = ParseDecimal(
      text.substr(colon + 1), std::numeric_limits<uint16_t>::max());
  if (!port) return std::nullopt;
  IpEndpoint endpoint;
  endpoint.port = static_cast<uint16_t>(*port);

  absl::string_view host = text.substr(0, colon);
  if (absl::ConsumePrefix(&host, "[")) {
    if (!absl::ConsumeSuffix(&host, "]")) return std::nullopt;
    if (!ParseBracketed(host, endpoint)) return std::nullopt;
    return endpoint;
  }
  const std::optional<IpAddress> address = IpAddress::Parse(host);
  if (!address || !address->is_v4()) return std::nullopt;
  endpoint.address = *address;
  return endpoint;
}

}  // namespace waymark
