// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The announcer over a speaker, as a neighbour sees it on the wire.

#include "speaker/announcement_port.h"

#include <array>
#include <cstdint>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "announcer/announcement_sink.h"
#include "announcer/announcer.h"
#include "announcer/group.h"
#include "announcer/incident.h"
#include "announcer/incident_ledger.h"
#include "announcer/neighbor.h"
#include "announcer/role.h"
#include "announcer/shutdown.h"
#include "base/byte_writer.h"
#include "base/ip_address.h"
#include "base/ip_prefix.h"
#include "base/monotonic_time.h"
#include "bgp/family.h"
#include "bgp/path_attributes.h"
#include "bgp/route_refresh.h"
#include "bgp/session/down_reason.h"
#include "bgp/session/negotiated.h"
#include "bgp/wire/route_refresh_codec.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "rib/peer_info.h"
#include "speaker/neighbor.h"
#include "speaker/neighbor_config.h"
#include "speaker/speaker.h"
#include "speaker/testing/simulated_site.h"
#include "speaker/testing/wire_peer.h"

namespace waymark::speaker {
namespace {

using announcer::Role;
using ::testing::Contains;
using ::testing::ElementsAre;
using testing::SimulatedInternet;
using testing::SimulatedSite;
using testing::WirePeer;

const IpAddress kServerAddress = IpAddress::V4(10, 0, 0, 4);
const IpAddress kOurAddress = IpAddress::V4(10, 0, 0, 10);
constexpr char kFloating[] = "floating";

// A speaker, a port and an announcer, as a daemon puts them together.
class Node : public NeighborVisitor {
 public:
  Node(SimulatedInternet& internet, SimulatedSite& site, const WirePeer& server)
      : speaker(site.node().runtime(), {}, *this),
        announcer(site.node().runtime(), port, nullptr) {
    port.SetVisitor(&announcer);
    AddToSpeaker(internet, site, server);
    EXPECT_TRUE(announcer
                    .AddNeighbor(announcer::NeighborId{0},
                                 {.name = "wire", .local_as = 65001})
                    .ok());
  }

  void AddToSpeaker(SimulatedInternet& internet, SimulatedSite& site,
                    const WirePeer& server) {
    NeighborConfig config = server.ConfigFrom(site);
    config.initially_ready = false;
    const absl::StatusOr<rib::PeerId> added = speaker.AddNeighbor(
        config, internet.streams.CreateDialer(site.node(), {kOurAddress, 0},
                                              {kServerAddress, 179}));
    EXPECT_TRUE(added.ok()) << added.status();
    EXPECT_EQ(*added, rib::PeerId{0});
  }

  void AddGroup(Role role, std::optional<uint32_t> epoch_span = std::nullopt) {
    announcer::GroupConfig group;
    group.name = kFloating;
    group.prefixes = {*IpPrefix::Parse("172.16.1.1/32"),
                      *IpPrefix::Parse("2001:db8:1::1/128")};
    group.next_hops.ipv6 = IpAddress::Parse("2001:db8::10");
    group.ladder.active.med = 0;
    group.ladder.standby = {{.prepend = 2, .med = 100}};
    group.ladder.recovering.prepend = 4;
    group.ladder.recovering.med = 200;
    group.ladder.epoch_span = epoch_span;
    group.initial_role = role;
    EXPECT_TRUE(announcer.AddGroup(group).ok());
  }
  void Start() { EXPECT_TRUE(speaker.Start(rib::PeerId{0}).ok()); }
  void SetReady(bool ready) {
    EXPECT_TRUE(announcer.SetReady(kFloating, ready).ok());
  }

  // "up" and "down".
  std::vector<std::string> sessions;

 private:
  void OnSessionUp(Neighbor& neighbor, uint64_t,
                   const bgp::Negotiated& negotiated) override {
    sessions.push_back("up");
    port.OnSessionUp(neighbor, negotiated);
  }
  void OnSessionDown(Neighbor& neighbor, uint64_t,
                     const bgp::DownReason& reason) override {
    sessions.push_back("down");
    port.OnSessionDown(neighbor, reason);
  }

 public:
  Speaker speaker;
  AnnouncementPort port{speaker};
  announcer::Announcer announcer;
};

class AnnouncementPortTest : public ::testing::Test {
 protected:
  void Run(absl::Duration duration) { internet_.world.RunFor(duration); }
  // Starts with one group in `role`, ready, and runs until all is said.
  void Establish(Role role) {
    node_.AddGroup(role);
    node_.SetReady(true);
    node_.Start();
    Run(absl::Seconds(3));
  }

  SimulatedInternet internet_;
  // Only its node is used, and the address.
  SimulatedSite site_{internet_, "site", kOurAddress, {}};
  WirePeer server_{internet_, kServerAddress};
  Node node_{internet_, site_, server_};
};

TEST_F(AnnouncementPortTest, AnActiveNodeAnnouncesBothFamiliesThenEndOfRib) {
  Establish(Role::kActive);
  EXPECT_THAT(server_.lines(),
              ElementsAre("open", "keepalive",
                          "+ 172.16.1.1/32: 65001 med 0 via 10.0.0.10",
                          "end-of-rib ipv4",
                          "+ 2001:db8:1::1/128: 65001 med 0 via 2001:db8::10",
                          "end-of-rib ipv6"));
}

TEST_F(AnnouncementPortTest, AStandbyNodeAnnouncesALongerPathAndAHigherMed) {
  Establish(Role::kStandby);
  EXPECT_THAT(
      server_.lines(),
      ElementsAre("open", "keepalive",
                  "+ 172.16.1.1/32: 65001 65001 65001 med 100 via 10.0.0.10",
                  "end-of-rib ipv4",
                  "+ 2001:db8:1::1/128: 65001 65001 65001 med 100 via "
                  "2001:db8::10",
                  "end-of-rib ipv6"));
}

TEST_F(AnnouncementPortTest, ANewerEpochLowersTheMedOnTheWire) {
  node_.AddGroup(Role::kActive, /*epoch_span=*/50);
  node_.SetReady(true);
  node_.Start();
  Run(absl::Seconds(3));
  EXPECT_THAT(server_.lines(),
              Contains("+ 172.16.1.1/32: 65001 med 50 via 10.0.0.10"));
  server_.ForgetLines();
  ASSERT_TRUE(
      node_.announcer.SetRole(kFloating, {Role::kActive, /*epoch=*/11}).ok());
  Run(absl::Seconds(1));
  EXPECT_THAT(server_.lines(),
              ElementsAre("+ 172.16.1.1/32: 65001 med 39 via 10.0.0.10",
                          "+ 2001:db8:1::1/128: 65001 med 39 via "
                          "2001:db8::10"));
}

TEST_F(AnnouncementPortTest, AChangeOfRoleReplacesWhatWasAnnounced) {
  Establish(Role::kStandby);
  server_.ForgetLines();
  ASSERT_TRUE(
      node_.announcer.SetRole(kFloating, {Role::kActive, /*epoch=*/1}).ok());
  Run(absl::Seconds(1));
  EXPECT_THAT(server_.lines(),
              ElementsAre("+ 172.16.1.1/32: 65001 med 0 via 10.0.0.10",
                          "+ 2001:db8:1::1/128: 65001 med 0 via 2001:db8::10"));
}

// RFC 4724, 2: the marker comes after the initial update.
TEST_F(AnnouncementPortTest, NothingComesBeforeTheGroupIsReady) {
  node_.AddGroup(Role::kActive);
  node_.Start();
  Run(absl::Seconds(5));
  EXPECT_THAT(server_.lines(), ElementsAre("open", "keepalive"));
  node_.SetReady(true);
  Run(absl::Seconds(1));
  EXPECT_THAT(server_.lines(),
              ElementsAre("open", "keepalive",
                          "+ 172.16.1.1/32: 65001 med 0 via 10.0.0.10",
                          "end-of-rib ipv4",
                          "+ 2001:db8:1::1/128: 65001 med 0 via 2001:db8::10",
                          "end-of-rib ipv6"));
}

TEST_F(AnnouncementPortTest, AGroupThatIsNoLongerReadyIsWithdrawnAndNoMore) {
  Establish(Role::kActive);
  server_.ForgetLines();
  node_.SetReady(false);
  Run(absl::Seconds(1));
  EXPECT_THAT(server_.lines(),
              ElementsAre("- 172.16.1.1/32", "- 2001:db8:1::1/128"));
}

TEST_F(AnnouncementPortTest, ASessionThatReturnsHearsEverythingAgainOnce) {
  Establish(Role::kActive);
  const std::vector<std::string> first = server_.lines();
  for (int i = 0; i < 3; ++i) {
    server_.ForgetLines();
    server_.Drop();
    Run(absl::Seconds(3));
    EXPECT_EQ(server_.lines(), first);
  }
  EXPECT_THAT(node_.sessions,
              ElementsAre("up", "down", "up", "down", "up", "down", "up"));
}

TEST_F(AnnouncementPortTest, WhatChangedBetweenTwoSessionsIsNotRepeated) {
  Establish(Role::kActive);
  server_.ForgetLines();
  server_.Drop();
  Run(absl::Milliseconds(5));
  node_.SetReady(false);
  Run(absl::Seconds(5));
  // Not ready: neither the old routes, nor End-of-RIB.
  EXPECT_THAT(server_.lines(), ElementsAre("open", "keepalive"));
  ASSERT_TRUE(
      node_.announcer.SetRole(kFloating, {Role::kWithdrawn, /*epoch=*/1}).ok());
  node_.SetReady(true);
  Run(absl::Seconds(1));
  EXPECT_THAT(
      server_.lines(),
      ElementsAre("open", "keepalive", "end-of-rib ipv4", "end-of-rib ipv6"));
}

TEST_F(AnnouncementPortTest, ShutdownWithdrawsAndWaitsBeforeItSaysCease) {
  Establish(Role::kActive);
  server_.ForgetLines();
  // The acknowledgement takes its time.
  internet_.streams.SetLatency(kServerAddress, kOurAddress,
                               absl::Milliseconds(300));
  bool done = false;
  node_.announcer.Shutdown(
      {.text = "maintenance"}, [&](const announcer::ShutdownReport& report) {
        done = true;
        // An acknowledgement is all that there is.
        EXPECT_THAT(report.unconfirmed, ElementsAre(announcer::NeighborId{0}));
      });
  Run(absl::Milliseconds(290));
  EXPECT_THAT(server_.lines(),
              ElementsAre("- 172.16.1.1/32", "- 2001:db8:1::1/128"));
  EXPECT_FALSE(done);
  Run(absl::Seconds(2));
  EXPECT_TRUE(done);
  EXPECT_THAT(
      server_.lines(),
      ElementsAre("- 172.16.1.1/32", "- 2001:db8:1::1/128",
                  "cease/administrative_shutdown maintenance", "closed"));
  // And it stays away.
  Run(absl::Seconds(30));
  EXPECT_THAT(node_.sessions, ElementsAre("up", "down"));
}

TEST_F(AnnouncementPortTest, ShutdownWorsensFirstIfItIsToldTo) {
  Establish(Role::kActive);
  server_.ForgetLines();
  node_.announcer.Shutdown({.worsen_for = absl::Milliseconds(500)},
                           [](const announcer::ShutdownReport&) {});
  Run(absl::Milliseconds(400));
  EXPECT_THAT(
      server_.lines(),
      ElementsAre("+ 172.16.1.1/32: 65001 65001 65001 65001 65001 med 200 via "
                  "10.0.0.10",
                  "+ 2001:db8:1::1/128: 65001 65001 65001 65001 65001 med 200 "
                  "via 2001:db8::10"));
  server_.ForgetLines();
  Run(absl::Seconds(1));
  EXPECT_THAT(server_.lines(),
              ElementsAre("- 172.16.1.1/32", "- 2001:db8:1::1/128",
                          "cease/administrative_shutdown", "closed"));
}

// A neighbour with enhanced route refresh, which is asked by the announcer
// whether it has processed the withdrawals.
class ProcessingTest : public AnnouncementPortTest {
 protected:
  ProcessingTest() { server_.AnnounceEnhancedRouteRefresh(); }

  void BeginShutdown() {
    Establish(Role::kActive);
    SendEndOfRib();
    BeginShutdownOfEstablished();
  }
  // Of IPv6 unicast.
  void SendEndOfRib() {
    std::vector<uint8_t> update(16, 0xFF);
    const uint8_t rest[] = {0,    29, 2, 0, 0, 0, 6,  // UPDATE of 29 octets
                            0x80, 15, 3,              // MP_UNREACH_NLRI
                            0,    2,  1};
    update.insert(update.end(), std::begin(rest), std::end(rest));
    server_.Send(update);
    Run(absl::Milliseconds(100));
  }
  void BeginShutdownOfEstablished() {
    server_.ForgetLines();
    node_.announcer.Shutdown(
        {.deadline = absl::Seconds(30)},
        [this](const announcer::ShutdownReport& report) { report_ = report; });
    Run(absl::Seconds(1));
  }
  void Send(const bgp::Family& family, bgp::RouteRefreshSubtype subtype) {
    std::array<uint8_t, 32> buffer;
    ByteWriter writer(absl::MakeSpan(buffer));
    bgp::EncodeRouteRefresh({family, subtype}, writer);
    server_.Send(writer.written());
    Run(absl::Milliseconds(100));
  }
  bool closing() const {
    return node_.announcer.stage() > announcer::ShutdownStage::kProcessing;
  }

  static constexpr auto kBegin = bgp::RouteRefreshSubtype::kBeginningOfRefresh;
  static constexpr auto kEnd = bgp::RouteRefreshSubtype::kEndOfRefresh;
  std::optional<announcer::ShutdownReport> report_;
};

TEST_F(ProcessingTest, TheQuestionFollowsTheWithdrawalsAndTheAnswerEndsIt) {
  BeginShutdown();
  EXPECT_THAT(
      server_.lines(),
      ElementsAre("- 172.16.1.1/32", "- 2001:db8:1::1/128", "refresh? ipv6"));
  EXPECT_EQ(node_.announcer.stage(), announcer::ShutdownStage::kProcessing);
  Send(bgp::kIpv6Unicast, kBegin);
  EXPECT_FALSE(closing());
  Send(bgp::kIpv6Unicast, kEnd);
  EXPECT_TRUE(closing());
  Run(absl::Seconds(1));
  ASSERT_TRUE(report_.has_value());
  EXPECT_TRUE(report_->unconfirmed.empty());
}

TEST_F(ProcessingTest, TheQuestionIsAboutTheFamilyOfTheLastWithdrawal) {
  Establish(Role::kActive);
  std::vector<uint8_t> end_of_rib(16, 0xFF);  // of IPv4 unicast
  const uint8_t rest[] = {0, 23, 2, 0, 0, 0, 0};
  end_of_rib.insert(end_of_rib.end(), std::begin(rest), std::end(rest));
  server_.Send(end_of_rib);
  SendEndOfRib();
  server_.ForgetLines();
  const announcer::NeighborId id{0};
  node_.port.Withdraw(id, *IpPrefix::Parse("172.16.1.1/32"));
  EXPECT_TRUE(node_.port.NotifyWhenProcessed(id));
  Run(absl::Seconds(1));
  EXPECT_THAT(server_.lines(), ElementsAre("- 172.16.1.1/32", "refresh? ipv4"));
}

TEST_F(ProcessingTest, WithoutItsEndOfRibTheNeighborIsNotAsked) {
  Establish(Role::kActive);
  BeginShutdownOfEstablished();
  EXPECT_THAT(server_.lines(),
              ElementsAre("- 172.16.1.1/32", "- 2001:db8:1::1/128",
                          "cease/administrative_shutdown", "closed"));
}

TEST_F(ProcessingTest, WhatIsNoAnswerConfirmsNothing) {
  BeginShutdown();
  Send(bgp::kIpv6Unicast, kEnd);  // without a beginning
  Send(bgp::kIpv4Unicast, kBegin);
  Send(bgp::kIpv4Unicast, kEnd);  // of another family
  Send(bgp::kIpv6Unicast, bgp::RouteRefreshSubtype::kNormal);
  EXPECT_FALSE(closing());
  Run(absl::Seconds(30));
  ASSERT_TRUE(report_.has_value());
  EXPECT_THAT(report_->unconfirmed, ElementsAre(announcer::NeighborId{0}));
}

TEST_F(ProcessingTest, ARefreshThatBeganBeforeTheQuestionIsNoAnswer) {
  Establish(Role::kActive);
  SendEndOfRib();
  Send(bgp::kIpv6Unicast, kBegin);
  BeginShutdownOfEstablished();
  Send(bgp::kIpv6Unicast, kEnd);
  EXPECT_FALSE(closing());
  Send(bgp::kIpv6Unicast, kBegin);
  Send(bgp::kIpv6Unicast, kEnd);
  EXPECT_TRUE(closing());
}

TEST_F(ProcessingTest, ARequestIsAnsweredBetweenMarks) {
  Establish(Role::kActive);
  server_.ForgetLines();
  Send(bgp::kIpv4Unicast, bgp::RouteRefreshSubtype::kNormal);
  EXPECT_THAT(
      server_.lines(),
      ElementsAre("borr ipv4", "+ 172.16.1.1/32: 65001 med 0 via 10.0.0.10",
                  "eorr ipv4"));
}

// What the ledger is told about the end of a session.
class FaultTest : public AnnouncementPortTest {
 protected:
  FaultTest() {
    node_.port.SetLedger(&ledger_);
    node_.announcer.SetLedger(&ledger_);
  }

  announcer::Fault FaultOf(const bgp::DownReason& reason) {
    Neighbor& neighbor = *node_.speaker.Find(rib::PeerId{0});
    bgp::Negotiated negotiated;
    negotiated.hold_time = absl::Seconds(9);
    node_.port.OnSessionUp(neighbor, negotiated);
    node_.port.OnSessionDown(neighbor, reason);
    return ledger_.incidents().back().fault;
  }

  announcer::IncidentLedger ledger_{site_.node().runtime(), {}, nullptr};
  const MonotonicTime now_ = MonotonicTime::FromNanoseconds(60'000'000'000);
};

TEST_F(FaultTest, BfdKnowsWhenTheNeighborWasHeardLast) {
  bgp::DownReason reason;
  reason.kind = bgp::DownKind::kBfdDown;
  reason.time = now_;
  reason.liveness.emplace();
  reason.liveness->verdict_time = now_ - absl::Milliseconds(1);
  reason.liveness->last_good = now_ - absl::Milliseconds(151);
  const announcer::Fault fault = FaultOf(reason);
  EXPECT_EQ(fault.trigger, announcer::Trigger::kBfdDown);
  EXPECT_EQ(fault.what, "wire");
  EXPECT_EQ(fault.detected, now_ - absl::Milliseconds(1));
  EXPECT_EQ(fault.last_good, now_ - absl::Milliseconds(151));
}

TEST_F(FaultTest, TheHoldTimerCountsFromTheLastMessage) {
  bgp::DownReason reason;
  reason.kind = bgp::DownKind::kHoldTimerExpired;
  reason.time = now_;
  const announcer::Fault fault = FaultOf(reason);
  EXPECT_EQ(fault.trigger, announcer::Trigger::kHoldTimerExpired);
  EXPECT_EQ(fault.detected, now_);
  EXPECT_EQ(fault.last_good, now_ - absl::Seconds(9));
}

TEST_F(FaultTest, WhereNobodyCanSayDetectionTakesNoTime) {
  bgp::DownReason reason;
  reason.kind = bgp::DownKind::kNotificationReceived;
  reason.time = now_;
  const announcer::Fault fault = FaultOf(reason);
  EXPECT_EQ(fault.trigger, announcer::Trigger::kSessionEnded);
  EXPECT_EQ(fault.last_good, now_);
}

TEST_F(FaultTest, AConnectionThatIsResetIsAnIncidentWithNobodyLeftToTell) {
  Establish(Role::kActive);
  server_.Drop();
  Run(absl::Milliseconds(10));
  const announcer::Incident& incident = ledger_.incidents().back();
  EXPECT_EQ(incident.fault.trigger, announcer::Trigger::kTransportClosed);
  EXPECT_EQ(incident.end, announcer::Incident::End::kNothingToSay);
}

TEST_F(FaultTest, WhatIsAnnouncedBecauseOfItIsAcknowledged) {
  Establish(Role::kActive);
  internet_.streams.SetLatency(kServerAddress, kOurAddress,
                               absl::Milliseconds(300));
  ASSERT_TRUE(
      node_.announcer.SetRole(kFloating, {Role::kStandby, /*epoch=*/1}).ok());
  Run(absl::Seconds(1));
  const announcer::Incident& incident = ledger_.incidents().back();
  EXPECT_EQ(incident.end, announcer::Incident::End::kAcknowledged);
  EXPECT_GE(incident.segments().acknowledgement, absl::Milliseconds(300));
  EXPECT_LE(incident.segments().acknowledgement, absl::Milliseconds(350));
}

// AnnouncementSink: no method calls back, or anything that might.
TEST_F(AnnouncementPortTest, ANeighborIsClosedAfterTheCall) {
  Establish(Role::kActive);
  node_.port.CloseNeighbor(announcer::NeighborId{0}, "text");
  const Neighbor& neighbor = *node_.speaker.Find(rib::PeerId{0});
  EXPECT_NE(neighbor.negotiated(), nullptr);
  Run(absl::Milliseconds(10));
  EXPECT_EQ(neighbor.negotiated(), nullptr);
  EXPECT_THAT(node_.sessions, ElementsAre("up", "down"));
}

TEST_F(AnnouncementPortTest, ARemovedNeighborsNumberBeginsAnew) {
  Establish(Role::kActive);
  const std::vector<std::string> first = server_.lines();
  node_.speaker.RemoveNeighbor(rib::PeerId{0});
  node_.port.OnNeighborRemoved(rib::PeerId{0});
  EXPECT_EQ(node_.announcer.NextAnnouncement(announcer::NeighborId{0}, {}),
            nullptr);
  node_.port.OnNeighborRemoved(rib::PeerId{0});  // no session, nothing to tell
  Run(absl::Seconds(1));
  node_.AddToSpeaker(internet_, site_, server_);
  server_.ForgetLines();
  node_.Start();
  Run(absl::Seconds(3));
  EXPECT_EQ(server_.lines(), first);
}

TEST_F(AnnouncementPortTest, AnAnswerForAPortThatIsGoneGoesNowhere) {
  struct Counting : announcer::AnnouncementSinkVisitor {
    void OnSessionUp(announcer::NeighborId,
                     const announcer::SessionFacts&) override {}
    void OnFlushed(announcer::NeighborId) override { ++flushed; }
    void OnSessionDown(announcer::NeighborId) override {}
    int flushed = 0;
  };
  Establish(Role::kActive);
  Counting visitor;
  auto port = std::make_unique<AnnouncementPort>(node_.speaker);
  port->SetVisitor(&visitor);
  port->NotifyWhenFlushed(announcer::NeighborId{0});
  port.reset();
  Run(absl::Seconds(1));
  EXPECT_EQ(visitor.flushed, 0);
}

TEST_F(AnnouncementPortTest, WhatALimitTurnsAwayIsCounted) {
  Node node(internet_, site_, server_);
  NeighborConfig config = server_.ConfigFrom(site_);
  config.address = IpAddress::V4(10, 0, 0, 5);
  config.adj_rib_out.max_prefixes = 1;
  ASSERT_TRUE(node.speaker.AddNeighbor(config, nullptr).ok());
  bgp::PathAttributes path;
  path.as_path.Prepend(65001, 1);
  path.next_hop = bgp::NextHop{kOurAddress, std::nullopt};
  const announcer::NeighborId id{1};
  EXPECT_TRUE(node.port.Announce(id, *IpPrefix::Parse("10.1.0.0/16"), path));
  EXPECT_EQ(node.port.refused(), 0u);
  EXPECT_FALSE(node.port.Announce(id, *IpPrefix::Parse("10.2.0.0/16"), path));
  EXPECT_EQ(node.port.refused(), 1u);
}

TEST_F(AnnouncementPortTest, NeighborsThatAreNotThereAreIgnored) {
  const announcer::NeighborId nobody{7};
  const IpPrefix prefix = *IpPrefix::Parse("10.1.0.0/16");
  EXPECT_TRUE(node_.port.Announce(nobody, prefix, {}));
  node_.port.Withdraw(nobody, prefix);
  node_.port.MarkInitialSetComplete(nobody);
  node_.port.NotifyWhenFlushed(nobody);
  EXPECT_FALSE(node_.port.NotifyWhenProcessed(nobody));
  node_.port.CloseNeighbor(nobody, "text");
  EXPECT_EQ(node_.port.refused(), 0u);
}

}  // namespace
}  // namespace waymark::speaker
