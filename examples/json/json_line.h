// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Messages as JSON, for event streams and for the --json of every tool: one
// object a line, with the conventions that all of them share.

#ifndef WAYMARK_EXAMPLES_JSON_JSON_LINE_H_
#define WAYMARK_EXAMPLES_JSON_JSON_LINE_H_

#include <string>

#include "google/protobuf/message.h"

namespace waymark::examples {

// `message` as one JSON object without a line break, its members in the order
// of the fields' numbers:
//   - names as in the .proto file, in snake_case;
//   - what is absent is left out: a field with presence that is not set, an
//     empty string, an empty list. A number or a bool without presence is
//     always there;
//   - 64-bit integers as numbers up to 2^53, beyond that as strings of digits;
//   - bytes as lower-case hexadecimal digits;
//   - enums by name in lower case, without one by number;
//   - google.protobuf.Timestamp as RFC 3339 in UTC with microseconds;
//   - a oneof named "event": its name with the name of the field that is set,
//   and
//     the members of that field beside it, so that
//     Event { time, role { group: "a" } } becomes
//     {"time":"...","event":"role","group":"a"}.
// Strings that are not UTF-8 have U+FFFD for what is not.
std::string JsonLine(const google::protobuf::Message& message);

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_JSON_JSON_LINE_H_
