// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Memory that only the start of a daemon needed: the linker has read the tables
// of all libraries, libraries have made themselves ready (OpenSSL alone in
// three megabytes of it), a configuration was parsed. What a daemon does for
// months afterwards fits into a few of those pages.

#ifndef WAYMARK_EXAMPLES_DAEMON_START_MEMORY_H_
#define WAYMARK_EXAMPLES_DAEMON_START_MEMORY_H_

namespace waymark::examples {

// Gives back to the system what of the heap is free, and the pages of those
// segments of the program and its libraries that are never written. A page that
// is needed after all comes back from the kernel's cache when it is touched,
// with its neighbours. Nothing happens to pages that are locked. A debugger's
// breakpoints stand in such pages: set them afterwards.
void ReleaseStartMemory();

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_DAEMON_START_MEMORY_H_
