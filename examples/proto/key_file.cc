// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/proto/key_file.h"

#include <filesystem>
#include <fstream>

#include "absl/strings/str_cat.h"

namespace waymark::examples {

std::string ReadKeyFile(const ConfigNode& node, int field,
                        const std::string& config_file, size_t max_octets) {
  const std::filesystem::path path =
      std::filesystem::path(config_file).parent_path() /
      node.RequiredText(field);
  std::ifstream file(path, std::ios::binary);
  std::string key;
  if (!file || !std::getline(file, key)) {
    node.Reject(field, "cannot be read",
                "name a file that this user may read, with the key in its "
                "first line");
  } else if (key.empty() || key.size() > max_octets) {
    node.Reject(field,
                absl::StrCat("has ", key.size(), " octets in its first line"),
                absl::StrCat("a key has 1 to ", max_octets));
  }
  return key;
}

}  // namespace waymark::examples
