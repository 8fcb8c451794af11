// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bgp/wire/keepalive_codec.h"

#include "base/byte_writer.h"
#include "bgp/code_points.h"
#include "bgp/wire/message_header.h"

namespace waymark::bgp {

void EncodeKeepalive(ByteWriter& writer) {
  EndMessage(BeginMessage(MessageType::kKeepalive, writer), writer);
}

}  // namespace waymark::bgp
