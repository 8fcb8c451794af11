// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The page that shows the state of a daemon: one HTML file with its style and
// its script in it, put together by page/embed_page.py. It asks for /api/state
// and shows the sections that it finds there, so that it is the same for every
// daemon.

#ifndef WAYMARK_EXAMPLES_HTTP_PAGE_H_
#define WAYMARK_EXAMPLES_HTTP_PAGE_H_

#include "absl/strings/string_view.h"

namespace waymark::examples {

extern const absl::string_view kPage;

// The page's own script and style in a Content-Security-Policy: "sha256-...".
extern const absl::string_view kPageScriptHash;
extern const absl::string_view kPageStyleHash;

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_HTTP_PAGE_H_
