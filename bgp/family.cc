// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bgp/family.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "bgp/code_points.h"

namespace waymark::bgp {

std::string ToString(const Family& family) {
  if (family == kIpv4Unicast) return "ipv4_unicast";
  if (family == kIpv6Unicast) return "ipv6_unicast";
  return absl::StrCat(static_cast<unsigned>(family.afi), "/",
                      static_cast<unsigned>(family.safi));
}

}  // namespace waymark::bgp
