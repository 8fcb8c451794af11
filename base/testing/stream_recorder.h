// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Visitors that keep what they are told, for tests of what uses streams and of
// streams themselves.

#ifndef WAYMARK_BASE_TESTING_STREAM_RECORDER_H_
#define WAYMARK_BASE_TESTING_STREAM_RECORDER_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "base/byte_stream.h"
#include "base/dialer.h"
#include "base/listener.h"

namespace waymark::testing {

// Octets that tell where they belong.
std::string Pattern(size_t size);

// Keeps what one stream reports and fails the test if it does so in a wrong
// order. The stream is the recorder's.
class StreamRecorder final : public ByteStreamVisitor {
 public:
  void Take(std::unique_ptr<ByteStream> taken);
  // The number of octets taken.
  size_t Write(absl::string_view text);

  void OnBytes(absl::Span<const uint8_t> octets) override;
  void OnWritable() override;
  void OnClosed(const absl::Status& status) override;

  std::unique_ptr<ByteStream> stream;
  std::string received;
  int bytes_calls = 0;
  int writable_calls = 0;
  std::optional<absl::Status> closed;

  // Called last: they may destroy the stream and the recorder.
  std::function<void()> on_bytes;
  std::function<void()> on_writable;
  std::function<void()> on_closed;
};

class DialRecorder final : public DialerVisitor {
 public:
  void OnConnected(std::unique_ptr<ByteStream> stream) override;
  void OnConnectFailed(const absl::Status& status) override;

  std::vector<std::unique_ptr<StreamRecorder>> connected;
  std::vector<absl::Status> failed;
  size_t answers() const { return connected.size() + failed.size(); }
  std::function<void()> on_answer;
};

class ListenRecorder final : public ListenerVisitor {
 public:
  void OnAccepted(std::unique_ptr<ByteStream> stream) override;

  std::vector<std::unique_ptr<StreamRecorder>> accepted;
  std::function<void()> on_accepted;
};

}  // namespace waymark::testing

#endif  // WAYMARK_BASE_TESTING_STREAM_RECORDER_H_
