// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Random attributes and routes for property tests. The same seed gives the same
// values on every platform.

#ifndef WAYMARK_BGP_WIRE_TESTING_RANDOM_ROUTES_H_
#define WAYMARK_BGP_WIRE_TESTING_RANDOM_ROUTES_H_

#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

#include "bgp/family.h"
#include "bgp/nlri.h"
#include "bgp/path_attributes.h"
#include "bgp/wire/session_context.h"

namespace waymark::bgp::testing {

class RandomRoutes {
 public:
  explicit RandomRoutes(uint32_t seed) : random_(seed) {}

  uint32_t Any() { return static_cast<uint32_t>(random_()); }
  // 0 to `limit` - 1.
  uint32_t Below(uint32_t limit) { return Any() % limit; }
  bool OneIn(uint32_t n) { return Below(n) == 0; }

  SessionContext Context();

  // What a session with `context` can carry unchanged: no attributes that it
  // leaves out, no large community twice, and, where AS numbers have two
  // octets, no confederations. Unknown attributes are transitive and partial.
  PathAttributes Attributes(const Family& family,
                            const SessionContext& context);

  std::vector<Nlri> Routes(const Family& family, const SessionContext& context,
                           size_t count);

 private:
  uint32_t AsNumber();
  AsPath Path(bool confederations);
  IpAddress Ipv4Host();
  IpAddress Ipv6Host();
  IpAddress Ipv6();
  void AddCommunities(PathAttributes& attributes);
  void AddUnknown(PathAttributes& attributes);
  void AddPartial(PathAttributes& attributes);

  std::mt19937 random_;
};

}  // namespace waymark::bgp::testing

#endif  // WAYMARK_BGP_WIRE_TESTING_RANDOM_ROUTES_H_
