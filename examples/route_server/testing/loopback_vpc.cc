// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/route_server/testing/loopback_vpc.h"

#include <fcntl.h>
#include <unistd.h>

#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "examples/proto/config_problem.h"
#include "examples/route_server/config_loader.h"
#include "posix/testing/run_until.h"

namespace waymark::examples {

void LoopbackVpc::SetUp() {
  loop_ = *posix::EventLoop::Create();
  events_ = std::make_unique<EventLog>(loop_->runtime(), 100);
  int ends[2];
  ASSERT_EQ(::pipe2(ends, O_CLOEXEC | O_NONBLOCK), 0);
  diagnostics_read_ = posix::FileDescriptor(ends[0]);
  diagnostics_write_ = posix::FileDescriptor(ends[1]);
  diagnostics_ = std::make_unique<LineOutput>(loop_->runtime(),
                                              diagnostics_write_.get(), 10);
  endpoint_ = {server_address_, FreePort(server_address_)};
}

RouteServerSetup LoopbackVpc::Setup(absl::string_view more,
                                    absl::string_view of_peer) {
  ConfigProblems problems("f");
  std::string text = absl::StrCat(
      "as: 65000 router_id: \"127.0.0.1\" next_hop_check: UNCHECKED "
      "route_table { name: \"vpc\" in_process: true } "
      "endpoint { name: \"rse\" address: \"127.0.0.1\" port: ",
      endpoint_.port, " } ", more, " ");
  for (const char* const address : {"127.0.0.2", "127.0.0.3"}) {
    absl::StrAppend(&text, "peer { name: \"p", address,
                    "\" endpoint: \"rse\" address: \"", address,
                    "\" peer_as: 65001 ", of_peer, " } ");
  }
  const auto setup = ParseRouteServerConfig(text, &problems);
  EXPECT_TRUE(setup.has_value()) << problems.ToString();
  return setup.value_or(RouteServerSetup());
}

absl::Status LoopbackVpc::Open(const RouteServerSetup& setup) {
  std::vector<NamedTable> tables;
  tables.push_back(MemoryTable::Create("vpc", table_));
  return Open(setup, std::move(tables));
}

absl::Status LoopbackVpc::Open(const RouteServerSetup& setup,
                               std::vector<NamedTable> tables) {
  absl::StatusOr<std::unique_ptr<RouteServer>> server = RouteServer::Create(
      *loop_, *events_, *diagnostics_, setup, std::move(tables));
  if (!server.ok()) return server.status();
  server_ = *std::move(server);
  return absl::OkStatus();
}

std::unique_ptr<LoopbackSpeaker> LoopbackVpc::Peer(const IpAddress& address,
                                                   bool with_bfd) {
  auto peer = std::make_unique<LoopbackSpeaker>(*loop_, address, 65001, 0);
  const rib::PeerId id = peer->Connect(endpoint_, 65000, with_bfd);
  EXPECT_TRUE(Until([&] { return peer->IsUp(id); }));
  return peer;
}

std::unique_ptr<LoopbackSpeaker> LoopbackVpc::Peer(const IpAddress& address,
                                                   absl::string_view gateway,
                                                   uint32_t med) {
  auto peer = Peer(address);
  peer->Announce(kServer, kFloating, gateway, med);
  return peer;
}

bool LoopbackVpc::Until(const std::function<bool()>& done) {
  return posix::RunUntil(*loop_, done);
}

bool LoopbackVpc::UntilVia(absl::string_view gateway) {
  return Until([&] { return table_.Via(kFloating) == gateway; });
}

std::string LoopbackVpc::Diagnostics() {
  char buffer[4096];
  const ssize_t size = ::read(diagnostics_read_.get(), buffer, sizeof buffer);
  return size > 0 ? std::string(buffer, static_cast<size_t>(size)) : "";
}

}  // namespace waymark::examples
