// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// A TOML file as a list of its values by path, which remembers what was asked
// for: what nobody wanted can be named.

#ifndef WAYMARK_EXAMPLES_ANNOUNCER_TOML_LEAVES_H_
#define WAYMARK_EXAMPLES_ANNOUNCER_TOML_LEAVES_H_

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace waymark::examples {

class TomlLeaves {
 public:
  struct Leaf {
    std::string path;
    // A string as it is, true or false, a number, else as TOML has it.
    std::string value;
    int line = 0;  // from 1
    bool used = false;
  };

  // INVALID_ARGUMENT "file:3:5: what is wrong".
  static absl::StatusOr<TomlLeaves> Parse(absl::string_view text,
                                          absl::string_view file);

  // The value at "neighbors[0].config.peer-as", which counts as used then.
  std::optional<std::string> Take(const std::string& path);

  // Whether something stands under this path.
  bool Has(absl::string_view path) const;

  // What was not taken, in the order of the file, and is under `path` if that
  // is not empty; each is handed out once.
  std::vector<Leaf> TakeRest(absl::string_view path);

 private:
  std::map<std::string, Leaf> leaves_;
};

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_ANNOUNCER_TOML_LEAVES_H_
