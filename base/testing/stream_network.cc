// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "base/testing/stream_network.h"

#include <algorithm>
#include <cstdint>
#include <deque>
#include <memory>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "base/dialer.h"
#include "base/ip_address.h"
#include "base/ip_endpoint.h"
#include "base/listener.h"
#include "base/monotonic_time.h"
#include "base/testing/simulated_node.h"
#include "base/testing/simulated_socket.h"
#include "base/testing/simulated_stream.h"

namespace waymark::testing {

class SimulatedDialer final : public Dialer, private SimulatedSocket::Owner {
 public:
  SimulatedDialer(StreamNetwork& network, SimulatedNode& node,
                  const IpEndpoint& local, const IpEndpoint& remote)
      : network_(network), node_(node), local_(local), remote_(remote) {}
  ~SimulatedDialer() override { CancelConnect(); }

  void StartConnect(DialerVisitor& visitor) override {
    visitor_ = &visitor;
    const StreamNetwork::Options& options = network_.options_;
    attempt_ = SimulatedSocket::MakePair(
                   network_, node_, network_.WithPort(local_), remote_,
                   {options.send_buffer, options.receive_buffer})
                   .dialer;
    attempt_->SetOwner(this);
    attempt_->Connect();
  }

  void CancelConnect() override {
    if (attempt_ == nullptr) return;
    attempt_->SetOwner(nullptr);
    attempt_->Abort();
    attempt_ = nullptr;
  }

 private:
  void OnSocketReady() override {
    if (attempt_->state() == SimulatedSocket::State::kConnecting) return;
    const std::shared_ptr<SimulatedSocket> answered = std::move(attempt_);
    attempt_ = nullptr;
    if (!answered->established()) {
      answered->SetOwner(nullptr);
      visitor_->OnConnectFailed(answered->status());
      return;
    }
    visitor_->OnConnected(std::make_unique<SimulatedStream>(
        answered, network_.options_.max_chunk));
  }

  StreamNetwork& network_;
  SimulatedNode& node_;
  const IpEndpoint local_;
  const IpEndpoint remote_;
  DialerVisitor* visitor_ = nullptr;
  std::shared_ptr<SimulatedSocket> attempt_;
};

class SimulatedListener final : public Listener,
                                private SimulatedSocket::Owner {
 public:
  SimulatedListener(StreamNetwork& network, SimulatedNode& node,
                    const IpEndpoint& local)
      : network_(network), node_(node), local_(local) {}
  ~SimulatedListener() override {
    network_.listeners_.erase({local_.address, local_.port});
    for (const auto& socket : waiting_) {
      socket->SetOwner(nullptr);
      socket->Abort();
    }
  }

  void SetVisitor(ListenerVisitor* visitor) override {
    visitor_ = visitor;
    for (const auto& socket : waiting_) socket->Post();
  }
  IpEndpoint local() const override { return local_; }

  // Takes the acceptor's end of a new connection, unless too many wait.
  bool Take(const std::shared_ptr<SimulatedSocket>& socket) {
    if (waiting_.size() >= network_.options_.backlog) return false;
    waiting_.push_back(socket);
    socket->SetOwner(this);
    socket->Accept(node_);
    return true;
  }

 private:
  // Accepts one connection for each that has become ready.
  void OnSocketReady() override {
    DropAbandoned();
    if (visitor_ == nullptr) return;
    const auto ready =
        std::find_if(waiting_.begin(), waiting_.end(),
                     [](const auto& socket) { return socket->established(); });
    if (ready == waiting_.end()) return;
    std::shared_ptr<SimulatedSocket> accepted = std::move(*ready);
    waiting_.erase(ready);
    visitor_->OnAccepted(std::make_unique<SimulatedStream>(
        std::move(accepted), network_.options_.max_chunk));
  }

  // Those whose dialer gave up before the handshake was complete.
  void DropAbandoned() {
    std::erase_if(waiting_, [](const auto& socket) {
      const bool abandoned =
          socket->state() == SimulatedSocket::State::kReset &&
          !socket->established();
      if (abandoned) socket->SetOwner(nullptr);
      return abandoned;
    });
  }

  StreamNetwork& network_;
  SimulatedNode& node_;
  const IpEndpoint local_;
  ListenerVisitor* visitor_ = nullptr;
  std::deque<std::shared_ptr<SimulatedSocket>> waiting_;  // the oldest first
};

std::unique_ptr<Dialer> StreamNetwork::CreateDialer(SimulatedNode& node,
                                                    const IpEndpoint& local,
                                                    const IpEndpoint& remote) {
  return std::make_unique<SimulatedDialer>(*this, node, local, remote);
}

std::unique_ptr<Listener> StreamNetwork::CreateListener(
    SimulatedNode& node, const IpEndpoint& local) {
  SimulatedListener*& listening = listeners_[{local.address, local.port}];
  if (listening != nullptr) return nullptr;
  auto listener = std::make_unique<SimulatedListener>(*this, node, local);
  listening = listener.get();
  return listener;
}

void StreamNetwork::SetLatency(const IpAddress& from, const IpAddress& to,
                               absl::Duration latency) {
  directions_[{from, to}].latency = latency;
}

void StreamNetwork::SetBlocked(const IpAddress& from, const IpAddress& to,
                               bool blocked) {
  Direction& direction = directions_[{from, to}];
  direction.blocked = blocked;
  if (blocked) return;
  std::vector<Delivery> held_back = std::exchange(direction.held_back, {});
  for (Delivery& delivery : held_back) Arrive(std::move(delivery));
}

void StreamNetwork::ResetAfter(const IpAddress& from, const IpAddress& to,
                               uint64_t octets) {
  directions_[{from, to}].octets_to_reset = octets;
}

IpEndpoint StreamNetwork::WithPort(IpEndpoint local) {
  if (local.port != 0) return local;
  local.port = next_port_;
  next_port_ = next_port_ == 65535 ? 49152 : next_port_ + 1;
  return local;
}

void StreamNetwork::Carry(std::shared_ptr<SimulatedSocket> to,
                          Segment segment) {
  Direction& direction = DirectionTo(*to);
  // TCP keeps the order, also when the latency has become shorter.
  direction.last_arrival =
      std::max(world_.Now() + direction.latency.value_or(options_.latency),
               direction.last_arrival);
  world_.At(direction.last_arrival,
            [this, delivery = Delivery{std::move(to), std::move(segment)}] {
              Arrive(delivery);
            });
}

void StreamNetwork::Arrive(Delivery delivery) {
  Direction& direction = DirectionTo(*delivery.to);
  if (direction.blocked) {
    if (delivery.segment.kind == Segment::Kind::kReset) return;
    direction.held_back.push_back(std::move(delivery));
  } else if (direction.octets_to_reset) {
    ArriveBeforeReset(std::move(delivery), *direction.octets_to_reset);
  } else {
    Deliver(std::move(delivery));
  }
}

void StreamNetwork::ArriveBeforeReset(Delivery delivery, uint64_t left) {
  Direction& direction = DirectionTo(*delivery.to);
  std::vector<uint8_t>& octets = delivery.segment.octets;
  if (octets.size() < left) {
    direction.octets_to_reset = left - octets.size();
    Deliver(std::move(delivery));
    return;
  }
  direction.octets_to_reset.reset();
  const std::shared_ptr<SimulatedSocket> to = delivery.to;
  if (left > 0) {
    octets.resize(left);
    Deliver(std::move(delivery));
  }
  to->Sever();
}

void StreamNetwork::Deliver(Delivery delivery) {
  const SimulatedSocket& to = *delivery.to;
  if (delivery.segment.kind != Segment::Kind::kSyn) {
    delivery.to->Receive(delivery.segment);
    return;
  }
  if (to.state() != SimulatedSocket::State::kConnecting) return;  // given up
  const auto listener = listeners_.find({to.local().address, to.local().port});
  if (listener == listeners_.end()) {
    delivery.to->Refuse();
  } else if (!listener->second->Take(delivery.to)) {
    world_.At(world_.Now() + absl::Seconds(1),
              [this, delivery = std::move(delivery)] { Arrive(delivery); });
  }
}

}  // namespace waymark::testing
