// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/announcer/toml_leaves.h"

#include <toml++/toml.h>

#include <algorithm>
#include <cstddef>
#include <sstream>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace waymark::examples {
namespace {

using Leaves = std::map<std::string, TomlLeaves::Leaf>;

std::string ValueOf(const toml::node& node) {
  if (const toml::value<std::string>* const text = node.as_string()) {
    return text->get();
  }
  std::ostringstream out;
  node.visit([&out](const auto& value) { out << value; });
  return out.str();
}

void Flatten(const toml::node& node, const std::string& path, Leaves& leaves) {
  if (const toml::table* const table = node.as_table()) {
    for (const auto& [key, child] : *table) {
      const std::string name(key.str());
      Flatten(child, path.empty() ? name : absl::StrCat(path, ".", name),
              leaves);
    }
  } else if (node.is_array_of_tables()) {
    const toml::array& array = *node.as_array();
    for (size_t i = 0; i < array.size(); ++i) {
      Flatten(array[i], absl::StrCat(path, "[", i, "]"), leaves);
    }
  } else {
    TomlLeaves::Leaf leaf;
    leaf.path = path;
    leaf.value = ValueOf(node);
    leaf.line = static_cast<int>(node.source().begin.line);
    leaves.emplace(path, std::move(leaf));
  }
}

bool IsUnder(absl::string_view path, absl::string_view ancestor) {
  if (ancestor.empty() || path == ancestor) return true;
  return absl::StartsWith(path, ancestor) &&
         (path[ancestor.size()] == '.' || path[ancestor.size()] == '[');
}

}  // namespace

absl::StatusOr<TomlLeaves> TomlLeaves::Parse(absl::string_view text,
                                             absl::string_view file) {
  const toml::parse_result result =
      toml::parse(std::string_view(text.data(), text.size()));
  if (!result) {
    const toml::parse_error& error = result.error();
    const std::string_view what = error.description();
    return absl::InvalidArgumentError(absl::StrCat(
        file, ":", error.source().begin.line, ":", error.source().begin.column,
        ": ", absl::string_view(what.data(), what.size())));
  }
  TomlLeaves leaves;
  Flatten(result.table(), "", leaves.leaves_);
  return leaves;
}

std::optional<std::string> TomlLeaves::Take(const std::string& path) {
  const auto found = leaves_.find(path);
  if (found == leaves_.end()) return std::nullopt;
  found->second.used = true;
  return found->second.value;
}

bool TomlLeaves::Has(absl::string_view path) const {
  return std::any_of(leaves_.begin(), leaves_.end(), [path](const auto& entry) {
    return IsUnder(entry.first, path);
  });
}

std::vector<TomlLeaves::Leaf> TomlLeaves::TakeRest(absl::string_view path) {
  std::vector<Leaf> rest;
  for (auto& [at, leaf] : leaves_) {
    if (leaf.used || !IsUnder(at, path)) continue;
    leaf.used = true;
    rest.push_back(leaf);
  }
  std::stable_sort(rest.begin(), rest.end(), [](const Leaf& a, const Leaf& b) {
    return a.line < b.line;
  });
  return rest;
}

}  // namespace waymark::examples
