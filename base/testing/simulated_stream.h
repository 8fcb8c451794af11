// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// A ByteStream over a simulated socket. Made by the dialers and listeners of
// StreamNetwork.

#ifndef WAYMARK_BASE_TESTING_SIMULATED_STREAM_H_
#define WAYMARK_BASE_TESTING_SIMULATED_STREAM_H_

#include <cstddef>
#include <cstdint>
#include <memory>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "base/byte_stream.h"
#include "base/ip_endpoint.h"
#include "base/testing/simulated_socket.h"

namespace waymark::testing {

class SimulatedStream final : public ByteStream,
                              private SimulatedSocket::Owner {
 public:
  // Hands its visitor at most `max_chunk` octets in one turn of the loop.
  SimulatedStream(std::shared_ptr<SimulatedSocket> socket, size_t max_chunk);
  ~SimulatedStream() override;

  void SetVisitor(ByteStreamVisitor* visitor) override;
  size_t Write(absl::Span<const absl::Span<const uint8_t>> chunks) override;
  void PauseReads(bool paused) override;
  size_t UnackedBytes() const override { return socket_->UnackedBytes(); }
  void CloseAfterFlush(absl::Duration deadline) override;
  void Abort() override;
  IpEndpoint local() const override { return socket_->local(); }
  IpEndpoint remote() const override { return socket_->remote(); }

 private:
  // How far the application is with the stream.
  enum class Phase { kOpen, kClosing, kOver };

  void OnSocketReady() override;
  void Close(const absl::Status& status);

  const std::shared_ptr<SimulatedSocket> socket_;
  const size_t max_chunk_;
  ByteStreamVisitor* visitor_ = nullptr;
  Phase phase_ = Phase::kOpen;
  bool paused_ = false;
};

}  // namespace waymark::testing

#endif  // WAYMARK_BASE_TESTING_SIMULATED_STREAM_H_
