// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "posix/testing/network_namespace.h"

#include <sched.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <fstream>

#include "absl/strings/str_cat.h"

namespace waymark::posix {

absl::Status EnterNetworkNamespace() {
  if (unshare(CLONE_NEWNET) == 0) return absl::OkStatus();
  const uid_t uid = getuid();
  const gid_t gid = getgid();
  if (unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0) {
    return absl::ErrnoToStatus(errno, "enter a new network namespace");
  }
  // Root inside is the user outside, which `ip` asks for.
  std::ofstream("/proc/self/setgroups") << "deny";
  std::ofstream("/proc/self/uid_map") << "0 " << uid << " 1";
  std::ofstream("/proc/self/gid_map") << "0 " << gid << " 1";
  return absl::OkStatus();
}

bool Ip(absl::string_view arguments) {
  return std::system(absl::StrCat("ip ", arguments).c_str()) == 0;
}

std::string IpOutput(absl::string_view arguments) {
  FILE* const pipe = popen(absl::StrCat("ip ", arguments).c_str(), "r");
  if (pipe == nullptr) return "no pipe";
  std::string text;
  char buffer[4096];
  size_t size;
  while ((size = fread(buffer, 1, sizeof buffer, pipe)) > 0) {
    text.append(buffer, size);
  }
  pclose(pipe);
  return text;
}

}  // namespace waymark::posix
