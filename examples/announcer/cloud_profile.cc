// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/announcer/cloud_profile.h"

#include <algorithm>

namespace waymark::examples {
namespace {

using proto::AnnouncerConfig;

constexpr CloudProfile kGeneric = {.name = "the route server"};

constexpr CloudProfile kAws = {
    .name = "a VPC Route Server",
    .bfd = CloudProfile::Bfd::kSingleHop,
    .never_connects = true,
    .has_no_md5 = true,
    .max_routes = 100,
};

constexpr CloudProfile kAzure = {
    .name = "Azure Route Server",
    .bfd = CloudProfile::Bfd::kNone,
    .as_numbers = CloudProfile::AsNumbers::kAzure,
    .is_several_hops_away = true,
    .ignores_med = true,
    .ends_session_beyond_max_routes = true,
    .peer_as = 65515,
    .hold_time_s = 180,
    .keepalive_s = 60,
    .max_routes = 1000,
    .default_hold_time_s = 180,
};

constexpr CloudProfile kGcp = {
    .name = "Cloud Router",
    .bfd = CloudProfile::Bfd::kNone,
    .as_numbers = CloudProfile::AsNumbers::kPrivate,
    .hold_time_s = 60,
    .keepalive_s = 20,
    .max_routes = 5000,
    .default_hold_time_s = 60,
};

}  // namespace

const CloudProfile& ProfileOf(AnnouncerConfig::Profile profile) {
  switch (profile) {
    case AnnouncerConfig::AWS_VPC_ROUTE_SERVER:
      return kAws;
    case AnnouncerConfig::AZURE_ROUTE_SERVER:
      return kAzure;
    case AnnouncerConfig::GCP_ROUTER_APPLIANCE:
      return kGcp;
    default:
      return kGeneric;
  }
}

bool IsReservedByAzure(uint32_t as_number) {
  static constexpr uint32_t kReserved[] = {8074,  8075,  12076, 65515,
                                           65517, 65518, 65519, 65520};
  return std::find(std::begin(kReserved), std::end(kReserved), as_number) !=
         std::end(kReserved);
}

bool IsPrivateAs(uint32_t as_number) {
  return (as_number >= 64512 && as_number <= 65534) ||
         (as_number >= 4200000000 && as_number <= 4294967294);
}

bool IsDocumentationAs(uint32_t as_number) {
  return (as_number >= 64496 && as_number <= 64511) ||
         (as_number >= 65536 && as_number <= 65551);
}

}  // namespace waymark::examples
