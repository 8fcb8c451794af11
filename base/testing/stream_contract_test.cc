// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "base/testing/stream_contract_test.h"

#include <cstddef>
#include <string>

#include "base/testing/stream_recorder.h"
#include "gtest/gtest.h"

namespace waymark::testing {

void StreamContractTest::Listen() {
  listener_ = streams_->CreateListener();
  ASSERT_NE(listener_, nullptr);
  listener_->SetVisitor(&listen_);
}

void StreamContractTest::Connect() {
  if (listener_ == nullptr) Listen();
  const size_t connected = dial_.connected.size();
  const size_t accepted = listen_.accepted.size();
  dialer_ = streams_->CreateDialer();
  dialer_->StartConnect(dial_);
  ASSERT_TRUE(RunUntil([&] {
    return dial_.connected.size() > connected &&
           listen_.accepted.size() > accepted;
  }));
}

std::string StreamContractTest::FillUp(StreamRecorder& from) {
  const std::string chunk = Pattern(10'000);
  std::string written;
  int writable_calls = -1;
  while (writable_calls < from.writable_calls) {
    writable_calls = from.writable_calls;
    size_t taken = 0;
    do {
      taken = from.Write(chunk);
      written += chunk.substr(0, taken);
    } while (taken == chunk.size());
    Settle();
  }
  return written;
}

}  // namespace waymark::testing
