// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// What main() of a daemon reads, and what it ends with.

#ifndef WAYMARK_EXAMPLES_DAEMON_COMMAND_LINE_H_
#define WAYMARK_EXAMPLES_DAEMON_COMMAND_LINE_H_

#include <functional>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace waymark::examples {

// --NAME VALUE or --NAME=VALUE, or --NAME alone. Given again, the last counts.
struct CommandLineOption {
  std::string name;  // without the dashes
  bool has_value = true;
  // Takes the value, empty without one; false if it is none of this option's.
  std::function<bool(absl::string_view value)> take;
};

// The targets are borrowed, and stay as they are where the option is not given.
CommandLineOption TextOption(absl::string_view name, std::string& text);
CommandLineOption FlagOption(absl::string_view name, bool& flag);
// A whole number, `low` to `high`.
CommandLineOption NumberOption(absl::string_view name, int low, int high,
                               std::optional<int>& number);

// False, perhaps with a word on standard error, if anything is given beside
// these options. Not thread-safe.
bool ParseCommandLine(int argc, char** argv,
                      absl::Span<const CommandLineOption> options);

// Prints "usage: USAGE" on standard error. Returns 2.
int FailWithUsage(absl::string_view usage);

// Prints "PROGRAM: MESSAGE" on standard error, unless the status is OK.
void Complain(absl::string_view program, const absl::Status& status);

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_DAEMON_COMMAND_LINE_H_
