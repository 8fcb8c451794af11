// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bgp/capability.h"

#include <algorithm>

#include "bgp/family.h"

namespace waymark::bgp {

bool Capabilities::HasFamily(const Family& family) const {
  return std::find(families.begin(), families.end(), family) != families.end();
}

}  // namespace waymark::bgp
