// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/daemon/command_line.h"

#include <getopt.h>

#include <cstdio>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace waymark::examples {

CommandLineOption TextOption(absl::string_view name, std::string& text) {
  return {.name = std::string(name), .take = [&text](absl::string_view value) {
            text = std::string(value);
            return true;
          }};
}

CommandLineOption FlagOption(absl::string_view name, bool& flag) {
  return {.name = std::string(name),
          .has_value = false,
          .take = [&flag](absl::string_view) { return flag = true; }};
}

CommandLineOption NumberOption(absl::string_view name, int low, int high,
                               std::optional<int>& number) {
  return {
      .name = std::string(name),
      .take = [low, high, &number](absl::string_view value) {
        int given = 0;
        if (!absl::SimpleAtoi(value, &given) || given < low || given > high) {
          return false;
        }
        number = given;
        return true;
      }};
}

bool ParseCommandLine(int argc, char** argv,
                      absl::Span<const CommandLineOption> options) {
  std::vector<option> known;
  for (const CommandLineOption& one : options) {
    known.push_back({.name = one.name.c_str(),
                     .has_arg = one.has_value ? required_argument : no_argument,
                     .flag = nullptr,
                     .val = 0});
  }
  known.push_back({});
  optind = 0;  // from the beginning, also the second time
  int index = 0;
  int found;
  while ((found = getopt_long(argc, argv, "", known.data(), &index)) != -1) {
    if (found != 0) return false;
    const absl::string_view value = optarg == nullptr ? "" : optarg;
    if (!options[static_cast<size_t>(index)].take(value)) return false;
  }
  return optind == argc;
}

int FailWithUsage(absl::string_view usage) {
  std::fputs(absl::StrCat("usage: ", usage, "\n").c_str(), stderr);
  return 2;
}

void Complain(absl::string_view program, const absl::Status& status) {
  if (status.ok()) return;
  std::fputs(absl::StrCat(program, ": ", status.message(), "\n").c_str(),
             stderr);
}

}  // namespace waymark::examples
