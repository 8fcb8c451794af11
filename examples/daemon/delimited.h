// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Messages on a stream of octets: each as its size in a varint, then itself, as
// Protocol Buffers' delimited format has it.

#ifndef WAYMARK_EXAMPLES_DAEMON_DELIMITED_H_
#define WAYMARK_EXAMPLES_DAEMON_DELIMITED_H_

#include <cstddef>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "google/protobuf/message_lite.h"

namespace waymark::examples {

void AppendDelimited(const google::protobuf::MessageLite& message,
                     std::string& out);

// What is in front of `octets`.
struct Delimited {
  enum class State {
    kIncomplete,  // not all of it is there
    kWhole,
    kInvalid,  // no size, or one beyond the limit
  };
  State state = State::kIncomplete;
  absl::string_view message = {};  // kWhole: borrowed from the octets
  size_t size = 0;                 // kWhole: of both parts together
};

Delimited FindDelimited(absl::string_view octets, size_t max_message);

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_DAEMON_DELIMITED_H_
