// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "posix/tcp_stream.h"

#include <sys/socket.h>

#include <cerrno>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "base/byte_stream.h"
#include "base/ip_endpoint.h"
#include "base/monotonic_time.h"
#include "gtest/gtest.h"
#include "posix/event_loop.h"
#include "posix/file_descriptor.h"
#include "posix/socket_address.h"
#include "posix/tcp_dialer.h"
#include "posix/tcp_linger.h"
#include "posix/testing/run_until.h"
#include "posix/testing/stream_recorder.h"

namespace waymark::posix {
namespace {

// One of our streams against a plain blocking socket, so that the other end
// does exactly what the test says.
class TcpStreamTest : public ::testing::Test {
 protected:
  void SetUp() override {
    FileDescriptor listener(socket(AF_INET, SOCK_STREAM, 0));
    // Small windows on the other side: back-pressure comes soon.
    const int size = 16 * 1024;
    setsockopt(listener.get(), SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
    const SocketAddress any =
        ToSocketAddress(IpEndpoint{IpAddress::V4(127, 0, 0, 1), 0, 0});
    ASSERT_TRUE(listener.valid());
    ASSERT_EQ(bind(listener.get(), any.get(), any.size), 0);
    ASSERT_EQ(listen(listener.get(), 1), 0);
    TcpDialer::Options options;
    options.remote = *LocalEndpoint(listener.get());
    TcpDialer dialer(*loop_, options);
    DialRecorder dial;
    dialer.StartConnect(dial);
    ASSERT_TRUE(RunUntil(*loop_, [&] { return dial.answered(); }));
    ASSERT_FALSE(dial.failure) << *dial.failure;
    ours_.Adopt(std::move(dial.end.stream));
    theirs_ = FileDescriptor(accept(listener.get(), nullptr, nullptr));
    ASSERT_TRUE(theirs_.valid());
  }

  void Send(absl::string_view text) {
    ASSERT_EQ(send(theirs_.get(), text.data(), text.size(), 0),
              static_cast<ssize_t>(text.size()));
  }
  // Until the end or an error; `error` is 0 at an orderly end.
  std::string ReadAll(int* error) {
    std::string all;
    char buffer[4096];
    ssize_t n;
    while ((n = recv(theirs_.get(), buffer, sizeof(buffer), 0)) > 0) {
      all.append(buffer, static_cast<size_t>(n));
    }
    *error = n == 0 ? 0 : errno;
    return all;
  }
  bool Closed() { return ours_.closed.has_value(); }
  // Writes until the kernel takes no more.
  size_t Fill() {
    const std::string text(64 * 1024, 'x');
    size_t total = 0;
    for (size_t n = text.size(); n == text.size(); total += n) {
      n = ours_.Write(text);
    }
    return total;
  }
  // Reads as much as is there, without waiting.
  size_t Drain() {
    char buffer[65536];
    size_t total = 0;
    ssize_t n;
    while ((n = recv(theirs_.get(), buffer, sizeof(buffer), MSG_DONTWAIT)) >
           0) {
      total += static_cast<size_t>(n);
    }
    return total;
  }

  std::unique_ptr<EventLoop> loop_ = *EventLoop::Create();
  StreamRecorder ours_;
  FileDescriptor theirs_;
};

TEST_F(TcpStreamTest, KnowsBothEnds) {
  EXPECT_EQ(ours_.stream->local(), *RemoteEndpoint(theirs_.get()));
  EXPECT_EQ(ours_.stream->remote(), *LocalEndpoint(theirs_.get()));
}

TEST_F(TcpStreamTest, ChunksArriveAsOneSequence) {
  const uint8_t a[] = {'a', 'b'}, c[] = {'c'};
  EXPECT_EQ(ours_.stream->Write({a, {}, c}), 3u);
  char buffer[8];
  EXPECT_EQ(recv(theirs_.get(), buffer, 3, MSG_WAITALL), 3);
  EXPECT_EQ(std::string(buffer, 3), "abc");
  EXPECT_TRUE(
      RunUntil(*loop_, [&] { return ours_.stream->UnackedBytes() == 0; }));
}

TEST_F(TcpStreamTest, MoreChunksThanOneCallTakesArriveInOrder) {
  std::string text;
  for (int i = 0; i < 200; ++i) text.push_back(static_cast<char>('a' + i % 26));
  std::vector<absl::Span<const uint8_t>> chunks;
  for (const char& c : text) {
    chunks.push_back({reinterpret_cast<const uint8_t*>(&c), 1});
  }
  EXPECT_EQ(ours_.stream->Write(chunks), text.size());
  std::string got(text.size(), '\0');
  ASSERT_EQ(recv(theirs_.get(), got.data(), got.size(), MSG_WAITALL),
            static_cast<ssize_t>(got.size()));
  EXPECT_EQ(got, text);
}

TEST_F(TcpStreamTest, ASlowReaderGetsEverythingThroughPartialWrites) {
  std::string sent;
  for (int i = 0; i < 2'000'000; ++i)
    sent.push_back(static_cast<char>(i % 251));
  size_t next = 0;
  const auto write_on = [&] {
    next += ours_.Write(absl::string_view(sent).substr(next));
  };
  ours_.on_writable = write_on;
  write_on();
  EXPECT_LT(next, sent.size());
  std::string got;
  char buffer[10'000];
  while (got.size() < sent.size()) {
    const ssize_t n = recv(theirs_.get(), buffer, sizeof(buffer), MSG_DONTWAIT);
    if (n > 0) got.append(buffer, static_cast<size_t>(n));
    loop_->RunOnce(absl::Milliseconds(1));
  }
  EXPECT_TRUE(got == sent);
  EXPECT_GT(ours_.writable, 1);
}

TEST_F(TcpStreamTest, TheKernelTakesLittleThatItCannotSend) {
  // The peer's window and what the low-water mark allows, not a send buffer.
  EXPECT_LT(Fill(), 512u * 1024);
  EXPECT_GT(ours_.stream->UnackedBytes(), 0u);
}

TEST_F(TcpStreamTest, WritableComesOnceForAShortWriteAndNotWithoutOne) {
  ours_.Write("x");
  RunFor(*loop_, absl::Milliseconds(20));
  EXPECT_EQ(ours_.writable, 0);
  // Until the peer's window is full too and nothing moves any more.
  while (Fill() > 0) RunFor(*loop_, absl::Milliseconds(20));
  const int before = ours_.writable;
  RunFor(*loop_, absl::Milliseconds(20));
  EXPECT_EQ(ours_.writable, before);
  EXPECT_TRUE(RunUntil(*loop_, [&] {
    Drain();
    return ours_.writable > before;
  }));
  Drain();
  RunFor(*loop_, absl::Milliseconds(20));
  EXPECT_EQ(ours_.writable, before + 1);
}

TEST_F(TcpStreamTest, PausedReadsCloseTheWindowAndResume) {
  ours_.stream->PauseReads(true);
  const std::string block(64 * 1024, 'y');
  size_t sent = 0;
  // The other side's send blocks when our window is full.
  for (;;) {
    const ssize_t n =
        send(theirs_.get(), block.data(), block.size(), MSG_DONTWAIT);
    if (n < 0) break;
    sent += static_cast<size_t>(n);
  }
  RunFor(*loop_, absl::Milliseconds(20));
  EXPECT_EQ(ours_.bytes.size(), 0u);
  ours_.stream->PauseReads(false);
  EXPECT_TRUE(RunUntil(*loop_, [&] { return ours_.bytes.size() == sent; }));
}

TEST_F(TcpStreamTest, PausingInsideOnBytesHoldsBackTheRest) {
  Send(std::string(100'000, 'z'));
  ours_.on_bytes = [&] { ours_.stream->PauseReads(true); };
  RunFor(*loop_, absl::Milliseconds(20));
  const size_t first = ours_.bytes.size();
  EXPECT_LE(first, 65536u);
  ours_.on_bytes = nullptr;
  ours_.stream->PauseReads(false);
  EXPECT_TRUE(RunUntil(*loop_, [&] { return ours_.bytes.size() == 100'000; }));
}

TEST_F(TcpStreamTest, AnOrderlyCloseComesAfterTheLastOctets) {
  Send("last words");
  theirs_.Close();
  ASSERT_TRUE(RunUntil(*loop_, [&] { return Closed(); }));
  EXPECT_EQ(ours_.bytes, "last words");
  EXPECT_TRUE(ours_.closed->ok());
  EXPECT_EQ(ours_.Write("x"), 0u);
}

TEST_F(TcpStreamTest, AResetIsReportedWithItsReason) {
  ResetConnection(theirs_);
  ASSERT_TRUE(RunUntil(*loop_, [&] { return Closed(); }));
  EXPECT_EQ(ours_.closed->code(), absl::StatusCode::kUnavailable);
  EXPECT_NE(ours_.closed->message().find("127.0.0.1"), absl::string_view::npos);
  EXPECT_NE(ours_.closed->message().find("reset"), absl::string_view::npos);
}

TEST_F(TcpStreamTest, AWriteThatMeetsAResetStillLetsTheLastOctetsThrough) {
  Send("last words");
  ResetConnection(theirs_);
  EXPECT_EQ(ours_.Write("x"), 0u);
  ASSERT_TRUE(RunUntil(*loop_, [&] { return Closed(); }));
  EXPECT_EQ(ours_.bytes, "last words");
  EXPECT_FALSE(ours_.closed->ok());
}

TEST_F(TcpStreamTest, AResetWhilePausedWaitsForReadsAndDoesNotSpin) {
  ours_.stream->PauseReads(true);
  Fill();
  Send("last words");
  ResetConnection(theirs_);
  RunFor(*loop_, absl::Milliseconds(20));
  EXPECT_FALSE(Closed());
  const MonotonicTime start = loop_->clock().Now();
  loop_->RunOnce(absl::Milliseconds(5));
  EXPECT_GE(loop_->clock().Now() - start, absl::Milliseconds(5));
  ours_.stream->PauseReads(false);
  ASSERT_TRUE(RunUntil(*loop_, [&] { return Closed(); }));
  EXPECT_EQ(ours_.bytes, "last words");
  EXPECT_FALSE(ours_.closed->ok());
  EXPECT_EQ(ours_.writable, 0);
}

TEST_F(TcpStreamTest, DestroyingAnOpenStreamResets) {
  ours_.Write("x");
  ours_.stream.reset();
  int error = 0;
  ReadAll(&error);
  EXPECT_EQ(error, ECONNRESET);
}

TEST_F(TcpStreamTest, AbortResetsAndNothingFollows) {
  ours_.stream->Abort();
  int error = 0;
  ReadAll(&error);
  EXPECT_EQ(error, ECONNRESET);
  RunFor(*loop_, absl::Milliseconds(20));
  EXPECT_FALSE(Closed());
  EXPECT_EQ(ours_.Write("x"), 0u);
}

TEST_F(TcpStreamTest, TheVisitorMayDestroyTheStreamInEveryEvent) {
  Send("one");
  ours_.on_bytes = [&] { ours_.stream.reset(); };
  ASSERT_TRUE(RunUntil(*loop_, [&] { return !ours_.bytes.empty(); }));
  EXPECT_EQ(ours_.stream, nullptr);
  RunFor(*loop_, absl::Milliseconds(20));
  EXPECT_FALSE(Closed());
}

TEST_F(TcpStreamTest, TheVisitorMayDestroyTheStreamInOnWritable) {
  Fill();
  ours_.on_writable = [&] { ours_.stream.reset(); };
  EXPECT_TRUE(RunUntil(*loop_, [&] {
    Drain();
    return ours_.writable > 0;
  }));
  EXPECT_EQ(ours_.stream, nullptr);
}

TEST_F(TcpStreamTest, TheVisitorMayDestroyTheStreamInOnClosed) {
  ours_.on_closed = [&] { ours_.stream.reset(); };
  theirs_.Close();
  EXPECT_TRUE(RunUntil(*loop_, [&] { return Closed(); }));
}

TEST_F(TcpStreamTest, TheStatusOutlivesAStreamDestroyedInOnClosed) {
  class Destroyer : public ByteStreamVisitor {
   public:
    void OnBytes(absl::Span<const uint8_t>) override {}
    void OnWritable() override {}
    void OnClosed(const absl::Status& status) override {
      stream.reset();
      message = std::string(status.message());
    }
    std::unique_ptr<ByteStream> stream;
    std::string message;
  } destroyer;
  destroyer.stream = std::move(ours_.stream);
  destroyer.stream->SetVisitor(&destroyer);
  ResetConnection(theirs_);
  const uint8_t octet[] = {'x'};
  // It is the write that meets the reset: its error is kept until the end.
  EXPECT_EQ(destroyer.stream->Write({octet}), 0u);
  ASSERT_TRUE(RunUntil(*loop_, [&] { return destroyer.stream == nullptr; }));
  EXPECT_NE(destroyer.message.find("write to 127.0.0.1"), std::string::npos)
      << destroyer.message;
}

}  // namespace
}  // namespace waymark::posix
