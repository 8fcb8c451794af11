// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// BFD on a loop and thread of its own, so that no work of the main loop delays
// a packet: commands go in and verdicts come out through mailboxes. A speaker
// takes it as its BFD service, and sees the same as with speaker::LocalBfd.
//
//   auto bfd = posix::BfdThread::Start(**loop, options);
//   config.bfd = bfd->get();
//
// The thread dies with its process: BFD shares the fate of the control plane,
// and the C bit must not say otherwise (RFC 5880, 4.1; RFC 5882, 4.3); a
// speaker sets none. The other way about, the thread outlives a main loop that
// hangs and would keep the neighbours believing in it: Options::lease is the
// remedy.

#ifndef WAYMARK_POSIX_BFD_THREAD_H_
#define WAYMARK_POSIX_BFD_THREAD_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>

#include "absl/container/flat_hash_map.h"
#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/alive_token.h"
#include "base/timer.h"
#include "bfd/demultiplexer.h"
#include "bfd/session_config.h"
#include "posix/bfd_news.h"
#include "posix/bfd_transport.h"
#include "posix/bfd_worker.h"
#include "posix/event_loop.h"
#include "posix/lease_gate.h"
#include "posix/loop_thread.h"
#include "posix/mailbox.h"
#include "posix/system_clock.h"
#include "speaker/bfd_service.h"

namespace waymark::posix {

// All calls come from the main loop's thread, gate() excepted. Destroyed before
// that loop, before or after its sources, also from inside a callback of one: a
// source that is left says nothing more and starts nothing.
class BfdThread final : public speaker::BfdService {
 public:
  struct Options {
    BfdTransport::Options transport;
    bfd::Demultiplexer::Config sessions;
    // SCHED_FIFO priority of the thread, 1-99, where that is permitted; a low
    // one is enough. Absent: like any other thread.
    std::optional<int> realtime_priority;
    // Locks the memory of the whole process, where that is permitted.
    bool lock_memory = false;
    // Sessions without a gate of their own signal Down (bfd/transmit_gate.h)
    // once gate() has not been renewed for so long, at once and whatever their
    // intervals are. Positive. Absent: nothing watches the main loop.
    std::optional<absl::Duration> lease;
    // A timer of the main loop renews it four times in each lease. False: the
    // product does, where it knows that it works.
    bool loop_renews_lease = true;
    // How many sessions may wait at once to be heard by the main loop; what
    // further ones have to say stays with them for a millisecond more.
    size_t max_waiting = 1024;
  };

  using ReportCallback = absl::AnyInvocable<void(const BfdReport&)>;

  // Starts the thread and opens its sockets. `loop` is borrowed.
  // INVALID_ARGUMENT for a lease that is not positive.
  static absl::StatusOr<std::unique_ptr<BfdThread>> Start(
      EventLoop& loop, const Options& options);
  ~BfdThread() override;
  BfdThread(const BfdThread&) = delete;
  BfdThread& operator=(const BfdThread&) = delete;

  // StartSession, SetKeyChain, SetConcatenatedPath and the source's destruction
  // wait for the thread's answer, a turn of its loop; nothing else does.
  // Snapshot() is as of the last change of state or report.
  std::unique_ptr<speaker::BfdSource> CreateSource(
      const bfd::SessionConfig& config,
      speaker::BfdObserver& observer) override;

  // Calls back from the main loop, unless the BfdThread is destroyed before.
  void FetchReport(ReportCallback callback);

  // How many events no observer was told of: those of one session
  // that came while the loop did not turn, beyond the latest
  // BfdNews::kMaxEvents. Verdicts are never lost.
  uint64_t events_lost() const { return events_lost_; }

  // Null without a lease. Its Renew may be called from any thread.
  LeaseGate* gate() const { return gate_.get(); }

  // Why the thread is not under SCHED_FIFO, or the memory not locked, though it
  // was asked for; OK otherwise. BFD runs in any case.
  const absl::Status& scheduling_status() const { return scheduling_status_; }
  const absl::Status& memory_status() const { return memory_status_; }

 private:
  class Source;

  BfdThread(EventLoop& loop, const Options& options);

  absl::Status Open();
  void OnMessage(BfdWorker::Message message);
  void RenewLease();
  // Runs `command` on the thread, after those before it.
  void Post(absl::AnyInvocable<void(BfdWorker&)> command);
  // The same, and waits for what it returns.
  absl::Status Call(absl::AnyInvocable<absl::Status(BfdWorker&)> command);

  EventLoop& loop_;
  const Options options_;
  const MonotonicClock clock_;
  std::unique_ptr<LeaseGate> gate_;
  std::unique_ptr<Timer> renewal_timer_;
  absl::Status scheduling_status_;
  absl::Status memory_status_;
  std::unique_ptr<Mailbox<BfdWorker::Message>> from_worker_;
  absl::flat_hash_map<const BfdNews*, Source*> sources_;
  std::deque<ReportCallback> awaiting_report_;  // in the order of asking
  uint64_t events_lost_ = 0;
  // Made, used and destroyed on the thread.
  std::unique_ptr<BfdWorker> worker_;
  std::unique_ptr<LoopThread> thread_;
  AliveToken alive_;
};

}  // namespace waymark::posix

#endif  // WAYMARK_POSIX_BFD_THREAD_H_
