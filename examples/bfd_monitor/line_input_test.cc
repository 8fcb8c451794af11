// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/bfd_monitor/line_input.h"

#include <unistd.h>

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "posix/event_loop.h"
#include "posix/file_descriptor.h"

namespace waymark::examples {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class LineInputTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::array<int, 2> ends = {};
    ASSERT_EQ(::pipe(ends.data()), 0);
    reader_ = posix::FileDescriptor(ends[0]);
    writer_ = posix::FileDescriptor(ends[1]);
    loop_ = *posix::EventLoop::Create();
    input_ = std::make_unique<LineInput>(
        *loop_, reader_.get(),
        [this](absl::string_view line) { lines_.emplace_back(line); });
  }

  void Write(const std::string& text) {
    ASSERT_EQ(::write(writer_.get(), text.data(), text.size()),
              static_cast<ssize_t>(text.size()));
    loop_->RunOnce(absl::Seconds(1));
  }

  posix::FileDescriptor reader_;
  posix::FileDescriptor writer_;
  std::unique_ptr<posix::EventLoop> loop_;
  std::unique_ptr<LineInput> input_;
  std::vector<std::string> lines_;
};

TEST_F(LineInputTest, LinesComeWholeHoweverTheyArrive) {
  Write("one\ntwo\nth");
  EXPECT_THAT(lines_, ElementsAre("one", "two"));
  Write("ree\n");
  EXPECT_THAT(lines_, ElementsAre("one", "two", "three"));
}

TEST_F(LineInputTest, EndOfInputIsNoLine) {
  Write("unfinished");
  writer_ = posix::FileDescriptor();
  loop_->RunOnce(absl::Seconds(1));
  EXPECT_THAT(lines_, IsEmpty());
}

TEST_F(LineInputTest, EndlessLineEndsTheInput) {
  Write(std::string(LineInput::kMaxLine + 1, 'x'));
  ASSERT_EQ(::write(writer_.get(), "\n", 1), 1);
  loop_->RunOnce(absl::ZeroDuration());
  EXPECT_THAT(lines_, IsEmpty());
}

}  // namespace
}  // namespace waymark::examples
