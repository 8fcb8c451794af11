// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/proto/config_node.h"

#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/descriptor.h"

namespace waymark::examples {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using ParseInfoTree = google::protobuf::TextFormat::ParseInfoTree;

const ParseInfoTree& NoPlaces() {
  static const ParseInfoTree* const tree = new ParseInfoTree();
  return *tree;
}

}  // namespace

ConfigNode::ConfigNode(const Message& message, const ParseInfoTree& places,
                       ConfigProblems& problems)
    : ConfigNode(message, places, problems, "", {}) {}

ConfigNode::ConfigNode(const Message& message, const ParseInfoTree& places,
                       ConfigProblems& problems, std::string path, Place place)
    : message_(message),
      places_(places),
      problems_(problems),
      path_(std::move(path)),
      place_(place) {}

bool ConfigNode::Has(int field) const {
  return message_.GetReflection()->HasField(message_, &Find(field));
}

int ConfigNode::Count(int field) const {
  return message_.GetReflection()->FieldSize(message_, &Find(field));
}

ConfigNode ConfigNode::Child(int field, int index) const {
  const FieldDescriptor& descriptor = Find(field);
  const Reflection& reflection = *message_.GetReflection();
  const Message& child =
      index < 0 ? reflection.GetMessage(message_, &descriptor)
                : reflection.GetRepeatedMessage(message_, &descriptor, index);
  const std::optional<Place> place = PlaceOf(field, index);
  const ParseInfoTree* const places =
      place.has_value() ? places_.GetTreeForNested(&descriptor, index)
                        : nullptr;
  return ConfigNode(child, places != nullptr ? *places : NoPlaces(), problems_,
                    PathOf(field, index), place.value_or(place_));
}

void ConfigNode::Report(ConfigProblem::Severity severity, int field, int index,
                        absl::string_view what, absl::string_view fix) const {
  const FieldDescriptor& descriptor = Find(field);
  const std::optional<Place> place = PlaceOf(field, index);
  ConfigProblem problem;
  problem.line = place.value_or(place_).line;
  problem.column = place.value_or(place_).column;
  problem.field = PathOf(field, index);
  const bool written = index >= 0 || (!descriptor.is_repeated() && Has(field));
  if (written && descriptor.message_type() == nullptr) {
    google::protobuf::TextFormat::PrintFieldValueToString(
        message_, &descriptor, index, &problem.value);
  }
  problem.what = std::string(what);
  problem.fix = std::string(fix);
  problem.severity = severity;
  problems_.Add(std::move(problem));
}

int ConfigNode::Line(int field, int index) const {
  return PlaceOf(field, index).value_or(place_).line;
}

uint32_t ConfigNode::Number(int field, NumberRange range,
                            std::optional<uint32_t> fallback) const {
  if (!Has(field)) {
    if (fallback.has_value()) return *fallback;
    // A number without presence has the same value whether or not 0 was
    // written.
    if (Find(field).has_presence()) {
      Reject(field, "is missing",
             absl::StrCat("set it to ", range.min, " to ", range.max));
      return range.min;
    }
  }
  const uint32_t value =
      message_.GetReflection()->GetUInt32(message_, &Find(field));
  if (value < range.min || value > range.max) {
    Reject(field, "is out of range",
           absl::StrCat("choose ", range.min, " to ", range.max));
    return range.min;
  }
  return value;
}

std::string ConfigNode::RequiredText(int field) const {
  std::string text = Text(field, -1);
  if (text.empty()) Reject(field, "is missing", "set it");
  return text;
}

std::string ConfigNode::Text(int field, int index) const {
  const google::protobuf::Reflection& values = *message_.GetReflection();
  return index < 0 ? values.GetString(message_, &Find(field))
                   : values.GetRepeatedString(message_, &Find(field), index);
}

std::optional<IpAddress> ConfigNode::Address(int field, int index) const {
  const std::string text = Text(field, index);
  if (text.empty() && index < 0) return std::nullopt;
  const std::optional<IpAddress> address = IpAddress::Parse(text);
  if (!address.has_value()) {
    RejectAt(field, index, "is not an IP address",
             "write it as 192.0.2.1 or 2001:db8::1");
  }
  return address;
}

std::optional<IpPrefix> ConfigNode::Prefix(int field, int index) const {
  const std::string text = Text(field, index);
  const std::optional<IpPrefix> prefix = IpPrefix::Parse(text);
  if (prefix.has_value()) return prefix;
  // The one slip that has a likely cure: bits set beyond the length.
  std::string fix = "write it as 192.0.2.0/24 or 2001:db8::/48";
  const size_t slash = text.find('/');
  const std::optional<IpAddress> address =
      IpAddress::Parse(absl::string_view(text).substr(0, slash));
  int length = 0;
  if (slash != std::string::npos && address.has_value() &&
      absl::SimpleAtoi(absl::string_view(text).substr(slash + 1), &length)) {
    const std::optional<IpPrefix> cleared = IpPrefix::Create(*address, length);
    if (cleared.has_value() && cleared->address() != *address) {
      fix = absl::StrCat("bits beyond the length are set: did you mean ",
                         cleared->ToString(), "?");
    }
  }
  RejectAt(field, index, "is not a prefix", fix);
  return std::nullopt;
}

const FieldDescriptor& ConfigNode::Find(int field) const {
  return *message_.GetDescriptor()->FindFieldByNumber(field);
}

std::optional<ConfigNode::Place> ConfigNode::PlaceOf(int field,
                                                     int index) const {
  const FieldDescriptor& descriptor = Find(field);
  if (descriptor.is_repeated() && index < 0) return std::nullopt;
  // Of ["a", "b"] only the first element has a place.
  for (; index >= -1; --index) {
    const auto location = places_.GetLocation(&descriptor, index);
    if (location.line >= 0) {
      return Place{location.line + 1, location.column + 1};
    }
    if (index <= 0) break;
  }
  return std::nullopt;
}

std::string ConfigNode::PathOf(int field, int index) const {
  std::string path = path_;
  if (!path.empty()) path += '.';
  absl::StrAppend(&path, std::string(Find(field).name()));
  if (index >= 0) absl::StrAppend(&path, "[", index, "]");
  return path;
}

void UniqueValues::Add(const ConfigNode& node, int field,
                       const std::string& value, int index) {
  if (value.empty()) return;
  const auto [entry, added] = lines_.emplace(value, node.Line(field, index));
  if (added) return;
  node.RejectAt(field, index,
                entry->second == 0 ? "is there already"
                                   : absl::StrCat("stands in line ",
                                                  entry->second, " already"),
                "use each once");
}

}  // namespace waymark::examples
