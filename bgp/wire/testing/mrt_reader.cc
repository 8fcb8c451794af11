// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bgp/wire/testing/mrt_reader.h"

#include <stdio.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "base/byte_reader.h"
#include "bgp/wire/testing/octets.h"

namespace waymark::bgp::testing {
namespace {

constexpr uint16_t kBgp4mp = 16;
constexpr uint16_t kBgp4mpEt = 17;

// What is special about a subtype that holds a message; nullopt for the others.
std::optional<MrtMessage> MessageOf(uint16_t subtype) {
  switch (subtype) {
    case 1:  // BGP4MP_MESSAGE
    case 6:  // BGP4MP_MESSAGE_LOCAL
      return MrtMessage{};
    case 4:  // BGP4MP_MESSAGE_AS4
    case 7:  // BGP4MP_MESSAGE_AS4_LOCAL
      return MrtMessage{.octets = {}, .four_octet_as = true};
    case 8:   // BGP4MP_MESSAGE_ADDPATH
    case 10:  // BGP4MP_MESSAGE_LOCAL_ADDPATH
      return MrtMessage{.octets = {}, .add_path = true};
    case 9:   // BGP4MP_MESSAGE_AS4_ADDPATH
    case 11:  // BGP4MP_MESSAGE_AS4_LOCAL_ADDPATH
      return MrtMessage{.octets = {}, .four_octet_as = true, .add_path = true};
    default:
      return std::nullopt;
  }
}

}  // namespace

std::optional<Octets> ReadGzip(const std::string& path) {
  // Debian's gzip is always there; zlib's header would be one more package that
  // building needs. -f: what is not compressed is passed on.
  FILE* const pipe = popen(absl::StrCat("gzip -dcf '", path, "'").c_str(), "r");
  if (pipe == nullptr) return std::nullopt;
  Octets octets;
  std::array<uint8_t, 1 << 16> buffer;
  size_t size = 0;
  while ((size = fread(buffer.data(), 1, buffer.size(), pipe)) > 0) {
    octets.insert(octets.end(), buffer.data(), buffer.data() + size);
  }
  if (pclose(pipe) != 0) return std::nullopt;
  return octets;
}

std::optional<MrtMessage> MrtReader::Next() {
  while (!reader_.empty()) {
    // Timestamp | Type | Subtype | Length.
    reader_.Skip(4);
    const uint16_t type = reader_.ReadU16();
    const uint16_t subtype = reader_.ReadU16();
    ByteReader record = reader_.ReadNested(reader_.ReadU32());
    if (type != kBgp4mp && type != kBgp4mpEt) continue;
    std::optional<MrtMessage> message = MessageOf(subtype);
    if (!message) continue;
    // [Microseconds] | Peer AS | Local AS | Interface Index | AFI | addresses.
    if (type == kBgp4mpEt) record.Skip(4);
    record.Skip(message->four_octet_as ? 8 : 4);
    record.Skip(2);
    record.Skip(record.ReadU16() == 1 ? 8 : 32);
    message->octets = record.ReadRest();
    if (record.ok()) return message;
  }
  return std::nullopt;
}

}  // namespace waymark::bgp::testing
