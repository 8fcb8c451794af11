// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// How others learn of changed best paths: route installers, Adj-RIBs-Out
// (propagation.h), event logs.

#ifndef WAYMARK_RIB_RIB_OBSERVER_H_
#define WAYMARK_RIB_RIB_OBSERVER_H_

#include "base/ip_prefix.h"
#include "rib/decision_process.h"
#include "rib/path.h"

namespace waymark::rib {

// Borrowed for the call; copy what is to be kept (Path::source lives no longer
// than the call for an old best path).
struct BestChange {
  const IpPrefix& prefix;
  const Path* old_best;  // null: there was none
  const Path* new_best;  // null: there is none; never both
  // What decided for the new best path; kNoPath if there is none.
  DecidingStep step;
};

// Calls: any number of OnBestChanged, then OnBatchEnd, and again. They come
// from inside LocRib's methods, after the entry of the prefix is consistent; a
// prefix may change more than once in a batch.
//
// Re-entrancy: an observer reads the RIB as it likes and must not change it,
// nor add or remove observers, from inside a call (asserted): what follows from
// a change goes to other objects or is deferred (Runtime::defer). It must not
// destroy the RIB either.
// One path of one peer has come, gone, or got other attributes; whether it is
// the best is another matter (BestChange).
struct PathChange {
  const IpPrefix& prefix;
  const Path* old_path;  // null: the peer had none
  const Path* new_path;  // null: it has none any more; never both
};

// Must not call the RIB.
class PathObserver {
 public:
  virtual ~PathObserver() = default;
  // Before the change of best path, if any, that comes of it.
  virtual void OnPathChanged(const PathChange& change) = 0;
};

class RibObserver {
 public:
  virtual ~RibObserver() = default;
  // The best path of a prefix is another one, or has other attributes or
  // another degree of preference.
  virtual void OnBestChanged(const BestChange& change) = 0;
  // Everything that belongs together has been reported: what was collected can
  // be acted upon (written, installed).
  virtual void OnBatchEnd() = 0;
};

}  // namespace waymark::rib

#endif  // WAYMARK_RIB_RIB_OBSERVER_H_
