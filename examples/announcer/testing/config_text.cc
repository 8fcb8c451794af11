// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/announcer/testing/config_text.h"

#include <optional>

#include "examples/announcer/config_loader.h"
#include "examples/proto/config_problem.h"
#include "gtest/gtest.h"

namespace waymark::examples {

std::string With(absl::string_view from, absl::string_view to) {
  std::string text = kSoundConfig;
  const size_t at = text.find(std::string(from));
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), std::string(to));
}

std::string Complaint(absl::string_view text) {
  ConfigProblems problems("f");
  const bool loaded = ParseAnnouncerConfig(text, &problems).has_value();
  EXPECT_EQ(loaded, !problems.HasErrors());
  return problems.ToString();
}

AnnouncerSetup Load(absl::string_view text) {
  ConfigProblems problems("f");
  std::optional<AnnouncerSetup> setup = ParseAnnouncerConfig(text, &problems);
  EXPECT_TRUE(setup.has_value()) << problems.ToString();
  return setup.value_or(AnnouncerSetup());
}

}  // namespace waymark::examples
