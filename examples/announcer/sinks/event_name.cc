// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/announcer/sinks/event_name.h"

#include "google/protobuf/descriptor.h"

namespace waymark::examples {

std::string EventName(const proto::Event& event) {
  const google::protobuf::OneofDescriptor& kinds =
      *proto::Event::descriptor()->FindOneofByName("event");
  const google::protobuf::FieldDescriptor* const kind =
      event.GetReflection()->GetOneofFieldDescriptor(event, &kinds);
  return kind == nullptr ? "" : kind->name();
}

}  // namespace waymark::examples
