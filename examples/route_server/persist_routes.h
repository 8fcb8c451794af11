// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Whether routes outlive the sessions that brought them. When the last BGP
// session of the route server ends, they stay if that is enabled; with the
// first session that is back a time begins, at whose end those go that nobody
// has announced again. Another total loss stops that time.
//
// It decides and keeps the time; the routes are a RIB's.

#ifndef WAYMARK_EXAMPLES_ROUTE_SERVER_PERSIST_ROUTES_H_
#define WAYMARK_EXAMPLES_ROUTE_SERVER_PERSIST_ROUTES_H_

#include <cstdint>
#include <memory>
#include <optional>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "base/monotonic_time.h"
#include "base/runtime.h"
#include "base/timer.h"
#include "examples/route_server/route_server_setup.h"

namespace waymark::examples {

enum class PersistRoutesState : uint8_t {
  kDisabled,
  kEnabling,
  kEnabled,
  kModifying,
  kResetting,
  kDisabling,
};

// "enabled".
const char* ToString(PersistRoutesState state);

class PersistRoutes {
 public:
  // The routes that are left of ended sessions are to go. Called from the loop,
  // or from inside Disable and Reset.
  using Release = absl::AnyInvocable<void()>;

  PersistRoutes(const Runtime& runtime, const PersistRoutesSetup& setup,
                Release release);
  PersistRoutes(const PersistRoutes&) = delete;
  PersistRoutes& operator=(const PersistRoutes&) = delete;

  // The last session ends: whether its routes are to stay.
  bool OnTotalLoss();
  // A session has come up.
  void OnSessionUp();

  // FAILED_PRECONDITION while an earlier change is under way. A change is in
  // force after PersistRoutesSetup::transition.
  absl::Status Enable();
  // What was kept goes, too.
  absl::Status Disable();
  // What was kept goes at once; nothing of sessions that are up. Before the
  // first of them is back that leaves nothing at all.
  // FAILED_PRECONDITION if routes are not persisted at all.
  absl::Status Reset();
  // From the next session that is the first on. INVALID_ARGUMENT unless it is
  // 1 ms to 5 minutes.
  absl::Status SetDuration(absl::Duration duration);

  PersistRoutesState state() const { return state_; }
  absl::Duration duration() const { return duration_; }
  // From a total loss to the end of what was kept.
  bool are_routes_persisted() const { return persisted_; }
  // Nullopt while nothing is to go.
  std::optional<absl::Duration> until_release() const;

 private:
  absl::Status Begin(PersistRoutesState under_way);
  void Finish();
  void ReleaseNow();

  const Runtime runtime_;
  const absl::Duration transition_;
  Release release_;
  PersistRoutesState state_;
  bool enabled_;
  absl::Duration duration_;
  absl::Duration new_duration_;  // while it is kModifying
  bool persisted_ = false;
  MonotonicTime release_at_;  // while release_timer_ is armed
  std::unique_ptr<Timer> release_timer_;
  std::unique_ptr<Timer> transition_timer_;
};

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_ROUTE_SERVER_PERSIST_ROUTES_H_
