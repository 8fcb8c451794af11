// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/announcer/state_file.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "announcer/group_memory.h"
#include "announcer/role.h"
#include "base/monotonic_time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "posix/event_loop.h"
#include "posix/file_descriptor.h"
#include "posix/testing/run_until.h"

namespace waymark::examples {
namespace {

using announcer::GroupMemory;
using announcer::Role;
using Outcome = LoadedState::Outcome;

class StateFileTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ::unlink(path_.c_str());
    ::unlink(unusable_.c_str());
  }
  static bool Exists(const std::string& path) {
    struct stat found = {};
    return ::stat(path.c_str(), &found) == 0;
  }
  std::string Text() const {
    std::stringstream text;
    text << std::ifstream(path_).rdbuf();
    return text.str();
  }
  void Write(const std::string& text) { std::ofstream(path_) << text; }
  std::unique_ptr<StateFile> Open() {
    return std::make_unique<StateFile>(
        *loop_, path_, GroupMemories(), [this](const absl::Status& status) {
          failures_.push_back(std::string(status.message()));
        });
  }
  bool AwaitEpoch(uint64_t epoch) {
    return posix::RunUntil(*loop_, [this, epoch] {
      return absl::StrContains(Text(), absl::StrCat("epoch: ", epoch, "\n"));
    });
  }

  const std::unique_ptr<posix::EventLoop> loop_ = *posix::EventLoop::Create();
  const std::string path_ =
      absl::StrCat(::testing::TempDir(), "/state.textproto");
  const std::string unusable_ = absl::StrCat(path_, ".unusable");
  std::vector<std::string> failures_;
};

TEST_F(StateFileTest, EveryMemoryComesBackAsItWas) {
  GroupMemories groups;
  int number = 0;
  for (const Role role : {Role::kActive, Role::kStandby, Role::kRecovering,
                          Role::kDrained, Role::kWithdrawn}) {
    const bool odd = number % 2 == 1;
    groups[absl::StrCat("group \"", number, "\"\n")] = {
        role, ~uint64_t{0} - number, number, odd, !odd, odd, !odd};
    ++number;
  }
  groups["nothing yet"] = {};
  ASSERT_TRUE(SaveState(path_, groups).ok());
  const LoadedState loaded = *LoadState(path_);
  EXPECT_EQ(loaded.outcome, Outcome::kLoaded) << loaded.problem;
  EXPECT_EQ(loaded.groups, groups);
  struct stat found = {};
  ASSERT_EQ(::stat(path_.c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777, 0600u);
}

TEST_F(StateFileTest, NoFileIsMissing) {
  EXPECT_EQ(LoadState(path_)->outcome, Outcome::kMissing);
  EXPECT_FALSE(Exists(unusable_));
}

TEST_F(StateFileTest, AFileCutShortAnywhereIsUnusableAndKeptAside) {
  ASSERT_TRUE(
      SaveState(path_, {{"a", {Role::kActive, 7, 0, false, true, false}}})
          .ok());
  const std::string whole = Text();
  // Behind "complete: t" nothing is missing.
  for (size_t size = 0; size < whole.find("complete: true") + 11; ++size) {
    Write(whole.substr(0, size));
    ::unlink(unusable_.c_str());
    const LoadedState loaded = *LoadState(path_);
    EXPECT_EQ(loaded.outcome, Outcome::kUnusable) << size;
    EXPECT_TRUE(loaded.groups.empty());
    EXPECT_FALSE(loaded.problem.empty());
    EXPECT_FALSE(Exists(path_));
    EXPECT_TRUE(Exists(unusable_));
  }
}

TEST_F(StateFileTest, WhatMakesNoSenseIsUnusable) {
  for (const char* const text :
       {"group { epoch: 7 role: ACTIVE } complete: true",
        "group { name: \"a\" epoch: 7 } complete: true",
        "group { name: \"a\" by_hand: true } complete: true",
        "group { name: \"a\" } group { name: \"a\" } complete: true",
        "group { name: \"a\" rank: 4294967295 } complete: true",
        "group { name: \"a\" color: 1 } complete: true", "\x01\x02\x03"}) {
    Write(text);
    EXPECT_EQ(LoadState(path_)->outcome, Outcome::kUnusable) << text;
  }
}

TEST_F(StateFileTest, OneThatIsTooLargeIsUnusable) {
  Write(std::string(17 << 20, '#'));
  EXPECT_EQ(LoadState(path_)->outcome, Outcome::kUnusable);
}

TEST_F(StateFileTest, ASoundFileThatCannotBeReadStaysWhereItIs) {
  const GroupMemories groups = {{"a", {Role::kActive, 7}}};
  ASSERT_TRUE(SaveState(path_, groups).ok());
  rlimit limit = {};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &limit), 0);
  const rlimit none = {0, limit.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &none), 0);
  const absl::Status status = LoadState(path_).status();
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &limit), 0);
  EXPECT_EQ(status.message(),
            absl::StrCat("open ", path_, ": Too many open files"));
  EXPECT_FALSE(Exists(unusable_));
  EXPECT_EQ(LoadState(path_)->groups, groups);
}

TEST_F(StateFileTest, AFolderInItsPlaceCannotBeRead) {
  const std::string folder = absl::StrCat(::testing::TempDir(), "/folder");
  ::mkdir(folder.c_str(), 0700);
  EXPECT_EQ(LoadState(folder).status().message(),
            absl::StrCat("read ", folder, ": Is a directory"));
  EXPECT_EQ(::rmdir(folder.c_str()), 0);
}

TEST_F(StateFileTest, ChangesReachTheFileWithoutBeingWaitedFor) {
  const std::unique_ptr<StateFile> file = Open();
  file->Set("a", {Role::kActive, 1});
  EXPECT_FALSE(Exists(path_));
  EXPECT_TRUE(AwaitEpoch(1));
  for (uint64_t epoch = 2; epoch <= 100; ++epoch) {
    file->Set("a", {Role::kActive, epoch});
    loop_->RunOnce(absl::ZeroDuration());
  }
  EXPECT_TRUE(AwaitEpoch(100));
  file->Erase("a");
  EXPECT_TRUE(posix::RunUntil(
      *loop_, [this] { return !absl::StrContains(Text(), "group"); }));
  EXPECT_TRUE(failures_.empty());
}

TEST_F(StateFileTest, TheLastChangeIsThereWhenItCloses) {
  Open()->Set("a", {Role::kActive, 1});
  EXPECT_EQ(LoadState(path_)->groups.at("a").epoch, 1u);
  std::unique_ptr<StateFile> file = Open();
  file->Set("a", {Role::kActive, 2});
  loop_->RunOnce(absl::ZeroDuration());
  file->Set("a", {Role::kActive, 3});
  file.reset();
  EXPECT_EQ(LoadState(path_)->groups.at("a").epoch, 3u);
}

TEST_F(StateFileTest, WhoWaitsIsToldOnceItIsWritten) {
  const std::unique_ptr<StateFile> file = Open();
  std::vector<uint64_t> epochs;
  const auto read = [&](const absl::Status& status) {
    EXPECT_TRUE(status.ok()) << status;
    epochs.push_back(LoadState(path_)->groups.at("a").epoch);
  };
  file->Set("a", {Role::kActive, 1});
  file->WhenWritten(read);
  EXPECT_TRUE(epochs.empty());
  // What comes while a write is under way is in the next one.
  loop_->RunOnce(absl::ZeroDuration());
  file->Set("a", {Role::kActive, 2});
  file->WhenWritten(read);
  ASSERT_TRUE(
      posix::RunUntil(*loop_, [&epochs] { return epochs.size() == 2; }));
  EXPECT_EQ(epochs.back(), 2u);
  file->WhenWritten(read);
  EXPECT_EQ(epochs.size(), 3u) << "there is nothing to write";
}

// A write that hangs: nobody reads from what is in the place of the file.
TEST_F(StateFileTest, WhoWaitsIsToldThatItTakesTooLong) {
  const std::string temporary = absl::StrCat(path_, ".new");
  ::unlink(temporary.c_str());
  ASSERT_EQ(::mkfifo(temporary.c_str(), 0600), 0);
  std::unique_ptr<StateFile> file = std::make_unique<StateFile>(
      *loop_, path_, GroupMemories(), [](const absl::Status&) {},
      StateFileTimes{.patience = absl::Milliseconds(20)});
  file->Set("a", {Role::kActive, 1});
  std::vector<std::string> told;
  file->WhenWritten([&told](const absl::Status& status) {
    told.push_back(std::string(status.message()));
  });
  EXPECT_TRUE(posix::RunUntil(*loop_, [&told] { return !told.empty(); }));
  EXPECT_THAT(told, ::testing::ElementsAre("it is not written after 20ms"));
  const posix::FileDescriptor reader(
      ::open(temporary.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
  file.reset();
  ::unlink(temporary.c_str());
}

// A file in a folder that is not there yet.
class UnwritableStateFileTest : public StateFileTest {
 protected:
  void SetUp() override { RemoveFolder(); }
  void TearDown() override { RemoveFolder(); }
  void RemoveFolder() {
    ::unlink(file_.c_str());
    ::rmdir(folder_.c_str());
  }
  std::unique_ptr<StateFile> Open(absl::Duration retry) {
    return std::make_unique<StateFile>(
        *loop_, file_, GroupMemories(),
        [this](const absl::Status& status) {
          outcomes_.push_back(std::string(status.message()));
        },
        StateFileTimes{.retry = retry});
  }
  bool AwaitOutcomes(size_t count) {
    return posix::RunUntil(*loop_, [&] { return outcomes_.size() >= count; });
  }

  const std::string folder_ = absl::StrCat(::testing::TempDir(), "/later");
  const std::string file_ = absl::StrCat(folder_, "/state.textproto");
  std::vector<std::string> outcomes_;
};

TEST_F(UnwritableStateFileTest, AFailureIsToldOnceAndTheNextChangeTriesAgain) {
  const std::unique_ptr<StateFile> file = Open(absl::Hours(1));
  file->Set("a", {Role::kActive, 1});
  ASSERT_TRUE(AwaitOutcomes(1));
  EXPECT_TRUE(absl::StrContains(outcomes_[0], "No such file or directory"))
      << outcomes_[0];
  ::mkdir(folder_.c_str(), 0700);
  file->Set("a", {Role::kActive, 2});
  ASSERT_TRUE(AwaitOutcomes(2));
  EXPECT_EQ(outcomes_[1], "") << "it succeeded again";
  EXPECT_EQ(LoadState(file_)->groups.at("a").epoch, 2u);
}

TEST_F(UnwritableStateFileTest, AFailureIsTriedAgainWithoutAChange) {
  const std::unique_ptr<StateFile> file = Open(absl::Milliseconds(5));
  file->Set("a", {Role::kActive, 1});
  ASSERT_TRUE(AwaitOutcomes(1));
  const MonotonicTime later = loop_->clock().Now() + absl::Milliseconds(50);
  ASSERT_TRUE(
      posix::RunUntil(*loop_, [&] { return loop_->clock().Now() >= later; }));
  EXPECT_EQ(outcomes_.size(), 1u) << "the same again is no news";
  ::mkdir(folder_.c_str(), 0700);
  ASSERT_TRUE(AwaitOutcomes(2));
  EXPECT_EQ(LoadState(file_)->groups.at("a").epoch, 1u);
}

TEST_F(UnwritableStateFileTest, WhoWaitsIsToldOfTheFailureAndTriesAnew) {
  const std::unique_ptr<StateFile> file = Open(absl::Hours(1));
  std::vector<bool> told;
  const auto note = [&told](const absl::Status& status) {
    told.push_back(status.ok());
  };
  file->Set("a", {Role::kActive, 1});
  file->WhenWritten(note);
  ASSERT_TRUE(posix::RunUntil(*loop_, [&told] { return told.size() == 1; }));
  ::mkdir(folder_.c_str(), 0700);
  file->WhenWritten(note);
  ASSERT_TRUE(posix::RunUntil(*loop_, [&told] { return told.size() == 2; }));
  EXPECT_THAT(told, ::testing::ElementsAre(false, true));
  EXPECT_EQ(LoadState(file_)->groups.at("a").epoch, 1u);
}

TEST_F(UnwritableStateFileTest, WhatFailedIsTriedOnceMoreWhenItCloses) {
  std::unique_ptr<StateFile> file = Open(absl::Hours(1));
  file->Set("a", {Role::kActive, 1});
  ASSERT_TRUE(AwaitOutcomes(1));
  ::mkdir(folder_.c_str(), 0700);
  file.reset();
  EXPECT_EQ(LoadState(file_)->groups.at("a").epoch, 1u);
}

TEST_F(UnwritableStateFileTest, AFailureAtTheCloseIsTold) {
  std::unique_ptr<StateFile> file = Open(absl::Hours(1));
  file->Set("a", {Role::kActive, 1});
  // The write is under way, and its result is read by nobody but the close.
  loop_->RunOnce(absl::ZeroDuration());
  file.reset();
  EXPECT_EQ(outcomes_.size(), 1u);
}

}  // namespace
}  // namespace waymark::examples
