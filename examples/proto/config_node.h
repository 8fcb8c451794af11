// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// A message of a parsed configuration together with the places of its fields:
// what is wrong is reported where it was written.
//
//   ConfigNode root(config, places, problems);
//   for (int i = 0; i < root.Count(AnnouncerConfig::kNeighborFieldNumber); ++i)
//   {
//     const ConfigNode neighbor =
//         root.Child(AnnouncerConfig::kNeighborFieldNumber, i);
//     uint32_t port = neighbor.Number(Neighbor::kPortFieldNumber, {1, 65535},
//                                     179);
//   }
//
// Getters report what is wrong and return something harmless in its place, so
// that one pass finds everything; whether the result may be used is told by the
// problems being empty.

#ifndef WAYMARK_EXAMPLES_PROTO_CONFIG_NODE_H_
#define WAYMARK_EXAMPLES_PROTO_CONFIG_NODE_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "base/ip_address.h"
#include "base/ip_prefix.h"
#include "examples/proto/config_problem.h"
#include "google/protobuf/message.h"
#include "google/protobuf/text_format.h"

namespace waymark::examples {

struct NumberRange {
  uint32_t min = 0;
  uint32_t max = 0xFFFFFFFF;
};

class ConfigNode {
 public:
  // The file as a whole. Everything is borrowed.
  ConfigNode(const google::protobuf::Message& message,
             const google::protobuf::TextFormat::ParseInfoTree& places,
             ConfigProblems& problems);

  // REQUIRES: M is the type of the message.
  template <typename M>
  const M& As() const {
    return static_cast<const M&>(message_);
  }

  // Fields are named by their numbers (Neighbor::kPortFieldNumber).

  // True if the field was written (one without presence: to another value than
  // its default).
  bool Has(int field) const;
  // Of a repeated field.
  int Count(int field) const;
  // A message field, or element `index` of a repeated one; of an absent one, a
  // node with nothing in it that stands where this one does.
  ConfigNode Child(int field, int index = -1) const;

  // "<field>: <value> <what>; <fix>" at the place of the field, or of this
  // message if the field was not written. `index` for repeated fields.
  void Reject(int field, absl::string_view what, absl::string_view fix) const {
    RejectAt(field, -1, what, fix);
  }
  void RejectAt(int field, int index, absl::string_view what,
                absl::string_view fix) const {
    Report(ConfigProblem::Severity::kError, field, index, what, fix);
  }
  // The same for what is allowed and yet likely to disappoint.
  void Warn(int field, absl::string_view what, absl::string_view fix) const {
    WarnAt(field, -1, what, fix);
  }
  void WarnAt(int field, int index, absl::string_view what,
              absl::string_view fix) const {
    Report(ConfigProblem::Severity::kWarning, field, index, what, fix);
  }

  // The line in which the field stands or, if it was not written, this message;
  // 0 for the file as a whole.
  int Line(int field, int index = -1) const;

  // A uint32; without `fallback` it is required.
  uint32_t Number(int field, NumberRange range,
                  std::optional<uint32_t> fallback) const;
  // A string that is not empty.
  std::string RequiredText(int field) const;
  // A string that holds an address, nullopt if it is empty or none; element
  // `index` of a repeated field, here and below.
  std::optional<IpAddress> Address(int field, int index = -1) const;
  // The same for a prefix without bits set beyond its length; an empty one is
  // reported.
  std::optional<IpPrefix> Prefix(int field, int index = -1) const;

 private:
  struct Place {
    int line = 0;
    int column = 0;
  };

  ConfigNode(const google::protobuf::Message& message,
             const google::protobuf::TextFormat::ParseInfoTree& places,
             ConfigProblems& problems, std::string path, Place place);

  void Report(ConfigProblem::Severity severity, int field, int index,
              absl::string_view what, absl::string_view fix) const;
  const google::protobuf::FieldDescriptor& Find(int field) const;
  std::string Text(int field, int index) const;
  std::optional<Place> PlaceOf(int field, int index) const;
  std::string PathOf(int field, int index) const;

  const google::protobuf::Message& message_;
  const google::protobuf::TextFormat::ParseInfoTree& places_;
  ConfigProblems& problems_;
  const std::string path_;
  const Place place_;
};

// Values that may stand once in a file.
class UniqueValues {
 public:
  // Rejects the field (element `index` of it) if `value` was added before.
  void Add(const ConfigNode& node, int field, const std::string& value,
           int index = -1);

 private:
  std::map<std::string, int> lines_;
};

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_PROTO_CONFIG_NODE_H_
