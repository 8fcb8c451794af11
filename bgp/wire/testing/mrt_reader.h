// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// BGP messages out of MRT files (RFC 6396; RFC 8050 for ADD-PATH), for tests on
// recorded data.

#ifndef WAYMARK_BGP_WIRE_TESTING_MRT_READER_H_
#define WAYMARK_BGP_WIRE_TESTING_MRT_READER_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/types/span.h"
#include "base/byte_reader.h"
#include "bgp/wire/testing/octets.h"

namespace waymark::bgp::testing {

struct MrtMessage {
  absl::Span<const uint8_t> octets;  // a whole BGP message
  bool four_octet_as = false;
  bool add_path = false;
};

// The contents of a file, compressed by gzip or not; nullopt if it cannot be
// read.
std::optional<Octets> ReadGzip(const std::string& path);

// Yields the messages of BGP4MP and BGP4MP_ET records and skips all others.
class MrtReader {
 public:
  // `octets` must outlive the messages.
  explicit MrtReader(absl::Span<const uint8_t> octets) : reader_(octets) {}

  std::optional<MrtMessage> Next();

 private:
  ByteReader reader_;
};

}  // namespace waymark::bgp::testing

#endif  // WAYMARK_BGP_WIRE_TESTING_MRT_READER_H_
