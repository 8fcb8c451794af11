// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Answers GET and HEAD on threads of its own; there is no other method, so that
// nothing can be changed through it. cpp-httplib reads and writes the messages.
//
// It is made for a process that has more important things to do:
//   - Each thread accepts for itself and serves one request of a connection.
//     So there are as many connections as threads; others wait in the kernel,
//     16 at most.
//   - A connection has one deadline for all of it, and a request a size.
//   - The threads run under SCHED_OTHER even where the process is real-time,
//     and take no signals.
// And for a browser that is also used for other things: a request whose Host is
// a name other than "localhost" is refused, because anybody can point a name of
// his own at this address and then read answers as its own (DNS rebinding).

#ifndef WAYMARK_EXAMPLES_HTTP_HTTP_SERVER_H_
#define WAYMARK_EXAMPLES_HTTP_HTTP_SERVER_H_

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/ip_endpoint.h"
#include "posix/file_descriptor.h"
#include "posix/wakeup.h"

namespace waymark::examples {

struct HttpAnswer {
  int status = 200;
  std::string content_type = "text/plain";
  std::string body;
};

class HttpServer {
 public:
  // `path` is decoded, without what follows a "?". Called on several threads
  // at a time.
  using Handler = std::function<HttpAnswer(absl::string_view path)>;

  struct Options {
    IpEndpoint address;  // port 0: one that is free
    size_t threads = 4;
    // Octets.
    size_t max_request = 16 * 1024;
    // For a connection, from accept to close.
    absl::Duration time = absl::Seconds(5);
    // Go with every answer.
    std::vector<std::pair<std::string, std::string>> headers;
  };

  // Errors name the address and say why nobody can listen there.
  static absl::StatusOr<std::unique_ptr<HttpServer>> Create(Options options,
                                                            Handler handler);
  // Cuts connections off and waits for the threads: whatever the handler waits
  // for has to come first.
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  const IpEndpoint& local() const { return local_; }

 private:
  class Exchange;

  HttpServer(Options options, Handler handler, posix::FileDescriptor listener,
             const IpEndpoint& local, posix::Wakeup stop);

  void Run();
  void Serve(const posix::FileDescriptor& connection);

  const Options options_;
  const posix::FileDescriptor listener_;
  const IpEndpoint local_;
  const posix::Wakeup stop_;
  const std::unique_ptr<Exchange> exchange_;
  std::vector<std::thread> threads_;
};

// Whether a Host header is an address, or "localhost", with or without a port.
bool IsAddressOrLocalhost(absl::string_view host);

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_HTTP_HTTP_SERVER_H_
