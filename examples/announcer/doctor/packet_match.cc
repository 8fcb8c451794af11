// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/announcer/doctor/packet_match.h"

#include <cstdint>
#include <string>
#include <variant>

#include "absl/strings/match.h"
#include "absl/strings/strip.h"
#include "base/ip_address.h"
#include "base/ip_prefix.h"

namespace waymark::examples {
namespace {

using nlohmann::json;

// What is in the packet at that place.
struct Absent {};   // no such thing: nothing matches
struct Unknown {};  // not known here
using Value = std::variant<Unknown, Absent, int64_t, std::string, IpAddress>;

std::string Text(const json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>()
                                                     : "";
}

Value PayloadOf(const json& payload, const ProbePacket& packet) {
  const std::string protocol = Text(payload, "protocol");
  const std::string field = Text(payload, "field");
  if (protocol == "ip" || protocol == "ip6") {
    if ((protocol == "ip") != packet.source.is_v4()) return Absent();
    if (field == "saddr") return packet.source;
    if (field == "daddr") return packet.destination;
    if (field == "protocol" || field == "nexthdr") return packet.protocol;
    return Unknown();
  }
  if (protocol == "tcp" || protocol == "udp" || protocol == "th") {
    if (protocol != "th" && protocol != packet.protocol) return Absent();
    if (field == "sport") return int64_t{packet.source_port};
    if (field == "dport") return int64_t{packet.destination_port};
    return Unknown();
  }
  // Of another protocol: icmp, sctp.
  return protocol.empty() ? Value(Unknown()) : Value(Absent());
}

Value MetaOf(const std::string& key, const ProbePacket& packet) {
  if (key == "l4proto") return packet.protocol;
  if (key == "nfproto") {
    return std::string(packet.source.is_v4() ? "ipv4" : "ipv6");
  }
  const bool in = key == "iifname" || key == "iif";
  const bool out = key == "oifname" || key == "oif";
  if (!in && !out) return Unknown();
  if (in != packet.incoming) return Absent();
  return packet.interface.empty() ? Value(Unknown()) : Value(packet.interface);
}

Value ValueOf(const json& field, const ProbePacket& packet) {
  if (!field.is_object()) return Unknown();
  if (field.contains("payload")) return PayloadOf(field["payload"], packet);
  if (field.contains("meta")) {
    return MetaOf(Text(field["meta"], "key"), packet);
  }
  if (field.contains("ct") && Text(field["ct"], "key") == "state") {
    return std::string(packet.established ? "established" : "new");
  }
  return Unknown();
}

std::optional<bool> EqualsNumber(const json& wanted, int64_t value) {
  if (wanted.is_number_integer()) return wanted.get<int64_t>() == value;
  if (wanted.is_object() && wanted.contains("range")) {
    const json& range = wanted["range"];
    if (range.size() != 2 || !range[0].is_number() || !range[1].is_number()) {
      return std::nullopt;
    }
    return value >= range[0].get<int64_t>() && value <= range[1].get<int64_t>();
  }
  return std::nullopt;
}

std::optional<bool> EqualsText(const json& wanted, const std::string& value) {
  if (!wanted.is_string()) return std::nullopt;
  std::string text = wanted.get<std::string>();
  absl::string_view stem = text;
  // "eth*".
  if (absl::ConsumeSuffix(&stem, "*")) return absl::StartsWith(value, stem);
  return text == value;
}

std::optional<bool> EqualsAddress(const json& wanted, const IpAddress& value) {
  if (wanted.is_string()) {
    const auto address = IpAddress::Parse(wanted.get<std::string>());
    if (!address.has_value()) return std::nullopt;
    return *address == value;
  }
  if (!wanted.is_object()) return std::nullopt;
  if (wanted.contains("prefix")) {
    const json& prefix = wanted["prefix"];
    const auto address = IpAddress::Parse(Text(prefix, "addr"));
    const auto length = prefix.find("len");
    if (!address.has_value() || length == prefix.end() ||
        !length->is_number_integer()) {
      return std::nullopt;
    }
    const auto whole = IpPrefix::Create(*address, length->get<int>());
    if (!whole.has_value()) return std::nullopt;
    return whole->Contains(value);
  }
  if (wanted.contains("range") && wanted["range"].size() == 2) {
    const json& range = wanted["range"];
    if (!range[0].is_string() || !range[1].is_string()) return std::nullopt;
    const auto low = IpAddress::Parse(range[0].get<std::string>());
    const auto high = IpAddress::Parse(range[1].get<std::string>());
    if (!low.has_value() || !high.has_value()) return std::nullopt;
    return *low <= value && value <= *high;
  }
  return std::nullopt;
}

std::optional<bool> Equals(const json& wanted, const Value& value) {
  if (std::holds_alternative<Absent>(value)) return false;
  if (wanted.is_string() && absl::StartsWith(wanted.get<std::string>(), "@")) {
    return std::nullopt;  // a named set
  }
  if (const auto* number = std::get_if<int64_t>(&value)) {
    return EqualsNumber(wanted, *number);
  }
  if (const auto* text = std::get_if<std::string>(&value)) {
    return EqualsText(wanted, *text);
  }
  if (const auto* address = std::get_if<IpAddress>(&value)) {
    return EqualsAddress(wanted, *address);
  }
  return std::nullopt;
}

}  // namespace

std::optional<bool> Contains(const json& wanted, const json& field,
                             const ProbePacket& packet) {
  const Value value = ValueOf(field, packet);
  const json* members = nullptr;
  if (wanted.is_array()) members = &wanted;
  if (wanted.is_object() && wanted.contains("set")) members = &wanted["set"];
  if (members == nullptr) return Equals(wanted, value);
  if (!members->is_array()) return std::nullopt;
  bool doubt = false;
  for (const json& member : *members) {
    // With a counter or a comment of its own.
    const bool wrapped = member.is_object() && member.contains("elem") &&
                         member["elem"].is_object();
    const std::optional<bool> equal =
        Equals(wrapped ? member["elem"]["val"] : member, value);
    if (equal == true) return true;
    doubt |= !equal.has_value();
  }
  return doubt ? std::nullopt : std::optional<bool>(false);
}

std::optional<bool> Matches(const json& match, const ProbePacket& packet) {
  if (!match.contains("left") || !match.contains("right")) return std::nullopt;
  // A field that is not there does not match its opposite either.
  if (std::holds_alternative<Absent>(ValueOf(match["left"], packet))) {
    return false;
  }
  const std::string op = Text(match, "op");
  const std::optional<bool> found =
      Contains(match["right"], match["left"], packet);
  if (!found.has_value()) return std::nullopt;
  if (op == "==" || op == "in") return found;
  if (op == "!=") return !*found;
  return std::nullopt;
}

}  // namespace waymark::examples
