// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/testing/http_body.h"

#include <httplib.h>

#include <chrono>
#include <future>

#include "gtest/gtest.h"
#include "posix/testing/run_until.h"

namespace waymark::examples {

std::string HttpBody(posix::EventLoop& loop, uint16_t port,
                     const std::string& path) {
  std::future<std::string> body = std::async(std::launch::async, [port, path] {
    const httplib::Result result = httplib::Client("127.0.0.1", port).Get(path);
    return result ? result->body : std::string();
  });
  EXPECT_TRUE(posix::RunUntil(loop, [&] {
    return body.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
  }));
  std::string text = body.get();
  EXPECT_FALSE(text.empty()) << path;
  return text;
}

}  // namespace waymark::examples
