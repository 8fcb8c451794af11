// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "base/testing/simulated_stream.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "base/byte_stream.h"
#include "base/testing/simulated_socket.h"

namespace waymark::testing {

SimulatedStream::SimulatedStream(std::shared_ptr<SimulatedSocket> socket,
                                 size_t max_chunk)
    : socket_(std::move(socket)), max_chunk_(max_chunk) {
  socket_->SetOwner(this);
}

SimulatedStream::~SimulatedStream() {
  socket_->SetOwner(nullptr);
  if (phase_ == Phase::kOpen) socket_->Abort();
}

void SimulatedStream::SetVisitor(ByteStreamVisitor* visitor) {
  visitor_ = visitor;
  socket_->Post();
}

size_t SimulatedStream::Write(
    absl::Span<const absl::Span<const uint8_t>> chunks) {
  return phase_ == Phase::kOpen ? socket_->Write(chunks) : 0;
}

void SimulatedStream::PauseReads(bool paused) {
  paused_ = paused;
  if (!paused) socket_->Post();
}

void SimulatedStream::CloseAfterFlush(absl::Duration deadline) {
  if (phase_ != Phase::kOpen) return;
  phase_ = Phase::kClosing;
  socket_->CloseAfterFlush(deadline);
  socket_->Post();  // for a socket that was reset before
}

void SimulatedStream::Abort() {
  if (phase_ == Phase::kOver) return;
  phase_ = Phase::kOver;
  socket_->SetOwner(nullptr);
  socket_->Abort();
}

void SimulatedStream::OnSocketReady() {
  using State = SimulatedSocket::State;
  if (visitor_ == nullptr || phase_ == Phase::kOver) return;
  if (phase_ == Phase::kOpen && !paused_ && socket_->readable()) {
    const std::vector<uint8_t> octets = socket_->Read(max_chunk_);
    socket_->Post();  // for what is left; the visitor may destroy `this`
    visitor_->OnBytes(octets);
  } else if (socket_->state() == State::kReset) {
    Close(socket_->status());
  } else if (phase_ == Phase::kClosing) {
    if (socket_->state() == State::kFinished) Close(absl::OkStatus());
  } else if (!paused_ && socket_->peer_closed()) {
    socket_->Finish();
    Close(absl::OkStatus());
  } else if (socket_->TakeWritable()) {
    visitor_->OnWritable();
  }
}

void SimulatedStream::Close(const absl::Status& status) {
  phase_ = Phase::kOver;
  socket_->SetOwner(nullptr);
  visitor_->OnClosed(status);
}

}  // namespace waymark::testing
