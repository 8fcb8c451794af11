// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Best paths in the kernel's routing tables, from one batch of the Loc-RIB to
// the next.

#ifndef WAYMARK_EXAMPLES_ROUTE_SERVER_ROUTE_INSTALLER_H_
#define WAYMARK_EXAMPLES_ROUTE_SERVER_ROUTE_INSTALLER_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "base/ip_prefix.h"
#include "examples/route_server/config_loader.h"
#include "posix/netlink/route_table.h"
#include "rib/rib_observer.h"

namespace waymark::examples {

// Installs at once: when the RIB has a new best path, packets take it before
// anything else happens. What the kernel refuses is reported and stays out,
// as does what it was to replace.
class RouteInstaller : public rib::RibObserver {
 public:
  using OnError =
      absl::AnyInvocable<void(const std::string& table, const IpPrefix& prefix,
                              const absl::Status& status)>;

  // Removes what an earlier run left in the tables.
  static absl::StatusOr<std::unique_ptr<RouteInstaller>> Create(
      absl::Span<const RouteTableSetup> tables, OnError on_error);
  // Removes the routes.
  ~RouteInstaller() override;
  RouteInstaller(const RouteInstaller&) = delete;
  RouteInstaller& operator=(const RouteInstaller&) = delete;

  void OnBestChanged(const rib::BestChange& change) override;
  void OnBatchEnd() override {}

 private:
  struct Table {
    std::string name;
    std::unique_ptr<posix::RouteTable> routes;
  };

  explicit RouteInstaller(OnError on_error) : on_error_(std::move(on_error)) {}

  std::vector<Table> tables_;
  OnError on_error_;
};

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_ROUTE_SERVER_ROUTE_INSTALLER_H_
