// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/announcer/service_manager.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace waymark::examples {
namespace {

std::string Variable(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? "" : value;
}

}  // namespace

ServiceManager::Options ServiceManager::FromEnvironment() {
  Options options;
  options.socket = Variable("NOTIFY_SOCKET");
  int64_t microseconds = 0;
  int64_t process = 0;
  const std::string meant = Variable("WATCHDOG_PID");
  const bool ours = meant.empty() || (absl::SimpleAtoi(meant, &process) &&
                                      process == ::getpid());
  if (ours && absl::SimpleAtoi(Variable("WATCHDOG_USEC"), &microseconds) &&
      microseconds > 0) {
    options.watchdog = absl::Microseconds(microseconds);
  }
  return options;
}

ServiceManager::ServiceManager(const Runtime& runtime, const Options& options)
    : runtime_(runtime), options_(options) {
  if (options_.socket.empty()) return;
  socket_ = posix::FileDescriptor(
      ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (options_.watchdog.has_value()) {
    timer_ = runtime_.timers.CreateTimer([this] { Feed(); });
  }
}

void ServiceManager::Ready() {
  Tell("READY=1");
  if (timer_ != nullptr) Feed();
}

void ServiceManager::Feed() {
  Tell("WATCHDOG=1");
  // Half of the time, as its manual recommends.
  timer_->Arm(runtime_.clock.Now() + *options_.watchdog / 2);
}

void ServiceManager::Stopping() {
  Tell("STOPPING=1");
  leaving_ = runtime_.timers.CreateTimer([this] { AskForTime(); });
  AskForTime();
}

void ServiceManager::AskForTime() {
  Tell(absl::StrCat("EXTEND_TIMEOUT_USEC=",
                    absl::ToInt64Microseconds(options_.extension)));
  leaving_->Arm(runtime_.clock.Now() + options_.extension / 2);
}

void ServiceManager::Tell(absl::string_view state) {
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  const std::string& path = options_.socket;
  if (!socket_.valid() || path.size() >= sizeof(address.sun_path)) return;
  std::memcpy(address.sun_path, path.data(), path.size());
  if (path.front() == '@') address.sun_path[0] = '\0';
  ::sendto(
      socket_.get(), state.data(), state.size(), MSG_NOSIGNAL,
      reinterpret_cast<const sockaddr*>(&address),
      static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size()));
}

}  // namespace waymark::examples
