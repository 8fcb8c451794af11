// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Routes of route tables in the tables that packets follow.
//
// The first changes of a turn of the loop are made at once: when the RIB has a
// new best path for a floating address, packets take it before anything else
// happens. Every change costs a system call, though, and a neighbour may bring
// or take a hundred thousand at a time: beyond kChangesPerTurn they wait and
// are worked off in further turns, the latest wish for each prefix of a table
// only. A change never overtakes an older one of its prefix and table.
//
// What a table refuses is reported and stays out of that table, as does what it
// was to replace: that leads to where packets are not to go any more. It is
// tried again every kRetryInterval until it succeeds or is not wanted any more.

#ifndef WAYMARK_EXAMPLES_ROUTE_SERVER_ROUTE_INSTALLER_H_
#define WAYMARK_EXAMPLES_ROUTE_SERVER_ROUTE_INSTALLER_H_

#include <compare>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/alive_token.h"
#include "base/ip_prefix.h"
#include "base/runtime.h"
#include "base/timer.h"
#include "examples/route_server/routing_table.h"

namespace waymark::examples {

// A change that a table refused, in the name of all since the report before.
struct InstallFailure {
  std::string table;
  IpPrefix prefix;
  absl::Status status;
  uint64_t others = 0;  // beside this one
};

class RouteInstaller {
 public:
  static constexpr int kChangesPerTurn = 64;
  static constexpr absl::Duration kRetryInterval = absl::Seconds(1);
  // Of a flood of failures the first is told at once, then one in each of
  // these. Attempts at what was refused before are not told.
  static constexpr absl::Duration kReportInterval = absl::Seconds(1);

  // Absent: no route.
  using Wish = std::optional<RouteTarget>;
  // Called from inside Set or from the loop; calls nothing here.
  using OnFailure = absl::AnyInvocable<void(const InstallFailure& failure)>;

  // Removes what an earlier run left in the tables.
  static absl::StatusOr<std::unique_ptr<RouteInstaller>> Create(
      const Runtime& runtime, std::vector<NamedTable> tables,
      OnFailure on_failure);
  // Removes the routes; for what cannot be removed there is the next run.
  ~RouteInstaller();
  RouteInstaller(const RouteInstaller&) = delete;
  RouteInstaller& operator=(const RouteInstaller&) = delete;

  // From now on the prefix is to be so in a table, which goes by its place in
  // what Create got.
  void Set(size_t table, const IpPrefix& prefix, const Wish& wish);

  // Why the table does not have what was wished last; OK if it has, or will in
  // a moment.
  absl::Status Refusal(size_t table, const IpPrefix& prefix) const;

  // Changes that are still to be made, and those that were refused.
  size_t waiting() const { return waiting_.size(); }
  size_t refused() const { return refused_.size(); }
  // Of a table: the routes among its refused changes, those it does not have.
  size_t missing(size_t table) const { return missing_[table]; }

 private:
  struct Place {
    size_t table;
    IpPrefix prefix;
    friend auto operator<=>(const Place&, const Place&) = default;
  };
  struct Refused {
    Wish wish;
    absl::Status why;
  };

  RouteInstaller(const Runtime& runtime, std::vector<NamedTable> tables,
                 OnFailure on_failure);

  // What is left of kChangesPerTurn comes back when the turn is over.
  void SpendOne();
  void Work();
  bool WorkOnce();
  // `report` what the table refuses.
  void Apply(const Place& place, const Wish& wish, bool report);
  void Forget(const Place& place);
  void Report(InstallFailure failure);

  const Runtime runtime_;
  const std::vector<NamedTable> tables_;
  OnFailure on_failure_;

  int left_ = kChangesPerTurn;
  bool spending_ = false;    // the end of the turn will be heard of
  std::deque<Place> order_;  // of waiting_
  std::map<Place, Wish> waiting_;
  std::map<Place, Refused> refused_;
  std::vector<size_t> missing_;  // by table
  // How far this round through refused_ has come.
  std::optional<Place> retried_;
  bool retrying_ = false;
  std::unique_ptr<Timer> work_timer_;
  std::unique_ptr<Timer> retry_timer_;

  std::optional<InstallFailure> unreported_;
  std::unique_ptr<Timer> report_timer_;  // armed: one was told lately
  AliveToken alive_;
};

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_ROUTE_SERVER_ROUTE_INSTALLER_H_
