// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bfd/code_points.h"

namespace waymark::bfd {

absl::string_view Name(State state) {
  switch (state) {
    case State::kAdminDown:
      return "admin_down";
    case State::kDown:
      return "down";
    case State::kInit:
      return "init";
    case State::kUp:
      return "up";
  }
  return "";
}

absl::string_view Name(Diagnostic diagnostic) {
  switch (diagnostic) {
    case Diagnostic::kNone:
      return "no_diagnostic";
    case Diagnostic::kControlDetectionTimeExpired:
      return "control_detection_time_expired";
    case Diagnostic::kEchoFunctionFailed:
      return "echo_function_failed";
    case Diagnostic::kNeighborSignaledSessionDown:
      return "neighbor_signaled_session_down";
    case Diagnostic::kForwardingPlaneReset:
      return "forwarding_plane_reset";
    case Diagnostic::kPathDown:
      return "path_down";
    case Diagnostic::kConcatenatedPathDown:
      return "concatenated_path_down";
    case Diagnostic::kAdministrativelyDown:
      return "administratively_down";
    case Diagnostic::kReverseConcatenatedPathDown:
      return "reverse_concatenated_path_down";
  }
  return "";
}

absl::string_view Name(AuthType type) {
  switch (type) {
    case AuthType::kNone:
      return "none";
    case AuthType::kSimplePassword:
      return "simple_password";
    case AuthType::kKeyedMd5:
      return "keyed_md5";
    case AuthType::kMeticulousKeyedMd5:
      return "meticulous_keyed_md5";
    case AuthType::kKeyedSha1:
      return "keyed_sha1";
    case AuthType::kMeticulousKeyedSha1:
      return "meticulous_keyed_sha1";
  }
  return "";
}

}  // namespace waymark::bfd
