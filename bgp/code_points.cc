// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bgp/code_points.h"

#include <cstdint>
#include <string>

#include "absl/strings/str_cat.h"

namespace waymark::bgp {
namespace {

struct SubcodeName {
  ErrorCode code;
  uint8_t subcode;
  const char* name;
};

constexpr SubcodeName kSubcodeNames[] = {
    {ErrorCode::kMessageHeader, subcode::kConnectionNotSynchronized,
     "connection_not_synchronized"},
    {ErrorCode::kMessageHeader, subcode::kBadMessageLength,
     "bad_message_length"},
    {ErrorCode::kMessageHeader, subcode::kBadMessageType, "bad_message_type"},
    {ErrorCode::kOpenMessage, subcode::kUnsupportedVersionNumber,
     "unsupported_version_number"},
    {ErrorCode::kOpenMessage, subcode::kBadPeerAs, "bad_peer_as"},
    {ErrorCode::kOpenMessage, subcode::kBadBgpIdentifier, "bad_bgp_identifier"},
    {ErrorCode::kOpenMessage, subcode::kUnsupportedOptionalParameter,
     "unsupported_optional_parameter"},
    {ErrorCode::kOpenMessage, subcode::kUnacceptableHoldTime,
     "unacceptable_hold_time"},
    {ErrorCode::kOpenMessage, subcode::kUnsupportedCapability,
     "unsupported_capability"},
    {ErrorCode::kOpenMessage, subcode::kRoleMismatch, "role_mismatch"},
    {ErrorCode::kUpdateMessage, subcode::kMalformedAttributeList,
     "malformed_attribute_list"},
    {ErrorCode::kUpdateMessage, subcode::kUnrecognizedWellKnownAttribute,
     "unrecognized_well_known_attribute"},
    {ErrorCode::kUpdateMessage, subcode::kMissingWellKnownAttribute,
     "missing_well_known_attribute"},
    {ErrorCode::kUpdateMessage, subcode::kAttributeFlagsError,
     "attribute_flags_error"},
    {ErrorCode::kUpdateMessage, subcode::kAttributeLengthError,
     "attribute_length_error"},
    {ErrorCode::kUpdateMessage, subcode::kInvalidOriginAttribute,
     "invalid_origin_attribute"},
    {ErrorCode::kUpdateMessage, subcode::kInvalidNextHopAttribute,
     "invalid_next_hop_attribute"},
    {ErrorCode::kUpdateMessage, subcode::kOptionalAttributeError,
     "optional_attribute_error"},
    {ErrorCode::kUpdateMessage, subcode::kInvalidNetworkField,
     "invalid_network_field"},
    {ErrorCode::kUpdateMessage, subcode::kMalformedAsPath, "malformed_as_path"},
    {ErrorCode::kFiniteStateMachine, subcode::kUnexpectedMessageInOpenSent,
     "unexpected_message_in_open_sent"},
    {ErrorCode::kFiniteStateMachine, subcode::kUnexpectedMessageInOpenConfirm,
     "unexpected_message_in_open_confirm"},
    {ErrorCode::kFiniteStateMachine, subcode::kUnexpectedMessageInEstablished,
     "unexpected_message_in_established"},
    {ErrorCode::kCease, subcode::kMaximumPrefixesReached,
     "maximum_prefixes_reached"},
    {ErrorCode::kCease, subcode::kAdministrativeShutdown,
     "administrative_shutdown"},
    {ErrorCode::kCease, subcode::kPeerDeconfigured, "peer_deconfigured"},
    {ErrorCode::kCease, subcode::kAdministrativeReset, "administrative_reset"},
    {ErrorCode::kCease, subcode::kConnectionRejected, "connection_rejected"},
    {ErrorCode::kCease, subcode::kOtherConfigurationChange,
     "other_configuration_change"},
    {ErrorCode::kCease, subcode::kConnectionCollisionResolution,
     "connection_collision_resolution"},
    {ErrorCode::kCease, subcode::kOutOfResources, "out_of_resources"},
    {ErrorCode::kCease, subcode::kHardReset, "hard_reset"},
    {ErrorCode::kCease, subcode::kBfdDown, "bfd_down"},
    {ErrorCode::kRouteRefreshMessage, subcode::kInvalidMessageLength,
     "invalid_message_length"},
};

std::string Number(unsigned value) { return absl::StrCat(value); }

}  // namespace

std::string ToString(MessageType type) {
  switch (type) {
    case MessageType::kOpen:
      return "open";
    case MessageType::kUpdate:
      return "update";
    case MessageType::kNotification:
      return "notification";
    case MessageType::kKeepalive:
      return "keepalive";
    case MessageType::kRouteRefresh:
      return "route_refresh";
  }
  return Number(static_cast<unsigned>(type));
}

std::string ToString(Afi afi) {
  switch (afi) {
    case Afi::kIpv4:
      return "ipv4";
    case Afi::kIpv6:
      return "ipv6";
  }
  return Number(static_cast<unsigned>(afi));
}

std::string ToString(Safi safi) {
  switch (safi) {
    case Safi::kUnicast:
      return "unicast";
  }
  return Number(static_cast<unsigned>(safi));
}

std::string ToString(CapabilityCode code) {
  switch (code) {
    case CapabilityCode::kMultiprotocol:
      return "multiprotocol";
    case CapabilityCode::kRouteRefresh:
      return "route_refresh";
    case CapabilityCode::kExtendedNextHop:
      return "extended_next_hop";
    case CapabilityCode::kExtendedMessage:
      return "extended_message";
    case CapabilityCode::kRole:
      return "role";
    case CapabilityCode::kGracefulRestart:
      return "graceful_restart";
    case CapabilityCode::kFourOctetAs:
      return "four_octet_as";
    case CapabilityCode::kAddPath:
      return "add_path";
    case CapabilityCode::kEnhancedRouteRefresh:
      return "enhanced_route_refresh";
  }
  return Number(static_cast<unsigned>(code));
}

std::string ToString(AttributeType type) {
  switch (type) {
    case AttributeType::kOrigin:
      return "origin";
    case AttributeType::kAsPath:
      return "as_path";
    case AttributeType::kNextHop:
      return "next_hop";
    case AttributeType::kMultiExitDisc:
      return "multi_exit_disc";
    case AttributeType::kLocalPref:
      return "local_pref";
    case AttributeType::kAtomicAggregate:
      return "atomic_aggregate";
    case AttributeType::kAggregator:
      return "aggregator";
    case AttributeType::kCommunities:
      return "communities";
    case AttributeType::kOriginatorId:
      return "originator_id";
    case AttributeType::kClusterList:
      return "cluster_list";
    case AttributeType::kMpReachNlri:
      return "mp_reach_nlri";
    case AttributeType::kMpUnreachNlri:
      return "mp_unreach_nlri";
    case AttributeType::kExtendedCommunities:
      return "extended_communities";
    case AttributeType::kAs4Path:
      return "as4_path";
    case AttributeType::kAs4Aggregator:
      return "as4_aggregator";
    case AttributeType::kLargeCommunities:
      return "large_communities";
    case AttributeType::kOnlyToCustomer:
      return "only_to_customer";
  }
  return Number(static_cast<unsigned>(type));
}

std::string ToString(Origin origin) {
  switch (origin) {
    case Origin::kIgp:
      return "igp";
    case Origin::kEgp:
      return "egp";
    case Origin::kIncomplete:
      return "incomplete";
  }
  return Number(static_cast<unsigned>(origin));
}

std::string ToString(ErrorCode code) {
  switch (code) {
    case ErrorCode::kMessageHeader:
      return "message_header";
    case ErrorCode::kOpenMessage:
      return "open_message";
    case ErrorCode::kUpdateMessage:
      return "update_message";
    case ErrorCode::kHoldTimerExpired:
      return "hold_timer_expired";
    case ErrorCode::kFiniteStateMachine:
      return "finite_state_machine";
    case ErrorCode::kCease:
      return "cease";
    case ErrorCode::kRouteRefreshMessage:
      return "route_refresh_message";
    case ErrorCode::kSendHoldTimerExpired:
      return "send_hold_timer_expired";
  }
  return Number(static_cast<unsigned>(code));
}

std::string ToString(ErrorCode code, uint8_t subcode) {
  for (const SubcodeName& known : kSubcodeNames) {
    if (known.code == code && known.subcode == subcode) {
      return absl::StrCat(ToString(code), "/", known.name);
    }
  }
  return absl::StrCat(ToString(code), "/", subcode);
}

}  // namespace waymark::bgp
