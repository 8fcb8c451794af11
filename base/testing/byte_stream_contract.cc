// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "base/testing/stream_contract_test.h"
#include "base/testing/stream_recorder.h"
#include "gtest/gtest.h"

namespace waymark::testing {
namespace {

constexpr absl::Duration kLong = absl::Hours(1);
constexpr absl::Duration kShort = absl::Milliseconds(30);

// Writes all of `octets` as room comes up.
void Pump(StreamRecorder& to, std::string octets) {
  to.on_writable = [&to, octets = std::move(octets),
                    done = size_t{0}]() mutable {
    done += to.Write(absl::string_view(octets).substr(done));
  };
  to.on_writable();
}

TEST_P(ByteStreamContractTest, TheEndsNameEachOther) {
  Connect();
  EXPECT_EQ(client().stream->remote(), listener_->local());
  EXPECT_EQ(server().stream->local(), listener_->local());
  EXPECT_EQ(server().stream->remote(), client().stream->local());
}

TEST_P(ByteStreamContractTest, ChunksArriveAsOneSequence) {
  Connect();
  const uint8_t first[] = {'o', 'n', 'e'};
  const uint8_t second[] = {'t', 'w', 'o'};
  const absl::Span<const uint8_t> chunks[] = {first, {}, second};
  EXPECT_EQ(client().stream->Write(chunks), 6u);
  EXPECT_EQ(client().Write("three"), 5u);
  EXPECT_EQ(server().Write("four"), 4u);
  ASSERT_TRUE(RunUntil([&] {
    return server().received.size() >= 11 && client().received.size() >= 4;
  }));
  Settle();
  EXPECT_EQ(server().received, "onetwothree");
  EXPECT_EQ(client().received, "four");
  EXPECT_EQ(client().writable_calls, 0);
}

TEST_P(ByteStreamContractTest, AnEmptyWriteTakesNothingAndReportsNothing) {
  Connect();
  EXPECT_EQ(client().stream->Write({}), 0u);
  EXPECT_EQ(client().Write(""), 0u);
  Settle();
  EXPECT_EQ(server().bytes_calls, 0);
  EXPECT_EQ(client().writable_calls, 0);
}

TEST_P(ByteStreamContractTest, LongSequencesArriveUnharmedInBothDirections) {
  Connect();
  const std::string there = Pattern(150'000);
  const std::string back = Pattern(100'000);
  Pump(client(), there);
  Pump(server(), back);
  ASSERT_TRUE(RunUntil([&] {
    return server().received.size() >= there.size() &&
           client().received.size() >= back.size();
  }));
  EXPECT_TRUE(server().received == there);
  EXPECT_TRUE(client().received == back);
  EXPECT_TRUE(RunUntil([&] { return client().stream->UnackedBytes() == 0; }));
}

TEST_P(ByteStreamContractTest, AWriteCutShortIsAnsweredByOneOnWritable) {
  Connect();
  server().stream->PauseReads(true);
  const std::string written = FillUp(client());
  EXPECT_GT(written.size(), 0u);
  EXPECT_GT(client().stream->UnackedBytes(), 0u);
  EXPECT_LE(client().stream->UnackedBytes(), written.size());
  EXPECT_EQ(client().Write("more"), 0u);

  const int before = client().writable_calls;
  server().stream->PauseReads(false);
  EXPECT_EQ(client().writable_calls, before);
  ASSERT_TRUE(
      RunUntil([&] { return server().received.size() >= written.size(); }));
  ASSERT_TRUE(RunUntil([&] { return client().writable_calls > before; }));
  Settle();
  EXPECT_EQ(client().writable_calls, before + 1);
  EXPECT_TRUE(server().received == written);
  EXPECT_EQ(client().stream->UnackedBytes(), 0u);
  EXPECT_GT(client().Write("more"), 0u);
}

TEST_P(ByteStreamContractTest, PausedReadsHoldOctetsBack) {
  Connect();
  server().stream->PauseReads(true);
  client().Write("held back");
  Settle();
  EXPECT_EQ(server().bytes_calls, 0);
  server().stream->PauseReads(false);
  EXPECT_EQ(server().bytes_calls, 0);
  ASSERT_TRUE(RunUntil([&] { return server().received.size() >= 9; }));
  EXPECT_EQ(server().received, "held back");
}

TEST_P(ByteStreamContractTest, PausingInsideOnBytesHoldsTheRestBack) {
  Connect();
  const std::string octets = Pattern(100'000);
  server().on_bytes = [&] { server().stream->PauseReads(true); };
  Pump(client(), octets);
  ASSERT_TRUE(RunUntil([&] { return server().bytes_calls == 1; }));
  Settle();
  EXPECT_EQ(server().bytes_calls, 1);
  server().on_bytes = nullptr;
  server().stream->PauseReads(false);
  ASSERT_TRUE(
      RunUntil([&] { return server().received.size() >= octets.size(); }));
  EXPECT_TRUE(server().received == octets);
}

TEST_P(ByteStreamContractTest, WritingInsideOnBytesIsLegal) {
  Connect();
  server().on_bytes = [&] {
    server().Write(server().received);
    server().received.clear();
  };
  client().Write("echo");
  ASSERT_TRUE(RunUntil([&] { return client().received.size() >= 4; }));
  EXPECT_EQ(client().received, "echo");
}

TEST_P(ByteStreamContractTest, CloseAfterFlushSendsEverythingAndEndsInOrder) {
  Connect();
  server().stream->PauseReads(true);
  const std::string written = FillUp(client());
  client().stream->CloseAfterFlush(kLong);
  Settle();
  EXPECT_FALSE(client().closed.has_value());
  server().stream->PauseReads(false);
  ASSERT_TRUE(RunUntil([&] {
    return client().closed.has_value() && server().closed.has_value();
  }));
  EXPECT_TRUE(client().closed->ok()) << *client().closed;
  EXPECT_TRUE(server().closed->ok()) << *server().closed;
  EXPECT_TRUE(server().received == written);
}

TEST_P(ByteStreamContractTest, CloseAfterFlushReportsFromTheLoop) {
  Connect();
  client().stream->CloseAfterFlush(kLong);
  EXPECT_FALSE(client().closed.has_value());
  ASSERT_TRUE(RunUntil([&] { return client().closed.has_value(); }));
  EXPECT_TRUE(client().closed->ok());
}

TEST_P(ByteStreamContractTest, BothEndsMayCloseAtOnce) {
  Connect();
  client().Write("bye");
  server().Write("farewell");
  client().stream->CloseAfterFlush(kLong);
  server().stream->CloseAfterFlush(kLong);
  ASSERT_TRUE(RunUntil([&] {
    return client().closed.has_value() && server().closed.has_value();
  }));
}

TEST_P(ByteStreamContractTest, NothingIsReadAfterCloseAfterFlush) {
  Connect();
  client().stream->PauseReads(true);
  server().Write("unread");
  Settle();
  client().stream->PauseReads(false);
  client().stream->CloseAfterFlush(kLong);
  server().Write("late");
  ASSERT_TRUE(RunUntil([&] { return client().closed.has_value(); }));
  EXPECT_EQ(client().bytes_calls, 0);
}

TEST_P(ByteStreamContractTest, AFlushThatTakesTooLongResetsTheConnection) {
  Connect();
  server().stream->PauseReads(true);
  FillUp(client());
  client().stream->CloseAfterFlush(kShort);
  ASSERT_TRUE(RunUntil([&] { return client().closed.has_value(); }));
  EXPECT_EQ(client().closed->code(), absl::StatusCode::kDeadlineExceeded);
  server().stream->PauseReads(false);
  ASSERT_TRUE(RunUntil([&] { return server().closed.has_value(); }));
  EXPECT_FALSE(server().closed->ok());
}

TEST_P(ByteStreamContractTest, AFlushGoesOnAfterTheStreamIsDestroyed) {
  Connect();
  server().stream->PauseReads(true);
  const std::string written = FillUp(client());
  client().stream->CloseAfterFlush(kLong);
  client().stream = nullptr;
  server().stream->PauseReads(false);
  ASSERT_TRUE(RunUntil([&] { return server().closed.has_value(); }));
  EXPECT_TRUE(server().closed->ok()) << *server().closed;
  EXPECT_TRUE(server().received == written);
  EXPECT_FALSE(client().closed.has_value());
}

TEST_P(ByteStreamContractTest, AFlushInTheBackgroundKeepsItsDeadline) {
  Connect();
  server().stream->PauseReads(true);
  FillUp(client());
  client().stream->CloseAfterFlush(kShort);
  client().stream = nullptr;
  streams_->RunFor(2 * kShort);
  server().stream->PauseReads(false);
  ASSERT_TRUE(RunUntil([&] { return server().closed.has_value(); }));
  EXPECT_FALSE(server().closed->ok());
}

TEST_P(ByteStreamContractTest, NothingIsTakenAfterTheEnd) {
  Connect();
  client().stream->CloseAfterFlush(kLong);
  EXPECT_EQ(client().Write("late"), 0u);
  ASSERT_TRUE(RunUntil([&] { return server().closed.has_value(); }));
  EXPECT_EQ(server().Write("late"), 0u);
  server().stream->Abort();
  EXPECT_EQ(server().Write("late"), 0u);
  Settle();
  EXPECT_EQ(client().writable_calls, 0);
  EXPECT_EQ(server().writable_calls, 0);
}

TEST_P(ByteStreamContractTest, AbortResetsThePeerAndReportsNothing) {
  Connect();
  client().stream->Abort();
  EXPECT_EQ(client().Write("late"), 0u);
  ASSERT_TRUE(RunUntil([&] { return server().closed.has_value(); }));
  EXPECT_FALSE(server().closed->ok());
  Settle();
  EXPECT_FALSE(client().closed.has_value());
}

TEST_P(ByteStreamContractTest, AbortEndsAFlush) {
  Connect();
  server().stream->PauseReads(true);
  FillUp(client());
  client().stream->CloseAfterFlush(kLong);
  client().stream->Abort();
  server().stream->PauseReads(false);
  ASSERT_TRUE(RunUntil([&] { return server().closed.has_value(); }));
  EXPECT_FALSE(server().closed->ok());
  EXPECT_FALSE(client().closed.has_value());
}

TEST_P(ByteStreamContractTest, AbortInsideOnBytesIsTheEnd) {
  Connect();
  server().on_bytes = [&] { server().stream->Abort(); };
  Pump(client(), Pattern(100'000));
  ASSERT_TRUE(RunUntil([&] { return client().closed.has_value(); }));
  EXPECT_FALSE(client().closed->ok());
  Settle();
  EXPECT_EQ(server().bytes_calls, 1);
  EXPECT_FALSE(server().closed.has_value());
}

TEST_P(ByteStreamContractTest, DestroyingAnOpenStreamResetsThePeer) {
  Connect();
  client().stream = nullptr;
  ASSERT_TRUE(RunUntil([&] { return server().closed.has_value(); }));
  EXPECT_FALSE(server().closed->ok());
}

TEST_P(ByteStreamContractTest, StreamAndVisitorMayDieInsideOnBytes) {
  Connect();
  server().on_bytes = [&] { listen_.accepted.clear(); };
  Pump(client(), Pattern(100'000));
  ASSERT_TRUE(RunUntil([&] { return client().closed.has_value(); }));
  EXPECT_TRUE(listen_.accepted.empty());
}

TEST_P(ByteStreamContractTest, StreamAndVisitorMayDieInsideOnWritable) {
  Connect();
  server().stream->PauseReads(true);
  FillUp(client());
  client().on_writable = [&] { dial_.connected.clear(); };
  server().stream->PauseReads(false);
  ASSERT_TRUE(RunUntil([&] { return server().closed.has_value(); }));
  EXPECT_TRUE(dial_.connected.empty());
}

TEST_P(ByteStreamContractTest, StreamAndVisitorMayDieInsideOnClosed) {
  Connect();
  client().on_closed = [&] { dial_.connected.clear(); };
  server().on_closed = [&] { listen_.accepted.clear(); };
  client().stream->CloseAfterFlush(kLong);
  ASSERT_TRUE(RunUntil(
      [&] { return dial_.connected.empty() && listen_.accepted.empty(); }));
  Settle();
}

TEST_P(ByteStreamContractTest, StreamAndVisitorMayDieInsideOnClosedByReset) {
  Connect();
  server().on_closed = [&] { listen_.accepted.clear(); };
  client().stream->Abort();
  ASSERT_TRUE(RunUntil([&] { return listen_.accepted.empty(); }));
  Settle();
}

}  // namespace
}  // namespace waymark::testing
