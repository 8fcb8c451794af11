// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/bfd_monitor/monitor.h"

#include <net/if.h>

#include <cstddef>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "bfd/code_points.h"
#include "bfd/drop_reason.h"
#include "bfd/session_key.h"
#include "bfd/session_snapshot.h"
#include "examples/daemon/bfd_events.h"
#include "posix/netlink/neighbor_monitor.h"

namespace waymark::examples {
namespace {

// The floor of bfd::StallTolerance.
constexpr absl::Duration kLate = absl::Milliseconds(5);

uint64_t Microseconds(absl::Duration duration) {
  return static_cast<uint64_t>(absl::ToInt64Microseconds(duration));
}

void FillNegotiated(const bfd::SessionSnapshot& snapshot,
                    proto::BfdSessionStatus& status) {
  status.set_detect_multiplier(static_cast<uint32_t>(snapshot.detect_mult));
  status.set_remote_detect_multiplier(
      static_cast<uint32_t>(snapshot.remote_detect_mult));
  status.set_transmit_interval_us(Microseconds(snapshot.transmit_interval));
  status.set_detection_time_us(Microseconds(snapshot.detection_time));
  status.set_desired_min_tx_us(Microseconds(snapshot.desired_min_tx_interval));
  status.set_required_min_rx_us(
      Microseconds(snapshot.required_min_rx_interval));
  status.set_remote_desired_min_tx_us(
      Microseconds(snapshot.remote_desired_min_tx_interval));
  status.set_remote_min_rx_us(Microseconds(snapshot.remote_min_rx_interval));
  status.set_poll_active(snapshot.poll_active);
  status.set_remote_demand_mode(snapshot.remote_demand_mode);
}

proto::BfdSessionStatus StatusOf(const std::string& name,
                                 const bfd::SessionSnapshot& snapshot) {
  proto::BfdSessionStatus status;
  status.set_name(name);
  status.set_local_address(snapshot.key.local.ToString());
  status.set_remote_address(snapshot.key.remote.ToString());
  status.set_state(std::string(bfd::Name(snapshot.session_state)));
  status.set_remote_state(
      std::string(bfd::Name(snapshot.remote_session_state)));
  status.set_diagnostic(std::string(bfd::Name(snapshot.local_diag)));
  status.set_remote_diagnostic(std::string(bfd::Name(snapshot.remote_diag)));
  status.set_local_discriminator(snapshot.local_discr);
  status.set_remote_discriminator(snapshot.remote_discr);
  FillNegotiated(snapshot, status);
  status.set_packets_sent(snapshot.counters.packets_sent);
  status.set_packets_received(snapshot.counters.packets_received);
  status.set_packets_discarded(snapshot.counters.packets_discarded);
  status.set_up_transitions(snapshot.counters.up_transitions);
  status.set_down_transitions(snapshot.counters.down_transitions);
  status.set_local_stalls(snapshot.counters.local_stalls);
  return status;
}

}  // namespace

Monitor::Watched::Watched(Monitor& monitor, std::string name,
                          const bfd::SessionConfig& config)
    : monitor_(monitor),
      name_(std::move(name)),
      session_(monitor.loop_.runtime(), monitor.demultiplexer_,
               *monitor.transport_, config, *this) {}

absl::StatusOr<std::unique_ptr<Monitor>> Monitor::Create(
    posix::EventLoop& loop, EventLog* events, const BfdMonitorSetup& setup) {
  std::unique_ptr<Monitor> monitor(new Monitor(loop, events, setup));
  if (absl::Status status = monitor->Open(setup); !status.ok()) return status;
  for (const BfdSessionSetup& session : setup.sessions) {
    if (absl::Status status = monitor->Start(session); !status.ok()) {
      return absl::Status(status.code(), absl::StrCat("session ", session.name,
                                                      ": ", status.message()));
    }
  }
  return monitor;
}

Monitor::Monitor(posix::EventLoop& loop, EventLog* events,
                 const BfdMonitorSetup& setup)
    : loop_(loop),
      events_(events),
      demultiplexer_({setup.sessions.size()}, loop.runtime().random) {
  if (events_ != nullptr) stalls_.emplace(*events_);
  sessions_.reserve(setup.sessions.size());
}

absl::Status Monitor::Open(const BfdMonitorSetup& setup) {
  posix::BfdTransport::Options options;
  options.port = setup.port;
  if (setup.batch_packets) options.link_layer = &posix::NeighborMonitor::Open;
  for (const BfdSessionSetup& session : setup.sessions) {
    if (session.config.key.path == bfd::PathKind::kMultihop) {
      options.multihop_port = bfd::kMultihopControlPort;
    }
  }
  absl::StatusOr<std::unique_ptr<posix::BfdTransport>> transport =
      posix::BfdTransport::Create(loop_, demultiplexer_, options);
  if (!transport.ok()) return transport.status();
  transport_ = *std::move(transport);
  return absl::OkStatus();
}

absl::Status Monitor::Start(const BfdSessionSetup& setup) {
  bfd::SessionConfig config = setup.config;
  config.digest = &digest_;
  if (!setup.interface.empty()) {
    config.key.interface_index = if_nametoindex(setup.interface.c_str());
    if (config.key.interface_index == 0) {
      return absl::NotFoundError(
          absl::StrCat("there is no interface ", setup.interface));
    }
  }
  sessions_.push_back(std::make_unique<Watched>(*this, setup.name, config));
  return sessions_.back()->session().Start();
}

void Monitor::OnStateChange(const Watched& watched,
                            const bfd::StateChange& change) {
  if (change.new_state == bfd::State::kUp) {
    counters_.set_ups(counters_.ups() + 1);
    counters_.set_up(counters_.up() + 1);
  }
  if (change.old_state == bfd::State::kUp) CountDown(change);
  if (events_ == nullptr) return;
  events_->Record(change.time, BfdStateEvent(watched.name(), change));
}

void Monitor::CountDown(const bfd::StateChange& change) {
  counters_.set_up(counters_.up() - 1);
  counters_.set_downs(counters_.downs() + 1);
  if (change.reason == bfd::StateChangeReason::kNeighborSignaledDown) {
    counters_.set_downs_by_neighbor(counters_.downs_by_neighbor() + 1);
  }
  if (change.reason != bfd::StateChangeReason::kDetectionTimeExpired) return;
  counters_.set_downs_by_us(counters_.downs_by_us() + 1);
  if (loop_.last_lateness() > kLate || change.WasPostponed()) {
    counters_.set_downs_by_us_while_late(counters_.downs_by_us_while_late() +
                                         1);
  }
}

void Monitor::OnLocalStall(const Watched& watched,
                           const bfd::LocalStall& stall) {
  counters_.set_local_stalls(counters_.local_stalls() + 1);
  if (stalls_.has_value()) stalls_->Add(watched.name(), stall);
}

absl::StatusOr<bfd::Session*> Monitor::Find(absl::string_view name) {
  for (const std::unique_ptr<Watched>& watched : sessions_) {
    if (watched->name() == name) return &watched->session();
  }
  return absl::NotFoundError(absl::StrCat("there is no session ", name));
}

absl::Status Monitor::SetTimers(absl::string_view name,
                                const bfd::TimerConfig& timers) {
  const absl::StatusOr<bfd::Session*> session = Find(name);
  if (!session.ok()) return session.status();
  return (*session)->SetTimers(timers);
}

absl::Status Monitor::SetAdminDown(absl::string_view name, bool down) {
  const absl::StatusOr<bfd::Session*> session = Find(name);
  if (!session.ok()) return session.status();
  (*session)->SetAdminDown(down);
  return absl::OkStatus();
}

void Monitor::Stop() {
  for (const std::unique_ptr<Watched>& watched : sessions_) {
    watched->session().SetAdminDown(true);
  }
}

proto::BfdMonitorCounters Monitor::TakeCounters() {
  const posix::BfdTransport::Counters transport = transport_->counters();
  const bfd::DemultiplexerCounters& received = demultiplexer_.counters();
  proto::BfdMonitorCounters counters = counters_;
  counters.set_sessions(sessions_.size());
  counters.set_packets_sent(transport.sent);
  counters.set_send_failures(transport.send_failures);
  counters.set_packets_received(received.received);
  counters.set_packets_dropped(received.received - received.accepted);
  counters.set_dropped_by_kernel(transport.receive.dropped_by_kernel);
  for (size_t i = 0; i < bfd::kDropReasonCount; ++i) {
    const auto reason = static_cast<bfd::DropReason>(i);
    if (received.drops(reason) == 0) continue;
    proto::BfdDropCount& drops = *counters.add_drops();
    drops.set_reason(std::string(bfd::Name(reason)));
    drops.set_packets(received.drops(reason));
  }
  counters.set_max_lateness_us(Microseconds(loop_.max_lateness()));
  loop_.ResetMaxLateness();
  return counters;
}

std::vector<proto::BfdSessionStatus> Monitor::Statuses(
    absl::string_view name) const {
  std::vector<proto::BfdSessionStatus> statuses;
  for (const std::unique_ptr<Watched>& watched : sessions_) {
    if (!name.empty() && watched->name() != name) continue;
    statuses.push_back(
        StatusOf(watched->name(), watched->session().Snapshot()));
  }
  return statuses;
}

}  // namespace waymark::examples
