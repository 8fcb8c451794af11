// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/route_server/rotating_file.h"

#include <sys/stat.h>

#include <cstdio>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "posix/event_loop.h"
#include "posix/testing/run_until.h"

namespace waymark::examples {
namespace {

std::string Contents(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

class RotatingFileTest : public ::testing::Test {
 protected:
  RotatingFileTest() {
    std::remove(options_.path.c_str());
    std::remove((options_.path + ".1").c_str());
  }
  RotatingFile& Open() {
    file_ = std::make_unique<RotatingFile>(
        *loop_, options_,
        [this](const absl::Status& status) { statuses_.push_back(status); });
    return *file_;
  }
  bool UntilFileHas(const std::string& contents) {
    return posix::RunUntil(*loop_,
                           [&] { return Contents(options_.path) == contents; });
  }

  const std::unique_ptr<posix::EventLoop> loop_ = *posix::EventLoop::Create();
  RotatingFile::Options options_ = {
      .path = absl::StrCat(
          ::testing::TempDir(), "/",
          ::testing::UnitTest::GetInstance()->current_test_info()->name())};
  std::vector<absl::Status> statuses_;
  std::unique_ptr<RotatingFile> file_;
};

TEST_F(RotatingFileTest, LinesAreAppendedInOrder) {
  std::ofstream(options_.path) << "before\n";
  RotatingFile& file = Open();
  for (int i = 0; i < 3; ++i) file.Write(absl::StrCat("line ", i));
  EXPECT_TRUE(UntilFileHas("before\nline 0\nline 1\nline 2\n"));
  EXPECT_TRUE(statuses_.empty());
  EXPECT_EQ(file.lost(), 0u);
}

TEST_F(RotatingFileTest, WhatWouldMakeItTooLargeBeginsANewFile) {
  options_.max_bytes = 10;
  RotatingFile& file = Open();
  for (const char* const line : {"first", "second", "third"}) {
    file.Write(line);
    ASSERT_TRUE(UntilFileHas(absl::StrCat(line, "\n")));
  }
  EXPECT_EQ(Contents(options_.path + ".1"), "second\n");
}

TEST_F(RotatingFileTest, ItsEndWaitsForWhatIsUnderWay) {
  RotatingFile& file = Open();
  file.Write("one");
  file.Write("two");
  file_.reset();
  EXPECT_EQ(Contents(options_.path), "one\ntwo\n");
}

TEST_F(RotatingFileTest, LinesBeyondTheLimitAreDroppedAndCounted) {
  options_.max_pending = 10;
  RotatingFile& file = Open();
  file.Write("under way");  // on its thread until the loop turns
  file.Write("waits");
  file.Write("too much");
  EXPECT_EQ(file.lost(), 1u);
  file_.reset();
  EXPECT_EQ(Contents(options_.path), "under way\nwaits\n");
}

TEST_F(RotatingFileTest, AFileThatCannotBeWrittenIsToldOnceAndSoIsItsReturn) {
  ASSERT_EQ(::mkdir(options_.path.c_str(), 0700), 0);
  RotatingFile& file = Open();
  file.Write("lost");
  ASSERT_TRUE(posix::RunUntil(*loop_, [&] { return file.lost() == 1; }));
  file.Write("lost too");
  ASSERT_TRUE(posix::RunUntil(*loop_, [&] { return file.lost() == 2; }));
  ASSERT_EQ(statuses_.size(), 1u);
  EXPECT_TRUE(absl::StrContains(statuses_[0].message(), options_.path));
  std::remove(options_.path.c_str());
  file.Write("kept");
  ASSERT_TRUE(UntilFileHas("kept\n"));
  ASSERT_TRUE(posix::RunUntil(*loop_, [&] { return statuses_.size() == 2; }));
  EXPECT_TRUE(statuses_[1].ok());
}

}  // namespace
}  // namespace waymark::examples
