// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/http/http_server.h"

#include <httplib.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/socket.h>

#include <cerrno>
#include <chrono>
#include <iterator>
#include <optional>
#include <system_error>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/ip_address.h"
#include "examples/http/bounded_stream.h"
#include "posix/socket_address.h"
#include "posix/tcp_socket.h"

namespace waymark::examples {
namespace {

constexpr int kBacklog = 16;
constexpr int kRetryAfterMs = 100;

absl::Status Named(const IpEndpoint& address, const absl::Status& status) {
  return absl::Status(status.code(),
                      absl::StrCat("serve HTTP at ", address.ToString(), ": ",
                                   status.message()));
}

absl::StatusOr<posix::FileDescriptor> Listen(const IpEndpoint& address) {
  posix::TcpSocketOptions options;
  options.traffic_class = 0;  // not what the network is run with
  absl::StatusOr<posix::FileDescriptor> fd =
      posix::OpenTcpSocket(address.address.family(), options);
  if (!fd.ok()) return Named(address, fd.status());
  const int on = 1;
  ::setsockopt(fd->get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  const posix::SocketAddress socket = posix::ToSocketAddress(address);
  if (::bind(fd->get(), socket.get(), socket.size) != 0) {
    return Named(address, absl::ErrnoToStatus(errno, "bind"));
  }
  if (::listen(fd->get(), kBacklog) != 0) {
    return Named(address, absl::ErrnoToStatus(errno, "listen"));
  }
  return fd;
}

}  // namespace

bool IsAddressOrLocalhost(absl::string_view host) {
  if (IpAddress::Parse(host).has_value()) return true;
  if (IpEndpoint::Parse(host).has_value()) return true;
  if (absl::StartsWith(host, "[") && absl::EndsWith(host, "]")) {
    return IpAddress::Parse(host.substr(1, host.size() - 2)).has_value();
  }
  return absl::EqualsIgnoreCase(host.substr(0, host.find(':')), "localhost");
}

// One request and its answer. Thread-safe: nothing of it changes.
class HttpServer::Exchange : private httplib::Server {
 public:
  // Qualified: httplib::Server has names of its own.
  Exchange(const HttpServer::Options& options, HttpServer::Handler handler)
      : handler_(std::move(handler)) {
    httplib::Headers headers;
    for (const auto& [name, value] : options.headers) {
      headers.emplace(name, value);
    }
    set_default_headers(std::move(headers));
    // Before anything of the body is read.
    set_pre_routing_handler(
        [this](const httplib::Request& request, httplib::Response& response) {
          Answer(request, response);
          return HandlerResponse::Handled;
        });
  }

  void Serve(httplib::Stream& stream) {
    bool closed = false;
    process_request(stream, /*close_connection=*/true, closed, Restrain);
  }

 private:
  // What a client may ask for that costs more than it is worth.
  static void Restrain(httplib::Request& request) {
    // A thousand ranges of one document are a thousand documents.
    request.ranges.clear();
    // Brotli, at its best, takes a second for what zlib does in milliseconds.
    const bool zip =
        absl::StrContains(request.get_header_value("Accept-Encoding"), "gzip");
    request.headers.erase("Accept-Encoding");
    if (zip) request.set_header("Accept-Encoding", "gzip");
  }

  void Answer(const httplib::Request& request,
              httplib::Response& response) const {
    HttpAnswer answer = AnswerOf(request);
    response.status = answer.status;
    if (answer.status == 405) response.set_header("Allow", "GET, HEAD");
    response.set_content(std::move(answer.body), answer.content_type);
  }

  HttpAnswer AnswerOf(const httplib::Request& request) const {
    if (request.get_header_value_count("Host") != 1 ||
        !IsAddressOrLocalhost(request.get_header_value("Host"))) {
      return {403, "text/plain",
              "Open this by its address, or as localhost: a name could be "
              "anybody's.\n"};
    }
    if (request.method != "GET" && request.method != "HEAD") {
      return {405, "text/plain", "Nothing can be changed here.\n"};
    }
    return handler_(request.path);
  }

  const HttpServer::Handler handler_;
};

absl::StatusOr<std::unique_ptr<HttpServer>> HttpServer::Create(
    Options options, Handler handler) {
  absl::StatusOr<posix::FileDescriptor> listener = Listen(options.address);
  if (!listener.ok()) return listener.status();
  const absl::StatusOr<IpEndpoint> local =
      posix::LocalEndpoint(listener->get());
  if (!local.ok()) return Named(options.address, local.status());
  absl::StatusOr<posix::Wakeup> stop = posix::Wakeup::Create();
  if (!stop.ok()) return Named(options.address, stop.status());
  std::unique_ptr<HttpServer> server(
      new HttpServer(std::move(options), std::move(handler),
                     *std::move(listener), *local, *std::move(stop)));
  // New threads inherit the mask.
  sigset_t all, old;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &old);
  absl::Status status;
  try {
    for (size_t i = 0; i < server->options_.threads; ++i) {
      server->threads_.emplace_back([raw = server.get()] { raw->Run(); });
    }
  } catch (const std::system_error& error) {
    status = absl::ResourceExhaustedError(
        absl::StrCat("start a thread: ", error.what()));
  }
  pthread_sigmask(SIG_SETMASK, &old, nullptr);
  if (!status.ok()) return Named(server->options_.address, status);
  return server;
}

HttpServer::HttpServer(Options options, Handler handler,
                       posix::FileDescriptor listener, const IpEndpoint& local,
                       posix::Wakeup stop)
    : options_(std::move(options)),
      listener_(std::move(listener)),
      local_(local),
      stop_(std::move(stop)),
      exchange_(std::make_unique<Exchange>(options_, std::move(handler))) {}

HttpServer::~HttpServer() {
  stop_.Notify();
  for (std::thread& thread : threads_) thread.join();
}

void HttpServer::Run() {
  const sched_param ordinary = {};
  pthread_setschedparam(pthread_self(), SCHED_OTHER, &ordinary);
  for (;;) {
    pollfd waits[] = {{stop_.fd(), POLLIN, 0}, {listener_.get(), POLLIN, 0}};
    ::poll(waits, std::size(waits), -1);
    if (waits[0].revents != 0) return;
    const posix::FileDescriptor connection(::accept4(
        listener_.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (connection.valid()) {
      Serve(connection);
    } else if (errno != EAGAIN) {
      // Out of descriptors, perhaps: the queue stays readable.
      ::poll(waits, 1, kRetryAfterMs);
    }
  }
}

void HttpServer::Serve(const posix::FileDescriptor& connection) {
  BoundedStream::Limits limits;
  limits.max_received = options_.max_request;
  limits.deadline = std::chrono::steady_clock::now() +
                    absl::ToChronoNanoseconds(options_.time);
  limits.stop_fd = stop_.fd();
  BoundedStream stream(connection.get(), limits);
  exchange_->Serve(stream);
  stream.Finish();
}

}  // namespace waymark::examples
