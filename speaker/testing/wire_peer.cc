// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "speaker/testing/wire_peer.h"

#include <array>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/byte_writer.h"
#include "bgp/code_points.h"
#include "bgp/family.h"
#include "bgp/notification.h"
#include "bgp/open_message.h"
#include "bgp/path_attributes.h"
#include "bgp/route_refresh.h"
#include "bgp/session/peer_config.h"
#include "bgp/wire/decoded.h"
#include "bgp/wire/decoded_update.h"
#include "bgp/wire/keepalive_codec.h"
#include "bgp/wire/nlri_view.h"
#include "bgp/wire/notification_codec.h"
#include "bgp/wire/open_codec.h"
#include "bgp/wire/path_attributes_builder.h"
#include "bgp/wire/route_refresh_codec.h"
#include "bgp/wire/update_codec.h"

namespace waymark::speaker::testing {
namespace {

constexpr uint32_t kAsNumber = 65000;

bgp::OpenMessage OpenOf(const IpAddress& address) {
  bgp::OpenMessage open;
  open.my_as = kAsNumber;
  open.bgp_identifier = address.v4_host_order();
  open.capabilities.families = {bgp::kIpv4Unicast, bgp::kIpv6Unicast};
  open.capabilities.four_octet_as = kAsNumber;
  open.capabilities.route_refresh = true;
  return open;
}

std::string Prefixes(const bgp::NlriView& field) {
  std::string text;
  for (const bgp::Nlri& nlri : field) {
    absl::StrAppend(&text, " ", nlri.prefix.ToString());
  }
  return text;
}

}  // namespace

WirePeer::WirePeer(SimulatedInternet& internet, const IpAddress& address)
    : address_(address),
      listener_(internet.streams.CreateListener(internet.world.AddNode("wire"),
                                                {address, 179})) {
  listener_->SetVisitor(this);
}

NeighborConfig WirePeer::ConfigFrom(const SimulatedSite& site) const {
  NeighborConfig config;
  config.peer.name = "wire";
  config.peer.opening = bgp::OpeningMode::kActive;
  config.peer.session.local_as = 65001;
  config.peer.session.peer_as = kAsNumber;
  config.peer.session.bgp_identifier = site.address().v4_host_order();
  config.peer.session.families = {bgp::kIpv4Unicast, bgp::kIpv6Unicast};
  config.address = address_;
  config.local_address = site.address();
  return config;
}

void WirePeer::Send(absl::Span<const uint8_t> message) {
  connection_->stream->Write({message});
}

void WirePeer::Drop() {
  connection_->stream->Abort();
  connection_.reset();
}

void WirePeer::OnAccepted(std::unique_ptr<ByteStream> stream) {
  framer_ = std::make_unique<bgp::MessageFramer>();
  connection_ = std::make_unique<waymark::testing::StreamRecorder>();
  connection_->on_bytes = [this] { OnBytes(); };
  connection_->on_closed = [this] { lines_.push_back("closed"); };
  connection_->Take(std::move(stream));
  std::array<uint8_t, 256> buffer;
  ByteWriter writer(absl::MakeSpan(buffer));
  bgp::OpenMessage open = OpenOf(address_);
  open.capabilities.enhanced_route_refresh = enhanced_;
  bgp::EncodeOpen(open, writer);
  Send(writer.written());
}

void WirePeer::OnBytes() {
  const std::string octets = std::exchange(connection_->received, {});
  framer_->Append(
      {reinterpret_cast<const uint8_t*>(octets.data()), octets.size()});
  bgp::RawMessage message;
  while (framer_->Next(message)) OnMessage(message);
}

void WirePeer::OnMessage(const bgp::RawMessage& message) {
  switch (message.type) {
    case bgp::MessageType::kOpen: {
      lines_.push_back("open");
      std::array<uint8_t, bgp::kHeaderSize> buffer;
      ByteWriter writer(absl::MakeSpan(buffer));
      bgp::EncodeKeepalive(writer);
      return Send(writer.written());
    }
    case bgp::MessageType::kKeepalive:
      return lines_.push_back("keepalive");
    case bgp::MessageType::kUpdate:
      return OnUpdate(message.body());
    case bgp::MessageType::kNotification: {
      const bgp::Notification notification =
          bgp::DecodeNotification(message.body());
      const std::string text =
          notification.ShutdownCommunication().value_or("");
      return lines_.push_back(
          absl::StrCat(notification.ToString(), text.empty() ? "" : " ", text));
    }
    case bgp::MessageType::kRouteRefresh: {
      const bgp::Decoded<bgp::RouteRefresh> refresh =
          bgp::DecodeRouteRefresh(message, enhanced_);
      const char* const kinds[] = {"refresh?", "borr", "eorr"};
      const bool v4 = refresh->family == bgp::kIpv4Unicast;
      return lines_.push_back(absl::StrCat(
          kinds[static_cast<int>(refresh->subtype)], v4 ? " ipv4" : " ipv6"));
    }
    default:
      return lines_.push_back("other");
  }
}

void WirePeer::OnUpdate(absl::Span<const uint8_t> body) {
  bgp::DecodedUpdate update;
  if (bgp::DecodeUpdate(body, context_, update) != bgp::UpdateAction::kNone) {
    return lines_.push_back("wrong update");
  }
  if (const std::optional<bgp::Family> family = update.end_of_rib()) {
    const bool v4 = *family == bgp::kIpv4Unicast;
    return lines_.push_back(v4 ? "end-of-rib ipv4" : "end-of-rib ipv6");
  }
  for (const bgp::NlriView& field : update.withdrawn()) {
    if (!field.empty()) lines_.push_back(absl::StrCat("-", Prefixes(field)));
  }
  const bgp::PathAttributes path = bgp::BuildPathAttributes(update, context_);
  const auto announce = [&](const bgp::NlriView& field,
                            const std::optional<bgp::NextHop>& next_hop) {
    if (field.empty()) return;
    lines_.push_back(absl::StrCat(
        "+", Prefixes(field), ": ", path.as_path.ToString(),
        path.med.has_value() ? absl::StrCat(" med ", *path.med) : "", " via ",
        next_hop->address.ToString()));
  };
  announce(update.nlri(), update.next_hop());
  announce(update.mp_reach(), update.mp_next_hop());
}

}  // namespace waymark::speaker::testing
