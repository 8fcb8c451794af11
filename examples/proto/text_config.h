// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Reads a configuration in the text format of Protocol Buffers, and remembers
// where in the file everything stood.

#ifndef WAYMARK_EXAMPLES_PROTO_TEXT_CONFIG_H_
#define WAYMARK_EXAMPLES_PROTO_TEXT_CONFIG_H_

#include <string>

#include "absl/strings/string_view.h"
#include "examples/proto/config_problem.h"
#include "google/protobuf/message.h"
#include "google/protobuf/text_format.h"

namespace waymark::examples {

// Larger files are refused: a mistaken path is more likely than such a
// configuration.
inline constexpr size_t kMaxConfigSize = 16 * 1024 * 1024;  // octets

// The whole of `path` as text; false, with a problem, if it cannot be read.
bool ReadConfigFile(const std::string& path, std::string* text,
                    ConfigProblems* problems);

// Fills in `message` and `places` (borrowed for the call). All unknown fields
// are reported, with the name that may have been meant; other errors end the
// parse at the first. False if there was any: `message` then holds what was
// understood, and is no basis for further checks.
bool ParseTextConfig(absl::string_view text, google::protobuf::Message* message,
                     google::protobuf::TextFormat::ParseInfoTree* places,
                     ConfigProblems* problems);

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_PROTO_TEXT_CONFIG_H_
