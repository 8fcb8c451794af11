// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// What base/clock.h, base/timer.h and base/executor.h promise, as tests for any
// event loop:
//
//   class MyLoop : public LoopUnderTest { ... };
//   INSTANTIATE_TEST_SUITE_P(MyLoop, TimerContractTest,
//                            ::testing::Values(&MakeLoopUnderTest<MyLoop>));
//   (and the same for ExecutorContractTest)

#ifndef WAYMARK_BASE_TESTING_LOOP_CONTRACT_TEST_H_
#define WAYMARK_BASE_TESTING_LOOP_CONTRACT_TEST_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/time/time.h"
#include "base/monotonic_time.h"
#include "base/runtime.h"
#include "base/timer.h"
#include "gtest/gtest.h"

namespace waymark::testing {

// Fresh for every test.
class LoopUnderTest {
 public:
  virtual ~LoopUnderTest() = default;
  virtual Runtime runtime() = 0;
  // Runs the loop until `condition` holds, which it asks between callbacks or
  // turns; false after seconds without success.
  virtual bool RunUntil(absl::FunctionRef<bool()> condition) = 0;
  virtual void RunFor(absl::Duration duration) = 0;
};

using LoopFactory = std::unique_ptr<LoopUnderTest> (*)();

template <typename T>
std::unique_ptr<LoopUnderTest> MakeLoopUnderTest() {
  return std::make_unique<T>();
}

class LoopContractTest : public ::testing::TestWithParam<LoopFactory> {
 protected:
  MonotonicTime Now() { return loop_->runtime().clock.Now(); }
  MonotonicTime In(absl::Duration duration) { return Now() + duration; }
  void RunFor(absl::Duration duration) { loop_->RunFor(duration); }
  // Until `log_` has `size` entries.
  bool RunUntilLogged(size_t size) {
    return loop_->RunUntil([&] { return log_.size() >= size; });
  }

  // Writes `name` into the log and then calls `then`, if there is one.
  std::unique_ptr<Timer> LoggingTimer(std::string name,
                                      std::function<void()> then = nullptr);
  std::function<void()> Logging(std::string name,
                                std::function<void()> then = nullptr);

  const std::unique_ptr<LoopUnderTest> loop_ = GetParam()();
  std::vector<std::string> log_;
};

class TimerContractTest : public LoopContractTest {};
class ExecutorContractTest : public LoopContractTest {};

}  // namespace waymark::testing

#endif  // WAYMARK_BASE_TESTING_LOOP_CONTRACT_TEST_H_
