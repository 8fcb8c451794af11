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
  if (route == nullptr || route->received_at + delay_ <= runtime_.clock.Now()) {
    deliver_(prefix, route);
    return;
  }
  waiting_.emplace(prefix, *route);
  due_.emplace(route->received_at + delay_, prefix);
  timer_->Arm(due_.begin()->first);
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
    deliver_(prefix, &route);
  }
  if (!due_.empty()) timer_->Arm(due_.begin()->first);
}

}  // namespace waymark::examples
