// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/announcer/health/http_request.h"

#include <httplib.h>

#include <cstddef>
#include <cstdint>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "examples/announcer/health/socket_deadline.h"

namespace waymark::examples {

absl::StatusOr<int> AskForStatus(const HttpTarget& target,
                                 absl::Duration timeout,
                                 const std::optional<std::string>& json) {
  httplib::Client client(target.server);
  if (!client.is_valid()) {
    return absl::InvalidArgumentError(
        absl::StrCat("cannot ask ", target.server));
  }
  SocketDeadline deadline;
  if (absl::Status status = deadline.Start(timeout); !status.ok()) {
    return status;
  }
  client.set_socket_options([&deadline](socket_t socket) {
    httplib::default_socket_options(socket);
    deadline.Watch(socket);
  });
  const auto limit = absl::ToChronoMilliseconds(timeout);
  client.set_connection_timeout(limit);
  client.set_read_timeout(limit);
  client.set_write_timeout(limit);
  httplib::Request request;
  request.method = json.has_value() ? "POST" : "GET";
  request.path = target.path;
  request.set_header("User-Agent", "waymark");
  if (json.has_value()) {
    request.body = *json;
    request.set_header("Content-Type", "application/json");
  }
  // The answer may come without an end, or without a sensible body.
  int status = 0;
  request.response_handler = [&status](const httplib::Response& response) {
    status = response.status;
    return false;
  };
  request.content_receiver = [](const char*, size_t, uint64_t, uint64_t) {
    return false;
  };
  const httplib::Result result = client.send(request);
  // Where there is no body, the answer counts as read.
  if (status == 0 && result) status = result->status;
  if (status != 0) return status;
  return absl::UnavailableError(
      absl::StrCat("no answer from ", target.server, ": ",
                   httplib::to_string(result.error())));
}

}  // namespace waymark::examples
