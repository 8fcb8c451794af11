// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Columns for people.

#ifndef WAYMARK_EXAMPLES_DAEMON_TEXT_TABLE_H_
#define WAYMARK_EXAMPLES_DAEMON_TEXT_TABLE_H_

#include <string>
#include <vector>

namespace waymark::examples {

using TextRow = std::vector<std::string>;

// A line for each row, the cells of a column below each other.
// REQUIRES: there is a row, and all have the same number of cells.
std::string AlignColumns(const std::vector<TextRow>& rows);

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_DAEMON_TEXT_TABLE_H_
