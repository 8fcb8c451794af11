// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/announcer/health/command.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <memory>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "posix/fd_watcher.h"
#include "posix/file_descriptor.h"

namespace waymark::examples {
namespace {

// What a command is started with; frees itself.
class SpawnSettings {
 public:
  // Not valid: nothing to be read.
  explicit SpawnSettings(const posix::FileDescriptor& input) {
    posix_spawn_file_actions_init(&actions_);
    for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
      posix_spawn_file_actions_addopen(&actions_, fd, "/dev/null", O_RDWR, 0);
    }
    if (input.valid()) {
      posix_spawn_file_actions_adddup2(&actions_, input.get(), STDIN_FILENO);
    }
    posix_spawnattr_init(&attributes_);
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_setsigmask(&attributes_, &none);
    posix_spawnattr_setsigdefault(&attributes_, &all);
    const sched_param ordinary = {};
    posix_spawnattr_setschedpolicy(&attributes_, SCHED_OTHER);
    posix_spawnattr_setschedparam(&attributes_, &ordinary);
    posix_spawnattr_setflags(
        &attributes_, static_cast<short>(  // NOLINT
                          POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF |
                          POSIX_SPAWN_SETSCHEDULER | POSIX_SPAWN_SETSID));
  }
  ~SpawnSettings() {
    posix_spawnattr_destroy(&attributes_);
    posix_spawn_file_actions_destroy(&actions_);
  }
  SpawnSettings(const SpawnSettings&) = delete;
  SpawnSettings& operator=(const SpawnSettings&) = delete;

  absl::StatusOr<pid_t> Spawn(std::vector<std::string>& arguments) const {
    std::vector<char*> argv;
    for (std::string& argument : arguments) argv.push_back(argument.data());
    argv.push_back(nullptr);
    pid_t pid = -1;
    const int error = ::posix_spawnp(&pid, argv[0], &actions_, &attributes_,
                                     argv.data(), environ);
    if (error == 0) return pid;
    return absl::ErrnoToStatus(error, absl::StrCat("cannot run ", argv[0]));
  }

 private:
  posix_spawn_file_actions_t actions_;
  posix_spawnattr_t attributes_;
};

// A file in memory that holds `text` and is read from its beginning: unlike a
// pipe it takes all of it, whether the command reads or not.
absl::StatusOr<posix::FileDescriptor> InputOf(absl::string_view text) {
  posix::FileDescriptor file;
  if (text.empty()) return file;
  file = posix::FileDescriptor(::memfd_create("input", MFD_CLOEXEC));
  if (!file.valid() || ::pwrite(file.get(), text.data(), text.size(), 0) !=
                           static_cast<ssize_t>(text.size())) {
    return absl::ErrnoToStatus(errno, "cannot make the command's input");
  }
  return file;
}

absl::Status Verdict(int status) {
  if (WIFSIGNALED(status)) {
    return absl::AbortedError(
        absl::StrCat("killed by signal ", WTERMSIG(status)));
  }
  if (WEXITSTATUS(status) == 0) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat("exit status ", WEXITSTATUS(status)));
}

}  // namespace

// A process, until it has been waited for: longer than the Command, perhaps.
class Command::Child : public posix::BackgroundTask {
 public:
  using Exited = absl::AnyInvocable<void(const absl::Status&)>;

  static absl::StatusOr<Child*> Start(posix::EventLoop& loop,
                                      std::vector<std::string>& arguments,
                                      absl::string_view input,
                                      Exited on_exited) {
    const absl::StatusOr<posix::FileDescriptor> file = InputOf(input);
    if (!file.ok()) return file.status();
    const absl::StatusOr<pid_t> pid = SpawnSettings(*file).Spawn(arguments);
    if (!pid.ok()) return pid.status();
    std::unique_ptr<Child> child(new Child(loop, *pid, std::move(on_exited)));
    if (absl::Status status = child->Await(); !status.ok()) return status;
    Child* const result = child.get();
    if (!loop.Keep(std::move(child))) {
      return absl::ResourceExhaustedError("too much runs in the background");
    }
    return result;
  }

  ~Child() override {
    if (pid_ < 0) return;
    // The loop ends, or could not have watched it: it is not left behind.
    Kill();
    ::waitpid(pid_, nullptr, 0);
  }

  void Kill() const { ::kill(-pid_, SIGKILL); }
  // Its end is nobody's affair any more.
  void Forget() { on_exited_ = nullptr; }

 private:
  Child(posix::EventLoop& loop, pid_t pid, Exited on_exited)
      : loop_(loop), pid_(pid), on_exited_(std::move(on_exited)) {}

  absl::Status Await() {
    // The header of glibc 2.36 cannot be used from C++.
    fd_ = posix::FileDescriptor(
        static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0)));
    if (!fd_.valid()) return absl::ErrnoToStatus(errno, "pidfd_open");
    absl::StatusOr<posix::FdHandle> watch =
        loop_.Watch(fd_.get(), EPOLLIN, [this](uint32_t) { OnExited(); });
    if (!watch.ok()) return watch.status();
    watch_ = *std::move(watch);
    return absl::OkStatus();
  }

  void OnExited() {
    int status = 0;
    if (::waitpid(pid_, &status, WNOHANG) != pid_) return;
    pid_ = -1;
    watch_.Reset();
    loop_.Finish(this);
    if (on_exited_ != nullptr)
      std::exchange(on_exited_, nullptr)(Verdict(status));
  }

  posix::EventLoop& loop_;
  pid_t pid_;  // negative once waited for
  Exited on_exited_;
  posix::FileDescriptor fd_;
  posix::FdHandle watch_;
};

Command::~Command() {
  if (child_ == nullptr) return;
  child_->Forget();
  child_->Kill();
}

void Command::Start(std::vector<std::string>& arguments,
                    absl::string_view input, Done done) {
  done_ = std::move(done);
  const absl::StatusOr<Child*> child = Child::Start(
      loop_, arguments, input, [this](const absl::Status& verdict) {
        child_ = nullptr;
        std::exchange(done_, nullptr)(verdict);
      });
  if (child.ok()) {
    child_ = *child;
    return;
  }
  loop_.Defer([this, status = child.status(), alive = alive_.Watch()] {
    if (alive) std::exchange(done_, nullptr)(status);
  });
}

void Command::Kill() {
  if (child_ != nullptr) child_->Kill();
}

}  // namespace waymark::examples
