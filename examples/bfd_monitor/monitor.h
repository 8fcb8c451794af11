// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The sessions of bfd_monitor: BFD alone, without BGP, and what is counted
// over all of them.

#ifndef WAYMARK_EXAMPLES_BFD_MONITOR_MONITOR_H_
#define WAYMARK_EXAMPLES_BFD_MONITOR_MONITOR_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "bfd/demultiplexer.h"
#include "bfd/session.h"
#include "bfd/session_config.h"
#include "bfd/session_listener.h"
#include "examples/bfd_monitor/config_loader.h"
#include "examples/daemon/event_log.h"
#include "examples/daemon/stall_recorder.h"
#include "examples/proto/bfd_monitor_reply.pb.h"
#include "posix/bfd_transport.h"
#include "posix/event_loop.h"
#include "posix/libcrypto/libcrypto_digest.h"

namespace waymark::examples {

// Same-thread; destroyed before its loop.
class Monitor {
 public:
  // Opens the sockets and starts all sessions. `events`, borrowed, may be null:
  // nothing is told then.
  static absl::StatusOr<std::unique_ptr<Monitor>> Create(
      posix::EventLoop& loop, EventLog* events, const BfdMonitorSetup& setup);
  Monitor(const Monitor&) = delete;
  Monitor& operator=(const Monitor&) = delete;

  // NOT_FOUND if there is no such session.
  absl::Status SetTimers(absl::string_view name,
                         const bfd::TimerConfig& timers);
  absl::Status SetAdminDown(absl::string_view name, bool down);

  // Tells every neighbour AdminDown, in one packet each: where it is lost, the
  // neighbour's detection time ends the session.
  void Stop();

  // Starts measuring the worst lateness anew.
  proto::BfdMonitorCounters TakeCounters();
  // All sessions in the order of the configuration, or the one of this name.
  std::vector<proto::BfdSessionStatus> Statuses(absl::string_view name) const;

 private:
  // A session with its name.
  class Watched : private bfd::SessionListener {
   public:
    Watched(Monitor& monitor, std::string name,
            const bfd::SessionConfig& config);

    const std::string& name() const { return name_; }
    bfd::Session& session() { return session_; }
    const bfd::Session& session() const { return session_; }

   private:
    void OnStateChange(const bfd::StateChange& change) override {
      monitor_.OnStateChange(*this, change);
    }
    void OnLocalStall(const bfd::LocalStall& stall) override {
      monitor_.OnLocalStall(*this, stall);
    }

    Monitor& monitor_;
    const std::string name_;
    bfd::Session session_;
  };

  Monitor(posix::EventLoop& loop, EventLog* events,
          const BfdMonitorSetup& setup);

  absl::Status Open(const BfdMonitorSetup& setup);
  absl::Status Start(const BfdSessionSetup& setup);
  void OnStateChange(const Watched& watched, const bfd::StateChange& change);
  void OnLocalStall(const Watched& watched, const bfd::LocalStall& stall);
  void CountDown(const bfd::StateChange& change);
  absl::StatusOr<bfd::Session*> Find(absl::string_view name);

  posix::EventLoop& loop_;
  EventLog* const events_;
  std::optional<StallRecorder> stalls_;  // if there are events
  posix::LibcryptoDigest digest_;
  bfd::Demultiplexer demultiplexer_;
  std::unique_ptr<posix::BfdTransport> transport_;
  std::vector<std::unique_ptr<Watched>> sessions_;
  // Those that the listeners count; the others are asked for.
  proto::BfdMonitorCounters counters_;
};

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_BFD_MONITOR_MONITOR_H_
