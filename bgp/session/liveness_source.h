// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Something that knows faster than the hold timer whether a neighbour's
// forwarding path works. Our BFD is one implementation (speaker/), an
// appliance's data plane or its network card another.

#ifndef WAYMARK_BGP_SESSION_LIVENESS_SOURCE_H_
#define WAYMARK_BGP_SESSION_LIVENESS_SOURCE_H_

#include <cstdint>
#include <optional>

#include "absl/strings/string_view.h"
#include "base/monotonic_time.h"

namespace waymark::bgp {

enum class Liveness : uint8_t {
  kUnknown,    // no verdict: not up since the source was started, or since it
               // was last switched off
  kUp,         // the path works
  kDown,       // it worked and has failed
  kAdminDown,  // one of the two ends has switched detection off on purpose:
               // says nothing about the path (RFC 5882, 3.2)
};

// One verdict. `verdict_time` and `last_good` are on the clock of the Runtime
// that the receiving peer uses.
struct LivenessReport {
  Liveness liveness = Liveness::kUnknown;
  // Counts the verdicts of this source since Start, from 1. A peer that has
  // seen a later one drops an earlier one (it may come through a mailbox).
  uint64_t sequence = 0;
  MonotonicTime verdict_time;
  // When the last sign of life came in; absent where the source cannot say.
  std::optional<MonotonicTime> last_good;
  // For kDown: the far end declared it (BFD diagnostic 3, RFC 5880, 4.1), as
  // opposed to a silence that we found ourselves.
  bool declared_by_neighbor = false;
};

class LivenessVisitor {
 public:
  virtual ~LivenessVisitor() = default;
  // Called from the loop, never from inside a call to the source. The visitor
  // may stop or destroy the source.
  virtual void OnLiveness(const LivenessReport& report) = 0;
};

class LivenessSource {
 public:
  virtual ~LivenessSource() = default;

  // Begins to watch. `visitor` is borrowed until Stop or destruction; a verdict
  // that already exists is reported soon after. REQUIRES: not started.
  virtual void Start(LivenessVisitor& visitor) = 0;

  // No report follows, also none that was on its way.
  virtual void Stop() = 0;

  // The latest verdict reported or about to be.
  virtual Liveness liveness() const = 0;
};

}  // namespace waymark::bgp

#endif  // WAYMARK_BGP_SESSION_LIVENESS_SOURCE_H_
