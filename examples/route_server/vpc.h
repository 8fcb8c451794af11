// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The VPC as far as routes are concerned: which addresses are interfaces of it,
// and which prefixes are its own.

#ifndef WAYMARK_EXAMPLES_ROUTE_SERVER_VPC_H_
#define WAYMARK_EXAMPLES_ROUTE_SERVER_VPC_H_

#include <map>
#include <string>

#include "base/ip_address.h"
#include "base/ip_prefix.h"
#include "examples/route_server/route_server_setup.h"

namespace waymark::examples {

class Vpc {
 public:
  // The interfaces listed there, and one for each peer that is in none of them,
  // named by its address.
  explicit Vpc(const RouteServerSetup& setup);

  // The name of the interface that has the address; empty if there is none.
  std::string InterfaceOf(const IpAddress& address) const;

  // Why a route from `peer` cannot lead to `next_hop`; empty if it can.
  std::string WhyNoNextHop(const IpAddress& next_hop,
                           const IpAddress& peer) const;

  // Whether the prefix lies in the VPC; true if it is not known where that is.
  bool Contains(const IpPrefix& prefix) const;

 private:
  const VpcSetup setup_;
  std::map<IpAddress, std::string> interfaces_;
};

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_ROUTE_SERVER_VPC_H_
