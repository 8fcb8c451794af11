// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The announcer's configuration, checked and in the form that its parts take.

#ifndef WAYMARK_EXAMPLES_ANNOUNCER_CONFIG_LOADER_H_
#define WAYMARK_EXAMPLES_ANNOUNCER_CONFIG_LOADER_H_

#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "examples/announcer/announcer_setup.h"
#include "examples/proto/announcer.pb.h"
#include "examples/proto/config_problem.h"

namespace waymark::examples {

// Reads `path` and reports everything that is wrong with it, or likely to
// disappoint (examples/announcer/lint.h), to `problems`, whose file should be
// `path` too; nullopt exactly if there is an error.
std::optional<AnnouncerSetup> LoadAnnouncerConfig(const std::string& path,
                                                  ConfigProblems* problems);

// The same for text that was read already.
std::optional<AnnouncerSetup> ParseAnnouncerConfig(absl::string_view text,
                                                   ConfigProblems* problems);

// The same for what is no file: nothing that is wrong with it has a line.
std::optional<AnnouncerSetup> ReadAnnouncerConfig(
    const proto::AnnouncerConfig& config, ConfigProblems* problems);

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_ANNOUNCER_CONFIG_LOADER_H_
