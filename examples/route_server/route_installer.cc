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

void RouteInstaller::OnBestChanged(const rib::BestChange& change) {
  Wish wish;
  if (change.new_best != nullptr &&
      change.new_best->attributes->next_hop.has_value()) {
    wish = change.new_best->attributes->next_hop->address;
  }
  if (const auto found = waiting_.find(change.prefix);
      found != waiting_.end()) {
    found->second = wish;
    return;
  }
  if (left_ > 0) {
    SpendOne();
    Apply(change.prefix, wish, /*report=*/true);
    return;
  }
  waiting_.emplace(change.prefix, wish);
  order_.push_back(change.prefix);
  work_timer_->Arm(runtime_.clock.Now());
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
  Apply(*retried_, Wish(next->second), /*report=*/false);
  return true;
}

void RouteInstaller::Apply(const IpPrefix& prefix, const Wish& wish,
                           bool report) {
  bool taken = true;
  for (const NamedTable& table : tables_) {
    const absl::Status status = wish.has_value()
                                    ? table.routes->Install(prefix, *wish)
                                    : table.routes->Remove(prefix);
    if (status.ok()) continue;
    taken = false;
    if (wish.has_value()) (void)table.routes->Remove(prefix);
    if (report) Report({table.name, prefix, status});
  }
  if (taken) {
    refused_.erase(prefix);
    return;
  }
  refused_[prefix] = wish;
  if (!retrying_ && !retry_timer_->armed()) {
    retry_timer_->Arm(runtime_.clock.Now() + kRetryInterval);
  }
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
