// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/announcer/health/health_setup.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/string_view.h"

namespace waymark::examples {
namespace {

// "host", "host:80", "[2001:db8::1]:80".
bool IsAuthority(absl::string_view text) {
  absl::string_view host = text;
  const size_t colon = text.rfind(':');
  if (colon != text.npos && text.find(']', colon) == text.npos) {
    uint32_t port = 0;
    if (!absl::SimpleAtoi(text.substr(colon + 1), &port) || port < 1 ||
        port > 65535) {
      return false;
    }
    host = text.substr(0, colon);
  }
  if (absl::StartsWith(host, "[")) return absl::EndsWith(host, "]");
  return !host.empty() && host.find_first_of(":@ \t\r\n") == host.npos;
}

}  // namespace

bool ParseHttpTarget(const std::string& url, HttpTarget* target) {
  size_t host = 0;
  for (const absl::string_view scheme : {"http://", "https://"}) {
    if (absl::StartsWith(url, scheme)) host = scheme.size();
  }
  const size_t path = std::min(url.find_first_of("/?#", host), url.size());
  if (host == 0 ||
      !IsAuthority(absl::string_view(url).substr(host, path - host)) ||
      url.find_first_of(" \t\r\n", path) != std::string::npos) {
    return false;
  }
  target->server = url.substr(0, path);
  // A fragment is the reader's affair.
  const size_t end = std::min(url.find('#'), url.size());
  target->path = url.substr(path, end - path);
  if (!absl::StartsWith(target->path, "/")) {
    target->path.insert(target->path.begin(), '/');
  }
  return true;
}

}  // namespace waymark::examples
