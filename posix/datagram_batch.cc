// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "posix/datagram_batch.h"

#include <arpa/inet.h>
#include <linux/if_ether.h>

#include <algorithm>
#include <cassert>
#include <cerrno>
#include <utility>

#include "absl/status/status.h"
#include "base/byte_writer.h"

namespace waymark::posix {

absl::StatusOr<std::unique_ptr<DatagramBatch>> DatagramBatch::Open(
    EventLoop& loop, uint8_t ttl, uint8_t traffic_class, Report report) {
  // Protocol 0: it receives nothing. SOCK_DGRAM: the kernel writes the header
  // of the link, whatever kind of link it is.
  FileDescriptor fd(
      socket(AF_PACKET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!fd.valid()) return absl::ErrnoToStatus(errno, "open a packet socket");
  return std::unique_ptr<DatagramBatch>(new DatagramBatch(
      loop, std::move(fd), ttl, traffic_class, std::move(report)));
}

DatagramBatch::DatagramBatch(EventLoop& loop, FileDescriptor fd, uint8_t ttl,
                             uint8_t traffic_class, Report report)
    : loop_(loop),
      fd_(std::move(fd)),
      ttl_(ttl),
      traffic_class_(traffic_class),
      report_(std::move(report)) {
  for (size_t i = 0; i < kMaxDatagrams; ++i) {
    Slot& slot = slots_[i];
    slot.destination = {};
    slot.destination.sll_family = AF_PACKET;
    slot.vector = {slot.octets.data(), 0};
    messages_[i] = {};
    messages_[i].msg_hdr.msg_name = &slot.destination;
    messages_[i].msg_hdr.msg_namelen = sizeof(slot.destination);
    messages_[i].msg_hdr.msg_iov = &slot.vector;
    messages_[i].msg_hdr.msg_iovlen = 1;
  }
  loop_.AddTurnEnd(*this);
}

DatagramBatch::~DatagramBatch() {
  loop_.RemoveTurnEnd(*this);
  Flush();
}

void DatagramBatch::Add(const Destination& destination,
                        absl::Span<const uint8_t> payload) {
  assert(payload.size() <= kMaxPayload);
  Slot& slot = slots_[size_++];
  slot.destination.sll_ifindex = static_cast<int>(destination.interface_index);
  slot.destination.sll_protocol =
      htons(destination.remote.address.is_v4() ? ETH_P_IP : ETH_P_IPV6);
  slot.destination.sll_halen = destination.hardware.size;
  std::copy(destination.hardware.octets.begin(),
            destination.hardware.octets.end(), slot.destination.sll_addr);
  ByteWriter writer(absl::MakeSpan(slot.octets));
  EncodeUdpHeaders(destination.source, destination.remote, ttl_, traffic_class_,
                   payload, writer);
  writer.WriteSpan(payload);
  slot.vector.iov_len = writer.size();
  if (size_ == kMaxDatagrams || !loop_.in_turn()) Flush();
}

void DatagramBatch::Flush() {
  size_t done = 0;
  size_t refused = 0;
  int error = 0;
  while (done < size_) {
    const int n = sendmmsg(fd_.get(), &messages_[done],
                           static_cast<unsigned>(size_ - done), MSG_NOSIGNAL);
    if (n > 0) {
      done += static_cast<size_t>(n);
    } else if (errno != EINTR) {
      // It is the first one that was refused; the others have their own fate.
      error = errno;
      ++refused;
      ++done;
    }
  }
  const size_t sent = std::exchange(size_, 0) - refused;
  ++number_;
  if (sent + refused > 0) report_(sent, refused, error);
}

}  // namespace waymark::posix
