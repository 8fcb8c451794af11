// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/daemon/line_output.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "base/testing/simulated_runtime.h"
#include "gtest/gtest.h"
#include "posix/file_descriptor.h"

namespace waymark::examples {
namespace {

// A pipe with the output at one end. Its end stays blocking: whoever waits in
// write hangs this test.
class LineOutputTest : public ::testing::Test {
 protected:
  void SetUp() override {
    signal(SIGPIPE, SIG_IGN);
    std::array<int, 2> ends = {};
    ASSERT_EQ(::pipe(ends.data()), 0);
    reader_ = posix::FileDescriptor(ends[0]);
    writer_ = posix::FileDescriptor(ends[1]);
    ASSERT_EQ(::fcntl(reader_.get(), F_SETFL, O_NONBLOCK), 0);
  }

  // Everything that is in the pipe.
  std::string Read() {
    std::string text;
    std::array<char, 4096> buffer;
    ssize_t size;
    while ((size = ::read(reader_.get(), buffer.data(), buffer.size())) > 0) {
      text.append(buffer.data(), static_cast<size_t>(size));
    }
    return text;
  }

  waymark::testing::SimulatedRuntime runtime_;
  posix::FileDescriptor reader_;
  posix::FileDescriptor writer_;
};

TEST_F(LineOutputTest, LinesAreWrittenAtOnce) {
  LineOutput output(runtime_.runtime(), writer_.get(), 10);
  output.Write("one");
  output.Write("two");
  EXPECT_EQ(Read(), "one\ntwo\n");
}

TEST_F(LineOutputTest, AFullPipeDelaysNobodyAndWhatIsTooMuchIsCounted) {
  LineOutput output(runtime_.runtime(), writer_.get(), 10);
  // 64 KiB, usually, and ten lines that wait.
  std::string expected;
  int written = 0;
  while (output.dropped() == 0) {
    const std::string line = absl::StrCat(written++, std::string(2000, 'x'));
    output.Write(line);
    if (output.dropped() == 0) absl::StrAppend(&expected, line, "\n");
    ASSERT_LT(written, 10000);
  }
  EXPECT_EQ(output.dropped(), 1u);

  // The reader comes back: what waited follows, whole and in order.
  std::string text = Read();
  runtime_.RunFor(absl::Milliseconds(20));
  text += Read();
  EXPECT_EQ(text, expected);
  output.Write("after");
  EXPECT_EQ(Read(), "after\n");
}

TEST_F(LineOutputTest, ALineLongerThanThePipeIsWrittenInPieces) {
  LineOutput output(runtime_.runtime(), writer_.get(), 10);
  const std::string line(300'000, 'x');
  output.Write(line);
  std::string text;
  for (int i = 0; i < 100; ++i) {
    text += Read();
    runtime_.RunFor(absl::Milliseconds(20));
  }
  EXPECT_EQ(text, line + "\n");
}

TEST_F(LineOutputTest, AReaderThatIsGoneMakesEveryLineADroppedOne) {
  LineOutput output(runtime_.runtime(), writer_.get(), 10);
  reader_ = posix::FileDescriptor();
  output.Write("one");
  output.Write("two");
  EXPECT_EQ(output.dropped(), 2u);
}

TEST_F(LineOutputTest, AReaderThatGoesWhileThePipeIsFullEndsTheWaiting) {
  LineOutput output(runtime_.runtime(), writer_.get(), 10);
  while (output.dropped() == 0) output.Write(std::string(2000, 'x'));
  reader_ = posix::FileDescriptor();
  runtime_.RunFor(absl::Milliseconds(20));
  EXPECT_EQ(output.dropped(), 11u);
  EXPECT_TRUE(runtime_.RunUntilIdle());
}

TEST_F(LineOutputTest, ANonBlockingPipeLosesNothing) {
  ASSERT_EQ(::fcntl(writer_.get(), F_SETFL, O_NONBLOCK), 0);
  LineOutput output(runtime_.runtime(), writer_.get(), 1000);
  std::string expected;
  for (int i = 0; i < 100; ++i) {
    const std::string line(1500, static_cast<char>('a' + i % 26));
    output.Write(line);
    absl::StrAppend(&expected, line, "\n");
  }
  std::string text;
  for (int i = 0; i < 100; ++i) {
    text += Read();
    runtime_.RunFor(absl::Milliseconds(20));
  }
  EXPECT_EQ(text, expected);
  EXPECT_EQ(output.dropped(), 0u);
}

}  // namespace
}  // namespace waymark::examples
