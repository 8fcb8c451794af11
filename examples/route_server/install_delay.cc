// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/route_server/install_delay.h"

namespace waymark::examples {

InstallDelay::InstallDelay(const Runtime& runtime, absl::Duration delay,
                           Deliver deliver)
    : runtime_(runtime),
      delay_(delay),
      deliver_(std::move(deliver)),
      timer_(runtime.timers.CreateTimer([this] { OnDue(); })) {}

void InstallDelay::OnFibChanged(const IpPrefix& prefix, const FibRoute* route) {
  Forget(prefix);
  if (route == nullptr) return DeliverNone(prefix);
  if (route->received_at + delay_ <= runtime_.clock.Now()) {
    return DeliverRoute(prefix, *route);
  }
  const auto delivered = delivered_.find(prefix);
  if (delivered != delivered_.end() && delivered->second.is_gone) {
    DeliverNone(prefix);
  }
  waiting_.emplace(prefix, *route);
  due_.emplace(route->received_at + delay_, prefix);
  timer_->Arm(due_.begin()->first);
}

void InstallDelay::OnPathRemoved(const IpPrefix& prefix, rib::PeerId peer) {
  const auto delivered = delivered_.find(prefix);
  if (delivered == delivered_.end() || delivered->second.peer != peer) return;
  const auto waiting = waiting_.find(prefix);
  if (waiting != waiting_.end() && waiting->second.peer != peer) {
    return DeliverNone(prefix);
  }
  // The FIB's own path: another, or none, follows at once, and tables go from
  // the one to the other in one step.
  delivered->second.is_gone = true;
}

void InstallDelay::DeliverRoute(const IpPrefix& prefix, const FibRoute& route) {
  delivered_.insert_or_assign(prefix, Delivered{.peer = route.peer});
  deliver_(prefix, &route);
}

void InstallDelay::DeliverNone(const IpPrefix& prefix) {
  delivered_.erase(prefix);
  deliver_(prefix, nullptr);
}

void InstallDelay::Forget(const IpPrefix& prefix) {
  const auto found = waiting_.find(prefix);
  if (found == waiting_.end()) return;
  due_.erase({found->second.received_at + delay_, prefix});
  waiting_.erase(found);
}

void InstallDelay::OnDue() {
  while (!due_.empty() && due_.begin()->first <= runtime_.clock.Now()) {
    const IpPrefix prefix = due_.begin()->second;
    const FibRoute route = waiting_.at(prefix);
    Forget(prefix);
    DeliverRoute(prefix, route);
  }
  if (!due_.empty()) timer_->Arm(due_.begin()->first);
}

}  // namespace waymark::examples
