// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "base/testing/stream_recorder.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "base/byte_stream.h"
#include "gtest/gtest.h"

namespace waymark::testing {

std::string Pattern(size_t size) {
  std::string octets(size, '\0');
  for (size_t i = 0; i < size; ++i) {
    octets[i] = static_cast<char>(i % 251 + i / 251);
  }
  return octets;
}

void StreamRecorder::Take(std::unique_ptr<ByteStream> taken) {
  stream = std::move(taken);
  stream->SetVisitor(this);
}

size_t StreamRecorder::Write(absl::string_view text) {
  const absl::Span<const uint8_t> chunk(
      reinterpret_cast<const uint8_t*>(text.data()), text.size());
  return stream->Write({chunk});
}

void StreamRecorder::OnBytes(absl::Span<const uint8_t> octets) {
  EXPECT_FALSE(closed.has_value());
  EXPECT_FALSE(octets.empty());
  received.append(octets.begin(), octets.end());
  ++bytes_calls;
  if (on_bytes) on_bytes();
}

void StreamRecorder::OnWritable() {
  EXPECT_FALSE(closed.has_value());
  ++writable_calls;
  if (on_writable) on_writable();
}

void StreamRecorder::OnClosed(const absl::Status& status) {
  EXPECT_FALSE(closed.has_value());
  closed = status;
  if (on_closed) on_closed();
}

void DialRecorder::OnConnected(std::unique_ptr<ByteStream> stream) {
  ASSERT_NE(stream, nullptr);
  connected.push_back(std::make_unique<StreamRecorder>());
  connected.back()->Take(std::move(stream));
  if (on_answer) on_answer();
}

void DialRecorder::OnConnectFailed(const absl::Status& status) {
  EXPECT_FALSE(status.ok());
  failed.push_back(status);
  if (on_answer) on_answer();
}

void ListenRecorder::OnAccepted(std::unique_ptr<ByteStream> stream) {
  ASSERT_NE(stream, nullptr);
  accepted.push_back(std::make_unique<StreamRecorder>());
  accepted.back()->Take(std::move(stream));
  if (on_accepted) on_accepted();
}

}  // namespace waymark::testing
