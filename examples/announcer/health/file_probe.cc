// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/announcer/health/file_probe.h"

#include <sys/stat.h>

#include <cerrno>

#include "absl/status/status.h"

namespace waymark::examples {

void FileProbe::Start(Done done) {
  call_.Start(
      [path = path_] {
        struct stat found = {};
        return ::stat(path.c_str(), &found) == 0
                   ? absl::OkStatus()
                   : absl::ErrnoToStatus(errno, path);
      },
      std::move(done));
}

}  // namespace waymark::examples
