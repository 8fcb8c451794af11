// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "announcer/shutdown.h"

namespace waymark::announcer {

absl::string_view Name(ShutdownStage stage) {
  switch (stage) {
    case ShutdownStage::kRunning:
      return "running";
    case ShutdownStage::kWorsening:
      return "worsening";
    case ShutdownStage::kWithdrawing:
      return "withdrawing";
    case ShutdownStage::kClosing:
      return "closing";
    case ShutdownStage::kDone:
      return "done";
  }
  return "";
}

}  // namespace waymark::announcer
