// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Writing at the end of a file that others may read and move meanwhile.

#ifndef WAYMARK_EXAMPLES_DAEMON_APPEND_FILE_H_
#define WAYMARK_EXAMPLES_DAEMON_APPEND_FILE_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace waymark::examples {

// Opens the file, makes it with mode 0640 if there is none, and writes all of
// `text`. Blocks as long as the disk does. An error says what could not be done
// with which file; a part may be written then.
absl::Status AppendToFile(const std::string& path, absl::string_view text);

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_DAEMON_APPEND_FILE_H_
