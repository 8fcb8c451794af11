// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/route_server/rotating_file.h"

#include <sys/stat.h>

#include <cerrno>
#include <cstdio>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "examples/daemon/append_file.h"

namespace waymark::examples {
namespace {

absl::Status Rotate(const std::string& path, size_t more, size_t max_bytes) {
  struct stat information = {};
  if (::stat(path.c_str(), &information) != 0) return absl::OkStatus();
  if (static_cast<size_t>(information.st_size) + more <= max_bytes) {
    return absl::OkStatus();
  }
  if (::rename(path.c_str(), absl::StrCat(path, ".1").c_str()) == 0) {
    return absl::OkStatus();
  }
  return absl::ErrnoToStatus(errno, absl::StrCat("rename ", path));
}

absl::Status Append(const std::string& path, absl::string_view lines,
                    size_t max_bytes) {
  absl::Status status = Rotate(path, lines.size(), max_bytes);
  return status.ok() ? AppendToFile(path, lines) : status;
}

}  // namespace

RotatingFile::RotatingFile(posix::EventLoop& loop, const Options& options,
                           OnStatus on_status)
    : options_(options), on_status_(std::move(on_status)), call_(loop) {}

RotatingFile::~RotatingFile() {
  (void)call_.Wait();
  if (!pending_.empty()) {
    (void)Append(options_.path, pending_, options_.max_bytes);
  }
}

void RotatingFile::Write(const std::string& line) {
  if (pending_.size() + line.size() >= options_.max_pending) {
    ++lost_;
    return;
  }
  absl::StrAppend(&pending_, line, "\n");
  ++pending_lines_;
  if (!call_.under_way()) Start();
}

void RotatingFile::Start() {
  const uint64_t lines = std::exchange(pending_lines_, 0);
  call_.Start(
      [path = options_.path, text = std::exchange(pending_, {}),
       max_bytes = options_.max_bytes] {
        return Append(path, text, max_bytes);
      },
      [this, lines](const absl::Status& status) {
        if (!status.ok()) lost_ += lines;
        if (failing_ == status.ok()) {
          failing_ = !status.ok();
          on_status_(status);
        }
        if (!pending_.empty()) Start();
      });
}

}  // namespace waymark::examples
