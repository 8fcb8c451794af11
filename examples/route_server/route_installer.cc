// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/route_server/route_installer.h"

#include <utility>

namespace waymark::examples {

absl::StatusOr<std::unique_ptr<RouteInstaller>> RouteInstaller::Create(
    const Runtime& runtime, std::vector<NamedTable> tables,
    OnFailure on_failure) {
  for (const NamedTable& table : tables) {
    if (absl::Status status = table.routes->Flush(); !status.ok()) {
      return status;
    }
  }
  return std::unique_ptr<RouteInstaller>(
      new RouteInstaller(runtime, std::move(tables), std::move(on_failure)));
}

RouteInstaller::RouteInstaller(const Runtime& runtime,
                               std::vector<NamedTable> tables,
                               OnFailure on_failure)
    : runtime_(runtime),
      tables_(std::move(tables)),
      on_failure_(std::move(on_failure)),
      missing_(tables_.size()),
      work_timer_(runtime.timers.CreateTimer([this] { Work(); })),
      retry_timer_(runtime.timers.CreateTimer([this] {
        retrying_ = true;
        retried_.reset();
        Work();
      })),
      report_timer_(runtime.timers.CreateTimer([this] {
        if (unreported_.has_value()) {
          Report(*std::exchange(unreported_, std::nullopt));
        }
      })) {}

RouteInstaller::~RouteInstaller() {
  for (const NamedTable& table : tables_) (void)table.routes->Flush();
}

void RouteInstaller::Set(size_t table, const IpPrefix& prefix,
                         const Wish& wish) {
  const Place place = {table, prefix};
  if (const auto found = waiting_.find(place); found != waiting_.end()) {
    found->second = wish;
    return;
  }
  if (left_ > 0) {
    SpendOne();
    Apply(place, wish, /*report=*/true);
    return;
  }
  waiting_.emplace(place, wish);
  order_.push_back(place);
  work_timer_->Arm(runtime_.clock.Now());
}

absl::Status RouteInstaller::Refusal(size_t table,
                                     const IpPrefix& prefix) const {
  const auto found = refused_.find({table, prefix});
  return found == refused_.end() ? absl::OkStatus() : found->second.why;
}

void RouteInstaller::SpendOne() {
  --left_;
  if (std::exchange(spending_, true)) return;
  runtime_.defer.Defer([this, alive = alive_.Watch()] {
    if (!alive) return;
    spending_ = false;
    left_ = kChangesPerTurn;
  });
}

void RouteInstaller::Work() {
  while (left_ > 0) {
    SpendOne();
    if (!WorkOnce()) return;
  }
  work_timer_->Arm(runtime_.clock.Now());
}

// What is new goes before what was refused. False if there was nothing to do.
bool RouteInstaller::WorkOnce() {
  if (!order_.empty()) {
    const auto next = waiting_.extract(order_.front());
    order_.pop_front();
    Apply(next.key(), next.mapped(), /*report=*/true);
    return true;
  }
  if (!retrying_) return false;
  const auto next =
      retried_.has_value() ? refused_.upper_bound(*retried_) : refused_.begin();
  if (next == refused_.end()) {
    retrying_ = false;
    if (!refused_.empty()) {
      retry_timer_->Arm(runtime_.clock.Now() + kRetryInterval);
    }
    return false;
  }
  retried_ = next->first;
  // By value: it goes from refused_ meanwhile.
  Apply(*retried_, Wish(next->second.wish), /*report=*/false);
  return true;
}

void RouteInstaller::Apply(const Place& place, const Wish& wish, bool report) {
  RoutingTable& routes = *tables_[place.table].routes;
  const absl::Status status = wish.has_value()
                                  ? routes.Install(place.prefix, *wish)
                                  : routes.Remove(place.prefix);
  Forget(place);
  if (status.ok()) return;
  if (wish.has_value()) (void)routes.Remove(place.prefix);
  if (report) Report({tables_[place.table].name, place.prefix, status});
  refused_[place] = {wish, status};
  if (wish.has_value()) ++missing_[place.table];
  if (!retrying_ && !retry_timer_->armed()) {
    retry_timer_->Arm(runtime_.clock.Now() + kRetryInterval);
  }
}

void RouteInstaller::Forget(const Place& place) {
  const auto found = refused_.find(place);
  if (found == refused_.end()) return;
  if (found->second.wish.has_value()) --missing_[place.table];
  refused_.erase(found);
}

void RouteInstaller::Report(InstallFailure failure) {
  if (report_timer_->armed()) {
    if (unreported_.has_value()) failure.others += unreported_->others + 1;
    unreported_ = std::move(failure);
    return;
  }
  report_timer_->Arm(runtime_.clock.Now() + kReportInterval);
  on_failure_(failure);
}

}  // namespace waymark::examples
