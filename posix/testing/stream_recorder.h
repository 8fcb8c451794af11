// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Visitors that keep what they are told.

#ifndef WAYMARK_POSIX_TESTING_STREAM_RECORDER_H_
#define WAYMARK_POSIX_TESTING_STREAM_RECORDER_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "base/byte_stream.h"
#include "base/dialer.h"
#include "base/listener.h"

namespace waymark::posix {

// Owns the stream it hears, if it is given one. The hooks run last in their
// events and may destroy the stream.
class StreamRecorder : public ByteStreamVisitor {
 public:
  void Adopt(std::unique_ptr<ByteStream> s) {
    stream = std::move(s);
    stream->SetVisitor(this);
  }

  // Returns what was taken.
  size_t Write(absl::string_view text) {
    const absl::Span<const uint8_t> chunk(
        reinterpret_cast<const uint8_t*>(text.data()), text.size());
    return stream->Write({chunk});
  }

  void OnBytes(absl::Span<const uint8_t> octets) override {
    bytes.append(octets.begin(), octets.end());
    if (on_bytes) on_bytes();
  }
  void OnWritable() override {
    ++writable;
    if (on_writable) on_writable();
  }
  void OnClosed(const absl::Status& status) override {
    closed = status;
    if (on_closed) on_closed();
  }

  std::unique_ptr<ByteStream> stream;
  std::string bytes;
  int writable = 0;
  std::optional<absl::Status> closed;
  std::function<void()> on_bytes;
  std::function<void()> on_writable;
  std::function<void()> on_closed;
};

class DialRecorder : public DialerVisitor {
 public:
  void OnConnected(std::unique_ptr<ByteStream> s) override {
    end.Adopt(std::move(s));
  }
  void OnConnectFailed(const absl::Status& status) override {
    failure = status;
  }
  bool answered() const { return end.stream != nullptr || failure.has_value(); }

  StreamRecorder end;
  std::optional<absl::Status> failure;
};

class AcceptRecorder : public ListenerVisitor {
 public:
  void OnAccepted(std::unique_ptr<ByteStream> s) override {
    ends.push_back(std::make_unique<StreamRecorder>());
    ends.back()->Adopt(std::move(s));
  }

  std::vector<std::unique_ptr<StreamRecorder>> ends;
};

}  // namespace waymark::posix

#endif  // WAYMARK_POSIX_TESTING_STREAM_RECORDER_H_
