// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/route_server/vpc_membership.h"

#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "posix/file_descriptor.h"

namespace waymark::examples {
namespace {

class VpcMembershipTest : public ::testing::Test {
 protected:
  VpcMembershipTest() {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directory(folder_);
  }

  std::string Place(int number) const {
    return absl::StrCat(folder_, "/route_server.", number);
  }

  const std::string folder_ = absl::StrCat(
      ::testing::TempDir(), "/",
      ::testing::UnitTest::GetInstance()->current_test_info()->name());
};

TEST_F(VpcMembershipTest, AsManyJoinAsTheLimitAllows) {
  std::vector<VpcMembership> members;
  for (int i = 0; i < 5; ++i) {
    absl::StatusOr<VpcMembership> member = VpcMembership::Join(folder_, 5);
    ASSERT_TRUE(member.ok()) << member.status();
    members.push_back(*std::move(member));
  }
  EXPECT_EQ(VpcMembership::Join(folder_, 5).status(),
            absl::ResourceExhaustedError(
                absl::StrCat("the VPC in ", folder_,
                             " has 5 route servers, as many as quotas { "
                             "route_servers_per_vpc } allows")));
  EXPECT_FALSE(std::filesystem::exists(Place(6)));
  EXPECT_TRUE(VpcMembership::Join(folder_, 6).ok());
}

TEST_F(VpcMembershipTest, AnyPlaceIsFreeAgainOnceItsMemberHasLeft) {
  std::vector<VpcMembership> members;
  for (int i = 0; i < 3; ++i) {
    members.push_back(*VpcMembership::Join(folder_, 3));
  }
  members.erase(members.begin() + 1);
  const absl::StatusOr<VpcMembership> next = VpcMembership::Join(folder_, 3);
  EXPECT_TRUE(next.ok()) << next.status();
  EXPECT_FALSE(VpcMembership::Join(folder_, 3).ok());
}

TEST_F(VpcMembershipTest, AProcessThatIsKilledFreesItsPlace) {
  int ends[2] = {-1, -1};
  ASSERT_EQ(::pipe(ends), 0);
  const posix::FileDescriptor joined(ends[0]);
  posix::FileDescriptor report(ends[1]);
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    const absl::StatusOr<VpcMembership> member =
        VpcMembership::Join(folder_, 1);
    if (!member.ok() || ::write(report.get(), "j", 1) != 1) ::_exit(1);
    for (;;) ::pause();
  }
  report.Close();
  char octet = 0;
  EXPECT_EQ(::read(joined.get(), &octet, 1), 1);
  EXPECT_EQ(VpcMembership::Join(folder_, 1).status().code(),
            absl::StatusCode::kResourceExhausted);
  ASSERT_EQ(::kill(child, SIGKILL), 0);
  ASSERT_EQ(::waitpid(child, nullptr, 0), child);
  const absl::StatusOr<VpcMembership> next = VpcMembership::Join(folder_, 1);
  EXPECT_TRUE(next.ok()) << next.status();
}

TEST_F(VpcMembershipTest, PlacesAreFilesThatStayAndAreTheOwnersAlone) {
  ASSERT_TRUE(VpcMembership::Join(folder_, 5).ok());
  ASSERT_TRUE(VpcMembership::Join(folder_, 5).ok());
  struct stat found = {};
  ASSERT_EQ(::stat(Place(1).c_str(), &found), 0);
  EXPECT_EQ(found.st_mode, S_IFREG | 0600u);
  EXPECT_FALSE(std::filesystem::exists(Place(2)));
}

TEST_F(VpcMembershipTest, TheFolderIsNotMade) {
  const std::string missing = folder_ + "/missing";
  EXPECT_EQ(
      VpcMembership::Join(missing, 5).status(),
      absl::NotFoundError(absl::StrCat(
          "open ", missing, "/route_server.1: No such file or directory")));
  EXPECT_FALSE(std::filesystem::exists(missing));
  std::ofstream(missing) << "x";
  EXPECT_EQ(VpcMembership::Join(missing, 5).status().message(),
            absl::StrCat("open ", missing, "/route_server.1: Not a directory"));
}

TEST_F(VpcMembershipTest, ASymbolicLinkIsNoPlace) {
  const std::string target = folder_ + "/target";
  std::filesystem::create_symlink(target, Place(1));
  const absl::Status status = VpcMembership::Join(folder_, 5).status();
  EXPECT_EQ(
      status.message(),
      absl::StrCat("open ", Place(1), ": Too many levels of symbolic links"));
  EXPECT_FALSE(std::filesystem::exists(target));
}

}  // namespace
}  // namespace waymark::examples
