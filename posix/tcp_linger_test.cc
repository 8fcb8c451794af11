// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "posix/tcp_linger.h"

#include <fcntl.h>
#include <sys/socket.h>

#include <cerrno>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "base/ip_endpoint.h"
#include "base/monotonic_time.h"
#include "gtest/gtest.h"
#include "posix/event_loop.h"
#include "posix/file_descriptor.h"
#include "posix/socket_address.h"
#include "posix/tcp_stream.h"
#include "posix/testing/run_until.h"
#include "posix/testing/stream_recorder.h"

namespace waymark::posix {
namespace {

constexpr absl::Duration kLong = absl::Seconds(30);

// CloseAfterFlush of one of our streams; the other end is a plain socket.
class TcpLingerTest : public ::testing::Test {
 protected:
  void SetUp() override {
    FileDescriptor listener(socket(AF_INET, SOCK_STREAM, 0));
    const int size = 64 * 1024;
    setsockopt(listener.get(), SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
    const SocketAddress any =
        ToSocketAddress(IpEndpoint{IpAddress::V4(127, 0, 0, 1), 0, 0});
    ASSERT_TRUE(listener.valid());
    ASSERT_EQ(bind(listener.get(), any.get(), any.size), 0);
    ASSERT_EQ(listen(listener.get(), 1), 0);
    FileDescriptor fd(socket(AF_INET, SOCK_STREAM, 0));
    const SocketAddress to = ToSocketAddress(*LocalEndpoint(listener.get()));
    ASSERT_EQ(connect(fd.get(), to.get(), to.size), 0);
    ASSERT_EQ(fcntl(fd.get(), F_SETFL, O_NONBLOCK), 0);
    theirs_ = FileDescriptor(accept(listener.get(), nullptr, nullptr));
    ours_.Adopt(*TcpStream::Create(*loop_, std::move(fd)));
  }

  // Turns the loop and reads meanwhile, until the other end has seen the end of
  // the stream (0) or an error; -1 if neither came.
  int ReadUntilEnd(absl::Duration limit = absl::Seconds(10)) {
    int error = -1;
    RunUntil(
        *loop_,
        [&] {
          char buffer[65536];
          const ssize_t n =
              recv(theirs_.get(), buffer, sizeof(buffer), MSG_DONTWAIT);
          if (n > 0) got_.append(buffer, static_cast<size_t>(n));
          if (n == 0) error = 0;
          if (n < 0 && errno != EAGAIN) error = errno;
          return error >= 0;
        },
        limit);
    return error;
  }
  size_t Fill() {
    const std::string text(64 * 1024, 'x');
    size_t total = 0;
    for (size_t n = text.size(); n == text.size(); total += n) {
      n = ours_.Write(text);
    }
    return total;
  }
  bool Closed() { return ours_.closed.has_value(); }

  std::unique_ptr<EventLoop> loop_ = *EventLoop::Create();
  StreamRecorder ours_;
  FileDescriptor theirs_;
  std::string got_;
};

TEST_F(TcpLingerTest, EverythingTakenIsSentAndAcknowledgedBeforeOnClosed) {
  const size_t sent = Fill();
  ours_.stream->CloseAfterFlush(kLong);
  EXPECT_FALSE(Closed());
  EXPECT_EQ(ours_.Write("more"), 0u);
  RunFor(*loop_, absl::Milliseconds(20));
  EXPECT_FALSE(Closed());  // the peer has not read, its window is full
  EXPECT_GT(ours_.stream->UnackedBytes(), 0u);
  EXPECT_EQ(ReadUntilEnd(), 0);
  EXPECT_EQ(got_.size(), sent);
  ASSERT_TRUE(RunUntil(*loop_, [&] { return Closed(); }));
  EXPECT_TRUE(ours_.closed->ok()) << *ours_.closed;
  EXPECT_EQ(ours_.stream->UnackedBytes(), 0u);
}

TEST_F(TcpLingerTest, UnreadInputDoesNotResetTheConnection) {
  // The peer has sent what we never read: closing the socket would answer with
  // RST, and the peer might lose our last words.
  const std::string unread(100'000, 'u');
  ASSERT_GT(send(theirs_.get(), unread.data(), unread.size(), MSG_DONTWAIT), 0);
  ours_.stream->PauseReads(true);
  ours_.Write("NOTIFICATION");
  ours_.stream->CloseAfterFlush(kLong);
  ours_.stream.reset();
  EXPECT_EQ(ReadUntilEnd(), 0);
  EXPECT_EQ(got_, "NOTIFICATION");
  // And what the peer goes on sending is taken as well.
  EXPECT_EQ(send(theirs_.get(), "more", 4, MSG_NOSIGNAL), 4);
  RunFor(*loop_, absl::Milliseconds(20));
  EXPECT_EQ(send(theirs_.get(), "more", 4, MSG_NOSIGNAL), 4);
}

TEST_F(TcpLingerTest, TheFlushGoesOnWhenTheStreamIsDestroyed) {
  const size_t sent = Fill();
  ours_.stream->CloseAfterFlush(kLong);
  ours_.stream.reset();
  EXPECT_EQ(ReadUntilEnd(), 0);
  EXPECT_EQ(got_.size(), sent);
  EXPECT_FALSE(Closed());
}

TEST_F(TcpLingerTest, AtTheDeadlineTheConnectionIsReset) {
  Fill();
  const MonotonicTime start = loop_->clock().Now();
  ours_.stream->CloseAfterFlush(absl::Milliseconds(30));
  ASSERT_TRUE(RunUntil(*loop_, [&] { return Closed(); }));
  EXPECT_GE(loop_->clock().Now() - start, absl::Milliseconds(30));
  EXPECT_TRUE(absl::IsDeadlineExceeded(*ours_.closed)) << *ours_.closed;
  EXPECT_GT(ours_.stream->UnackedBytes(), 0u);
  EXPECT_EQ(ReadUntilEnd(), ECONNRESET);
}

TEST_F(TcpLingerTest, TheDeadlineHoldsForADestroyedStreamToo) {
  Fill();
  ours_.stream->CloseAfterFlush(absl::Milliseconds(30));
  ours_.stream.reset();
  // Nothing is read until it is over.
  RunFor(*loop_, absl::Milliseconds(60));
  EXPECT_EQ(ReadUntilEnd(), ECONNRESET);
}

TEST_F(TcpLingerTest, AResetByThePeerIsReported) {
  Fill();
  ours_.stream->CloseAfterFlush(kLong);
  ResetConnection(theirs_);
  ASSERT_TRUE(RunUntil(*loop_, [&] { return Closed(); }));
  EXPECT_EQ(ours_.closed->code(), absl::StatusCode::kUnavailable);
}

TEST_F(TcpLingerTest, AResetBeforehandIsReportedFromTheLoop) {
  ResetConnection(theirs_);
  ours_.stream->CloseAfterFlush(kLong);
  EXPECT_FALSE(Closed());
  ASSERT_TRUE(RunUntil(*loop_, [&] { return Closed(); }));
  EXPECT_FALSE(ours_.closed->ok());
}

TEST_F(TcpLingerTest, AbortCutsTheFlushShort) {
  Fill();
  ours_.stream->CloseAfterFlush(kLong);
  ours_.stream->Abort();
  EXPECT_EQ(ReadUntilEnd(), ECONNRESET);
  RunFor(*loop_, absl::Milliseconds(20));
  EXPECT_FALSE(Closed());
}

TEST_F(TcpLingerTest, BothSidesMayCloseAtOnce) {
  ours_.Write("bye");
  shutdown(theirs_.get(), SHUT_WR);
  ours_.stream->CloseAfterFlush(kLong);
  EXPECT_EQ(ReadUntilEnd(), 0);
  ASSERT_TRUE(RunUntil(*loop_, [&] { return Closed(); }));
  EXPECT_TRUE(ours_.closed->ok()) << *ours_.closed;
}

TEST_F(TcpLingerTest, TheVisitorMayDestroyTheStreamInOnClosed) {
  ours_.on_closed = [&] { ours_.stream.reset(); };
  ours_.stream->CloseAfterFlush(kLong);
  ASSERT_TRUE(RunUntil(*loop_, [&] { return Closed(); }));
  theirs_.Close();
  RunFor(*loop_, absl::Milliseconds(20));
}

TEST_F(TcpLingerTest, TheLoopMayEndWhileAFlushGoesOn) {
  Fill();
  ours_.stream->CloseAfterFlush(kLong);
  ours_.stream.reset();
  loop_.reset();
}

TEST_F(TcpLingerTest, BeyondTheLimitTheKernelIsLeftToIt) {
  class Nothing : public BackgroundTask {};
  while (loop_->Keep(std::make_unique<Nothing>())) {
  }
  ours_.Write("bye");
  ours_.stream->CloseAfterFlush(kLong);
  EXPECT_FALSE(Closed());
  ASSERT_TRUE(RunUntil(*loop_, [&] { return Closed(); }));
  EXPECT_TRUE(absl::IsResourceExhausted(*ours_.closed));
  EXPECT_EQ(ReadUntilEnd(), 0);
  EXPECT_EQ(got_, "bye");
}

}  // namespace
}  // namespace waymark::posix
