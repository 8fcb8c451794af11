// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// What the groups remember over a restart, in a file: which decision was the
// last, so that none before it counts, and who waits to be promoted.

#ifndef WAYMARK_EXAMPLES_ANNOUNCER_STATE_FILE_H_
#define WAYMARK_EXAMPLES_ANNOUNCER_STATE_FILE_H_

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string>

#include "absl/functional/any_invocable.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "announcer/group_memory.h"
#include "base/alive_token.h"
#include "base/monotonic_time.h"
#include "base/timer.h"
#include "examples/daemon/background_call.h"
#include "posix/event_loop.h"

namespace waymark::examples {

// By the name of the group.
using GroupMemories = std::map<std::string, announcer::GroupMemory>;

struct LoadedState {
  enum class Outcome { kLoaded, kMissing, kUnusable };
  Outcome outcome = Outcome::kMissing;
  GroupMemories groups;  // kLoaded only
  std::string problem;   // kUnusable: what is wrong with it
};

// "loaded", "missing", "unusable"; static text.
absl::string_view Name(LoadedState::Outcome outcome);

// Nothing of a file is used unless all of it can be. One whose text is no state
// is moved to `path`.unusable, for people to look at. One that cannot be read
// may be sound: it stays, and the error names it. Blocks.
absl::StatusOr<LoadedState> LoadState(const std::string& path);

// To a temporary name beside `path`, then renamed once it is on the disk: there
// is always a whole file. Mode 0600. Blocks.
absl::Status SaveState(const std::string& path, const GroupMemories& groups);

struct StateFileTimes {
  absl::Duration retry = absl::Seconds(5);
  // Of who waits in StateFile::WhenWritten.
  absl::Duration patience = absl::Seconds(2);
};

// Keeps a file as the groups change, without blocking the loop: one write at a
// time, and what changes meanwhile goes into the next. One that failed is tried
// again after `retry`, and at the next change.
class StateFile {
 public:
  // Of a write that failed where the one before did not, or for another reason;
  // OK for the first that succeeds again.
  using OnOutcome = absl::AnyInvocable<void(const absl::Status&)>;

  // `loop` is borrowed. `groups` is what the file holds.
  StateFile(posix::EventLoop& loop, std::string path, GroupMemories groups,
            OnOutcome on_outcome, const StateFileTimes& times = {});
  // Blocks until the last change is on the disk, or cannot be put there, which
  // is told once more.
  ~StateFile();
  StateFile(const StateFile&) = delete;
  StateFile& operator=(const StateFile&) = delete;

  void Set(const std::string& group, const announcer::GroupMemory& memory);
  void Erase(const std::string& group);

  // `done` gets OK once all that was set before is on the disk, or why the next
  // attempt to put it there failed, or that it takes longer than the patience.
  // From inside this call where there is nothing to write; never after the
  // destruction of this object.
  void WhenWritten(OnOutcome done);

  const std::string& path() const { return path_; }
  const GroupMemories& groups() const { return groups_; }

 private:
  struct Waiter {
    uint64_t write;  // the number of the one that it waits for
    MonotonicTime until;
    OnOutcome done;
  };

  void Changed();
  void Write();
  void OnWritten(const absl::Status& status);
  void OnImpatience();
  // Tells those in front, as long as `is_due`.
  void TellWaiters(absl::FunctionRef<bool(const Waiter&)> is_due,
                   const absl::Status& status);

  posix::EventLoop& loop_;
  const std::string path_;
  GroupMemories groups_;
  OnOutcome on_outcome_;
  const StateFileTimes times_;
  absl::Status last_;       // of the last write
  bool dirty_ = false;      // more than what was, or is being, written
  bool scheduled_ = false;  // Write is deferred
  BackgroundCall write_;
  const std::unique_ptr<Timer> retry_timer_;
  uint64_t writes_ = 0;         // begun
  std::deque<Waiter> waiters_;  // by write and by time alike
  const std::unique_ptr<Timer> patience_timer_;
  AliveToken alive_;
};

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_ANNOUNCER_STATE_FILE_H_
