// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// What a server on 127.0.0.1 answers, while a loop of this process turns.

#ifndef WAYMARK_EXAMPLES_TESTING_HTTP_BODY_H_
#define WAYMARK_EXAMPLES_TESTING_HTTP_BODY_H_

#include <cstdint>
#include <string>

#include "posix/event_loop.h"

namespace waymark::examples {

// Empty, and the test fails, if nothing comes.
std::string HttpBody(posix::EventLoop& loop, uint16_t port,
                     const std::string& path);

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_TESTING_HTTP_BODY_H_
