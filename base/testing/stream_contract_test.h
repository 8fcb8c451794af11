// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// What base/byte_stream.h, base/dialer.h and base/listener.h promise, as tests
// for any implementation:
//
//   class MyTcp : public StreamsUnderTest { ... };
//   INSTANTIATE_TEST_SUITE_P(MyTcp, ByteStreamContractTest,
//                            ::testing::Values(&MakeStreamsUnderTest<MyTcp>));
//   (and the same for DialerContractTest and ListenerContractTest)

#ifndef WAYMARK_BASE_TESTING_STREAM_CONTRACT_TEST_H_
#define WAYMARK_BASE_TESTING_STREAM_CONTRACT_TEST_H_

#include <memory>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/time/time.h"
#include "base/dialer.h"
#include "base/listener.h"
#include "base/testing/stream_recorder.h"
#include "gtest/gtest.h"

namespace waymark::testing {

// Fresh for every test; outlives what it makes.
class StreamsUnderTest {
 public:
  virtual ~StreamsUnderTest() = default;

  // At most one at a time, each time at the same endpoint.
  virtual std::unique_ptr<Listener> CreateListener() = 0;
  // To that endpoint. Called only after CreateListener.
  virtual std::unique_ptr<Dialer> CreateDialer() = 0;
  // To a port of a reachable host where nobody listens.
  virtual std::unique_ptr<Dialer> CreateRefusedDialer() = 0;

  // Runs the loop until `condition` holds, which it asks between callbacks or
  // turns; false after seconds without success.
  virtual bool RunUntil(absl::FunctionRef<bool()> condition) = 0;
  virtual void RunFor(absl::Duration duration) = 0;
};

using StreamsFactory = std::unique_ptr<StreamsUnderTest> (*)();

template <typename T>
std::unique_ptr<StreamsUnderTest> MakeStreamsUnderTest() {
  return std::make_unique<T>();
}

class StreamContractTest : public ::testing::TestWithParam<StreamsFactory> {
 protected:
  bool RunUntil(absl::FunctionRef<bool()> condition) {
    return streams_->RunUntil(condition);
  }
  // Long enough for what is under way to arrive, also by wall clock.
  void Settle() { streams_->RunFor(absl::Milliseconds(50)); }

  void Listen();
  // Listens unless somebody does, and connects once more.
  void Connect();
  StreamRecorder& client() { return *dial_.connected.back(); }
  StreamRecorder& server() { return *listen_.accepted.back(); }

  // Writes to `from`, whose peer does not read, until nothing is taken any
  // more; returns what was taken.
  std::string FillUp(StreamRecorder& from);

  const std::unique_ptr<StreamsUnderTest> streams_ = GetParam()();
  ListenRecorder listen_;
  std::unique_ptr<Listener> listener_;
  DialRecorder dial_;
  std::unique_ptr<Dialer> dialer_;
};

class ByteStreamContractTest : public StreamContractTest {};
class DialerContractTest : public StreamContractTest {};
class ListenerContractTest : public StreamContractTest {};

}  // namespace waymark::testing

#endif  // WAYMARK_BASE_TESTING_STREAM_CONTRACT_TEST_H_
