// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// A command that runs while the loop turns.

#ifndef WAYMARK_EXAMPLES_ANNOUNCER_HEALTH_COMMAND_H_
#define WAYMARK_EXAMPLES_ANNOUNCER_HEALTH_COMMAND_H_

#include <string>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "base/alive_token.h"
#include "posix/event_loop.h"

namespace waymark::examples {

// One at a time, without a shell, in a session of its own, with standard output
// and error on /dev/null, no signal blocked or ignored, and ordinary scheduling
// where the announcer's is real-time. A command that is only starting holds the
// loop up until the kernel has read its first page. Same-thread.
class Command {
 public:
  // OK for exit status 0, or how else it ended: "exit status 1", "killed by
  // signal 9"; or why it could not begin.
  using Done = absl::AnyInvocable<void(const absl::Status&)>;

  // `loop` is borrowed.
  explicit Command(posix::EventLoop& loop) : loop_(loop) {}
  // Kills what runs; the loop collects it.
  ~Command();
  Command(const Command&) = delete;
  Command& operator=(const Command&) = delete;

  // The first argument is the program: a path, or a name to be found in PATH.
  // `input` is for its standard input; nothing if it is empty. `done` is called
  // once, from the loop, never from inside Start; it may start the next one or
  // destroy the Command. REQUIRES: arguments, and every earlier Start was
  // answered.
  void Start(std::vector<std::string>& arguments, absl::string_view input,
             Done done);
  // Together with every process of its group; `done` follows. Without effect
  // when nothing runs.
  void Kill();

 private:
  class Child;

  posix::EventLoop& loop_;
  Done done_;               // null: nothing is under way
  Child* child_ = nullptr;  // the loop's; null: none runs
  // Of the answer that no child gives.
  AliveToken alive_;
};

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_ANNOUNCER_HEALTH_COMMAND_H_
