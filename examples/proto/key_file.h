// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Keys of a configuration, which stand in files of their own.

#ifndef WAYMARK_EXAMPLES_PROTO_KEY_FILE_H_
#define WAYMARK_EXAMPLES_PROTO_KEY_FILE_H_

#include <cstddef>
#include <string>

#include "examples/proto/config_node.h"

namespace waymark::examples {

// The first line, 1 to `max_octets`, of the file that the field names; a
// relative path counts from the folder of `config_file`. Reports to the node's
// problems if there is no such line, and returns what it found.
// REQUIRES: the field holds text.
std::string ReadKeyFile(const ConfigNode& node, int field,
                        const std::string& config_file, size_t max_octets);

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_PROTO_KEY_FILE_H_
