// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Code points of BGP-4 as open enums: any value of the underlying type is legal
// and an unknown one is carried unchanged. Values are those of the IANA
// registries "Border Gateway Protocol (BGP) Parameters" and "Capability Codes".

#ifndef WAYMARK_BGP_CODE_POINTS_H_
#define WAYMARK_BGP_CODE_POINTS_H_

#include <cstdint>
#include <string>

namespace waymark::bgp {

// RFC 4271, 4.1; RFC 2918, 3.
enum class MessageType : uint8_t {
  kOpen = 1,
  kUpdate = 2,
  kNotification = 3,
  kKeepalive = 4,
  kRouteRefresh = 5,
};

// RFC 4760, 10.
enum class Afi : uint16_t { kIpv4 = 1, kIpv6 = 2 };
enum class Safi : uint8_t { kUnicast = 1 };

// RFC 5492; the IANA registry.
enum class CapabilityCode : uint8_t {
  kMultiprotocol = 1,         // RFC 4760
  kRouteRefresh = 2,          // RFC 2918
  kExtendedNextHop = 5,       // RFC 8950
  kExtendedMessage = 6,       // RFC 8654
  kRole = 9,                  // RFC 9234
  kGracefulRestart = 64,      // RFC 4724
  kFourOctetAs = 65,          // RFC 6793
  kAddPath = 69,              // RFC 7911
  kEnhancedRouteRefresh = 70  // RFC 7313
};

// RFC 4271, 5.1 and the documents named beside the values.
enum class AttributeType : uint8_t {
  kOrigin = 1,
  kAsPath = 2,
  kNextHop = 3,
  kMultiExitDisc = 4,
  kLocalPref = 5,
  kAtomicAggregate = 6,
  kAggregator = 7,
  kCommunities = 8,           // RFC 1997
  kOriginatorId = 9,          // RFC 4456
  kClusterList = 10,          // RFC 4456
  kMpReachNlri = 14,          // RFC 4760
  kMpUnreachNlri = 15,        // RFC 4760
  kExtendedCommunities = 16,  // RFC 4360
  kAs4Path = 17,              // RFC 6793
  kAs4Aggregator = 18,        // RFC 6793
  kLargeCommunities = 32,     // RFC 8092
  kOnlyToCustomer = 35,       // RFC 9234
};

// Attribute Flags octet, RFC 4271, 4.3; the low four bits are unused.
enum AttributeFlags : uint8_t {
  kFlagOptional = 0x80,
  kFlagTransitive = 0x40,
  kFlagPartial = 0x20,
  kFlagExtendedLength = 0x10,
};

// RFC 4271, 5.1.1. Lower is preferred.
enum class Origin : uint8_t { kIgp = 0, kEgp = 1, kIncomplete = 2 };

// RFC 4271, 4.3 (AS_SET, AS_SEQUENCE); RFC 5065 (the other two).
enum class AsPathSegmentType : uint8_t {
  kAsSet = 1,
  kAsSequence = 2,
  kAsConfedSequence = 3,
  kAsConfedSet = 4,
};

// AS 23456, which stands for every AS number that does not fit two octets
// (RFC 6793, 9).
inline constexpr uint32_t kAsTrans = 23456;

// RFC 4271, 4.5; RFC 6608; RFC 7313; RFC 9384.
enum class ErrorCode : uint8_t {
  kMessageHeader = 1,
  kOpenMessage = 2,
  kUpdateMessage = 3,
  kHoldTimerExpired = 4,
  kFiniteStateMachine = 5,
  kCease = 6,
  kRouteRefreshMessage = 7,
  kSendHoldTimerExpired = 8,  // RFC 9687
};

// Subcodes are only meaningful together with their code, hence plain octets.
namespace subcode {
inline constexpr uint8_t kUnspecific = 0;

// Message Header Error.
inline constexpr uint8_t kConnectionNotSynchronized = 1;
inline constexpr uint8_t kBadMessageLength = 2;
inline constexpr uint8_t kBadMessageType = 3;

// OPEN Message Error.
inline constexpr uint8_t kUnsupportedVersionNumber = 1;
inline constexpr uint8_t kBadPeerAs = 2;
inline constexpr uint8_t kBadBgpIdentifier = 3;
inline constexpr uint8_t kUnsupportedOptionalParameter = 4;
inline constexpr uint8_t kUnacceptableHoldTime = 6;
inline constexpr uint8_t kUnsupportedCapability = 7;  // RFC 5492
inline constexpr uint8_t kRoleMismatch = 11;          // RFC 9234

// UPDATE Message Error.
inline constexpr uint8_t kMalformedAttributeList = 1;
inline constexpr uint8_t kUnrecognizedWellKnownAttribute = 2;
inline constexpr uint8_t kMissingWellKnownAttribute = 3;
inline constexpr uint8_t kAttributeFlagsError = 4;
inline constexpr uint8_t kAttributeLengthError = 5;
inline constexpr uint8_t kInvalidOriginAttribute = 6;
inline constexpr uint8_t kInvalidNextHopAttribute = 8;
inline constexpr uint8_t kOptionalAttributeError = 9;
inline constexpr uint8_t kInvalidNetworkField = 10;
inline constexpr uint8_t kMalformedAsPath = 11;

// Finite State Machine Error (RFC 6608).
inline constexpr uint8_t kUnexpectedMessageInOpenSent = 1;
inline constexpr uint8_t kUnexpectedMessageInOpenConfirm = 2;
inline constexpr uint8_t kUnexpectedMessageInEstablished = 3;

// Cease (RFC 4486, RFC 8538, RFC 9384).
inline constexpr uint8_t kMaximumPrefixesReached = 1;
inline constexpr uint8_t kAdministrativeShutdown = 2;
inline constexpr uint8_t kPeerDeconfigured = 3;
inline constexpr uint8_t kAdministrativeReset = 4;
inline constexpr uint8_t kConnectionRejected = 5;
inline constexpr uint8_t kOtherConfigurationChange = 6;
inline constexpr uint8_t kConnectionCollisionResolution = 7;
inline constexpr uint8_t kOutOfResources = 8;
inline constexpr uint8_t kHardReset = 9;
inline constexpr uint8_t kBfdDown = 10;

// ROUTE-REFRESH Message Error (RFC 7313).
inline constexpr uint8_t kInvalidMessageLength = 1;
}  // namespace subcode

// RFC names in snake_case ("open_confirm", "med" is "multi_exit_disc"); an
// unknown code point as its decimal number.
std::string ToString(MessageType type);
std::string ToString(Afi afi);
std::string ToString(Safi safi);
std::string ToString(CapabilityCode code);
std::string ToString(AttributeType type);
std::string ToString(Origin origin);
std::string ToString(ErrorCode code);
// "cease/bfd_down"; numbers where unknown.
std::string ToString(ErrorCode code, uint8_t subcode);

}  // namespace waymark::bgp

#endif  // WAYMARK_BGP_CODE_POINTS_H_
