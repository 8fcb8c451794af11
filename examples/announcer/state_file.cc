// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/announcer/state_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "announcer/role.h"
#include "examples/proto/announcer_state.pb.h"
#include "google/protobuf/io/tokenizer.h"
#include "google/protobuf/text_format.h"
#include "posix/file_descriptor.h"

namespace waymark::examples {
namespace {

using announcer::GroupMemory;
using announcer::Role;
using google::protobuf::TextFormat;
using proto::RememberedGroup;

// More is no state of ours.
constexpr size_t kMaxSize = 16 * 1024 * 1024;

std::optional<Role> FromProto(RememberedGroup::Role role) {
  switch (role) {
    case RememberedGroup::ACTIVE:
      return Role::kActive;
    case RememberedGroup::STANDBY:
      return Role::kStandby;
    case RememberedGroup::RECOVERING:
      return Role::kRecovering;
    case RememberedGroup::WITHDRAWN:
      return Role::kWithdrawn;
    case RememberedGroup::DRAINED:
      return Role::kDrained;
    default:
      return std::nullopt;
  }
}

RememberedGroup::Role ToProto(const std::optional<Role>& role) {
  if (!role.has_value()) return RememberedGroup::NONE;
  switch (*role) {
    case Role::kActive:
      return RememberedGroup::ACTIVE;
    case Role::kStandby:
      return RememberedGroup::STANDBY;
    case Role::kRecovering:
      return RememberedGroup::RECOVERING;
    case Role::kDrained:
      return RememberedGroup::DRAINED;
    case Role::kWithdrawn:
      return RememberedGroup::WITHDRAWN;
  }
  return RememberedGroup::NONE;
}

absl::Status Errno(absl::string_view what, const std::string& path) {
  return absl::ErrnoToStatus(errno, absl::StrCat(what, " ", path));
}

// Absent if there is no such file. Of one that is too large only as much as
// shows it.
absl::StatusOr<std::optional<std::string>> ReadAll(const std::string& path) {
  const posix::FileDescriptor fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd.valid() && errno == ENOENT) return std::nullopt;
  if (!fd.valid()) return Errno("open", path);
  std::string text;
  char buffer[65536];
  while (true) {
    const ssize_t size = ::read(fd.get(), buffer, sizeof buffer);
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return Errno("read", path);
    text.append(buffer, static_cast<size_t>(size));
    if (size == 0 || text.size() > kMaxSize) return text;
  }
}

absl::StatusOr<GroupMemories> Parse(const std::string& text) {
  if (text.size() > kMaxSize) {
    return absl::DataLossError("it is larger than any state");
  }
  proto::AnnouncerState state;
  // What it finds goes into the status, not to standard error.
  class Collector : public google::protobuf::io::ErrorCollector {
   public:
    void AddError(int line, int, const std::string& message) override {
      if (first.empty()) first = absl::StrCat("line ", line + 1, ": ", message);
    }
    std::string first;
  } errors;
  TextFormat::Parser parser;
  parser.RecordErrorsTo(&errors);
  if (!parser.ParseFromString(text, &state)) {
    return absl::DataLossError(errors.first);
  }
  if (!state.complete()) return absl::DataLossError("it was cut short");
  GroupMemories groups;
  for (const RememberedGroup& group : state.group()) {
    GroupMemory memory;
    memory.role = FromProto(group.role());
    memory.epoch = group.epoch();
    memory.rank = static_cast<int>(group.rank());
    memory.leased = group.leased();
    memory.stood_active = group.stood_active();
    memory.awaiting_promotion = group.awaiting_promotion();
    memory.by_hand = group.by_hand();
    if (group.name().empty() || memory.rank < 0 ||
        ((memory.epoch > 0 || memory.by_hand) && !memory.role.has_value()) ||
        !groups.emplace(group.name(), memory).second) {
      return absl::DataLossError(
          absl::StrCat("group \"", group.name(), "\" makes no sense"));
    }
  }
  return groups;
}

std::string Print(const GroupMemories& groups) {
  proto::AnnouncerState state;
  for (const auto& [name, memory] : groups) {
    RememberedGroup& group = *state.add_group();
    group.set_name(name);
    group.set_role(ToProto(memory.role));
    group.set_epoch(memory.epoch);
    group.set_rank(static_cast<uint32_t>(memory.rank));
    group.set_leased(memory.leased);
    group.set_stood_active(memory.stood_active);
    group.set_awaiting_promotion(memory.awaiting_promotion);
    group.set_by_hand(memory.by_hand);
  }
  state.set_complete(true);
  std::string text;
  TextFormat::PrintToString(state, &text);
  return absl::StrCat("# Kept by the announcer; see announcer_state.proto.\n",
                      text);
}

absl::Status WriteAndSync(const std::string& path, absl::string_view text) {
  const posix::FileDescriptor fd(
      ::open(path.c_str(),
             O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!fd.valid()) return Errno("open", path);
  while (!text.empty()) {
    const ssize_t size = ::write(fd.get(), text.data(), text.size());
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return Errno("write", path);
    text.remove_prefix(static_cast<size_t>(size));
  }
  return ::fsync(fd.get()) == 0 ? absl::OkStatus() : Errno("fsync", path);
}

// So that the new name, too, is on the disk.
absl::Status SyncFolderOf(const std::string& path) {
  const size_t slash = path.rfind('/');
  const std::string folder =
      slash == std::string::npos ? "." : path.substr(0, slash + 1);
  const posix::FileDescriptor fd(
      ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  return fd.valid() && ::fsync(fd.get()) == 0 ? absl::OkStatus()
                                              : Errno("fsync", folder);
}

}  // namespace

absl::string_view Name(LoadedState::Outcome outcome) {
  switch (outcome) {
    case LoadedState::Outcome::kLoaded:
      return "loaded";
    case LoadedState::Outcome::kMissing:
      return "missing";
    case LoadedState::Outcome::kUnusable:
      return "unusable";
  }
  return "";
}

absl::StatusOr<LoadedState> LoadState(const std::string& path) {
  const absl::StatusOr<std::optional<std::string>> text = ReadAll(path);
  if (!text.ok()) return text.status();
  LoadedState loaded;
  if (!text->has_value()) return loaded;
  absl::StatusOr<GroupMemories> groups = Parse(**text);
  if (groups.ok()) {
    loaded.outcome = LoadedState::Outcome::kLoaded;
    loaded.groups = *std::move(groups);
    return loaded;
  }
  loaded.outcome = LoadedState::Outcome::kUnusable;
  loaded.problem = std::string(groups.status().message());
  ::rename(path.c_str(), absl::StrCat(path, ".unusable").c_str());
  return loaded;
}

absl::Status SaveState(const std::string& path, const GroupMemories& groups) {
  const std::string temporary = absl::StrCat(path, ".new");
  absl::Status status = WriteAndSync(temporary, Print(groups));
  if (status.ok() && ::rename(temporary.c_str(), path.c_str()) != 0) {
    status = Errno("rename", temporary);
  }
  if (status.ok()) status = SyncFolderOf(path);
  return status;
}

StateFile::StateFile(posix::EventLoop& loop, std::string path,
                     GroupMemories groups, OnOutcome on_outcome,
                     const StateFileTimes& times)
    : loop_(loop),
      path_(std::move(path)),
      groups_(std::move(groups)),
      on_outcome_(std::move(on_outcome)),
      times_(times),
      write_(loop),
      retry_timer_(loop.CreateTimer([this] { Changed(); })),
      patience_timer_(loop.CreateTimer([this] { OnImpatience(); })) {}

StateFile::~StateFile() {
  if (!write_.Wait().ok()) dirty_ = true;
  if (!dirty_) return;
  const absl::Status status = SaveState(path_, groups_);
  if (!status.ok()) on_outcome_(status);
}

void StateFile::Set(const std::string& group, const GroupMemory& memory) {
  const auto [found, added] = groups_.try_emplace(group, memory);
  if (!added && found->second == memory) return;
  found->second = memory;
  Changed();
}

void StateFile::Erase(const std::string& group) {
  if (groups_.erase(group) > 0) Changed();
}

// What changes in one turn is one write.
void StateFile::Changed() {
  dirty_ = true;
  if (scheduled_ || write_.under_way()) return;
  scheduled_ = true;
  loop_.Defer([this, alive = alive_.Watch()] {
    if (alive) Write();
  });
}

void StateFile::Write() {
  scheduled_ = false;
  dirty_ = false;
  ++writes_;
  retry_timer_->Cancel();
  write_.Start(
      [path = path_, groups = groups_] { return SaveState(path, groups); },
      [this](const absl::Status& status) { OnWritten(status); });
}

void StateFile::OnWritten(const absl::Status& status) {
  const bool news = status != last_;
  const uint64_t written = writes_;
  last_ = status;
  // What changed meanwhile is a reason to try at once.
  if (dirty_) {
    Write();
  } else if (!status.ok()) {
    dirty_ = true;
    retry_timer_->Arm(loop_.clock().Now() + times_.retry);
  }
  if (news) on_outcome_(status);
  TellWaiters(
      [written](const Waiter& waiter) { return waiter.write <= written; },
      status);
}

void StateFile::WhenWritten(OnOutcome done) {
  if (!dirty_ && !write_.under_way()) return done(absl::OkStatus());
  waiters_.push_back({dirty_ ? writes_ + 1 : writes_,
                      loop_.clock().Now() + times_.patience, std::move(done)});
  if (!patience_timer_->armed()) patience_timer_->Arm(waiters_.front().until);
  // Rather than when a failure is tried again.
  if (dirty_) Changed();
}

void StateFile::OnImpatience() {
  const MonotonicTime now = loop_.clock().Now();
  TellWaiters(
      [now](const Waiter& waiter) { return waiter.until <= now; },
      absl::DeadlineExceededError(absl::StrCat(
          "it is not written after ", absl::FormatDuration(times_.patience))));
}

void StateFile::TellWaiters(absl::FunctionRef<bool(const Waiter&)> is_due,
                            const absl::Status& status) {
  std::vector<OnOutcome> due;
  while (!waiters_.empty() && is_due(waiters_.front())) {
    due.push_back(std::move(waiters_.front().done));
    waiters_.pop_front();
  }
  if (waiters_.empty()) {
    patience_timer_->Cancel();
  } else {
    patience_timer_->Arm(waiters_.front().until);
  }
  for (OnOutcome& done : due) done(status);
}

}  // namespace waymark::examples
