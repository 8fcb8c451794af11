// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "base/testing/simulated_socket.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "base/ip_endpoint.h"
#include "base/monotonic_time.h"
#include "base/testing/simulated_node.h"

namespace waymark::testing {
namespace {

std::vector<uint8_t> TakeFront(std::deque<uint8_t>& octets, size_t size) {
  const auto end = octets.begin() +
                   static_cast<std::ptrdiff_t>(std::min(size, octets.size()));
  std::vector<uint8_t> front(octets.begin(), end);
  octets.erase(octets.begin(), end);
  return front;
}

}  // namespace

struct SimulatedSocket::BothEnds {
  BothEnds(SegmentCarrier& carrier, SimulatedNode& node, const IpEndpoint& from,
           const IpEndpoint& to, const Buffers& buffers)
      : dialer(carrier, &node, from, to, buffers),
        acceptor(carrier, nullptr, to, from, buffers) {}

  SimulatedSocket dialer;
  SimulatedSocket acceptor;
};

SimulatedSocket::SimulatedSocket(SegmentCarrier& carrier, SimulatedNode* node,
                                 const IpEndpoint& local,
                                 const IpEndpoint& remote,
                                 const Buffers& buffers)
    : carrier_(carrier),
      node_(node),
      local_(local),
      remote_(remote),
      buffers_(buffers),
      window_end_(buffers.receive),
      advertised_end_(buffers.receive) {}

SimulatedSocket::Pair SimulatedSocket::MakePair(SegmentCarrier& carrier,
                                                SimulatedNode& dialer,
                                                const IpEndpoint& from,
                                                const IpEndpoint& to,
                                                const Buffers& buffers) {
  const auto both =
      std::make_shared<BothEnds>(carrier, dialer, from, to, buffers);
  both->dialer.both_ends_ = both;
  both->dialer.peer_ = &both->acceptor;
  both->acceptor.both_ends_ = both;
  both->acceptor.peer_ = &both->dialer;
  return {{both, &both->dialer}, {both, &both->acceptor}};
}

void SimulatedSocket::Post() {
  if (owner_ == nullptr || posted_) return;
  posted_ = true;
  node_->DeliverAt(carrier_.Now(), [this, both = both_ends_.lock()] {
    posted_ = false;
    if (owner_ != nullptr) owner_->OnSocketReady();
  });
}

void SimulatedSocket::Send(Segment segment) {
  carrier_.Carry({both_ends_.lock(), peer_}, std::move(segment));
}

void SimulatedSocket::SendAck() {
  advertised_end_ = ReceiveEnd();
  Send({.kind = Segment::Kind::kAck,
        .acknowledged = received_total_,
        .window_end = advertised_end_,
        .fin_acknowledged = fin_received_});
}

void SimulatedSocket::SendPending() {
  const size_t size = static_cast<size_t>(
      std::min<uint64_t>(window_end_ - sent_, unsent_.size()));
  if (size > 0) {
    sent_ += size;
    Send({.kind = Segment::Kind::kData, .octets = TakeFront(unsent_, size)});
  }
  if (closing_ && unsent_.empty() && !fin_sent_) {
    fin_sent_ = true;
    Send({.kind = Segment::Kind::kFin});
  }
}

void SimulatedSocket::Connect() { Send({.kind = Segment::Kind::kSyn}); }

void SimulatedSocket::Accept(SimulatedNode& node) {
  node_ = &node;
  Send({.kind = Segment::Kind::kSynAck});
}

void SimulatedSocket::Refuse() {
  state_ = State::kReset;
  Send({.kind = Segment::Kind::kReset});
}

size_t SimulatedSocket::Write(
    absl::Span<const absl::Span<const uint8_t>> chunks) {
  if (state_ != State::kOpen || closing_) return 0;
  size_t taken = 0;
  for (const absl::Span<const uint8_t> chunk : chunks) {
    const size_t room = buffers_.send - UnackedBytes();
    const absl::Span<const uint8_t> fits = chunk.subspan(0, room);
    unsent_.insert(unsent_.end(), fits.begin(), fits.end());
    written_ += fits.size();
    taken += fits.size();
    if (fits.size() < chunk.size()) {
      write_cut_short_ = true;
      break;
    }
  }
  SendPending();
  return taken;
}

bool SimulatedSocket::TakeWritable() {
  if (state_ != State::kOpen || closing_ || !write_cut_short_) return false;
  // As Linux does, not for every octet.
  if (UnackedBytes() > buffers_.send / 3 * 2) return false;
  write_cut_short_ = false;
  return true;
}

void SimulatedSocket::CloseAfterFlush(absl::Duration deadline) {
  if (state_ != State::kOpen || closing_) return;
  closing_ = true;
  received_.clear();
  SendAck();  // whatever the peer still sends is taken and thrown away
  flush_timer_ = node_->CreateTimer([this] {
    Send({.kind = Segment::Kind::kReset});
    Reset(absl::DeadlineExceededError("not acknowledged in time"));
  });
  flush_timer_->Arm(node_->clock().Now() + deadline);
  SendPending();
}

void SimulatedSocket::Abort() {
  if (state_ != State::kOpen && state_ != State::kConnecting) return;
  Send({.kind = Segment::Kind::kReset});
  Reset(absl::CancelledError("aborted"));
}

std::vector<uint8_t> SimulatedSocket::Read(size_t size) {
  std::vector<uint8_t> octets = TakeFront(received_, size);
  // Not for every octet: RFC 9293, 3.8.6.2.2, against silly windows.
  if (state_ == State::kOpen &&
      ReceiveEnd() - advertised_end_ >= buffers_.receive / 2) {
    SendAck();
  }
  return octets;
}

void SimulatedSocket::Receive(const Segment& segment) {
  if (state_ == State::kFinished || state_ == State::kReset) {
    ReceiveAfterEnd(segment);
    return;
  }
  switch (segment.kind) {
    case Segment::Kind::kSyn:
      break;  // the network's
    case Segment::Kind::kSynAck:
      Establish();
      SendAck();
      break;
    case Segment::Kind::kAck:
      Establish();
      OnAck(segment);
      break;
    case Segment::Kind::kData:
      OnData(segment);
      break;
    case Segment::Kind::kFin:
      fin_received_ = true;
      SendAck();
      break;
    case Segment::Kind::kReset:
      Reset(absl::UnavailableError(state_ == State::kConnecting
                                       ? "connection refused"
                                       : "connection reset"));
      break;
  }
  Post();
}

void SimulatedSocket::Sever() {
  Send({.kind = Segment::Kind::kReset});
  Receive({.kind = Segment::Kind::kReset});
}

void SimulatedSocket::Establish() {
  state_ = State::kOpen;
  established_ = true;
}

void SimulatedSocket::ReceiveAfterEnd(const Segment& segment) {
  switch (segment.kind) {
    case Segment::Kind::kSyn:
    case Segment::Kind::kAck:
    case Segment::Kind::kReset:
      return;
    case Segment::Kind::kFin:
      // As in TIME_WAIT, so that the peer's flush ends in order.
      if (state_ == State::kFinished) {
        fin_received_ = true;
        SendAck();
        return;
      }
      break;
    case Segment::Kind::kSynAck:
    case Segment::Kind::kData:
      break;
  }
  Send({.kind = Segment::Kind::kReset});
}

void SimulatedSocket::OnAck(const Segment& segment) {
  acknowledged_ = std::max(acknowledged_, segment.acknowledged);
  window_end_ = std::max(window_end_, segment.window_end);
  if (fin_sent_ && segment.fin_acknowledged) {
    state_ = State::kFinished;
    flush_timer_ = nullptr;
    return;
  }
  SendPending();
}

void SimulatedSocket::OnData(const Segment& segment) {
  received_total_ += segment.octets.size();
  if (!closing_) {
    received_.insert(received_.end(), segment.octets.begin(),
                     segment.octets.end());
  }
  SendAck();
}

void SimulatedSocket::Reset(const absl::Status& status) {
  state_ = State::kReset;
  status_ = status;
  unsent_.clear();
  if (flush_timer_ != nullptr) flush_timer_->Cancel();
  Post();
}

}  // namespace waymark::testing
