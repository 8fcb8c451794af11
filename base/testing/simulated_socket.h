// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// One end of a simulated TCP connection as its kernel keeps it: buffers,
// windows, acknowledgements and the handshake. It works while the process that
// owns it is stalled and after that process has let go of it.
//
// Segments travel in order and are never lost for good (a silent path keeps
// them until it heals, as retransmission does), except resets, which TCP does
// not repeat. There is no bandwidth, no slow start and no retransmission timer.

#ifndef WAYMARK_BASE_TESTING_SIMULATED_SOCKET_H_
#define WAYMARK_BASE_TESTING_SIMULATED_SOCKET_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "base/ip_endpoint.h"
#include "base/monotonic_time.h"
#include "base/testing/simulated_node.h"
#include "base/timer.h"

namespace waymark::testing {

class SimulatedSocket;

struct Segment {
  enum class Kind { kSyn, kSynAck, kAck, kData, kFin, kReset };

  Kind kind;
  std::vector<uint8_t> octets = {};  // kData
  // kAck. Counted from the start of the connection: what has arrived, and up to
  // where the receiver has room.
  uint64_t acknowledged = 0;
  uint64_t window_end = 0;
  bool fin_acknowledged = false;
};

// The way to the other end.
class SegmentCarrier {
 public:
  virtual ~SegmentCarrier() = default;
  virtual void Carry(std::shared_ptr<SimulatedSocket> to, Segment segment) = 0;
  virtual MonotonicTime Now() const = 0;  // world time
};

class SimulatedSocket {
 public:
  enum class State {
    kConnecting,  // the handshake is under way
    kOpen,        // also while the last octets are flushed
    kFinished,    // closed in order
    kReset,       // or refused, given up, out of time: see status()
  };

  // Who uses the socket: a dialer or listener, then a stream.
  class Owner {
   public:
    virtual ~Owner() = default;
    // Something has changed; an I/O event of the node.
    virtual void OnSocketReady() = 0;
  };

  struct Buffers {
    size_t send;
    size_t receive;
  };

  // Both ends of one connection, which live until neither is held any more. The
  // acceptor has no node before Accept.
  struct Pair {
    std::shared_ptr<SimulatedSocket> dialer;
    std::shared_ptr<SimulatedSocket> acceptor;
  };
  static Pair MakePair(SegmentCarrier& carrier, SimulatedNode& dialer,
                       const IpEndpoint& from, const IpEndpoint& to,
                       const Buffers& buffers);

  State state() const { return state_; }
  // Whether the handshake was completed, whatever came after it.
  bool established() const { return established_; }
  // Why the state is kReset.
  const absl::Status& status() const { return status_; }
  const IpEndpoint& local() const { return local_; }
  const IpEndpoint& remote() const { return remote_; }

  // Null for none. Call Post() for what has happened before.
  void SetOwner(Owner* owner) { owner_ = owner; }
  // Has OnSocketReady called in a turn of its own.
  void Post();

  // For the dialer's end.
  void Connect();
  // For the acceptor's end, when kSyn has arrived.
  void Accept(SimulatedNode& node);
  void Refuse();

  // The meaning of these is that of ByteStream.
  size_t Write(absl::Span<const absl::Span<const uint8_t>> chunks);
  size_t UnackedBytes() const { return written_ - acknowledged_; }
  void CloseAfterFlush(absl::Duration deadline);
  void Abort();
  // Lets go in order, after the peer has closed.
  void Finish() { state_ = State::kFinished; }

  // At most `size` octets of what has arrived; makes room in the window.
  std::vector<uint8_t> Read(size_t size);
  bool readable() const { return !received_.empty(); }
  bool peer_closed() const { return fin_received_; }
  // True once after room has come back for a Write that was cut short.
  bool TakeWritable();

  // For the network: a segment has arrived.
  void Receive(const Segment& segment);
  // For the network: it resets both ends, this one now.
  void Sever();

 private:
  struct BothEnds;

  SimulatedSocket(SegmentCarrier& carrier, SimulatedNode* node,
                  const IpEndpoint& local, const IpEndpoint& remote,
                  const Buffers& buffers);

  // Up to where there is room, counted from the start of the connection.
  uint64_t ReceiveEnd() const {
    return received_total_ - received_.size() + buffers_.receive;
  }
  void Establish();
  void Send(Segment segment);
  void SendAck();
  void SendPending();
  void OnAck(const Segment& segment);
  void OnData(const Segment& segment);
  void ReceiveAfterEnd(const Segment& segment);
  void Reset(const absl::Status& status);

  SegmentCarrier& carrier_;
  SimulatedNode* node_;
  const IpEndpoint local_;
  const IpEndpoint remote_;
  const Buffers buffers_;
  std::weak_ptr<BothEnds> both_ends_;
  SimulatedSocket* peer_ = nullptr;

  State state_ = State::kConnecting;
  bool established_ = false;
  absl::Status status_;
  Owner* owner_ = nullptr;
  bool posted_ = false;
  bool closing_ = false;
  std::unique_ptr<Timer> flush_timer_;

  // Sending, counted from the start of the connection.
  std::deque<uint8_t> unsent_;
  uint64_t written_ = 0;
  uint64_t sent_ = 0;
  uint64_t acknowledged_ = 0;
  uint64_t window_end_;
  bool fin_sent_ = false;
  bool write_cut_short_ = false;

  // Receiving.
  std::deque<uint8_t> received_;
  uint64_t received_total_ = 0;
  uint64_t advertised_end_;  // of the window
  bool fin_received_ = false;
};

}  // namespace waymark::testing

#endif  // WAYMARK_BASE_TESTING_SIMULATED_SOCKET_H_
