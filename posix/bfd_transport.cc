// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "posix/bfd_transport.h"

#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "absl/random/distributions.h"
#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "base/ip_endpoint.h"
#include "bfd/received_packet.h"
#include "posix/socket_address.h"
#include "posix/socket_option.h"

namespace waymark::posix {
namespace {

// RFC 5881, 4.
constexpr uint16_t kFirstSourcePort = 49152;
constexpr uint32_t kSourcePorts = 65536 - kFirstSourcePort;

// RFC 5881, 5; on a multihop path it lets the neighbour count the hops.
constexpr uint8_t kTtl = 255;

IpEndpoint EndpointOf(const bfd::SessionKey& key, const IpAddress& address,
                      uint16_t port) {
  return {address, port, address.IsLinkLocal() ? key.interface_index : 0};
}

absl::Status Named(const bfd::SessionKey& key, const absl::Status& status) {
  return absl::Status(
      status.code(),
      absl::StrCat("send BFD from ", key.local.ToString(), " to ",
                   key.remote.ToString(), ": ", status.message()));
}

absl::StatusOr<FileDescriptor> OpenSendSocket(const bfd::SessionKey& key) {
  const IpFamily family = key.remote.family();
  FileDescriptor fd(socket(SocketFamily(family),
                           SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!fd.valid()) return absl::ErrnoToStatus(errno, "open a socket");
  absl::Status status = SetTtl(fd.get(), family, kTtl);
  status.Update(SetTrafficClass(fd.get(), family, kTrafficClassCs6));
  // Nothing is ever read from it.
  status.Update(SetOption(fd.get(), SOL_SOCKET, SO_RCVBUF, 0, "SO_RCVBUF"));
  // RFC 5881, 6: over the one hop, never by way of a router; for the connection
  // only (Connected).
  // Deviation: Linux heeds this for IPv4 alone. IPv6 without an interface is
  // kept to the hop by the neighbour's check of the Hop Limit.
  if (key.path == bfd::PathKind::kSingleHop) {
    status.Update(
        SetOption(fd.get(), SOL_SOCKET, SO_DONTROUTE, 1, "SO_DONTROUTE"));
  }
  if (key.interface_index != 0) {
    status.Update(SetOption(fd.get(), SOL_SOCKET, SO_BINDTOIFINDEX,
                            static_cast<int>(key.interface_index),
                            "SO_BINDTOIFINDEX"));
  }
  if (!status.ok()) return status;
  return fd;
}

bool IsUnreachable(int error) {
  return error == ENETUNREACH || error == EHOSTUNREACH || error == ENETDOWN;
}

// Whether `error` may be what an ICMP message said of an earlier packet. The
// others are the kernel's about this one, and remain: no room, or a filter.
bool MayBeOfAnEarlierPacket(int error) {
  return error != EAGAIN && error != ENOBUFS && error != EPERM;
}

bool HasIpv6() {
  const FileDescriptor fd(socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  return fd.valid() || errno != EAFNOSUPPORT;
}

}  // namespace

class BfdTransport::Sender : public bfd::PacketSender {
 public:
  Sender(BfdTransport& transport, FileDescriptor fd, uint16_t source_port,
         const IpEndpoint& remote)
      : transport_(transport),
        fd_(std::move(fd)),
        source_port_(source_port),
        remote_(remote) {}
  ~Sender() override { transport_.source_ports_.erase(source_port_); }

  // Where there is no route yet, Send tries again.
  absl::Status Connect() {
    if (Connected() || IsUnreachable(errno)) return absl::OkStatus();
    return absl::ErrnoToStatus(errno, "connect");
  }

  void Send(absl::Span<const uint8_t> octets) override {
    // An ICMP error that an earlier packet met is reported in place of sending:
    // the second attempt is this packet's first. Whatever the error: a stranger
    // can bring about several, and none may cost a packet.
    if (Connected() && (Attempt(octets) ||
                        (MayBeOfAnEarlierPacket(errno) && Attempt(octets)))) {
      ++transport_.sent_;
    } else {
      ++transport_.send_failures_;
      transport_.last_send_error_ = errno;
    }
  }

 protected:
  BfdTransport& transport() { return transport_; }
  uint16_t source_port() const { return source_port_; }
  const IpEndpoint& remote() const { return remote_; }

 private:
  bool Connected() {
    if (!connected_) {
      const SocketAddress address = ToSocketAddress(remote_);
      connected_ = connect(fd_.get(), address.get(), address.size) == 0;
      // With it the kernel would look the route up anew for every packet. If
      // the route is later changed to one by way of a router, the neighbour's
      // check of the TTL ends the session (RFC 5881, 5).
      if (connected_) {
        (void)SetOption(fd_.get(), SOL_SOCKET, SO_DONTROUTE, 0, "SO_DONTROUTE");
      }
    }
    return connected_;
  }
  bool Attempt(absl::Span<const uint8_t> octets) {
    return send(fd_.get(), octets.data(), octets.size(), MSG_NOSIGNAL) >= 0;
  }

  // There are thousands of these.
  BfdTransport& transport_;
  FileDescriptor fd_;
  const uint16_t source_port_;
  bool connected_ = false;
  const IpEndpoint remote_;
};

// Sends in batches while the neighbour's hardware address is known.
class BfdTransport::BatchingSender : public Sender {
 public:
  BatchingSender(BfdTransport& transport, FileDescriptor fd,
                 uint16_t source_port, const bfd::SessionKey& key,
                 const IpEndpoint& remote)
      : Sender(transport, std::move(fd), source_port, remote),
        interface_index_(key.interface_index),
        local_(key.local),
        unconfirmed_(static_cast<uint8_t>(source_port)) {}

  void Send(absl::Span<const uint8_t> octets) override {
    const LinkNeighbor* const neighbor =
        transport().link_layer_->Find(interface_index_, remote().address);
    DatagramBatch& batch = *transport().batch_;
    if (neighbor == nullptr || IsToAskFor(*neighbor) ||
        octets.size() > DatagramBatch::kMaxPayload) {
      // Our own earlier packet first: behind this one a neighbour with a
      // meticulous key would drop it as a replay.
      if (last_batch_ == batch.number()) batch.Flush();
      return Sender::Send(octets);
    }
    last_batch_ = batch.number();
    batch.Add({interface_index_, neighbor->hardware,
               IpEndpoint{local_, source_port(), 0}, remote()},
              octets);
  }

 private:
  // Of the packets for a neighbour that may not be there any more, one in so
  // many goes the ordinary way: the kernel asks for those alone whether it is.
  static constexpr uint8_t kOrdinaryEvery = 16;

  bool IsToAskFor(const LinkNeighbor& neighbor) {
    return !neighbor.is_confirmed && ++unconfirmed_ % kOrdinaryEvery == 0;
  }

  const uint32_t interface_index_;
  const IpAddress local_;
  // Packets for it while it was not confirmed; from a number that differs from
  // session to session, so that not all ask at once.
  uint8_t unconfirmed_;
  uint32_t last_batch_ = 0;  // that our last packet was added to
};

absl::StatusOr<std::unique_ptr<BfdTransport>> BfdTransport::Create(
    EventLoop& loop, bfd::Demultiplexer& demultiplexer,
    const Options& options) {
  std::unique_ptr<BfdTransport> transport(
      new BfdTransport(loop, demultiplexer, options));
  absl::Status status =
      transport->Open(options.port, bfd::PathKind::kSingleHop);
  if (status.ok() && options.multihop_port.has_value()) {
    status = transport->Open(*options.multihop_port, bfd::PathKind::kMultihop);
  }
  if (status.ok() && options.link_layer != nullptr) {
    status = transport->OpenBatch();
  }
  if (!status.ok()) return status;
  return transport;
}

BfdTransport::BfdTransport(EventLoop& loop, bfd::Demultiplexer& demultiplexer,
                           const Options& options)
    : loop_(loop), demultiplexer_(demultiplexer), options_(options) {}

absl::Status BfdTransport::Open(uint16_t port, bfd::PathKind path) {
  reception(path).open = true;
  reception(path).port = port;
  if (options_.local_addresses_only) return absl::OkStatus();
  if (options_.v4) {
    absl::Status status = OpenReceiver(*options_.v4, path);
    if (!status.ok()) return status;
  }
  if (options_.v6 && HasIpv6()) return OpenReceiver(*options_.v6, path);
  return absl::OkStatus();
}

absl::Status BfdTransport::OpenBatch() {
  absl::StatusOr<std::unique_ptr<LinkLayer>> link_layer =
      options_.link_layer(loop_);
  if (!link_layer.ok()) return link_layer.status();
  link_layer_ = *std::move(link_layer);
  absl::StatusOr<std::unique_ptr<DatagramBatch>> batch =
      DatagramBatch::Open(loop_, kTtl, kTrafficClassCs6,
                          [this](size_t sent, size_t refused, int error) {
                            sent_ += sent;
                            sent_in_batches_ += sent;
                            send_failures_ += refused;
                            if (refused > 0) last_send_error_ = error;
                          });
  if (!batch.ok()) return batch.status();
  batch_ = *std::move(batch);
  return absl::OkStatus();
}

absl::Status BfdTransport::OpenReceiver(const IpAddress& address,
                                        bfd::PathKind path) {
  Reception& received = reception(path);
  absl::StatusOr<std::unique_ptr<BfdReceiveSocket>> opened =
      BfdReceiveSocket::Create(loop_, IpEndpoint{address, received.port, 0},
                               path, options_.receive_buffer,
                               [this](const bfd::ReceivedPacket& packet) {
                                 demultiplexer_.Receive(packet);
                               });
  if (!opened.ok()) return opened.status();
  received.port = (*opened)->local().port;
  received.sockets.push_back(*std::move(opened));
  return absl::OkStatus();
}

absl::Status BfdTransport::Receive(const bfd::SessionKey& key) {
  const Reception& received = reception(key.path);
  for (const std::unique_ptr<BfdReceiveSocket>& socket : received.sockets) {
    const IpAddress& address = socket->local().address;
    if (options_.local_addresses_only
            ? address == key.local
            : address.family() == key.local.family()) {
      return absl::OkStatus();
    }
  }
  if (received.open && options_.local_addresses_only &&
      !key.local.IsUnspecified() &&
      !(key.local.is_v6() && key.local.IsLinkLocal())) {
    return OpenReceiver(key.local, key.path);
  }
  return absl::FailedPreconditionError(
      "this family and kind of path are not received");
}

absl::StatusOr<std::unique_ptr<bfd::PacketSender>> BfdTransport::OpenSender(
    const bfd::SessionKey& key) {
  if (key.local.family() != key.remote.family()) {
    return Named(key, absl::InvalidArgumentError("addresses of two families"));
  }
  if (absl::Status status = Receive(key); !status.ok()) {
    return Named(key, status);
  }
  absl::StatusOr<FileDescriptor> fd = OpenSendSocket(key);
  if (!fd.ok()) return Named(key, fd.status());
  const absl::StatusOr<uint16_t> source_port = BindSourcePort(fd->get(), key);
  if (!source_port.ok()) return Named(key, source_port.status());
  source_ports_.insert(*source_port);
  const IpEndpoint remote =
      EndpointOf(key, key.remote, reception(key.path).port);
  std::unique_ptr<Sender> sender;
  if (batch_ != nullptr && key.interface_index != 0 &&
      key.path == bfd::PathKind::kSingleHop) {
    sender = std::make_unique<BatchingSender>(*this, *std::move(fd),
                                              *source_port, key, remote);
  } else {
    sender =
        std::make_unique<Sender>(*this, *std::move(fd), *source_port, remote);
  }
  const absl::Status connected = sender->Connect();
  if (!connected.ok()) return Named(key, connected);
  return sender;
}

absl::StatusOr<uint16_t> BfdTransport::BindSourcePort(
    int fd, const bfd::SessionKey& key) {
  const uint32_t start =
      absl::Uniform<uint32_t>(loop_.runtime().random, 0, kSourcePorts);
  for (uint32_t i = 0; i < kSourcePorts; ++i) {
    const auto port =
        static_cast<uint16_t>(kFirstSourcePort + (start + i) % kSourcePorts);
    // RFC 5881, 4: SHOULD be unique among all sessions of the system, also
    // those from other addresses.
    if (source_ports_.contains(port)) continue;
    const SocketAddress local =
        ToSocketAddress(EndpointOf(key, key.local, port));
    if (bind(fd, local.get(), local.size) == 0) return port;
    if (errno != EADDRINUSE) return absl::ErrnoToStatus(errno, "bind");
  }
  return absl::ResourceExhaustedError("no source port is free");
}

bfd::DrainReport BfdTransport::Drain(MonotonicTime until) {
  const bool drains = last_drain_began_ < until;
  if (drains) last_drain_began_ = loop_.clock().Now();
  bfd::DrainReport report;
  for (const Reception* received : {&single_hop_, &multihop_}) {
    // By index: a session that is started by what is delivered may add one.
    for (size_t i = 0; i < received->sockets.size(); ++i) {
      BfdReceiveSocket& socket = *received->sockets[i];
      if (drains) socket.Drain();
      report.last_overflow =
          std::max(report.last_overflow, socket.last_overflow());
    }
  }
  return report;
}

BfdTransport::Counters BfdTransport::counters() const {
  Counters result;
  result.sent = sent_;
  result.sent_in_batches = sent_in_batches_;
  result.send_failures = send_failures_;
  for (const Reception* received : {&single_hop_, &multihop_}) {
    for (const std::unique_ptr<BfdReceiveSocket>& socket : received->sockets) {
      const BfdReceiveSocket::Counters& counters = socket->counters();
      result.receive.received += counters.received;
      result.receive.dropped_by_kernel += counters.dropped_by_kernel;
      result.receive.discarded_by_kernel += counters.discarded_by_kernel;
      result.receive.read_failures += counters.read_failures;
    }
  }
  return result;
}

}  // namespace waymark::posix
