// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// What a Response of the control protocol carries, for JSON.

#ifndef WAYMARK_EXAMPLES_DAEMON_RESPONSE_ROW_H_
#define WAYMARK_EXAMPLES_DAEMON_RESPONSE_ROW_H_

#include "examples/proto/control.pb.h"
#include "google/protobuf/message.h"

namespace waymark::examples {

// The row that is set, a part of `response`; itself if none is.
const google::protobuf::Message& RowOf(const proto::Response& response);

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_DAEMON_RESPONSE_ROW_H_
