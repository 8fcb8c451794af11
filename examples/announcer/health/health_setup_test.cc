// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/announcer/health/health_setup.h"

#include <string>

#include "gtest/gtest.h"

namespace waymark::examples {
namespace {

// "server path", or "no".
std::string Parse(const std::string& url) {
  HttpTarget target;
  if (!ParseHttpTarget(url, &target)) return "no";
  return target.server + " " + target.path;
}

TEST(HealthSetupTest, AUrlIsAServerAndAPath) {
  EXPECT_EQ(Parse("http://127.0.0.1:8080/healthz?full=1"),
            "http://127.0.0.1:8080 /healthz?full=1");
  EXPECT_EQ(Parse("https://gateway.example/"), "https://gateway.example /");
  EXPECT_EQ(Parse("http://[2001:db8::1]:80/a"), "http://[2001:db8::1]:80 /a");
  EXPECT_EQ(Parse("http://[2001:db8::1]/a"), "http://[2001:db8::1] /a");
}

TEST(HealthSetupTest, AUrlWithoutAPathAsksForTheRoot) {
  EXPECT_EQ(Parse("http://localhost"), "http://localhost /");
  EXPECT_EQ(Parse("http://localhost?full=1"), "http://localhost /?full=1");
  EXPECT_EQ(Parse("http://localhost#top"), "http://localhost /");
}

TEST(HealthSetupTest, WhatIsNoUrlIsRefused) {
  for (const char* const url :
       {"", "localhost", "ftp://localhost/", "http://", "http:///healthz",
        "http://:80/", "http://host:0/", "http://host:65536/",
        "http://host:99999999999999999999/", "http://host:/", "http://a b/",
        "http://host/a b", "http://user@host/", "http://2001:db8::1/",
        "http://[2001:db8::1/"}) {
    EXPECT_EQ(Parse(url), "no") << url;
  }
}

}  // namespace
}  // namespace waymark::examples
