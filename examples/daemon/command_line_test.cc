// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/daemon/command_line.h"

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "gtest/gtest.h"

namespace waymark::examples {
namespace {

class CommandLineTest : public ::testing::Test {
 protected:
  bool Parse(std::vector<std::string> words) {
    words.insert(words.begin(), "program");
    std::vector<char*> argv;
    for (std::string& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    return ParseCommandLine(
        static_cast<int>(words.size()), argv.data(),
        {TextOption("config", config_), NumberOption("port", 1, 65535, port_),
         FlagOption("quiet", quiet_)});
  }

  std::string config_ = "none";
  std::optional<int> port_;
  bool quiet_ = false;
};

TEST_F(CommandLineTest, WhatIsNotGivenStaysAsItIs) {
  EXPECT_TRUE(Parse({}));
  EXPECT_EQ(config_, "none");
  EXPECT_EQ(port_, std::nullopt);
  EXPECT_FALSE(quiet_);
}

TEST_F(CommandLineTest, OptionsAreTakenInAnyOrderAndForm) {
  EXPECT_TRUE(Parse({"--quiet", "--port", "179", "--config=a b"}));
  EXPECT_EQ(config_, "a b");
  EXPECT_EQ(port_, 179);
  EXPECT_TRUE(quiet_);
}

TEST_F(CommandLineTest, TheLastOfAnOptionCounts) {
  EXPECT_TRUE(Parse({"--port", "1", "--port", "65535"}));
  EXPECT_EQ(port_, 65535);
}

TEST_F(CommandLineTest, EverythingElseIsRefused) {
  for (const std::vector<std::string>& words :
       std::vector<std::vector<std::string>>{{"word"},
                                             {"--other"},
                                             {"--config"},
                                             {"--quiet=yes"},
                                             {"--port", "0"},
                                             {"--port", "65536"},
                                             {"--port", "bgp"},
                                             {"--port", "17x"},
                                             {"--quiet", "word"}}) {
    EXPECT_FALSE(Parse(words)) << words[0];
  }
}

TEST(CommandLineOutputTest, AStatusIsPrintedUnlessItIsOk) {
  ::testing::internal::CaptureStderr();
  Complain("announcer", absl::OkStatus());
  Complain("announcer", absl::NotFoundError("there is no interface eth9"));
  EXPECT_EQ(FailWithUsage("announcer --config FILE"), 2);
  EXPECT_EQ(::testing::internal::GetCapturedStderr(),
            "announcer: there is no interface eth9\n"
            "usage: announcer --config FILE\n");
}

}  // namespace
}  // namespace waymark::examples
