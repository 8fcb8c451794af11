// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/testing/child_process.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "gtest/gtest.h"

namespace waymark::examples {

ChildProcess::ChildProcess(const std::string& program,
                           const std::vector<std::string>& arguments) {
  int ends[2] = {-1, -1};
  EXPECT_EQ(::pipe2(ends, O_CLOEXEC), 0);
  output_ = posix::FileDescriptor(ends[0]);
  const posix::FileDescriptor input(ends[1]);
  // Ours alone: the program gets a blocking one, as from a shell.
  EXPECT_EQ(::fcntl(output_.get(), F_SETFL, O_NONBLOCK), 0);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, input.get(), STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, input.get(), STDERR_FILENO);
  std::string name = program;
  std::vector<std::string> owned = arguments;
  std::vector<char*> argv = {name.data()};
  for (std::string& argument : owned) argv.push_back(argument.data());
  argv.push_back(nullptr);
  const int error = ::posix_spawn(&pid_, program.c_str(), &actions, nullptr,
                                  argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  EXPECT_EQ(error, 0) << program;
  if (error != 0) exit_status_ = -1;
}

ChildProcess::~ChildProcess() {
  if (ExitStatus().has_value()) return;
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
}

void ChildProcess::Signal(int signal) {
  if (!ExitStatus().has_value()) ::kill(pid_, signal);
}

std::optional<int> ChildProcess::ExitStatus() {
  int status = 0;
  if (!exit_status_.has_value() && ::waitpid(pid_, &status, WNOHANG) == pid_) {
    exit_status_ =
        WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }
  return exit_status_;
}

const std::string& ChildProcess::Output() {
  char buffer[4096];
  ssize_t size;
  while ((size = ::read(output_.get(), buffer, sizeof buffer)) > 0) {
    text_.append(buffer, static_cast<size_t>(size));
  }
  return text_;
}

}  // namespace waymark::examples
