// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/daemon/group_access.h"

#include <grp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace waymark::examples {
namespace {

class GroupAccessTest : public ::testing::Test {
 protected:
  static std::string Path(const std::string& name) {
    return absl::StrCat(::testing::TempDir(), "/", name, ::getpid());
  }
  static struct stat Stat(const std::string& path) {
    struct stat found = {};
    EXPECT_EQ(::stat(path.c_str(), &found), 0) << path;
    return found;
  }
};

TEST_F(GroupAccessTest, AGroupOfTheMachineHasItsNumber) {
  EXPECT_EQ(FindGroup("root"), gid_t{0});
  EXPECT_FALSE(FindGroup("no such group").has_value());
  EXPECT_FALSE(FindGroup("").has_value());
}

TEST_F(GroupAccessTest, WhatIsGivenHasTheGroupAndTheMode) {
  const std::string path = Path("given");
  std::ofstream(path) << "x";
  const absl::Status status = GiveToGroup(path, ::getegid(), 0660);
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_EQ(Stat(path).st_mode & 0777, 0660u);
  EXPECT_EQ(Stat(path).st_gid, ::getegid());
  EXPECT_EQ(GiveToGroup(Path("missing"), ::getegid(), 0660).code(),
            absl::StatusCode::kUnavailable);
}

TEST_F(GroupAccessTest, AFolderThatIsMadeLetsTheGroupPassAndNobodyElse) {
  const std::string folder = Path("folder");
  ASSERT_TRUE(MakeFolder(folder, ::getegid()).ok());
  EXPECT_EQ(Stat(folder).st_mode & 0777, 0710u);
  const std::string closed = Path("closed");
  ASSERT_TRUE(MakeFolder(closed, std::nullopt).ok());
  EXPECT_EQ(Stat(closed).st_mode & 0777, 0700u);
  // Somebody else may have made it for a reason of his own.
  EXPECT_TRUE(MakeFolder(closed, ::getegid()).ok());
  EXPECT_EQ(Stat(closed).st_mode & 0777, 0700u);
  EXPECT_TRUE(absl::StrContains(
      std::string(MakeFolder(Path("a/b"), std::nullopt).message()),
      "cannot make the folder "));
}

// In a process of its own, which gives up what root may do.
TEST_F(GroupAccessTest, AGroupThatTheProcessIsNotInIsRefusedWithTheWayOut) {
  constexpr gid_t kOther = 1;
  constexpr uid_t kNobody = 65534;
  // Whoever is not root may not pass through every folder above.
  ASSERT_EQ(::chdir(::testing::TempDir().c_str()), 0);
  const std::string path = absl::StrCat("other", ::getpid());
  std::ofstream(path) << "x";
  EXPECT_EXIT(
      {
        const bool gave_up = ::geteuid() != 0 ||
                             (::chown(path.c_str(), kNobody, kNobody) == 0 &&
                              ::setgroups(0, nullptr) == 0 &&
                              ::setgid(kNobody) == 0 && ::setuid(kNobody) == 0);
        const absl::Status status = GiveToGroup(path, kOther, 0660);
        std::fprintf(stderr, "%s\n", status.ToString().c_str());
        ::_exit(gave_up && absl::IsPermissionDenied(status) ? 0 : 1);
      },
      ::testing::ExitedWithCode(0),
      "to the group 1: run the process as a member of it");
}

}  // namespace
}  // namespace waymark::examples
