// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/announcer/sinks/file_delivery.h"

#include <utility>

#include "examples/daemon/append_file.h"

namespace waymark::examples {

void FileDelivery::Start(std::string lines, Done done) {
  call_.Start([path = path_,
               lines = std::move(lines)] { return AppendToFile(path, lines); },
              std::move(done));
}

}  // namespace waymark::examples
