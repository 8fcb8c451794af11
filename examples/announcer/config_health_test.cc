// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/announcer/config_health.h"

#include <string>
#include <variant>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "announcer/health_check.h"
#include "examples/announcer/health/health_setup.h"
#include "examples/announcer/testing/config_text.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace waymark::examples {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string WithHealth(absl::string_view health) {
  return With("role: ACTIVE", absl::StrCat("role: ACTIVE\n", health));
}

std::vector<HealthSetup> Checks(absl::string_view health) {
  return Load(WithHealth(health)).health.at("floating");
}

TEST(HealthConfigTest, GroupMayHaveNoChecks) {
  EXPECT_TRUE(Checks("").empty());
}

TEST(HealthConfigTest, EveryKindOfCheckIsRead) {
  const std::vector<HealthSetup> checks = Checks(R"(
    health { name: "a" exec { argument: "/bin/true" argument: "-v" } }
    health { name: "b" tcp { address: "127.0.0.1" port: 443 } }
    health { name: "c" http { url: "http://[::1]:80/up?x" status: 204 } }
    health { name: "d" file: "/run/up" })");
  ASSERT_EQ(checks.size(), 4u);
  EXPECT_EQ(checks[0].name, "a");
  EXPECT_THAT(std::get<ExecCheck>(checks[0].check).arguments,
              ElementsAre("/bin/true", "-v"));
  EXPECT_EQ(std::get<TcpCheck>(checks[1].check).remote.ToString(),
            "127.0.0.1:443");
  EXPECT_EQ(std::get<HttpCheck>(checks[2].check).target.path, "/up?x");
  EXPECT_EQ(std::get<HttpCheck>(checks[2].check).status, 204);
  EXPECT_EQ(std::get<FileCheck>(checks[3].check).path, "/run/up");
}

TEST(HealthConfigTest, CountsAndTimesHaveDefaults) {
  std::vector<HealthSetup> checks = Checks("health { name: 'a' file: '/f' }");
  EXPECT_EQ(checks[0].options, announcer::HealthOptions());
  EXPECT_EQ(checks[0].interval, absl::Seconds(1));
  EXPECT_EQ(checks[0].timeout, absl::Seconds(1));
  checks = Checks(
      "health { name: 'a' file: '/f' interval_ms: 200 timeout_ms: 100 rise: 4 "
      "fall: 5 flap_limit: 6 flap_window_ms: 7000 hold_down_ms: 8000 }");
  EXPECT_EQ(checks[0].options.rise, 4);
  EXPECT_EQ(checks[0].options.fall, 5);
  EXPECT_EQ(checks[0].options.flap_limit, 6);
  EXPECT_EQ(checks[0].options.flap_window, absl::Seconds(7));
  EXPECT_EQ(checks[0].options.hold_down, absl::Seconds(8));
  EXPECT_EQ(checks[0].interval, absl::Milliseconds(200));
  EXPECT_EQ(checks[0].timeout, absl::Milliseconds(100));
}

TEST(HealthConfigTest, WrongChecksAreReportedWhereTheyStand) {
  const struct {
    const char* health;
    const char* complaint;
  } kCases[] = {
      {"health { file: '/f' }", "f:25:1: group[0].health[0].name: is missing"},
      {"health { name: 'a' }",
       "f:25:10: group[0].health[0].name: \"a\" checks nothing; add exec"},
      {"health { name: 'a' file: '' }",
       "f:25:20: group[0].health[0].file: \"\" is missing"},
      {"health { name: 'a' exec {} }", "exec.argument: names no program"},
      {"health { name: 'a' tcp { address: '::' port: 1 } }",
       "tcp.address: \"::\" is no host's address"},
      {"health { name: 'a' tcp { address: '::1' } }",
       "tcp.port: is missing; set it to 1 to 65535"},
      {"health { name: 'a' http { url: 'localhost' } }",
       "http.url: \"localhost\" is no URL"},
      {"health { name: 'a' http { url: 'http://h' status: 99 } }",
       "http.status: 99 is out of range"},
      {"health { name: 'a' file: '/f' rise: 0 }",
       "health[0].rise: 0 is out of range"},
      {"health { name: 'a' file: '/f' hold_down_ms: 5 }",
       "health[0].hold_down_ms: 5 counts for nothing without flap_limit"},
      {"health { name: 'a' file: '/f' } health { name: 'a' file: '/g' }",
       "health[1].name: \"a\" stands in line 25 already"},
  };
  for (const auto& test : kCases) {
    EXPECT_THAT(Complaint(WithHealth(test.health)), HasSubstr(test.complaint));
  }
  std::string many;
  for (int i = 0; i < 17; ++i) {
    absl::StrAppend(&many, "health { name: '", i, "' file: '/f' }\n");
  }
  EXPECT_THAT(Complaint(WithHealth(many)),
              HasSubstr("group[0].health: is there 17 times; keep 16"));
}

}  // namespace
}  // namespace waymark::examples
