// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/announcer/sinks/event_name.h"

#include "google/protobuf/descriptor.h"

namespace waymark::examples {
namespace {

const google::protobuf::OneofDescriptor& Kinds() {
  return *proto::Event::descriptor()->FindOneofByName("event");
}

}  // namespace

std::string EventName(const proto::Event& event) {
  const google::protobuf::FieldDescriptor* const kind =
      event.GetReflection()->GetOneofFieldDescriptor(event, &Kinds());
  return kind == nullptr ? "" : kind->name();
}

std::set<std::string> EventNames() {
  std::set<std::string> names;
  for (int i = 0; i < Kinds().field_count(); ++i) {
    names.insert(Kinds().field(i)->name());
  }
  return names;
}

std::set<std::string> AlarmNames() {
  return {"session_state", "bfd_state", "role",  "standing",
          "health",        "side",      "drain", "incident",
          "local_stall",   "state_file"};
}

}  // namespace waymark::examples
