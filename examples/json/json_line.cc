// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/json/json_line.h"

#include <algorithm>
#include <cstdint>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/timestamp.pb.h"
#include "nlohmann/json.hpp"

namespace waymark::examples {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::EnumValueDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::OneofDescriptor;
using google::protobuf::Reflection;
using google::protobuf::Timestamp;
using Json = nlohmann::ordered_json;

// The integers that a reader which keeps numbers as doubles can tell apart.
constexpr int64_t kMaxExact = int64_t{1} << 53;

Json ToJson(const Message& message);

Json FromSigned(int64_t value) {
  if (value > kMaxExact || value < -kMaxExact) return absl::StrCat(value);
  return value;
}

Json FromUnsigned(uint64_t value) {
  if (value > static_cast<uint64_t>(kMaxExact)) return absl::StrCat(value);
  return value;
}

Json FromEnum(const FieldDescriptor& field, int number) {
  const EnumValueDescriptor* const value =
      field.enum_type()->FindValueByNumber(number);
  if (value == nullptr) return number;
  return absl::AsciiStrToLower(std::string(value->name()));
}

Json FromString(const FieldDescriptor& field, const std::string& text) {
  if (field.type() == FieldDescriptor::TYPE_BYTES) {
    return absl::BytesToHexString(text);
  }
  return text;
}

Json FromTimestamp(const Message& message) {
  Timestamp timestamp;
  timestamp.CopyFrom(message);
  const absl::Time time = absl::FromUnixSeconds(timestamp.seconds()) +
                          absl::Nanoseconds(timestamp.nanos());
  return absl::FormatTime("%Y-%m-%dT%H:%M:%E6SZ", time, absl::UTCTimeZone());
}

Json FromMessage(const Message& message) {
  if (message.GetDescriptor() == Timestamp::descriptor()) {
    return FromTimestamp(message);
  }
  return ToJson(message);
}

Json FromSingular(const Message& message, const FieldDescriptor* field) {
  const Reflection& values = *message.GetReflection();
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      return values.GetInt32(message, field);
    case FieldDescriptor::CPPTYPE_INT64:
      return FromSigned(values.GetInt64(message, field));
    case FieldDescriptor::CPPTYPE_UINT32:
      return values.GetUInt32(message, field);
    case FieldDescriptor::CPPTYPE_UINT64:
      return FromUnsigned(values.GetUInt64(message, field));
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return values.GetDouble(message, field);
    case FieldDescriptor::CPPTYPE_FLOAT:
      return values.GetFloat(message, field);
    case FieldDescriptor::CPPTYPE_BOOL:
      return values.GetBool(message, field);
    case FieldDescriptor::CPPTYPE_ENUM:
      return FromEnum(*field, values.GetEnumValue(message, field));
    case FieldDescriptor::CPPTYPE_STRING:
      return FromString(*field, values.GetString(message, field));
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return FromMessage(values.GetMessage(message, field));
  }
  return nullptr;
}

Json FromElement(const Message& message, const FieldDescriptor* field, int i) {
  const Reflection& values = *message.GetReflection();
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      return values.GetRepeatedInt32(message, field, i);
    case FieldDescriptor::CPPTYPE_INT64:
      return FromSigned(values.GetRepeatedInt64(message, field, i));
    case FieldDescriptor::CPPTYPE_UINT32:
      return values.GetRepeatedUInt32(message, field, i);
    case FieldDescriptor::CPPTYPE_UINT64:
      return FromUnsigned(values.GetRepeatedUInt64(message, field, i));
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return values.GetRepeatedDouble(message, field, i);
    case FieldDescriptor::CPPTYPE_FLOAT:
      return values.GetRepeatedFloat(message, field, i);
    case FieldDescriptor::CPPTYPE_BOOL:
      return values.GetRepeatedBool(message, field, i);
    case FieldDescriptor::CPPTYPE_ENUM:
      return FromEnum(*field, values.GetRepeatedEnumValue(message, field, i));
    case FieldDescriptor::CPPTYPE_STRING:
      return FromString(*field, values.GetRepeatedString(message, field, i));
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return FromMessage(values.GetRepeatedMessage(message, field, i));
  }
  return nullptr;
}

bool IsAbsent(const Message& message, const FieldDescriptor* field) {
  const Reflection& values = *message.GetReflection();
  if (field->is_repeated()) return values.FieldSize(message, field) == 0;
  if (field->has_presence() ||
      field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
    return !values.HasField(message, field);
  }
  return false;
}

bool IsEventKind(const FieldDescriptor& field) {
  const OneofDescriptor* const oneof = field.real_containing_oneof();
  return oneof != nullptr && oneof->name() == "event";
}

void AddField(const Message& message, const FieldDescriptor* field,
              Json& object) {
  if (IsAbsent(message, field)) return;
  const std::string name(field->name());
  if (field->is_repeated()) {
    Json& list = object[name] = Json::array();
    for (int i = 0; i < message.GetReflection()->FieldSize(message, field);
         ++i) {
      list.push_back(FromElement(message, field, i));
    }
    return;
  }
  if (!IsEventKind(*field)) {
    object[name] = FromSingular(message, field);
    return;
  }
  object["event"] = name;
  const Json members = FromSingular(message, field);
  for (const auto& [key, value] : members.items()) object[key] = value;
}

Json ToJson(const Message& message) {
  const Descriptor& type = *message.GetDescriptor();
  std::vector<const FieldDescriptor*> fields;
  for (int i = 0; i < type.field_count(); ++i) fields.push_back(type.field(i));
  std::sort(fields.begin(), fields.end(),
            [](const FieldDescriptor* a, const FieldDescriptor* b) {
              return a->number() < b->number();
            });
  Json object = Json::object();
  for (const FieldDescriptor* field : fields) {
    AddField(message, field, object);
  }
  return object;
}

}  // namespace

std::string JsonLine(const Message& message) {
  return ToJson(message).dump(/*indent=*/-1, /*indent_char=*/' ',
                              /*ensure_ascii=*/false,
                              Json::error_handler_t::replace);
}

}  // namespace waymark::examples
