// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// What is wrong with a configuration file, or likely to disappoint, all of it
// at once.

#ifndef WAYMARK_EXAMPLES_PROTO_CONFIG_PROBLEM_H_
#define WAYMARK_EXAMPLES_PROTO_CONFIG_PROBLEM_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace waymark::examples {

struct ConfigProblem {
  enum class Severity : uint8_t {
    kError,    // the file cannot be used
    kWarning,  // it can, and does not do what one may expect of it
  };

  // From 1, as editors count; 0 where no place in the file is meant.
  int line = 0;
  int column = 0;
  // "neighbor[1].bfd.detect_multiplier"; empty where the file as a whole is
  // meant or the text cannot be parsed.
  std::string field;
  // As written, strings in quotes; empty where it is the absence that is wrong.
  std::string value;
  std::string what;
  // What to do about it; may be empty.
  std::string fix;
  Severity severity = Severity::kError;

  friend bool operator==(const ConfigProblem&, const ConfigProblem&) = default;
};

class ConfigProblems {
 public:
  // `file` as it is to appear in messages.
  explicit ConfigProblems(std::string file) : file_(std::move(file)) {}

  void Add(ConfigProblem problem) { problems_.push_back(std::move(problem)); }

  const std::string& file() const { return file_; }
  bool empty() const { return problems_.empty(); }
  bool HasErrors() const;
  // In the order of the file.
  std::vector<ConfigProblem> Sorted() const;

  // One line each, in the order of the file:
  //   announcer.textproto:12:12: neighbor[1].address: "10.0.0" is not an IP
  //   address; write it as 192.0.2.1 or 2001:db8::1
  // A warning says so before the field.
  std::string ToString() const;

 private:
  std::string file_;
  std::vector<ConfigProblem> problems_;
};

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_PROTO_CONFIG_PROBLEM_H_
