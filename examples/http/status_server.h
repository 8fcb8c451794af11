// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The state of a daemon over HTTP, for looking only:
//   /           a page that shows the state and follows it
//   /api/state  the state itself (status_document.h)
//
// The state is made when somebody asks, on the loop, in slices between which
// the loop turns; and once for all who ask within a fifth of a second. Nobody
// who looks costs nothing, and a loop that does not answer is said not to,
// instead of showing what was true before it hung.

#ifndef WAYMARK_EXAMPLES_HTTP_STATUS_SERVER_H_
#define WAYMARK_EXAMPLES_HTTP_STATUS_SERVER_H_

#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/ip_endpoint.h"
#include "base/monotonic_time.h"
#include "base/timer.h"
#include "examples/http/http_server.h"
#include "examples/http/status_document.h"
#include "examples/http/status_slot.h"
#include "posix/event_loop.h"
#include "posix/mailbox.h"

namespace waymark::examples {

// Belongs to the loop; the clients are served on threads of their own.
class StatusServer {
 public:
  struct Options {
    IpEndpoint address;
    // "announcer"
    std::string program;
    // How often the state is made at most, and how long a client waits for it.
    absl::Duration fresh = absl::Milliseconds(200);
    absl::Duration patience = absl::Seconds(2);
    // Of the loop's time, in one turn.
    absl::Duration slice = absl::Microseconds(500);
  };

  // "10.0.1.10:8080", "[::1]:8080"; "8080" is that port of 127.0.0.1.
  // INVALID_ARGUMENT says how it is written.
  static absl::StatusOr<IpEndpoint> ParseAddress(absl::string_view text);

  // `loop` is borrowed. Errors say what could not be opened and why.
  static absl::StatusOr<std::unique_ptr<StatusServer>> Create(
      posix::EventLoop& loop, const Options& options);
  ~StatusServer();
  StatusServer(const StatusServer&) = delete;
  StatusServer& operator=(const StatusServer&) = delete;

  // From the next state on, in this order; until then there are none. What they
  // borrow is borrowed.
  void Show(std::vector<StatusSection> sections);

  const IpEndpoint& local() const { return http_->local(); }

 private:
  StatusServer(posix::EventLoop& loop, const Options& options);

  absl::Status Open();
  // On the clients' threads.
  HttpAnswer Answer(absl::string_view path);
  HttpAnswer State();
  // On the loop.
  void Begin();
  void Continue();

  posix::EventLoop& loop_;
  const Options options_;
  std::vector<StatusSection> sections_;
  const MonotonicTime started_;
  StatusSlot slot_;
  const std::unique_ptr<Timer> timer_;      // the next slice
  std::optional<StatusDocument> document_;  // being made
  MonotonicTime begun_;                     // of document_
  std::unique_ptr<posix::Mailbox<std::monostate>> asked_;
  std::unique_ptr<HttpServer> http_;  // the threads end before the rest
};

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_HTTP_STATUS_SERVER_H_
