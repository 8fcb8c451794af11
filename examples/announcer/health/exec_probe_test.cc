// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/announcer/health/exec_probe.h"

#include <signal.h>
#include <unistd.h>

#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "gtest/gtest.h"
#include "posix/event_loop.h"
#include "posix/testing/run_until.h"

namespace waymark::examples {
namespace {

class ExecProbeTest : public ::testing::Test {
 protected:
  void Start(std::vector<std::string> arguments) {
    result_.reset();
    probe_ = std::make_unique<ExecProbe>(*loop_, std::move(arguments));
    probe_->Start([this](const absl::Status& status) { result_ = status; });
    EXPECT_FALSE(result_.has_value());
  }
  std::string Await() {
    EXPECT_TRUE(
        posix::RunUntil(*loop_, [this] { return result_.has_value(); }));
    return result_.has_value() ? std::string(result_->message()) : "nothing";
  }
  std::string Run(std::vector<std::string> arguments) {
    Start(std::move(arguments));
    return Await();
  }
  std::string Shell(const std::string& script) {
    return Run({"/bin/sh", "-c", script});
  }
  // The number of the process that a script has written there.
  pid_t AwaitPid(const std::string& path) {
    pid_t pid = 0;
    EXPECT_TRUE(posix::RunUntil(
        *loop_, [&] { return bool(std::ifstream(path) >> pid) && pid > 0; }));
    return pid;
  }
  bool AwaitGone(pid_t pid) {
    return posix::RunUntil(*loop_, [pid] { return ::kill(pid, 0) != 0; });
  }

  const std::unique_ptr<posix::EventLoop> loop_ = *posix::EventLoop::Create();
  std::unique_ptr<ExecProbe> probe_;
  std::optional<absl::Status> result_;
};

TEST_F(ExecProbeTest, ExitStatusZeroIsWell) {
  EXPECT_EQ(Run({"/bin/true"}), "");
  EXPECT_TRUE(result_->ok());
}

TEST_F(ExecProbeTest, AnyOtherEndIsNamed) {
  EXPECT_EQ(Run({"/bin/false"}), "exit status 1");
  EXPECT_EQ(Shell("exit 42"), "exit status 42");
  EXPECT_EQ(Shell("kill -TERM $$"), "killed by signal 15");
}

TEST_F(ExecProbeTest, AProgramThatIsNotThereIsNamed) {
  EXPECT_EQ(Run({"/missing/program"}),
            "cannot run /missing/program: No such file or directory");
}

TEST_F(ExecProbeTest, AProgramIsFoundInPathAndTheShellIsLeftOut) {
  EXPECT_EQ(Run({"test", "$HOME", "=", "$HOME"}), "");
  EXPECT_EQ(Run({"test", "*", "=", "*"}), "");
}

TEST_F(ExecProbeTest, ItIsStartedCleanly) {
  // As in a daemon: signals blocked and ignored.
  sigset_t blocked, old;
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &blocked, &old);
  ::signal(SIGPIPE, SIG_IGN);
  EXPECT_EQ(Shell("kill -TERM $$"), "killed by signal 15");
  EXPECT_EQ(Shell("kill -PIPE $$"), "killed by signal 13");
  ::signal(SIGPIPE, SIG_DFL);
  pthread_sigmask(SIG_SETMASK, &old, nullptr);
  EXPECT_EQ(Shell("read line"), "exit status 1") << "no standard input";
}

TEST_F(ExecProbeTest, CancelledItIsKilledWithItsChildren) {
  const std::string pid_file = absl::StrCat(::testing::TempDir(), "/child");
  Start({"/bin/sh", "-c",
         absl::StrCat("sleep 60 & echo $! > ", pid_file, "; wait")});
  const pid_t child = AwaitPid(pid_file);
  probe_->Cancel();
  EXPECT_EQ(Await(), "killed by signal 9");
  EXPECT_TRUE(AwaitGone(child));
}

TEST_F(ExecProbeTest, DestroyedItIsKilledAndCollected) {
  const std::string pid_file = absl::StrCat(::testing::TempDir(), "/own");
  Start({"/bin/sh", "-c",
         absl::StrCat("echo $$ > ", pid_file, "; exec sleep 60")});
  const pid_t pid = AwaitPid(pid_file);
  probe_.reset();
  EXPECT_TRUE(AwaitGone(pid)) << "a zombie would still be there";
  EXPECT_FALSE(result_.has_value());
}

TEST_F(ExecProbeTest, TheNextOneMayBeginInsideTheAnswer) {
  int runs = 0;
  ExecProbe probe(*loop_, {"/bin/true"});
  probe.Start([&](const absl::Status& first) {
    EXPECT_TRUE(first.ok());
    ++runs;
    probe.Start([&](const absl::Status& second) {
      EXPECT_TRUE(second.ok());
      ++runs;
    });
  });
  EXPECT_TRUE(posix::RunUntil(*loop_, [&] { return runs == 2; }));
}

TEST_F(ExecProbeTest, ALoopThatEndsTakesItAlong) {
  const std::string pid_file = absl::StrCat(::testing::TempDir(), "/last");
  pid_t pid = 0;
  {
    const std::unique_ptr<posix::EventLoop> loop = *posix::EventLoop::Create();
    ExecProbe probe(*loop,
                    {"/bin/sh", "-c",
                     absl::StrCat("echo $$ > ", pid_file, "; exec sleep 60")});
    probe.Start([](const absl::Status&) {});
    pid = AwaitPid(pid_file);
  }
  EXPECT_NE(::kill(pid, 0), 0);
}

}  // namespace
}  // namespace waymark::examples
