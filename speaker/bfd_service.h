// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Where a speaker's BFD sessions run: on its own loop (speaker/local_bfd.h), on
// a thread of their own (posix/bfd_thread.h), or somewhere else.

#ifndef WAYMARK_SPEAKER_BFD_SERVICE_H_
#define WAYMARK_SPEAKER_BFD_SERVICE_H_

#include <memory>

#include "absl/status/status.h"
#include "bfd/code_points.h"
#include "bfd/session_config.h"
#include "bfd/session_listener.h"
#include "bfd/session_snapshot.h"
#include "bgp/session/liveness_source.h"
#include "speaker/bfd_control.h"

namespace waymark::speaker {

// What BFD itself tells, beside the verdicts: for events and operators. Called
// from the speaker's loop, each change after its verdict; may destroy the
// source. Where the session runs on another thread, some may be missing if the
// loop did not turn for long: the oldest of many give way
// (posix::BfdThread::events_lost).
class BfdObserver {
 public:
  virtual ~BfdObserver() = default;
  virtual void OnBfdStateChange(const bfd::StateChange& change) = 0;
  virtual void OnBfdLocalStall(const bfd::LocalStall& stall) = 0;
  // As of bfd::SessionListener.
  virtual void OnBfdRemoteDiagnostic(bfd::Diagnostic) {}
  virtual void OnBfdRemoteAdminChange(const bfd::RemoteAdminChange&) {}
};

// One BFD session as a liveness source of a BGP peer (RFC 5882).
// LivenessSource's Start and Stop only begin and end the reports. Destruction
// gives the session's addresses free for another one, and nothing that its
// configuration borrows is used from then on, wherever the session runs.
class BfdSource : public bgp::LivenessSource, public BfdControl {
 public:
  // Starts the BFD session; it runs until this object is destroyed, whether or
  // not a peer listens: detection does not depend on BGP. No effect if it runs.
  // Errors are those of bfd::Session::Start; it may be tried again.
  virtual absl::Status StartSession() = 0;

  // Where the session runs on another thread: as it was last heard of.
  virtual bfd::SessionSnapshot Snapshot() const = 0;
};

class BfdService {
 public:
  virtual ~BfdService() = default;

  // `observer` is borrowed as long as the source exists. Whether the service or
  // its sources are destroyed first is the implementation's to say.
  virtual std::unique_ptr<BfdSource> CreateSource(
      const bfd::SessionConfig& config, BfdObserver& observer) = 0;
};

}  // namespace waymark::speaker

#endif  // WAYMARK_SPEAKER_BFD_SERVICE_H_
