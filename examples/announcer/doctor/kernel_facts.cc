// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/announcer/doctor/kernel_facts.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <bit>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/ip_address.h"
#include "base/ip_prefix.h"

namespace waymark::examples {
namespace {

void ReadSetting(const std::string& path, Facts& facts) {
  std::string value;
  if (std::ifstream(absl::StrCat("/proc/sys/", path)) >> value) {
    facts.settings[path] = value;
  }
}

// nullopt for another family than the two of IP.
std::optional<IpAddress> ToAddress(const sockaddr* address) {
  if (address == nullptr) return std::nullopt;
  if (address->sa_family == AF_INET) {
    const auto& v4 = *reinterpret_cast<const sockaddr_in*>(address);
    return IpAddress::V4(ntohl(v4.sin_addr.s_addr));
  }
  if (address->sa_family == AF_INET6) {
    const auto& v6 = *reinterpret_cast<const sockaddr_in6*>(address);
    return IpAddress::FromOctets(v6.sin6_addr.s6_addr);
  }
  return std::nullopt;
}

int LengthOf(const IpAddress& mask) {
  int length = 0;
  for (const uint8_t octet : mask.octets()) length += std::popcount(octet);
  return length;
}

void AddAddress(const ifaddrs& entry, Facts& facts) {
  const std::optional<IpAddress> address = ToAddress(entry.ifa_addr);
  const std::optional<IpAddress> mask = ToAddress(entry.ifa_netmask);
  if (!address.has_value() || !mask.has_value()) return;
  const std::optional<IpPrefix> network =
      IpPrefix::Create(*address, LengthOf(*mask));
  facts.addresses.push_back(
      {*address, network.value_or(IpPrefix::Host(*address)), entry.ifa_name});
}

// The announcer is to be linked with as little as possible: the C library's own
// few words of netlink are enough here.
absl::Status ReadLinks(Facts& facts) {
  ifaddrs* entries = nullptr;
  if (::getifaddrs(&entries) != 0) {
    return absl::ErrnoToStatus(errno, "list the interfaces");
  }
  for (const ifaddrs* entry = entries; entry != nullptr;
       entry = entry->ifa_next) {
    if (facts.FindInterface(entry->ifa_name) == nullptr) {
      facts.interfaces.push_back({entry->ifa_name,
                                  (entry->ifa_flags & IFF_LOOPBACK) != 0,
                                  (entry->ifa_flags & IFF_UP) != 0,
                                  (entry->ifa_flags & IFF_RUNNING) != 0});
    }
    AddAddress(*entry, facts);
  }
  ::freeifaddrs(entries);
  return absl::OkStatus();
}

// What the command prints; nullopt if it fails.
std::optional<std::string> OutputOf(const char* command) {
  FILE* const pipe = ::popen(command, "r");
  if (pipe == nullptr) return std::nullopt;
  std::string text;
  char buffer[4096];
  for (size_t n; (n = std::fread(buffer, 1, sizeof(buffer), pipe)) > 0;) {
    text.append(buffer, n);
  }
  if (::pclose(pipe) != 0) return std::nullopt;
  return text;
}

absl::StatusOr<Ruleset> ReadRuleset() {
  // Warnings, which it has for rules that iptables made, are no part of it.
  if (const std::optional<std::string> text =
          OutputOf("nft -j list ruleset 2>/dev/null")) {
    return Ruleset::Parse(*text);
  }
  const std::string reason =
      OutputOf("nft -j list ruleset 2>&1 >/dev/null || true")
          .value_or("it cannot be run");
  return absl::UnavailableError(absl::StrCat(
      "nft does not list them: ", reason.substr(0, reason.find('\n'))));
}

// `file` has a name in each line, and is empty where nobody used such a table.
void ReadLegacyTables(const char* file, absl::string_view family,
                      Facts& facts) {
  std::ifstream names(absl::StrCat("/proc/net/", file));
  for (std::string name; names >> name;) {
    facts.legacy_tables.push_back(absl::StrCat(family, " ", name));
  }
}

}  // namespace

absl::StatusOr<Facts> GatherFacts() {
  Facts facts;
  if (absl::Status status = ReadLinks(facts); !status.ok()) return status;
  ReadSetting("net/ipv4/ip_forward", facts);
  ReadSetting("net/ipv6/conf/all/forwarding", facts);
  ReadSetting("net/ipv4/conf/all/rp_filter", facts);
  for (const Facts::Interface& interface : facts.interfaces) {
    ReadSetting(absl::StrCat("net/ipv4/conf/", interface.name, "/rp_filter"),
                facts);
  }
  facts.ruleset = ReadRuleset();
  ReadLegacyTables("ip_tables_names", "ip", facts);
  ReadLegacyTables("ip6_tables_names", "ip6", facts);
  return facts;
}

}  // namespace waymark::examples
