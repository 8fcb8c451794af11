// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Loc-RIB: for each prefix the candidate paths after import policy and the best
// of them (RFC 4271, 3.2 and 9.1.2). One object may hold several address
// families. What this speaker originates is not in it (originated_set.h).
//
// Every change selects anew for its prefix at once and reports a changed best
// path at once: failover waits for nothing. What touches many prefixes, a lost
// peer or changed next hops, is done in slices by DoWork, default and host
// routes first; until a slice has reached a prefix its old best path stands.
//
// Order of calls for one peer: AddPeer, any number of Update and Withdraw,
// RemovePeer or RetainPeer; then AddPeer again, which need not wait for the
// work of RemovePeer: a path of the new session replaces that of the old one.

#ifndef WAYMARK_RIB_LOC_RIB_H_
#define WAYMARK_RIB_LOC_RIB_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "absl/functional/function_ref.h"
#include "absl/types/span.h"
#include "base/ip_prefix.h"
#include "base/monotonic_time.h"
#include "bgp/nlri.h"
#include "rib/attributes_pool.h"
#include "rib/decision_process.h"
#include "rib/next_hop_resolver.h"
#include "rib/path.h"
#include "rib/peer_info.h"
#include "rib/rib_observer.h"
#include "rib/route_table.h"

namespace waymark::rib {

// One prefix, borrowed; valid until the RIB changes.
struct RibEntry {
  const IpPrefix& prefix;
  absl::Span<const Path> paths;  // in no particular order
  std::optional<size_t> best;    // index into paths
  DecidingStep step = DecidingStep::kNoPath;
};

class LocRib : public NextHopObserver {
 public:
  struct Options {
    DecisionOptions decision{};
    size_t max_paths = 4'000'000;
    // Paths of one prefix: bounds the time of one selection.
    size_t max_paths_per_prefix = 256;
    uint32_t max_peers = 4096;
    uint64_t hash_seed = 0;  // unpredictable outside of tests
  };

  enum class UpdateResult : uint8_t {
    kUpdated,
    kUnchanged,    // the same attributes again: nothing happened
    kOverLimit,    // a new path beyond a limit: not stored
    kUnknownPeer,  // AddPeer has not been called
  };

  // `resolver` is borrowed; this subscribes to its changes.
  LocRib(const Options& options, NextHopResolver& resolver);
  LocRib(const LocRib&) = delete;
  LocRib& operator=(const LocRib&) = delete;
  ~LocRib() override;

  // Observers are borrowed and called in the order in which they were added.
  // Not from inside a callback.
  void AddObserver(RibObserver* observer);
  void RemoveObserver(RibObserver* observer);

  // Of every path; borrowed, null for none. Not from inside a callback.
  void SetPathObserver(PathObserver* observer);

  // A session has been established; one that the peer had counts as ended.
  // False if the peer's number is not below max_peers.
  bool AddPeer(const PathSource& source);

  // The session has ended: all its paths are to go. Nothing has changed for the
  // prefixes when it returns; DoWork does that. No more Update or Withdraw for
  // the peer until AddPeer.
  void RemovePeer(PeerId peer);

  // The session has ended, and its paths stay candidates, as they are, until a
  // later session of the peer replaces them or ReleaseRetained. No more Update
  // or Withdraw for the peer until AddPeer.
  void RetainPeer(PeerId peer);
  // All paths that RetainPeer kept are to go, as after RemovePeer.
  void ReleaseRetained();
  // REQUIRES: the path is this RIB's.
  bool IsRetained(const Path& path) const;

  // A path accepted by import policy, in place of the one that the peer had
  // under the same NLRI. `attributes` must not be null.
  UpdateResult Update(PeerId peer, const bgp::Nlri& nlri,
                      AttributesRef attributes, MonotonicTime received_at);

  // The peer, or its import policy, withdraws the path; false if there is none.
  bool Withdraw(PeerId peer, const bgp::Nlri& nlri);

  // Ends a batch: OnBatchEnd, if anything was reported since the last one. To
  // be called after what arrived together (an UPDATE message).
  void EndBatch();

  // Work is left from RemovePeer or from a change of next hops.
  bool has_work() const { return sweep_.active; }

  // Examines about `budget` prefixes (a few thousand take about a millisecond)
  // and ends the batch. True when no work is left.
  bool DoWork(size_t budget);

  // Selects anew everywhere, in DoWork: the resolver calls it.
  void OnNextHopsChanged() override;

  // nullopt if no path is held for `prefix`.
  std::optional<RibEntry> Find(const IpPrefix& prefix) const;

  // Walks over all prefixes, about `budget` in one call, default and host
  // routes first; continues where `cursor` stands. A prefix that is there
  // throughout is visited once, one that comes or goes meanwhile at most once.
  // The callback must not change the RIB. True at the end.
  bool VisitSome(TableCursor& cursor, size_t budget,
                 absl::FunctionRef<void(const RibEntry&)> visit) const;

  // For listings: which step removed each candidate (decision_process.h).
  Decision Explain(const RibEntry& entry,
                   absl::Span<DecidingStep> rejected_by) const {
    return process_.Decide(entry.paths, rejected_by);
  }

  size_t prefixes() const { return table_.size(); }
  size_t paths() const { return paths_; }
  // Of the peer's present session; 0 if it has none.
  size_t paths_of(PeerId peer) const;
  // New paths that a limit turned away.
  uint64_t refused() const { return refused_; }

 private:
  // One session and how many paths refer to it. Lives until the last is gone.
  struct Source : PathSource {
    size_t paths = 0;
    bool retained = false;  // ended, and its paths count
  };
  // Candidates inline for the usual few peers.
  struct Entry {
    absl::InlinedVector<Path, 2> paths;
    uint32_t best = kNone;
    DecidingStep step = DecidingStep::kNoPath;
  };
  using Table = RouteTable<IpPrefix, Entry>;
  // A walk of DoWork over the table, in a circle: a cause that comes while a
  // walk is under way makes it end where it then stands.
  struct Sweep {
    bool active = false;
    bool whole = false;  // selects anew everywhere, stale paths or not
    TableCircle circle;
  };
  static constexpr uint32_t kNone = ~uint32_t{0};

  static RibEntry View(const IpPrefix& prefix, const Entry& entry);
  Source* Find(PeerId peer) const;
  bool IsStale(const Path& path) const;
  // The best path before a change, to tell afterwards whether it is another.
  static std::optional<Path> Best(const Entry& entry);
  UpdateResult AddPath(Source& source, const bgp::Nlri& nlri, Path path);
  void Select(const IpPrefix& prefix, Entry& entry,
              const std::optional<Path>& old_best);
  void RemoveStale(const IpPrefix& prefix, Entry& entry);
  bool Refresh(const IpPrefix& prefix, Entry& entry);
  void Uncount(const Path& path);
  void EndSource(PeerId peer, bool retained);
  void ReleaseEnded();
  void StartSweep(bool whole);
  void Notify(const BestChange& change);
  void NotifyPath(const IpPrefix& prefix, const Path* old_path,
                  const Path* new_path);

  const Options options_;
  NextHopResolver& resolver_;
  const DecisionProcess process_;
  std::vector<RibObserver*> observers_;
  PathObserver* path_observer_ = nullptr;
  std::vector<std::unique_ptr<Source>> sources_;  // by PeerId
  std::vector<std::unique_ptr<Source>> ended_;    // with paths still in table_
  Table table_;
  Sweep sweep_;
  size_t paths_ = 0;
  uint64_t refused_ = 0;
  bool batch_open_ = false;
  bool notifying_ = false;
};

}  // namespace waymark::rib

#endif  // WAYMARK_RIB_LOC_RIB_H_
