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
    case ShutdownStage::kProcessing:
      return "processing";
    case ShutdownStage::kSettling:
      return "settling";
    case ShutdownStage::kClosing:
      return "closing";
    case ShutdownStage::kDone:
      return "done";
  }
  return "";
}

absl::string_view Name(Departure departure) {
  switch (departure) {
    case Departure::kAnnounced:
      return "announced";
    case Departure::kDelivered:
      return "delivered";
    case Departure::kProcessed:
      return "processed";
    case Departure::kSettled:
      return "settled";
  }
  return "";
}

}  // namespace waymark::announcer
