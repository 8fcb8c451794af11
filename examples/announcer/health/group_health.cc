// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/announcer/health/group_health.h"

#include <utility>
#include <variant>

#include "examples/announcer/health/exec_probe.h"
#include "examples/announcer/health/file_probe.h"
#include "examples/announcer/health/http_probe.h"
#include "examples/announcer/health/tcp_probe.h"

namespace waymark::examples {

using announcer::HealthCheck;

std::unique_ptr<Probe> MakeProbe(posix::EventLoop& loop,
                                 const HealthSetup& setup) {
  if (const auto* exec = std::get_if<ExecCheck>(&setup.check)) {
    return std::make_unique<ExecProbe>(loop, exec->arguments);
  }
  if (const auto* tcp = std::get_if<TcpCheck>(&setup.check)) {
    return std::make_unique<TcpProbe>(loop, tcp->remote);
  }
  if (const auto* http = std::get_if<HttpCheck>(&setup.check)) {
    return std::make_unique<HttpProbe>(
        loop, HttpProbe::Options{*http, setup.timeout});
  }
  return std::make_unique<FileProbe>(loop,
                                     std::get<FileCheck>(setup.check).path);
}

const char* KindOf(const HealthSetup& setup) {
  static constexpr const char* kKinds[] = {"exec", "tcp", "http", "file"};
  return kKinds[setup.check.index()];
}

GroupHealth::GroupHealth(posix::EventLoop& loop,
                         const std::vector<HealthSetup>& setups,
                         bool assumed_well, OnChange on_change)
    : loop_(loop),
      assumed_well_(assumed_well),
      on_change_(std::move(on_change)) {
  for (const HealthSetup& setup : setups) {
    checks_.push_back(std::make_unique<Running>(
        Running{{setup, HealthCheck(setup.options), 0, 0, {}, {}}, nullptr}));
    Running& running = *checks_.back();
    running.schedule = std::make_unique<ProbeSchedule>(
        loop.runtime(), ProbeSchedule::Options{setup.interval, setup.timeout},
        MakeProbe(loop, setup), [this, &running](const absl::Status& result) {
          OnResult(running.check, result);
        });
  }
}

bool GroupHealth::well() const {
  bool all_known = true;
  for (const std::unique_ptr<Running>& running : checks_) {
    switch (running->check.verdict.state()) {
      case HealthCheck::State::kUnknown:
        all_known = false;
        break;
      case HealthCheck::State::kWell:
        break;
      case HealthCheck::State::kUnwell:
      case HealthCheck::State::kHeldDown:
        return false;
    }
  }
  return all_known || assumed_well_;
}

void GroupHealth::OnResult(Check& check, const absl::Status& result) {
  ++check.probes;
  if (!result.ok()) ++check.failures;
  check.last_result = result;
  const MonotonicTime now = loop_.clock().Now();
  if (!check.verdict.Report(result.ok(), now)) return;
  check.changed = now;
  on_change_(check);
}

}  // namespace waymark::examples
