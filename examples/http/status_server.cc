// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/http/status_server.h"

#include <unistd.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "examples/daemon/rows.h"
#include "examples/http/page.h"
#include "examples/proto/status.pb.h"

namespace waymark::examples {
namespace {

constexpr absl::string_view kLoopback = "127.0.0.1:";

// The daemon has work to do before the next slice.
constexpr absl::Duration kBetweenSlices = absl::Microseconds(200);

std::string HostName() {
  char name[256] = {};
  return ::gethostname(name, sizeof name - 1) == 0 ? name : "";
}

// The page may run its own script, and ask where it came from; nothing else,
// whatever should get into it.
std::string ContentSecurityPolicy() {
  return absl::StrCat("default-src 'none'; connect-src 'self'; script-src '",
                      kPageScriptHash, "'; style-src '", kPageStyleHash,
                      "'; img-src data:; base-uri 'none'; form-action 'none'; "
                      "frame-ancestors 'none'");
}

}  // namespace

absl::StatusOr<IpEndpoint> StatusServer::ParseAddress(absl::string_view text) {
  std::optional<IpEndpoint> address = IpEndpoint::Parse(text);
  if (!address.has_value()) {
    address = IpEndpoint::Parse(absl::StrCat(kLoopback, text));
  }
  if (address.has_value()) return *address;
  return absl::InvalidArgumentError(absl::StrCat(
      "\"", text, "\" is not an address with a port, as ",
      "127.0.0.1:8080 and [::1]:8080 are, nor a port, as 8080 is"));
}

absl::StatusOr<std::unique_ptr<StatusServer>> StatusServer::Create(
    posix::EventLoop& loop, const Options& options) {
  std::unique_ptr<StatusServer> server(new StatusServer(loop, options));
  if (absl::Status status = server->Open(); !status.ok()) return status;
  return server;
}

StatusServer::StatusServer(posix::EventLoop& loop, const Options& options)
    : loop_(loop),
      options_(options),
      started_(loop.clock().Now()),
      slot_(options.fresh, [this] { (void)asked_->Send(std::monostate()); }),
      timer_(loop.CreateTimer([this] { Continue(); })) {}

StatusServer::~StatusServer() {
  slot_.Close();
  http_.reset();
}

absl::Status StatusServer::Open() {
  // One question is enough for all.
  auto asked = posix::Mailbox<std::monostate>::Create(
      loop_, 1, [this](std::monostate) { Begin(); });
  if (!asked.ok()) return asked.status();
  asked_ = *std::move(asked);
  HttpServer::Options options;
  options.address = options_.address;
  options.headers = {
      {"Cache-Control", "no-store"},
      {"Content-Security-Policy", ContentSecurityPolicy()},
      {"Cross-Origin-Resource-Policy", "same-origin"},
      {"Referrer-Policy", "no-referrer"},
      {"X-Content-Type-Options", "nosniff"},
  };
  absl::StatusOr<std::unique_ptr<HttpServer>> http = HttpServer::Create(
      std::move(options),
      [this](absl::string_view path) { return Answer(path); });
  if (!http.ok()) return http.status();
  http_ = *std::move(http);
  return absl::OkStatus();
}

void StatusServer::Show(std::vector<StatusSection> sections) {
  sections_ = std::move(sections);
}

HttpAnswer StatusServer::Answer(absl::string_view path) {
  if (path == "/") return {200, "text/html; charset=utf-8", std::string(kPage)};
  if (path == "/api/state") return State();
  return {404, "text/plain", "There is / and /api/state.\n"};
}

HttpAnswer StatusServer::State() {
  const StatusSlot::Text text = slot_.Await(options_.patience);
  if (text == nullptr) {
    return {503, "application/json",
            "{\"error\":\"the main loop does not answer\"}"};
  }
  return {200, "application/json", *text};
}

void StatusServer::Begin() {
  if (document_.has_value()) return;
  begun_ = loop_.clock().Now();
  proto::StatusHead head;
  head.set_program(options_.program);
  head.set_host(HostName());
  SetTimestamp(loop_.runtime(), begun_, *head.mutable_time());
  SetTimestamp(loop_.runtime(), started_, *head.mutable_started());
  document_.emplace(head, sections_);
  // Not inside of the mailbox, which is served before timers are.
  timer_->Arm(begun_);
}

void StatusServer::Continue() {
  const MonotonicTime end = loop_.clock().Now() + options_.slice;
  if (!document_->Extend([&] { return loop_.clock().Now() >= end; })) {
    timer_->Arm(loop_.clock().Now() + kBetweenSlices);
    return;
  }
  slot_.Publish(begun_, std::make_shared<const std::string>(document_->text()));
  document_.reset();
}

}  // namespace waymark::examples
