// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Writes metrics to a file at an interval, for the textfile collector of
// Prometheus's node_exporter: so the announcer needs no TCP listener to be
// watched.

#ifndef WAYMARK_EXAMPLES_ANNOUNCER_METRICS_METRICS_FILE_H_
#define WAYMARK_EXAMPLES_ANNOUNCER_METRICS_METRICS_FILE_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "base/timer.h"
#include "examples/announcer/metrics/metrics.h"
#include "examples/daemon/background_call.h"
#include "posix/event_loop.h"

namespace waymark::examples {

// Same-thread; the file is written on another.
class MetricsFile {
 public:
  struct Options {
    // Mode 0644; as a whole or not at all: under another name first, with
    // ".new" behind it, which the collector does not look at.
    std::string path;
    absl::Duration interval = absl::Seconds(15);
  };

  // Either may be null.
  struct Hooks {
    // After each reading.
    absl::AnyInvocable<void()> on_read = {};
    // The file of this name could not be written where the one before could, or
    // for another reason than that; OK for the first that can again.
    absl::AnyInvocable<void(const std::string&, const absl::Status&)>
        on_outcome = {};
  };

  // Writes at once, and from then on. Everything is borrowed.
  MetricsFile(posix::EventLoop& loop, Metrics& metrics, const Options& options,
              Hooks hooks);
  MetricsFile(const MetricsFile&) = delete;
  MetricsFile& operator=(const MetricsFile&) = delete;

  // Writes there, and so often, from now on: at once, unless it is writing.
  // What was written before stays where it is.
  void SetOptions(const Options& options);

  // Files that could not be written; what they had is not lost, the next one
  // has it too.
  uint64_t failures() const { return failures_; }
  uint64_t written() const { return written_; }
  // OK before the first one.
  const absl::Status& last() const { return last_; }

 private:
  void OnTimer();
  void OnWritten(const std::string& path, const absl::Status& status);

  posix::EventLoop& loop_;
  Metrics& metrics_;
  Options options_;
  Hooks hooks_;
  BackgroundCall call_;
  absl::Status last_;
  uint64_t written_ = 0;
  uint64_t failures_ = 0;
  const std::unique_ptr<Timer> timer_;
};

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_ANNOUNCER_METRICS_METRICS_FILE_H_
