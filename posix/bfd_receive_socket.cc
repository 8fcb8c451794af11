// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "posix/bfd_receive_socket.h"

#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <time.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "base/ip_address.h"
#include "posix/socket_address.h"
#include "posix/socket_option.h"

namespace waymark::posix {
namespace {

// A queued packet occupies no less than this in the kernel's account.
constexpr size_t kLeastPacketCost = 512;

// Drivers spend up to a page on a packet that is charged less here, so that a
// full queue may look an eighth full.
constexpr size_t kFullBacklogShare = 8;

// The share of one read, so that timers come between; the rest follows in the
// next turn of the loop.
constexpr size_t kMostOfARead = 256;

absl::Status AskForAncillaryData(int fd, IpFamily family) {
  absl::Status status =
      SetOption(fd, SOL_SOCKET, SO_TIMESTAMPNS, 1, "SO_TIMESTAMPNS");
  status.Update(SetOption(fd, SOL_SOCKET, SO_RXQ_OVFL, 1, "SO_RXQ_OVFL"));
  if (family == IpFamily::kV4) {
    status.Update(SetOption(fd, IPPROTO_IP, IP_RECVTTL, 1, "IP_RECVTTL"));
    status.Update(SetOption(fd, IPPROTO_IP, IP_PKTINFO, 1, "IP_PKTINFO"));
  } else {
    status.Update(SetOption(fd, IPPROTO_IPV6, IPV6_V6ONLY, 1, "IPV6_V6ONLY"));
    status.Update(
        SetOption(fd, IPPROTO_IPV6, IPV6_RECVHOPLIMIT, 1, "IPV6_RECVHOPLIMIT"));
    status.Update(
        SetOption(fd, IPPROTO_IPV6, IPV6_RECVPKTINFO, 1, "IPV6_RECVPKTINFO"));
  }
  return status;
}

// Returns what the kernel's account may hold then.
size_t SetReceiveBuffer(int fd, int octets) {
  // Beyond net.core.rmem_max only with CAP_NET_ADMIN.
  if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &octets, sizeof(octets)) !=
      0) {
    setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &octets, sizeof(octets));
  }
  int granted = 0;
  socklen_t size = sizeof(granted);
  getsockopt(fd, SOL_SOCKET, SO_RCVBUF, &granted, &size);
  return static_cast<size_t>(granted);
}

absl::Status Named(const IpEndpoint& local, const absl::Status& status) {
  return absl::Status(status.code(),
                      absl::StrCat("receive BFD at ", local.ToString(), ": ",
                                   status.message()));
}

template <typename T>
T DataOf(const cmsghdr& control) {
  T value;
  std::memcpy(&value, CMSG_DATA(&control), sizeof(value));
  return value;
}

void ReadV4Data(const cmsghdr& control, bfd::ReceivedPacket& packet) {
  if (control.cmsg_type == IP_TTL) {
    packet.ttl = DataOf<int>(control);
  } else if (control.cmsg_type == IP_PKTINFO) {
    const auto info = DataOf<in_pktinfo>(control);
    packet.destination = IpAddress::V4(ntohl(info.ipi_addr.s_addr));
    packet.interface_index = static_cast<uint32_t>(info.ipi_ifindex);
  }
}

void ReadV6Data(const cmsghdr& control, bfd::ReceivedPacket& packet) {
  if (control.cmsg_type == IPV6_HOPLIMIT) {
    packet.ttl = DataOf<int>(control);
  } else if (control.cmsg_type == IPV6_PKTINFO) {
    const auto info = DataOf<in6_pktinfo>(control);
    packet.destination =
        *IpAddress::FromOctets(absl::MakeConstSpan(info.ipi6_addr.s6_addr, 16));
    packet.interface_index = info.ipi6_ifindex;
  }
}

}  // namespace

absl::StatusOr<std::unique_ptr<BfdReceiveSocket>> BfdReceiveSocket::Create(
    EventLoop& loop, const IpEndpoint& local, bfd::PathKind path,
    int receive_buffer, Delivery delivery) {
  FileDescriptor fd(socket(SocketFamily(local.address.family()),
                           SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!fd.valid()) {
    return Named(local, absl::ErrnoToStatus(errno, "open a socket"));
  }
  const absl::Status status =
      AskForAncillaryData(fd.get(), local.address.family());
  if (!status.ok()) return Named(local, status);
  const size_t buffer = SetReceiveBuffer(fd.get(), receive_buffer);
  const SocketAddress address = ToSocketAddress(local);
  if (bind(fd.get(), address.get(), address.size) != 0) {
    return Named(local, absl::ErrnoToStatus(errno, "bind"));
  }
  const absl::StatusOr<IpEndpoint> bound = LocalEndpoint(fd.get());
  if (!bound.ok()) return Named(local, bound.status());
  std::unique_ptr<BfdReceiveSocket> result(new BfdReceiveSocket(
      loop, std::move(fd), *bound, path, buffer, std::move(delivery)));
  const absl::Status watched = result->StartWatch();
  if (!watched.ok()) return Named(local, watched);
  return result;
}

BfdReceiveSocket::BfdReceiveSocket(EventLoop& loop, FileDescriptor fd,
                                   const IpEndpoint& local, bfd::PathKind path,
                                   size_t buffer, Delivery delivery)
    : loop_(loop),
      fd_(std::move(fd)),
      local_(local),
      path_(path),
      queue_limit_(buffer / kLeastPacketCost),
      full_backlog_(buffer / kFullBacklogShare),
      delivery_(std::move(delivery)),
      empty_at_(loop.clock().Now()),
      // Half of what fits, so that a wake-up may be late.
      moderation_(std::clamp<size_t>(full_backlog_ / kLeastPacketCost / 2, 1,
                                     kMostOfARead)),
      poll_timer_(loop.CreateTimer([this] { Read(); })) {
  for (size_t i = 0; i < kBatch; ++i) {
    slots_[i].vector = {slots_[i].payload.data(), kMaxPayload};
    messages_[i] = {};
    messages_[i].msg_hdr.msg_iov = &slots_[i].vector;
    messages_[i].msg_hdr.msg_iovlen = 1;
    messages_[i].msg_hdr.msg_name = &slots_[i].source;
    messages_[i].msg_hdr.msg_control = slots_[i].control.data();
  }
}

absl::Status BfdReceiveSocket::StartWatch() {
  absl::StatusOr<FdHandle> watch = loop_.Watch(
      fd_.get(), EPOLLIN, [this](uint32_t) { Read(); },
      EventLoop::Urgency::kUrgent);
  if (!watch.ok()) return watch.status();
  watch_ = *std::move(watch);
  return absl::OkStatus();
}

void BfdReceiveSocket::Read() {
  size_t read = 0;
  for (size_t n = kBatch; n == kBatch && read < kMostOfARead; read += n) {
    n = ReadBatch();
  }
  AfterRead(read);
}

void BfdReceiveSocket::AfterRead(size_t packets) {
  const MonotonicTime now = loop_.clock().Now();
  moderation_.OnRead(now, packets);
  if (moderation_.polling()) {
    // Not watched at all: each packet would else take the way through epoll.
    watch_.Reset();
  } else if (watch_.valid() || StartWatch().ok()) {
    return;
  }
  poll_timer_->Arm(packets >= kMostOfARead ? now
                                           : now + moderation_.poll_gap());
}

void BfdReceiveSocket::Drain() {
  size_t read = 0;
  for (size_t n = kBatch; n == kBatch && read < queue_limit_; read += n) {
    n = ReadBatch();
  }
  AskForDrops();
}

size_t BfdReceiveSocket::ReadBatch() {
  for (mmsghdr& message : messages_) {
    message.msg_hdr.msg_namelen = sizeof(sockaddr_storage);
    message.msg_hdr.msg_controllen = kControlSize;
  }
  const MonotonicTime before = loop_.clock().Now();
  // MSG_TRUNC: msg_len is the length before the cut.
  const int n =
      recvmmsg(fd_.get(), messages_.data(), kBatch, MSG_TRUNC, nullptr);
  const ClockPair now = ReadClocks();
  if (n < 0 && errno != EAGAIN && errno != EINTR) ++counters_.read_failures;
  const size_t count = n > 0 ? static_cast<size_t>(n) : 0;
  const MonotonicTime earliest = empty_at_;
  if (count < kBatch) empty_at_ = before;
  for (size_t i = 0; i < count; ++i) Deliver(i, now, earliest);
  if (count < kBatch) found_empty_ = true;
  return count;
}

void BfdReceiveSocket::Deliver(size_t index, const ClockPair& now,
                               MonotonicTime earliest) {
  ++counters_.received;
  const Slot& slot = slots_[index];
  const size_t length = messages_[index].msg_len;
  const std::optional<IpEndpoint> source = FromSocketAddress(slot.source);
  if (!source) return AddToBacklog(length);
  bfd::ReceivedPacket packet;
  packet.octets =
      absl::MakeConstSpan(slot.payload.data(), std::min(length, kMaxPayload));
  packet.source = *source;
  packet.received_at = now.monotonic;
  packet.path = path_;
  msghdr& header = messages_[index].msg_hdr;
  for (cmsghdr* control = CMSG_FIRSTHDR(&header); control != nullptr;
       control = CMSG_NXTHDR(&header, control)) {
    switch (control->cmsg_level) {
      case SOL_SOCKET:
        ReadSocketData(*control, now, earliest, packet);
        break;
      case IPPROTO_IP:
        ReadV4Data(*control, packet);
        break;
      case IPPROTO_IPV6:
        ReadV6Data(*control, packet);
        break;
      default:
        break;
    }
  }
  AddToBacklog(length);
  delivery_(packet);
}

void BfdReceiveSocket::AddToBacklog(size_t octets) {
  if (std::exchange(found_empty_, false)) backlog_ = 0;
  backlog_ += octets + kLeastPacketCost;
}

void BfdReceiveSocket::ReadSocketData(const cmsghdr& control,
                                      const ClockPair& now,
                                      MonotonicTime earliest,
                                      bfd::ReceivedPacket& packet) {
  if (control.cmsg_type == SCM_TIMESTAMPNS) {
    const auto stamp = DataOf<timespec>(control);
    packet.received_at = ArrivalTime(
        int64_t{stamp.tv_sec} * 1'000'000'000 + stamp.tv_nsec, now, earliest);
  } else if (control.cmsg_type == SO_RXQ_OVFL) {
    NoteDrops(DataOf<uint32_t>(control), now.monotonic);
  }
}

void BfdReceiveSocket::NoteDrops(uint32_t count, MonotonicTime now) {
  // The number that a packet carries is as old as the packet.
  const int32_t more = static_cast<int32_t>(count - drops_seen_);
  if (more <= 0) return;
  drops_seen_ = count;
  // The kernel counts wrong checksums with the rest. For want of room it drops
  // only while the queue is full, and then everything in it has been read since
  // without a gap: nobody brings an overflow about with one bad packet.
  if (backlog_ < full_backlog_) {
    counters_.discarded_by_kernel += static_cast<uint64_t>(more);
    return;
  }
  counters_.dropped_by_kernel += static_cast<uint64_t>(more);
  last_overflow_ = now;
}

void BfdReceiveSocket::AskForDrops() {
  // A packet tells of those dropped before it; here also those after the last.
  std::array<uint32_t, SK_MEMINFO_VARS> information = {};
  socklen_t size = sizeof(information);
  if (getsockopt(fd_.get(), SOL_SOCKET, SO_MEMINFO, information.data(),
                 &size) == 0) {
    NoteDrops(information[SK_MEMINFO_DROPS], loop_.clock().Now());
  }
}

}  // namespace waymark::posix
