// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bgp/wire/attribute_table.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>

#include "absl/types/span.h"
#include "bgp/code_points.h"
#include "bgp/wire/update_error.h"

namespace waymark::bgp {
namespace {

using Type = AttributeType;
using Format = AttributeFormat;
using Scope = AttributeScope;

constexpr uint8_t kWellKnown = kFlagTransitive;
constexpr uint8_t kNonTransitive = kFlagOptional;
constexpr uint8_t kTransitive = kFlagOptional | kFlagTransitive;
constexpr uint16_t kAny = 65535;

constexpr UpdateAction kDiscard = UpdateAction::kAttributeDiscard;
constexpr UpdateAction kWithdraw = UpdateAction::kTreatAsWithdraw;
constexpr UpdateAction kReset = UpdateAction::kSessionReset;

// type, format, flags, min, max, unit, wrong flags, malformed, scope.
//
// RFC 7606, 3 (f) has AGGREGATOR and ATOMIC_AGGREGATE discarded whatever is
// wrong with them; of AS4_PATH and AS4_AGGREGATOR RFC 6793, 6 says so for all
// but wrong flags. Wrong flags of MP_REACH_NLRI and MP_UNREACH_NLRI make them
// incorrect (RFC 7606, 5.3).
constexpr AttributeDescriptor kTable[] = {
    {Type::kOrigin, Format::kOrigin, kWellKnown, 1, 1, 1, kWithdraw, kWithdraw,
     Scope::kAnySession},
    {Type::kAsPath, Format::kAsPath, kWellKnown, 0, kAny, 1, kWithdraw,
     kWithdraw, Scope::kAnySession},
    {Type::kNextHop, Format::kNextHop, kWellKnown, 4, 4, 1, kWithdraw,
     kWithdraw, Scope::kAnySession},
    {Type::kMultiExitDisc, Format::kNumber, kNonTransitive, 4, 4, 1, kWithdraw,
     kWithdraw, Scope::kAnySession},
    {Type::kLocalPref, Format::kNumber, kWellKnown, 4, 4, 1, kWithdraw,
     kWithdraw, Scope::kInternalSession},
    {Type::kAtomicAggregate, Format::kFlag, kWellKnown, 0, 0, 1, kDiscard,
     kDiscard, Scope::kAnySession},
    // 6 or 8, as the session's AS numbers are.
    {Type::kAggregator, Format::kAggregator, kTransitive, 6, 8, 2, kDiscard,
     kDiscard, Scope::kAnySession},
    {Type::kCommunities, Format::kCommunities, kTransitive, 4, kAny, 4,
     kWithdraw, kWithdraw, Scope::kAnySession},
    {Type::kOriginatorId, Format::kAddress, kNonTransitive, 4, 4, 1, kWithdraw,
     kWithdraw, Scope::kInternalSession},
    {Type::kClusterList, Format::kClusterList, kNonTransitive, 4, kAny, 4,
     kWithdraw, kWithdraw, Scope::kInternalSession},
    {Type::kMpReachNlri, Format::kMpReach, kNonTransitive, 5, kAny, 1, kReset,
     kReset, Scope::kAnySession},
    {Type::kMpUnreachNlri, Format::kMpUnreach, kNonTransitive, 3, kAny, 1,
     kReset, kReset, Scope::kAnySession},
    {Type::kExtendedCommunities, Format::kExtendedCommunities, kTransitive, 8,
     kAny, 8, kWithdraw, kWithdraw, Scope::kAnySession},
    {Type::kAs4Path, Format::kAs4Path, kTransitive, 6, kAny, 2, kWithdraw,
     kDiscard, Scope::kTwoOctetSession},
    {Type::kAs4Aggregator, Format::kAs4Aggregator, kTransitive, 8, 8, 1,
     kWithdraw, kDiscard, Scope::kTwoOctetSession},
    {Type::kLargeCommunities, Format::kLargeCommunities, kTransitive, 12, kAny,
     12, kWithdraw, kWithdraw, Scope::kAnySession},
    {Type::kOnlyToCustomer, Format::kNumber, kTransitive, 4, 4, 1, kWithdraw,
     kWithdraw, Scope::kAnySession},
};

constexpr std::array<uint8_t, 256> MakeIndex() {
  std::array<uint8_t, 256> index{};
  for (size_t i = 0; i < std::size(kTable); ++i) {
    index[static_cast<uint8_t>(kTable[i].type)] = static_cast<uint8_t>(i + 1);
  }
  return index;
}

}  // namespace

namespace internal {
constexpr std::array<uint8_t, 256> kAttributeIndex = MakeIndex();
constexpr const AttributeDescriptor* kAttributeTable = kTable;
}  // namespace internal

absl::Span<const AttributeDescriptor> AttributeTable() { return kTable; }

}  // namespace waymark::bgp
