// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/announcer/metrics/metrics_file.h"

#include <sys/stat.h>

#include <cerrno>
#include <cstdio>
#include <fstream>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace waymark::examples {
namespace {

absl::Status Write(const std::string& path, const std::string& text) {
  const std::string temporary = absl::StrCat(path, ".new");
  errno = 0;
  std::ofstream file(temporary, std::ios::trunc);
  file << text;
  file.close();
  if (file.fail()) {
    return absl::ErrnoToStatus(errno, absl::StrCat("write ", temporary));
  }
  // Somebody else is to read it, whatever the umask.
  if (::chmod(temporary.c_str(), 0644) != 0 ||
      std::rename(temporary.c_str(), path.c_str()) != 0) {
    return absl::ErrnoToStatus(errno, absl::StrCat("rename ", temporary));
  }
  return absl::OkStatus();
}

}  // namespace

MetricsFile::MetricsFile(posix::EventLoop& loop, Metrics& metrics,
                         const Options& options, Hooks hooks)
    : loop_(loop),
      metrics_(metrics),
      options_(options),
      hooks_(std::move(hooks)),
      call_(loop),
      timer_(loop.CreateTimer([this] { OnTimer(); })) {
  timer_->Arm(loop_.clock().Now());
}

void MetricsFile::SetOptions(const Options& options) {
  options_ = options;
  timer_->Arm(loop_.clock().Now());
}

void MetricsFile::OnTimer() {
  timer_->Arm(loop_.clock().Now() + options_.interval);
  // A disk that hangs: the next time has it all.
  if (call_.under_way()) return;
  std::string text = absl::StrJoin(metrics_.Read(), "");
  if (hooks_.on_read != nullptr) hooks_.on_read();
  call_.Start([path = options_.path,
               text = std::move(text)] { return Write(path, text); },
              [this, path = options_.path](const absl::Status& status) {
                OnWritten(path, status);
              });
}

void MetricsFile::OnWritten(const std::string& path,
                            const absl::Status& status) {
  ++(status.ok() ? written_ : failures_);
  const bool news = status != last_;
  last_ = status;
  if (news && hooks_.on_outcome != nullptr) hooks_.on_outcome(path, status);
}

}  // namespace waymark::examples
