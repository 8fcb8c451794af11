// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/daemon/background_call.h"

#include <pthread.h>
#include <signal.h>
#include <sys/epoll.h>

#include <cassert>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <optional>
#include <utility>

#include "posix/wakeup.h"

namespace waymark::examples {
namespace {

// Enough for a resolver; resident in full where memory is locked.
constexpr size_t kStackSize = 1 << 20;

}  // namespace

// Of the loop and one thread; lives as long as either wants it.
struct BackgroundCall::Shared {
  Shared(posix::Wakeup wakeup, Work work)
      : wakeup(std::move(wakeup)), work(std::move(work)) {}

  static void* Run(void* argument) {
    const std::unique_ptr<std::shared_ptr<Shared>> owned(
        static_cast<std::shared_ptr<Shared>*>(argument));
    Shared& shared = **owned;
    absl::Status status = shared.work();
    {
      const std::lock_guard<std::mutex> lock(shared.mutex);
      shared.result = std::move(status);
    }
    shared.finished.notify_all();
    shared.wakeup.Notify();
    return nullptr;
  }

  const posix::Wakeup wakeup;
  Work work;  // the thread's
  std::mutex mutex;
  std::condition_variable finished;
  std::optional<absl::Status> result;  // guarded by mutex
};

void BackgroundCall::Start(Work work, Done done) {
  assert(!under_way());
  done_ = std::move(done);
  const absl::Status status = Launch(std::move(work));
  if (status.ok()) return;
  watch_.Reset();
  shared_ = nullptr;
  loop_.Defer([this, status, alive = alive_.Watch()] {
    if (alive) std::exchange(done_, nullptr)(status);
  });
}

absl::Status BackgroundCall::Launch(Work work) {
  absl::StatusOr<posix::Wakeup> wakeup = posix::Wakeup::Create();
  if (!wakeup.ok()) return wakeup.status();
  shared_ = std::make_shared<Shared>(*std::move(wakeup), std::move(work));
  absl::StatusOr<posix::FdHandle> watch = loop_.Watch(
      shared_->wakeup.fd(), EPOLLIN, [this](uint32_t) { OnFinished(); });
  if (!watch.ok()) return watch.status();
  watch_ = *std::move(watch);

  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, kStackSize);
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  // A new thread inherits the mask.
  sigset_t all, old;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &old);
  auto argument = std::make_unique<std::shared_ptr<Shared>>(shared_);
  pthread_t thread;
  const int error =
      pthread_create(&thread, &attributes, &Shared::Run, argument.get());
  pthread_sigmask(SIG_SETMASK, &old, nullptr);
  pthread_attr_destroy(&attributes);
  if (error != 0) return absl::ErrnoToStatus(error, "cannot start a thread");
  // The thread's now.
  (void)argument.release();
  return absl::OkStatus();
}

void BackgroundCall::OnFinished() {
  absl::Status status;
  {
    const std::lock_guard<std::mutex> lock(shared_->mutex);
    status = *shared_->result;
  }
  watch_.Reset();
  shared_ = nullptr;
  std::exchange(done_, nullptr)(status);
}

absl::Status BackgroundCall::Wait() {
  absl::Status status;
  if (shared_ != nullptr) {
    std::unique_lock<std::mutex> lock(shared_->mutex);
    shared_->finished.wait(lock,
                           [this] { return shared_->result.has_value(); });
    status = *shared_->result;
  }
  alive_.Renew();
  watch_.Reset();
  shared_ = nullptr;
  done_ = nullptr;
  return status;
}

}  // namespace waymark::examples
