// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Dialer and listener, each against the other, on loopback.

#include "posix/tcp_listener.h"

#include <sys/resource.h>
#include <sys/socket.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/ip_address.h"
#include "base/ip_endpoint.h"
#include "gtest/gtest.h"
#include "posix/event_loop.h"
#include "posix/file_descriptor.h"
#include "posix/socket_address.h"
#include "posix/tcp_dialer.h"
#include "posix/tcp_socket.h"
#include "posix/testing/run_until.h"
#include "posix/testing/stream_recorder.h"

namespace waymark::posix {
namespace {

// Long enough for a connection on loopback, short of the first repeated SYN.
constexpr absl::Duration kNever = absl::Milliseconds(200);

class TcpListenerTest : public ::testing::TestWithParam<const char*> {
 protected:
  TcpListenerTest() {
    listen_.local.address = *IpAddress::Parse(GetParam());
    dial_.local = IpEndpoint{listen_.local.address, 0, 0};
  }

  void Listen() {
    auto listener = TcpListener::Create(*loop_, listen_);
    ASSERT_TRUE(listener.ok()) << listener.status();
    listener_ = *std::move(listener);
    listener_->SetVisitor(&accepted_);
    dial_.remote = listener_->local();
  }
  // Dials and waits for the answer, for `limit` at most.
  void Dial(absl::Duration limit = absl::Seconds(10)) {
    dialer_ = std::make_unique<TcpDialer>(*loop_, dial_);
    dialer_->StartConnect(dialed_);
    RunUntil(*loop_, [&] { return dialed_.answered(); }, limit);
  }
  // Octets go both ways.
  bool Talk() {
    if (dialed_.end.stream == nullptr) return false;
    if (!RunUntil(*loop_, [&] { return !accepted_.ends.empty(); })) {
      return false;
    }
    StreamRecorder& other = *accepted_.ends.back();
    dialed_.end.Write("ping");
    other.Write("pong");
    return RunUntil(
        *loop_,
        [&] { return other.bytes == "ping" && dialed_.end.bytes == "pong"; },
        absl::Seconds(2));
  }

  std::unique_ptr<EventLoop> loop_ = *EventLoop::Create();
  TcpListener::Options listen_;
  TcpDialer::Options dial_;
  AcceptRecorder accepted_;
  DialRecorder dialed_;
  std::unique_ptr<TcpListener> listener_;
  std::unique_ptr<TcpDialer> dialer_;
};

INSTANTIATE_TEST_SUITE_P(Families, TcpListenerTest,
                         ::testing::Values("127.0.0.1", "::1"),
                         [](const auto& info) {
                           return std::string(info.param) == "::1" ? "V6"
                                                                   : "V4";
                         });

TEST_P(TcpListenerTest, ConnectsAndCarriesOctetsBothWays) {
  Listen();
  Dial();
  ASSERT_FALSE(dialed_.failure) << *dialed_.failure;
  EXPECT_TRUE(Talk());
  EXPECT_EQ(dialed_.end.stream->remote(), listener_->local());
  EXPECT_EQ(accepted_.ends[0]->stream->remote(), dialed_.end.stream->local());
  EXPECT_EQ(listener_->counters().accepted, 1u);
}

TEST_P(TcpListenerTest, NoAnswerComesFromInsideStartConnect) {
  Listen();
  dialer_ = std::make_unique<TcpDialer>(*loop_, dial_);
  dialer_->StartConnect(dialed_);
  EXPECT_FALSE(dialed_.answered());
}

TEST_P(TcpListenerTest, ARefusalNamesBothEndsAndTheReason) {
  Listen();
  listener_.reset();
  Dial();
  ASSERT_TRUE(dialed_.failure);
  EXPECT_TRUE(absl::IsUnavailable(*dialed_.failure));
  for (const std::string& part :
       {dial_.remote.ToString(), dial_.local->ToString(),
        std::string("refused")}) {
    EXPECT_TRUE(absl::StrContains(dialed_.failure->message(), part))
        << *dialed_.failure;
  }
}

TEST_P(TcpListenerTest, ACancelledAttemptIsNotAnswered) {
  Listen();
  dialer_ = std::make_unique<TcpDialer>(*loop_, dial_);
  dialer_->StartConnect(dialed_);
  dialer_->CancelConnect();
  RunFor(*loop_, absl::Milliseconds(20));
  EXPECT_FALSE(dialed_.answered());
  dialer_->StartConnect(dialed_);
  EXPECT_TRUE(RunUntil(*loop_, [&] { return dialed_.answered(); }));
}

TEST_P(TcpListenerTest, AFailureAtOnceIsCancelledLikeAnyOther) {
  Listen();
  dial_.socket.device = "no-such-device";
  dialer_ = std::make_unique<TcpDialer>(*loop_, dial_);
  dialer_->StartConnect(dialed_);
  dialer_->CancelConnect();
  RunFor(*loop_, absl::Milliseconds(5));
  EXPECT_FALSE(dialed_.answered());
  dialer_->StartConnect(dialed_);
  dialer_.reset();
  RunFor(*loop_, absl::Milliseconds(5));
  EXPECT_FALSE(dialed_.answered());
}

TEST_P(TcpListenerTest, ADialerMayBeDestroyedInsideItsAnswer) {
  Listen();
  class Destroyer : public DialRecorder {
   public:
    void OnConnected(std::unique_ptr<ByteStream> s) override {
      dialer->reset();
      DialRecorder::OnConnected(std::move(s));
    }
    std::unique_ptr<TcpDialer>* dialer;
  } visitor;
  visitor.dialer = &dialer_;
  dialer_ = std::make_unique<TcpDialer>(*loop_, dial_);
  dialer_->StartConnect(visitor);
  EXPECT_TRUE(RunUntil(*loop_, [&] { return visitor.answered(); }));
}

TEST_P(TcpListenerTest, AListenerMayBeDestroyedInsideOnAccepted) {
  Listen();
  class Destroyer : public AcceptRecorder {
   public:
    void OnAccepted(std::unique_ptr<ByteStream> s) override {
      AcceptRecorder::OnAccepted(std::move(s));
      listener->reset();
    }
    std::unique_ptr<TcpListener>* listener;
  } visitor;
  visitor.listener = &listener_;
  listener_->SetVisitor(&visitor);
  Dial();
  EXPECT_TRUE(RunUntil(*loop_, [&] { return listener_ == nullptr; }));
  EXPECT_EQ(visitor.ends.size(), 1u);
}

TEST_P(TcpListenerTest, ConnectionsWaitForAVisitor) {
  Listen();
  listener_->SetVisitor(nullptr);
  Dial();
  RunFor(*loop_, absl::Milliseconds(20));
  EXPECT_TRUE(accepted_.ends.empty());
  listener_->SetVisitor(&accepted_);
  EXPECT_TRUE(Talk());
}

TEST_P(TcpListenerTest, ARefusedConnectionIsReset) {
  class Refuser : public ListenerVisitor {
    void OnAccepted(std::unique_ptr<ByteStream>) override {}
  } refuser;
  Listen();
  listener_->SetVisitor(&refuser);
  Dial();
  // The reset may come before the dialer has looked.
  if (dialed_.failure) return;
  ASSERT_TRUE(RunUntil(*loop_, [&] { return dialed_.end.closed.has_value(); }));
  EXPECT_FALSE(dialed_.end.closed->ok());
}

TEST_P(TcpListenerTest, TheSamePortCannotBeListenedAtTwice) {
  Listen();
  listen_.local = listener_->local();
  const auto second = TcpListener::Create(*loop_, listen_);
  ASSERT_FALSE(second.ok());
  EXPECT_TRUE(absl::StrContains(second.status().message(), "bind"))
      << second.status();
  EXPECT_TRUE(
      absl::StrContains(second.status().message(), listen_.local.ToString()));
}

TEST_P(TcpListenerTest, MatchingMd5KeysConnect) {
  Listen();
  dial_.peer.md5_key = std::string(kMaxMd5KeySize, 'k');
  ASSERT_TRUE(
      listener_->SetPeer(dial_.local->address, {dial_.peer.md5_key, false})
          .ok());
  Dial();
  ASSERT_FALSE(dialed_.failure) << *dialed_.failure;
  EXPECT_TRUE(Talk());
}

TEST_P(TcpListenerTest, AWrongMd5KeyGetsNoAnswer) {
  Listen();
  ASSERT_TRUE(listener_->SetPeer(dial_.local->address, {"right", false}).ok());
  dial_.peer.md5_key = "wrong";
  Dial(kNever);
  EXPECT_FALSE(dialed_.answered());
  EXPECT_TRUE(accepted_.ends.empty());
}

TEST_P(TcpListenerTest, AMissingMd5SignatureGetsNoAnswer) {
  Listen();
  ASSERT_TRUE(listener_->SetPeer(dial_.local->address, {"right", false}).ok());
  Dial(kNever);
  EXPECT_FALSE(dialed_.answered());
}

TEST_P(TcpListenerTest, ARemovedPeerNeedsNoSignatureAnyMore) {
  Listen();
  ASSERT_TRUE(listener_->SetPeer(dial_.local->address, {"key", true}).ok());
  ASSERT_TRUE(listener_->RemovePeer(dial_.local->address).ok());
  ASSERT_TRUE(listener_->RemovePeer(dial_.local->address).ok());
  dial_.socket.ttl = 1;
  Dial();
  EXPECT_TRUE(Talk());
}

TEST_P(TcpListenerTest, AKeyThatIsTooLongIsRejected) {
  Listen();
  const std::string key(kMaxMd5KeySize + 1, 'k');
  const absl::Status status =
      listener_->SetPeer(dial_.local->address, {key, false});
  EXPECT_TRUE(absl::IsInvalidArgument(status)) << status;
  EXPECT_FALSE(absl::StrContains(status.message(), key));
  dial_.peer.md5_key = key;
  Dial();
  ASSERT_TRUE(dialed_.failure);
  EXPECT_TRUE(absl::IsInvalidArgument(*dialed_.failure));
}

TEST_P(TcpListenerTest, APeerOfTheOtherFamilyIsRejected) {
  Listen();
  const IpAddress other = listen_.local.address.is_v4()
                              ? *IpAddress::Parse("::1")
                              : *IpAddress::Parse("127.0.0.1");
  EXPECT_TRUE(absl::IsInvalidArgument(listener_->SetPeer(other, {})));
}

TEST_P(TcpListenerTest, TtlSecurityOnBothSidesConnects) {
  Listen();
  ASSERT_TRUE(listener_->SetPeer(dial_.local->address, {"", true}).ok());
  dial_.peer.ttl_security = true;
  Dial();
  EXPECT_TRUE(Talk());
}

TEST_P(TcpListenerTest, TtlSecurityDropsWhatCameFurther) {
  Listen();
  ASSERT_TRUE(listener_->SetPeer(dial_.local->address, {"", true}).ok());
  dial_.socket.ttl = 254;
  Dial();
  // The handshake belongs to the listener, which answers all peers; nothing
  // that follows comes through.
  ASSERT_NE(dialed_.end.stream, nullptr);
  ASSERT_TRUE(RunUntil(*loop_, [&] { return !accepted_.ends.empty(); }));
  dialed_.end.Write("ping");
  RunFor(*loop_, kNever);
  EXPECT_EQ(accepted_.ends[0]->bytes, "");
}

TEST_P(TcpListenerTest, TtlSecurityOfTheDialerDropsAnAnswerFromFurther) {
  listen_.socket.ttl = 254;
  Listen();
  dial_.peer.ttl_security = true;
  Dial(kNever);
  EXPECT_FALSE(dialed_.answered());
}

TEST_P(TcpListenerTest, ManyConnectionsAreAcceptedWithinTheBacklog) {
  Listen();
  std::vector<std::unique_ptr<DialRecorder>> dials;
  std::vector<std::unique_ptr<TcpDialer>> dialers;
  for (int i = 0; i < 64; ++i) {
    dials.push_back(std::make_unique<DialRecorder>());
    dialers.push_back(std::make_unique<TcpDialer>(*loop_, dial_));
    dialers.back()->StartConnect(*dials.back());
  }
  EXPECT_TRUE(RunUntil(*loop_, [&] { return accepted_.ends.size() == 64; }));
}

TEST_P(TcpListenerTest, WithoutDescriptorsAcceptingIsTriedAgain) {
  Listen();
  listener_->SetVisitor(nullptr);
  Dial();
  rlimit old;
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &old), 0);
  const rlimit none = {0, old.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &none), 0);
  listener_->SetVisitor(&accepted_);
  const bool failed =
      RunUntil(*loop_, [&] { return listener_->counters().failed > 0; });
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &old), 0);
  EXPECT_TRUE(failed);
  EXPECT_TRUE(absl::StrContains(listener_->last_failure().message(),
                                listener_->local().ToString()))
      << listener_->last_failure();
  EXPECT_TRUE(Talk());
}

}  // namespace
}  // namespace waymark::posix
