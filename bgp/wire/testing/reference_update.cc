// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bgp/wire/testing/reference_update.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/ip_address.h"
#include "base/ip_prefix.h"
#include "bgp/wire/session_context.h"
#include "bgp/wire/testing/octets.h"
#include "bgp/wire/update_error.h"

namespace waymark::bgp::testing {
namespace {

constexpr UpdateAction kDiscard = UpdateAction::kAttributeDiscard;
constexpr UpdateAction kWithdraw = UpdateAction::kTreatAsWithdraw;
constexpr UpdateAction kReset = UpdateAction::kSessionReset;

using Routes = std::vector<std::string>;

Octets Slice(const Octets& octets, size_t begin, size_t size) {
  const auto first = octets.begin() + static_cast<std::ptrdiff_t>(begin);
  return Octets(first, first + static_cast<std::ptrdiff_t>(size));
}

uint64_t Number(const Octets& octets) {
  uint64_t number = 0;
  for (const uint8_t octet : octets) number = 256 * number + octet;
  return number;
}

// nullopt if the octets are not a list of prefixes.
std::optional<Routes> ReadRoutes(const Octets& octets, int max_bits,
                                 bool add_path) {
  Routes routes;
  size_t at = 0;
  while (at < octets.size()) {
    std::string route;
    if (add_path) {
      if (octets.size() - at < 4) return std::nullopt;
      route = absl::StrCat(Number(Slice(octets, at, 4)), "@");
      at += 4;
    }
    if (at == octets.size()) return std::nullopt;
    const int bits = octets[at++];
    if (bits > max_bits) return std::nullopt;
    Octets address(static_cast<size_t>(max_bits / 8), 0);
    for (int bit = 0; bit < bits; bit += 8) {
      if (at == octets.size()) return std::nullopt;
      address[static_cast<size_t>(bit / 8)] = octets[at++];
    }
    const IpPrefix prefix =
        *IpPrefix::Create(*IpAddress::FromOctets(address), bits);
    routes.push_back(route + prefix.ToString());
  }
  return routes;
}

struct Raw {
  int flags = 0;
  int type = 0;
  Octets value;
  Octets whole;
};

class Reference {
 public:
  explicit Reference(const SessionContext& context) : context_(context) {}

  ReferenceUpdate Decode(const Octets& body) {
    ReadBody(body);
    Finish();
    return result_;
  }

 private:
  void ReadBody(const Octets& body);
  void ReadAttributes(const Octets& octets);
  void CheckAttribute(const Raw& raw);
  bool CheckSpecial(const Raw& raw);
  bool ReadMpReach(const Octets& value);
  bool ReadMpUnreach(const Octets& value);
  void CheckMandatory();
  void Finish();

  void Add(UpdateAction action, int subcode, int attribute,
           const Octets& data) {
    result_.errors.push_back({action, subcode, attribute, data});
  }
  bool Resets() const {
    return std::any_of(
        result_.errors.begin(), result_.errors.end(),
        [](const ReferenceError& error) { return error.action == kReset; });
  }

  SessionContext context_;
  ReferenceUpdate result_;
  std::set<int> seen_;
  std::optional<Octets> next_hop_;
  Octets mp_reach_, mp_next_hop_;
  bool has_nlri_ = false;
  bool has_mp_reach_ = false;
  Routes withdrawn_, mp_withdrawn_, announced_, mp_announced_;
};

void Reference::ReadBody(const Octets& body) {
  if (body.size() < 4) return Add(kReset, 1, 0, {});
  const size_t withdrawn = Number(Slice(body, 0, 2));
  if (withdrawn + 4 > body.size()) return Add(kReset, 1, 0, {});
  const size_t attributes = Number(Slice(body, 2 + withdrawn, 2));
  // RFC 4271, 6.3, where 23 counts the header.
  if (withdrawn + attributes + 23 > body.size() + 19) {
    return Add(kReset, 1, 0, {});
  }
  ReadAttributes(Slice(body, 4 + withdrawn, attributes));
  if (Resets()) return;

  const size_t nlri = 4 + withdrawn + attributes;
  const std::optional<Routes> removed =
      ReadRoutes(Slice(body, 2, withdrawn), 32, context_.add_path_ipv4_unicast);
  if (!removed) return Add(kReset, 10, 0, {});
  const std::optional<Routes> added =
      ReadRoutes(Slice(body, nlri, body.size() - nlri), 32,
                 context_.add_path_ipv4_unicast);
  if (!added) return Add(kReset, 10, 0, {});
  withdrawn_ = *removed;
  announced_ = *added;
  has_nlri_ = nlri < body.size();
  CheckMandatory();
}

void Reference::ReadAttributes(const Octets& octets) {
  size_t at = 0;
  while (at < octets.size()) {
    const Octets rest = Slice(octets, at, octets.size() - at);
    const bool extended = (rest[0] & 0x10) != 0;
    const size_t header = extended ? 4 : 3;
    if (rest.size() < header ||
        rest.size() - header < Number(Slice(rest, 2, extended ? 2 : 1))) {
      // RFC 7606, 4.
      const int type = rest.size() > 1 ? rest[1] : 0;
      const bool routes = type == 14 || type == 15;
      return Add(routes ? kReset : kWithdraw, routes ? 9 : 1, type, rest);
    }
    const size_t size = Number(Slice(rest, 2, extended ? 2 : 1));
    Raw raw{rest[0], rest[1], Slice(rest, header, size),
            Slice(rest, 0, header + size)};
    CheckAttribute(raw);
    if (Resets()) return;
    at += header + size;
  }
}

void Reference::CheckAttribute(const Raw& raw) {
  const int type = raw.type;
  const size_t size = raw.value.size();
  // RFC 7606, 3 (g).
  if (!seen_.insert(type).second) {
    return Add(type == 14 || type == 15 ? kReset : kDiscard, 1, type,
               raw.whole);
  }
  const bool internal_only = type == 5 || type == 9 || type == 10;
  const bool as4 = type == 17 || type == 18;
  if ((internal_only && !context_.internal) ||
      (as4 && context_.four_octet_as)) {
    return Add(kDiscard, 0, type, raw.whole);
  }

  int flags = -1;  // what they must be
  bool length = true;
  UpdateAction action = kWithdraw;
  switch (type) {
    case 1:
      flags = 0x40;
      length = size == 1;
      break;
    case 2:
      flags = 0x40;
      break;
    case 3:
      flags = 0x40;
      length = size == 4;
      break;
    case 4:
      flags = 0x80;
      length = size == 4;
      break;
    case 5:
      flags = 0x40;
      length = size == 4;
      break;
    case 6:
      flags = 0x40;
      length = size == 0;
      action = kDiscard;
      break;
    case 7:
      flags = 0xc0;
      length = size == (context_.four_octet_as ? 8 : 6);
      action = kDiscard;
      break;
    case 8:
      flags = 0xc0;
      length = size > 0 && size % 4 == 0;
      break;
    case 9:
      flags = 0x80;
      length = size == 4;
      break;
    case 10:
      flags = 0x80;
      length = size > 0 && size % 4 == 0;
      break;
    case 14:
      flags = 0x80;
      length = size >= 5;
      action = kReset;
      break;
    case 15:
      flags = 0x80;
      length = size >= 3;
      action = kReset;
      break;
    case 16:
      flags = 0xc0;
      length = size > 0 && size % 8 == 0;
      break;
    case 17:
      flags = 0xc0;
      length = size >= 6 && size % 2 == 0;
      action = kDiscard;
      break;
    case 18:
      flags = 0xc0;
      length = size == 8;
      action = kDiscard;
      break;
    case 32:
      flags = 0xc0;
      length = size > 0 && size % 12 == 0;
      break;
    case 35:
      flags = 0xc0;
      length = size == 4;
      break;
    default:
      if ((raw.flags & 0x80) == 0) Add(kReset, 2, type, raw.whole);
      return;
  }
  if ((raw.flags & 0xc0) != flags) {
    if (as4) action = kWithdraw;
    Add(action, action == kReset ? 9 : 4, type, raw.whole);
  } else if (!length) {
    Add(action, action == kReset ? 9 : 5, type, raw.whole);
  } else if (!CheckSpecial(raw)) {
    const int subcode = type == 1 ? 6 : type == 2 ? 11 : 9;
    Add(action, subcode, type, raw.whole);
  }
}

bool SegmentsAreGood(const Octets& value, size_t as_size) {
  size_t at = 0;
  while (at < value.size()) {
    if (value.size() - at < 2) return false;
    const int type = value[at];
    const size_t count = value[at + 1];
    at += 2;
    if (type == 0 || type > 4 || count == 0) return false;
    for (size_t i = 0; i < count; ++i) {
      if (value.size() - at < as_size) return false;
      if (Number(Slice(value, at, as_size)) == 0) return false;
      at += as_size;
    }
  }
  return true;
}

bool Reference::CheckSpecial(const Raw& raw) {
  switch (raw.type) {
    case 1:
      return raw.value[0] <= 2;
    case 2:
      return SegmentsAreGood(raw.value, context_.four_octet_as ? 4 : 2);
    case 3:
      next_hop_ = raw.whole;
      return true;
    case 7:
      return Number(Slice(raw.value, 0, context_.four_octet_as ? 4 : 2)) != 0;
    case 14:
      mp_reach_ = raw.whole;
      return ReadMpReach(raw.value);
    case 15:
      return ReadMpUnreach(raw.value);
    case 17:
      return SegmentsAreGood(raw.value, 4);
    case 18:
      return Number(Slice(raw.value, 0, 4)) != 0;
    default:
      return true;
  }
}

bool Reference::ReadMpReach(const Octets& value) {
  const uint64_t family = Number(Slice(value, 0, 3));
  const size_t next_hop = value[3];
  if (value.size() < 4 + next_hop + 1) return false;
  const Octets nlri = Slice(value, 5 + next_hop, value.size() - 5 - next_hop);
  has_mp_reach_ = !nlri.empty();
  mp_next_hop_ = Slice(value, 4, std::min<size_t>(next_hop, 16));
  std::optional<Routes> routes = Routes();
  if (family == 0x000101) {
    if (next_hop != 4) return false;
    routes = ReadRoutes(nlri, 32, context_.add_path_ipv4_unicast);
  } else if (family == 0x000201) {
    if (next_hop != 16 && next_hop != 32) return false;
    routes = ReadRoutes(nlri, 128, context_.add_path_ipv6_unicast);
  }
  if (routes) mp_announced_ = *routes;
  return routes.has_value();
}

bool Reference::ReadMpUnreach(const Octets& value) {
  const uint64_t family = Number(Slice(value, 0, 3));
  const Octets nlri = Slice(value, 3, value.size() - 3);
  std::optional<Routes> routes = Routes();
  if (family == 0x000101) {
    routes = ReadRoutes(nlri, 32, context_.add_path_ipv4_unicast);
  } else if (family == 0x000201) {
    routes = ReadRoutes(nlri, 128, context_.add_path_ipv6_unicast);
  }
  if (routes) mp_withdrawn_ = *routes;
  return routes.has_value();
}

void Reference::CheckMandatory() {
  for (int type = 1; type <= 3; ++type) {
    const bool needed = has_nlri_ || (has_mp_reach_ && type != 3);
    if (needed && seen_.count(type) == 0) {
      Add(kWithdraw, 3, type, {static_cast<uint8_t>(type)});
    }
  }
  const auto is_host = [](const Octets& octets) {
    const IpAddress address = *IpAddress::FromOctets(octets);
    return !address.IsUnspecified() && !address.IsMulticast() &&
           address != IpAddress::V4(255, 255, 255, 255);
  };
  if (has_nlri_ && next_hop_ &&
      !is_host(Slice(*next_hop_, next_hop_->size() - 4, 4))) {
    Add(kWithdraw, 8, 3, *next_hop_);
  }
  if (!mp_announced_.empty() && !is_host(mp_next_hop_)) {
    Add(kWithdraw, 9, 14, mp_reach_);
  }
}

void Reference::Finish() {
  for (const ReferenceError& error : result_.errors) {
    result_.action = std::max(result_.action, error.action);
  }
  // RFC 7606, 5.2.
  if (result_.action == kWithdraw && !has_nlri_ && !has_mp_reach_) {
    result_.action = kReset;
    std::find_if(
        result_.errors.begin(), result_.errors.end(),
        [](const ReferenceError& error) { return error.action == kWithdraw; })
        ->action = kReset;
  }
  if (result_.action == kReset) return;
  const auto append = [](const Routes& from, Routes& to) {
    to.insert(to.end(), from.begin(), from.end());
  };
  append(withdrawn_, result_.withdrawn);
  append(mp_withdrawn_, result_.withdrawn);
  const bool withdraw = result_.action == kWithdraw;
  append(announced_, withdraw ? result_.withdrawn : result_.announced);
  append(mp_announced_, withdraw ? result_.withdrawn : result_.announced);
}

}  // namespace

ReferenceUpdate DecodeReference(const Octets& body,
                                const SessionContext& context) {
  return Reference(context).Decode(body);
}

}  // namespace waymark::bgp::testing
