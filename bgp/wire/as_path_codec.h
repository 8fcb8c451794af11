// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// AS_PATH and AS4_PATH on the wire (RFC 4271, 4.3 (b); RFC 6793): segments of
//
//   Path Segment Type (1) | how many AS numbers (1) | AS numbers (2 or 4 each)

#ifndef WAYMARK_BGP_WIRE_AS_PATH_CODEC_H_
#define WAYMARK_BGP_WIRE_AS_PATH_CODEC_H_

#include <cstddef>
#include <cstdint>

#include "absl/types/span.h"
#include "base/byte_writer.h"
#include "bgp/as_path.h"

namespace waymark::bgp {

// RFC 7606, 7.2: known segment types, no empty segment, no overrun or underrun;
// and no AS 0 (RFC 7607). An empty path is valid.
bool AsPathIsValid(absl::Span<const uint8_t> value, bool four_octet_as);

// REQUIRES: AsPathIsValid().
AsPath DecodeAsPath(absl::Span<const uint8_t> value, bool four_octet_as);

// How many octets EncodeAsPath() writes.
size_t EncodedSize(const AsPath& path, bool four_octet_as);

// A segment of more than 255 numbers becomes several, an empty one none. With
// two octets, AS_TRANS stands for numbers that do not fit.
void EncodeAsPath(const AsPath& path, bool four_octet_as, ByteWriter& writer);

// AS4_PATH must not have confederation segments (RFC 6793, 3).
AsPath WithoutConfederations(const AsPath& path);

// The path that a two-octet AS_PATH and an AS4_PATH mean together (RFC 6793,
// 4.2.3).
AsPath MergeAs4Path(const AsPath& as_path, const AsPath& as4_path);

}  // namespace waymark::bgp

#endif  // WAYMARK_BGP_WIRE_AS_PATH_CODEC_H_
