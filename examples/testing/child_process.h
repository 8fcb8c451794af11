// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// A program under test, as a process of its own.

#ifndef WAYMARK_EXAMPLES_TESTING_CHILD_PROCESS_H_
#define WAYMARK_EXAMPLES_TESTING_CHILD_PROCESS_H_

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

#include "posix/file_descriptor.h"

namespace waymark::examples {

class ChildProcess {
 public:
  // Starts `program`; what it writes to standard output and standard error is
  // for Output().
  ChildProcess(const std::string& program,
               const std::vector<std::string>& arguments);
  // Kills it if it still runs.
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  void Signal(int signal);
  // Never waits. Its exit status once it has ended, 128 and the number of the
  // signal that killed it.
  std::optional<int> ExitStatus();
  // All that has come so far.
  const std::string& Output();

 private:
  pid_t pid_ = -1;
  posix::FileDescriptor output_;
  std::string text_;
  std::optional<int> exit_status_;
};

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_TESTING_CHILD_PROCESS_H_
