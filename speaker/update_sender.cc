// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "speaker/update_sender.h"

#include "base/byte_writer.h"
#include "bgp/wire/route_refresh_codec.h"

namespace waymark::speaker {
namespace {

// More routes than fit one message of 4096 octets; what does not fit stays in
// the Adj-RIB-Out for the next.
constexpr size_t kBatchSize = 1024;

}  // namespace

rib::AdjRibOut& UpdateSender::adj_rib_out(const bgp::Family& family) {
  for (const std::unique_ptr<Output>& output : outputs_) {
    if (output->family == family) return output->out;
  }
  outputs_.push_back(std::make_unique<Output>(family, options_));
  outputs_.back()->out.SetReady(ready_);
  return outputs_.back()->out;
}

const rib::AdjRibOut* UpdateSender::Find(const bgp::Family& family) const {
  for (const std::unique_ptr<Output>& output : outputs_) {
    if (output->family == family) return &output->out;
  }
  return nullptr;
}

void UpdateSender::Start(const bgp::Negotiated& negotiated) {
  encoder_ = bgp::UpdateEncoder(negotiated.transmit);
  buffer_.resize(negotiated.transmit.max_message_size());
  marks_refreshes_ = negotiated.enhanced_route_refresh;
  for (const bgp::Family& family : negotiated.families) {
    adj_rib_out(family).Start();
  }
}

void UpdateSender::Reset() {
  for (const std::unique_ptr<Output>& output : outputs_) output->out.Reset();
  asking_for_.reset();
  // What was encoded fits this session's context only.
  encoded_from_ = rib::AttributesRef();
}

bool UpdateSender::HasOutput() const {
  for (const std::unique_ptr<Output>& output : outputs_) {
    if (output->out.HasOutput()) return true;
  }
  return asking();
}

void UpdateSender::Pump(Send send) {
  for (const std::unique_ptr<Output>& output : outputs_) {
    while (output->out.HasOutput()) {
      if (!SendBatch(*output, send)) return;
    }
  }
  if (asking() && SendRefresh({.family = *asking_for_}, send)) {
    asking_for_.reset();
  }
}

bool UpdateSender::SendBatch(Output& output, Send send) {
  output.out.NextBatch(kBatchSize, batch_);
  switch (batch_.kind) {
    case rib::OutBatch::Kind::kNothing:
      return true;
    case rib::OutBatch::Kind::kWithdraw:
      return SendWithdrawal(output, send);
    case rib::OutBatch::Kind::kAnnounce:
      return SendAnnouncement(output, send);
    case rib::OutBatch::Kind::kEndOfRib:
      return SendEndOfRib(output, send);
    case rib::OutBatch::Kind::kBeginningOfRefresh:
      return SendMark(output, bgp::RouteRefreshSubtype::kBeginningOfRefresh,
                      send);
    case rib::OutBatch::Kind::kEndOfRefresh:
      return SendMark(output, bgp::RouteRefreshSubtype::kEndOfRefresh, send);
  }
  return true;
}

bool UpdateSender::SendAnnouncement(Output& output, Send send) {
  if (encoded_from_ != batch_.attributes ||
      encoded_.family() != output.family) {
    encoded_ = encoder_.Encode(output.family, *batch_.attributes);
    encoded_from_ = batch_.attributes;
  }
  ByteWriter writer(absl::MakeSpan(buffer_));
  const size_t count = encoder_.Announce(encoded_, batch_.nlri, writer);
  if (count == 0) {
    ++unsendable_;
    output.out.MarkUnsendable(batch_);
    return true;
  }
  if (!send(writer.written())) return false;
  output.out.MarkSent(batch_, count);
  return true;
}

bool UpdateSender::SendWithdrawal(Output& output, Send send) {
  ByteWriter writer(absl::MakeSpan(buffer_));
  const size_t count = encoder_.Withdraw(output.family, batch_.nlri, writer);
  if (!send(writer.written())) return false;
  output.out.MarkSent(batch_, count);
  return true;
}

bool UpdateSender::SendEndOfRib(Output& output, Send send) {
  ByteWriter writer(absl::MakeSpan(buffer_));
  encoder_.EndOfRib(output.family, writer);
  if (!send(writer.written())) return false;
  output.out.MarkSent(batch_, 0);
  return true;
}

bool UpdateSender::SendMark(Output& output, bgp::RouteRefreshSubtype subtype,
                            Send send) {
  if (!SendRefresh({.family = output.family, .subtype = subtype}, send)) {
    return false;
  }
  output.out.MarkSent(batch_, 0);
  return true;
}

bool UpdateSender::SendRefresh(const bgp::RouteRefresh& refresh, Send send) {
  ByteWriter writer(absl::MakeSpan(buffer_));
  bgp::EncodeRouteRefresh(refresh, writer);
  return send(writer.written());
}

void UpdateSender::RequestRefresh(const bgp::Family& family) {
  for (const std::unique_ptr<Output>& output : outputs_) {
    if (output->family == family) {
      output->out.RequestRefresh(/*marked=*/marks_refreshes_);
    }
  }
}

void UpdateSender::SetReady(bool ready) {
  ready_ = ready;
  for (const std::unique_ptr<Output>& output : outputs_) {
    output->out.SetReady(ready);
  }
}

size_t UpdateSender::advertised() const {
  size_t sum = 0;
  for (const std::unique_ptr<Output>& output : outputs_) {
    sum += output->out.advertised();
  }
  return sum;
}

}  // namespace waymark::speaker
