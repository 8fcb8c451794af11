// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The half of a BfdThread (posix/bfd_thread.h) that lives on the thread: the
// sessions, their sockets, and what they have to tell the main loop.

#ifndef WAYMARK_POSIX_BFD_WORKER_H_
#define WAYMARK_POSIX_BFD_WORKER_H_

#include <deque>
#include <memory>
#include <variant>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "base/timer.h"
#include "bfd/code_points.h"
#include "bfd/demultiplexer.h"
#include "bfd/key_chain.h"
#include "bfd/session_config.h"
#include "bfd/session_snapshot.h"
#include "posix/bfd_news.h"
#include "posix/bfd_transport.h"
#include "posix/event_loop.h"
#include "posix/lease_gate.h"
#include "posix/mailbox.h"

namespace waymark::posix {

// All that the thread knows, at one moment.
struct BfdReport {
  std::vector<bfd::SessionSnapshot> sessions;
  BfdTransport::Counters transport;
  bfd::DemultiplexerCounters demultiplexer;
  // Of the thread's timers, since the report before.
  absl::Duration max_lateness;
};

// Same-thread, that of `loop`. Never waits for the main loop.
class BfdWorker {
 public:
  // To the main loop: a session with news, or a report.
  using Message =
      std::variant<std::shared_ptr<BfdNews>, std::unique_ptr<BfdReport>>;

  // All borrowed; `gate` may be null.
  BfdWorker(EventLoop& loop, const bfd::Demultiplexer::Config& sessions,
            const LeaseGate* gate, Mailbox<Message>& to_main);
  ~BfdWorker();
  BfdWorker(const BfdWorker&) = delete;
  BfdWorker& operator=(const BfdWorker&) = delete;

  // First of all, once.
  absl::Status Open(const BfdTransport::Options& options);

  // Sessions go by their news.
  void Create(std::shared_ptr<BfdNews> news, bfd::SessionConfig config);
  absl::Status Start(const BfdNews* news);
  void SetAdminDown(const BfdNews* news, bool down, bfd::Diagnostic why);
  void SetTimers(const BfdNews* news, const bfd::TimerConfig& timers);
  absl::Status SetKeyChain(const BfdNews* news,
                           std::shared_ptr<const bfd::KeyChain> key_chain);
  absl::Status SetConcatenatedPath(const BfdNews* news, bfd::Diagnostic why);
  void ResetForwardingPlane(const BfdNews* news);
  void Destroy(const BfdNews* news);

  void SendReport();

 private:
  class Watched;

  // What the mailbox has no room for follows, in order, when it has some.
  void Send(Message message);
  void SendUnsent();
  void CheckGate();

  EventLoop& loop_;
  const LeaseGate* const gate_;
  Mailbox<Message>& to_main_;
  bfd::Demultiplexer demultiplexer_;
  std::unique_ptr<BfdTransport> transport_;
  absl::flat_hash_map<const BfdNews*, std::unique_ptr<Watched>> sessions_;
  // At most one message for each session, and the reports asked for.
  std::deque<Message> unsent_;
  std::unique_ptr<Timer> retry_timer_;
  std::unique_ptr<Timer> gate_timer_;
};

}  // namespace waymark::posix

#endif  // WAYMARK_POSIX_BFD_WORKER_H_
