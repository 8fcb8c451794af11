// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/daemon/group_access.h"

#include <grp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstring>
#include <vector>

#include "absl/strings/str_cat.h"

namespace waymark::examples {
namespace {

// A group's record has all its members: more than this is none that a person
// keeps.
constexpr size_t kMaxRecord = 16 << 20;

}  // namespace

std::optional<gid_t> FindGroup(const std::string& name) {
  for (size_t size = 1024; size <= kMaxRecord; size *= 4) {
    std::vector<char> buffer(size);
    struct group entry = {};
    struct group* found = nullptr;
    const int error = ::getgrnam_r(name.c_str(), &entry, buffer.data(),
                                   buffer.size(), &found);
    if (found != nullptr) return found->gr_gid;
    if (error != ERANGE) return std::nullopt;
  }
  return std::nullopt;
}

absl::Status GiveToGroup(const std::string& path, gid_t group, mode_t mode) {
  constexpr auto kSameOwner = static_cast<uid_t>(-1);
  if (::lchown(path.c_str(), kSameOwner, group) != 0) {
    if (errno == EPERM) {
      return absl::PermissionDeniedError(absl::StrCat(
          "cannot give ", path, " to the group ", group,
          ": run the process as a member of it (systemd: "
          "SupplementaryGroups=), or choose a group that it is in"));
    }
    return absl::UnavailableError(absl::StrCat("cannot give ", path,
                                               " to the group ", group, ": ",
                                               std::strerror(errno)));
  }
  if (::chmod(path.c_str(), mode) != 0) {
    return absl::UnavailableError(
        absl::StrCat("chmod ", path, ": ", std::strerror(errno)));
  }
  return absl::OkStatus();
}

absl::Status MakeFolder(const std::string& path, std::optional<gid_t> group) {
  if (::mkdir(path.c_str(), 0700) != 0) {
    if (errno == EEXIST) return absl::OkStatus();
    return absl::UnavailableError(absl::StrCat("cannot make the folder ", path,
                                               ": ", std::strerror(errno)));
  }
  return group.has_value() ? GiveToGroup(path, *group, 0710) : absl::OkStatus();
}

}  // namespace waymark::examples
