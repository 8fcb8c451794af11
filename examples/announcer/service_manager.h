// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// What systemd is told of a service of Type=notify: that it is ready, that it
// stops, and again and again that its loop still turns (WatchdogSec).

#ifndef WAYMARK_EXAMPLES_ANNOUNCER_SERVICE_MANAGER_H_
#define WAYMARK_EXAMPLES_ANNOUNCER_SERVICE_MANAGER_H_

#include <memory>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/runtime.h"
#include "base/timer.h"
#include "posix/file_descriptor.h"

namespace waymark::examples {

// Same-thread; destroyed before its loop. A manager that does not listen, or is
// not there, changes nothing: nobody waits for it.
class ServiceManager {
 public:
  struct Options {
    // A path, or "@" and an abstract name; empty: there is no manager.
    std::string socket = {};
    // A service that is not heard of for this long is ended.
    std::optional<absl::Duration> watchdog = {};
    // While it stops, it is given up when it has not been heard of for this
    // long after TimeoutStopSec.
    absl::Duration extension = absl::Seconds(20);
  };

  // What NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID say to this process.
  static Options FromEnvironment();

  ServiceManager(const Runtime& runtime, const Options& options);
  ServiceManager(const ServiceManager&) = delete;
  ServiceManager& operator=(const ServiceManager&) = delete;

  // The service is up; the watchdog is fed from now on.
  void Ready();
  // It is about to end, which may take its time: the watchdog is still fed, and
  // more of TimeoutStopSec asked for while the loop turns.
  void Stopping();

 private:
  void Tell(absl::string_view state);
  void Feed();
  void AskForTime();

  const Runtime runtime_;
  const Options options_;
  posix::FileDescriptor socket_;
  std::unique_ptr<Timer> timer_;    // null without a watchdog
  std::unique_ptr<Timer> leaving_;  // null before the end
};

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_ANNOUNCER_SERVICE_MANAGER_H_
