// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/daemon/response_row.h"

#include "google/protobuf/descriptor.h"

namespace waymark::examples {

const google::protobuf::Message& RowOf(const proto::Response& response) {
  const google::protobuf::Reflection& reflection = *response.GetReflection();
  const google::protobuf::FieldDescriptor* const field =
      reflection.GetOneofFieldDescriptor(
          response, response.GetDescriptor()->oneof_decl(0));
  if (field == nullptr) return response;
  return reflection.GetMessage(response, field);
}

}  // namespace waymark::examples
