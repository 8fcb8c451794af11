// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Whether an object still exists after a call that may destroy it. It lies on
// the stack of the call: a base/alive_token.h takes memory for each object, and
// of sessions there are thousands.

#ifndef WAYMARK_BFD_DESTRUCTION_FLAG_H_
#define WAYMARK_BFD_DESTRUCTION_FLAG_H_

#include <utility>

#include "absl/functional/function_ref.h"

namespace waymark::bfd {

// A member of that object.
class DestructionFlag {
 public:
  DestructionFlag() = default;
  ~DestructionFlag() {
    if (raised_ != nullptr) *raised_ = true;
  }
  DestructionFlag(const DestructionFlag&) = delete;
  DestructionFlag& operator=(const DestructionFlag&) = delete;

  // Calls, and says whether this object is there still. Calls may be nested, as
  // when a packet comes out of a drain.
  bool Survives(absl::FunctionRef<void()> call) {
    bool destroyed = false;
    bool* const outer = std::exchange(raised_, &destroyed);
    call();
    if (!destroyed) {
      raised_ = outer;
    } else if (outer != nullptr) {
      *outer = true;
    }
    return !destroyed;
  }

 private:
  bool* raised_ = nullptr;  // of the innermost call
};

}  // namespace waymark::bfd

#endif  // WAYMARK_BFD_DESTRUCTION_FLAG_H_
