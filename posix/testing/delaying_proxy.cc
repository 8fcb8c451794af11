// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "posix/testing/delaying_proxy.h"

#include <utility>

namespace waymark::posix {

DelayingProxy::DelayingProxy(EventLoop& loop, const IpEndpoint& local,
                             const IpEndpoint& remote, absl::Duration delay)
    : loop_(loop),
      delay_(delay),
      dialer_(loop, {.remote = remote,
                     .local = IpEndpoint{local.address, 0, 0},
                     .peer = {},
                     .socket = {}}),
      listener_(*TcpListener::Create(loop, {.local = local, .socket = {}})) {
  listener_->SetVisitor(this);
}

void DelayingProxy::OnAccepted(std::unique_ptr<ByteStream> stream) {
  dialer_.CancelConnect();
  for (std::unique_ptr<End>& end : ends_) {
    end = std::make_unique<End>(loop_, delay_);
  }
  ends_[0]->SetOther(ends_[1].get());
  ends_[1]->SetOther(ends_[0].get());
  ends_[0]->Adopt(std::move(stream));
  dialer_.StartConnect(*this);
}

void DelayingProxy::OnConnected(std::unique_ptr<ByteStream> stream) {
  ends_[1]->Adopt(std::move(stream));
}

void DelayingProxy::OnConnectFailed(const absl::Status&) {
  for (std::unique_ptr<End>& end : ends_) end.reset();
}

DelayingProxy::End::End(EventLoop& loop, absl::Duration delay)
    : loop_(loop),
      delay_(delay),
      timer_(loop.CreateTimer([this] { PassOn(); })) {}

void DelayingProxy::End::Adopt(std::unique_ptr<ByteStream> stream) {
  stream_ = std::move(stream);
  stream_->SetVisitor(this);
  other_->PassOn();
}

void DelayingProxy::End::OnBytes(absl::Span<const uint8_t> octets) {
  waiting_.push_back(
      {loop_.clock().Now() + delay_, {octets.begin(), octets.end()}});
  PassOn();
}

void DelayingProxy::End::OnClosed(const absl::Status&) {
  waiting_.push_back({loop_.clock().Now() + delay_, {}});
  PassOn();
}

void DelayingProxy::End::PassOn() {
  ByteStream* const to = other_->stream_.get();
  while (to != nullptr && !waiting_.empty()) {
    Piece& piece = waiting_.front();
    if (loop_.clock().Now() < piece.due) return timer_->Arm(piece.due);
    if (piece.octets.empty()) return to->CloseAfterFlush(absl::Seconds(1));
    const size_t taken = to->Write({piece.octets});
    piece.octets.erase(piece.octets.begin(), piece.octets.begin() + taken);
    if (!piece.octets.empty()) return;
    waiting_.pop_front();
  }
}

}  // namespace waymark::posix
