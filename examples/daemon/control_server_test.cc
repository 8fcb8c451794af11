// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/daemon/control_server.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <fstream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "examples/daemon/delimited.h"
#include "examples/daemon/event_log.h"
#include "examples/proto/control.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "posix/event_loop.h"
#include "posix/file_descriptor.h"

namespace waymark::examples {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// A client by hand, so that it can be slow, wrong or silent.
class RawClient {
 public:
  explicit RawClient(const std::string& path)
      : fd_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) {
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    connected_ =
        ::connect(fd_.get(), reinterpret_cast<const sockaddr*>(&address),
                  sizeof address) == 0;
  }

  bool connected() const { return connected_; }
  void EndInput() { ::shutdown(fd_.get(), SHUT_WR); }
  void Write(absl::string_view octets) {
    EXPECT_EQ(::send(fd_.get(), octets.data(), octets.size(), MSG_NOSIGNAL),
              static_cast<ssize_t>(octets.size()));
  }
  void Ask(const proto::Request& request) {
    std::string octets;
    AppendDelimited(request, octets);
    Write(octets);
  }

  // What has come since the last call: "neighbor x", "event x", "done",
  // "error 3", and "closed" at the end of the connection.
  std::vector<std::string> Read() {
    std::vector<std::string> lines;
    std::array<char, 4096> buffer;
    ssize_t size;
    while ((size = ::read(fd_.get(), buffer.data(), buffer.size())) > 0) {
      in_.append(buffer.data(), static_cast<size_t>(size));
    }
    while (true) {
      const Delimited found = FindDelimited(in_, 1 << 20);
      if (found.state != Delimited::State::kWhole) break;
      proto::Response response;
      EXPECT_TRUE(response.ParseFromArray(
          found.message.data(), static_cast<int>(found.message.size())));
      in_.erase(0, found.size);
      lines.push_back(Describe(response));
    }
    if (size == 0 || errno == ECONNRESET) {
      EXPECT_EQ(in_, "");
      lines.push_back("closed");
    }
    return lines;
  }

 private:
  static std::string Describe(const proto::Response& response) {
    switch (response.answer_case()) {
      case proto::Response::kDone:
        return "done";
      case proto::Response::kError:
        return absl::StrCat("error ",
                            proto::Error::Code_Name(response.error().code()));
      case proto::Response::kNeighbor:
        return absl::StrCat("neighbor ", response.neighbor().name());
      case proto::Response::kEvent:
        return absl::StrCat("event ",
                            response.event().config().file().substr(0, 10));
      default:
        return "other";
    }
  }

  posix::FileDescriptor fd_;
  bool connected_ = false;
  std::string in_;
};

proto::Request AskNeighbors(const std::string& name = "") {
  proto::Request request;
  request.mutable_neighbors()->set_name(name);
  return request;
}

proto::Request AskEvents(bool follow) {
  proto::Request request;
  request.mutable_events()->set_follow(follow);
  return request;
}

class ControlServerTest : public ::testing::Test, public ControlHandler {
 protected:
  void SetUp() override {
    loop_ = *posix::EventLoop::Create();
    events_ = std::make_unique<EventLog>(loop_->runtime(), 10);
    // A path from the root may be longer than an address takes.
    ASSERT_EQ(::chdir(::testing::TempDir().c_str()), 0);
    options_.path = "control.sock";
    ::unlink(options_.path.c_str());
    options_.max_clients = 2;
    options_.max_pending_events = 5;
  }
  void TearDown() override {
    server_.reset();
    ::unlink(options_.path.c_str());
  }

  absl::Status Open() {
    absl::StatusOr<std::unique_ptr<ControlServer>> server =
        ControlServer::Create(*loop_, options_, *events_, *this);
    if (server.ok()) server_ = *std::move(server);
    return server.status();
  }
  // Until nothing is left to do.
  void Turn() {
    for (int i = 0; i < 20; ++i) loop_->RunOnce(absl::ZeroDuration());
  }
  void Record(const std::string& name) {
    proto::Event event;
    event.mutable_config()->set_file(name);
    events_->Record(std::move(event));
    Turn();
  }

  absl::StatusOr<ControlRows> OnRequest(
      const proto::Request& request) override {
    if (!request.has_neighbors()) return absl::InvalidArgumentError("no");
    if (request.neighbors().name() == "nobody") {
      return absl::NotFoundError("nobody");
    }
    return ControlRows([this, row = 0](proto::Response& response) mutable {
      if (row == rows_) return false;
      ++row;
      ++rows_asked_for_;
      response.mutable_neighbor()->set_name(absl::StrCat("rs-", row));
      return true;
    });
  }
  void AnswerRequest(const proto::Request& request, Answer answer) override {
    if (!holds_answers_) return answer(OnRequest(request));
    held_.push_back([this, request, answer = std::move(answer)]() mutable {
      answer(OnRequest(request));
    });
  }
  // A whole answer, with turns for it to be made; how many responses came.
  size_t CountOf(RawClient& client) {
    size_t count = 0;
    for (int i = 0; i < 1000; ++i) {
      loop_->RunOnce(absl::ZeroDuration());
      const std::vector<std::string> lines = client.Read();
      count += lines.size();
      if (!lines.empty() && lines.back() == "closed") return count - 1;
    }
    ADD_FAILURE() << "the answer has no end";
    return count;
  }

  std::unique_ptr<posix::EventLoop> loop_;
  std::unique_ptr<EventLog> events_;
  ControlServer::Options options_;
  std::unique_ptr<ControlServer> server_;
  int rows_ = 2;  // of an answer
  int rows_asked_for_ = 0;
  bool holds_answers_ = false;
  std::vector<absl::AnyInvocable<void()>> held_;
};

TEST_F(ControlServerTest, OnlyTheOwnerMayOpenTheSocket) {
  ASSERT_TRUE(Open().ok());
  struct stat found = {};
  ASSERT_EQ(::stat(options_.path.c_str(), &found), 0);
  EXPECT_TRUE(S_ISSOCK(found.st_mode));
  EXPECT_EQ(found.st_mode & 0777, 0600u);
  server_.reset();
  EXPECT_NE(::stat(options_.path.c_str(), &found), 0);
}

TEST_F(ControlServerTest, AGroupMayOpenTheSocketIfItIsNamed) {
  options_.group = ::getegid();
  ASSERT_TRUE(Open().ok());
  struct stat found = {};
  ASSERT_EQ(::stat(options_.path.c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777, 0660u);
  EXPECT_EQ(found.st_gid, ::getegid());
}

TEST_F(ControlServerTest, AnAnswerMayComeLater) {
  holds_answers_ = true;
  ASSERT_TRUE(Open().ok());
  RawClient client(options_.path);
  client.Ask(AskNeighbors());
  client.EndInput();
  auto gone = std::make_unique<RawClient>(options_.path);
  gone->Ask(AskNeighbors());
  Turn();
  ASSERT_EQ(held_.size(), 2u);
  EXPECT_THAT(client.Read(), IsEmpty());
  gone.reset();
  Turn();
  for (auto& answer : held_) answer();
  Turn();
  EXPECT_THAT(client.Read(),
              ElementsAre("neighbor rs-1", "neighbor rs-2", "done", "closed"));
  // Nobody holds a place any more.
  RawClient third(options_.path);
  RawClient fourth(options_.path);
  third.Ask(AskNeighbors());
  fourth.Ask(AskNeighbors());
  Turn();
  EXPECT_EQ(held_.size(), 4u);
  server_.reset();
  held_.back()();
}

TEST_F(ControlServerTest, TwoClientsAreAnsweredAndEachConnectionThenEnds) {
  ASSERT_TRUE(Open().ok());
  RawClient first(options_.path);
  RawClient second(options_.path);
  first.Ask(AskNeighbors());
  second.Ask(AskNeighbors("nobody"));
  Turn();
  EXPECT_THAT(first.Read(),
              ElementsAre("neighbor rs-1", "neighbor rs-2", "done", "closed"));
  EXPECT_THAT(second.Read(), ElementsAre("error NOT_FOUND", "closed"));
}

TEST_F(ControlServerTest, ARequestMayComeInPieces) {
  ASSERT_TRUE(Open().ok());
  RawClient client(options_.path);
  std::string octets;
  AppendDelimited(AskNeighbors(), octets);
  for (const char octet : octets) {
    EXPECT_THAT(client.Read(), IsEmpty());
    client.Write(absl::string_view(&octet, 1));
    Turn();
  }
  EXPECT_THAT(client.Read(),
              ElementsAre("neighbor rs-1", "neighbor rs-2", "done", "closed"));
}

TEST_F(ControlServerTest, MalformedRequestsAreRefused) {
  ASSERT_TRUE(Open().ok());
  const std::string too_long = "\xff\xff\xff\x7f";
  const std::string no_protobuf = "\x02\x0a\x7f";
  const std::string no_command = std::string(1, '\0');
  for (const std::string& octets : {too_long, no_protobuf, no_command}) {
    RawClient client(options_.path);
    client.Write(octets);
    Turn();
    EXPECT_THAT(client.Read(), ElementsAre("error INVALID_REQUEST", "closed"));
  }
  // One that the handler does not know.
  RawClient client(options_.path);
  proto::Request request;
  request.mutable_rib();
  client.Ask(request);
  Turn();
  EXPECT_THAT(client.Read(), ElementsAre("error INVALID_REQUEST", "closed"));
}

TEST_F(ControlServerTest, AFollowerHearsTheHistoryAndThenWhatHappens) {
  ASSERT_TRUE(Open().ok());
  Record("a");
  RawClient follower(options_.path);
  RawClient reader(options_.path);
  follower.Ask(AskEvents(true));
  reader.Ask(AskEvents(false));
  Turn();
  EXPECT_THAT(follower.Read(), ElementsAre("event a"));
  EXPECT_THAT(reader.Read(), ElementsAre("event a", "done", "closed"));
  Record("b");
  EXPECT_THAT(follower.Read(), ElementsAre("event b"));
}

TEST_F(ControlServerTest, AFollowerThatDoesNotReadIsCutOffAndToldWhy) {
  ASSERT_TRUE(Open().ok());
  RawClient slow(options_.path);
  RawClient quick(options_.path);
  slow.Ask(AskEvents(true));
  quick.Ask(AskEvents(true));
  Turn();
  // More than a socket takes, and max_pending_events.
  const std::string large(100'000, 'x');
  for (int i = 0; i < 50; ++i) {
    Record(absl::StrCat(i, large));
    EXPECT_EQ(quick.Read().size(), 1u);
  }
  std::vector<std::string> last;
  for (int i = 0; i < 5 && (last.empty() || last.back() != "closed"); ++i) {
    for (std::string& line : slow.Read()) last.push_back(std::move(line));
    Turn();
  }
  ASSERT_GE(last.size(), 3u);
  EXPECT_LT(last.size(), 50u);
  EXPECT_EQ(last[last.size() - 2], "error TOO_SLOW");
  EXPECT_EQ(last.back(), "closed");
}

TEST_F(ControlServerTest, AFollowerThatIsAlwaysALittleBehindIsNotCutOff) {
  ASSERT_TRUE(Open().ok());
  RawClient client(options_.path);
  client.Ask(AskEvents(true));
  Turn();
  const std::string large(100'000, 'x');
  size_t received = 0;
  Record(large);
  Record(large);
  Record(large);
  for (int i = 0; i < 50; ++i) {
    Record(large);
    received += client.Read().size();
  }
  for (int i = 0; i < 10; ++i) {
    Turn();
    received += client.Read().size();
  }
  EXPECT_EQ(received, 53u);
}

TEST_F(ControlServerTest, TheHistoryIsNotCountedAgainstAFollower) {
  // More than max_pending_events, and more than a socket takes.
  const std::string large(100'000, 'x');
  for (int i = 0; i < 10; ++i) Record(absl::StrCat(i, large));
  ASSERT_TRUE(Open().ok());
  RawClient client(options_.path);
  client.Ask(AskEvents(true));
  Turn();
  for (int i = 0; i < 5; ++i) Record(absl::StrCat(i, large));
  std::vector<std::string> heard;
  for (int i = 0; i < 20; ++i) {
    for (std::string& line : client.Read()) heard.push_back(std::move(line));
    Turn();
  }
  EXPECT_EQ(heard.size(), 15u);
  EXPECT_EQ(heard.back(), "event 4xxxxxxxxx");
}

TEST_F(ControlServerTest, ALongAnswerIsMadeAsItIsTaken) {
  ASSERT_TRUE(Open().ok());
  rows_ = 200'000;
  RawClient client(options_.path);
  client.Ask(AskNeighbors());
  Turn();
  // What a socket takes and a chunk.
  EXPECT_GT(rows_asked_for_, 0);
  EXPECT_LT(rows_asked_for_, rows_ / 2);
  EXPECT_EQ(CountOf(client), 200'001u);
}

TEST_F(ControlServerTest, ATurnMakesAChunkOfALongAnswer) {
  ASSERT_TRUE(Open().ok());
  rows_ = 200'000;
  RawClient client(options_.path);
  client.Ask(AskNeighbors());
  while (rows_asked_for_ == 0) loop_->RunOnce(absl::ZeroDuration());
  // A row has more than ten octets.
  EXPECT_LT(rows_asked_for_, 64 * 1024 / 10);
}

TEST_F(ControlServerTest, AClientThatEndsItsInputStillGetsItsAnswer) {
  ASSERT_TRUE(Open().ok());
  rows_ = 50'000;
  RawClient lister(options_.path);
  lister.Ask(AskNeighbors());
  lister.EndInput();
  EXPECT_EQ(CountOf(lister), 50'001u);

  RawClient follower(options_.path);
  follower.Ask(AskEvents(true));
  follower.EndInput();
  Turn();
  Record("a");
  EXPECT_THAT(follower.Read(), ElementsAre("event a"));
}

TEST_F(ControlServerTest, AClientThatEndsItsInputWithoutARequestIsClosed) {
  ASSERT_TRUE(Open().ok());
  RawClient client(options_.path);
  client.Write("\x10");
  client.EndInput();
  Turn();
  EXPECT_THAT(client.Read(), ElementsAre("closed"));
}

TEST_F(ControlServerTest, AListerThatGoesAwayIsForgotten) {
  options_.max_clients = 1;
  ASSERT_TRUE(Open().ok());
  rows_ = 200'000;
  auto lister = std::make_unique<RawClient>(options_.path);
  lister->Ask(AskNeighbors());
  Turn();
  lister.reset();
  Turn();
  rows_ = 2;
  RawClient next(options_.path);
  next.Ask(AskNeighbors());
  EXPECT_EQ(CountOf(next), 3u);
}

TEST_F(ControlServerTest, AListerThatStallsGivesItsPlaceUp) {
  options_.max_clients = 1;
  options_.stalled_after = absl::Hours(1);
  ASSERT_TRUE(Open().ok());
  rows_ = 200'000;
  const auto refused_beside_a_silent_lister = [this] {
    RawClient silent(options_.path);
    silent.Ask(AskNeighbors());
    Turn();
    RawClient next(options_.path);
    Turn();
    return next.Read();
  };
  EXPECT_THAT(refused_beside_a_silent_lister(),
              ElementsAre("error TOO_MANY_CLIENTS", "closed"));
  Turn();
  server_.reset();
  options_.stalled_after = absl::ZeroDuration();
  ASSERT_TRUE(Open().ok());
  EXPECT_THAT(refused_beside_a_silent_lister(), IsEmpty());
}

TEST_F(ControlServerTest, OneClientTooManyIsRefusedUntilThereIsRoom) {
  ASSERT_TRUE(Open().ok());
  auto first = std::make_unique<RawClient>(options_.path);
  RawClient second(options_.path);
  Turn();
  RawClient third(options_.path);
  Turn();
  EXPECT_THAT(third.Read(), ElementsAre("error TOO_MANY_CLIENTS", "closed"));
  first.reset();
  Turn();
  RawClient fourth(options_.path);
  fourth.Ask(AskNeighbors());
  Turn();
  EXPECT_EQ(fourth.Read().size(), 4u);
}

TEST_F(ControlServerTest, ASilentClientThatWasCutOffKeepsNoPlace) {
  options_.max_clients = 1;
  ASSERT_TRUE(Open().ok());
  RawClient silent(options_.path);
  silent.Ask(AskEvents(true));
  Turn();
  for (int i = 0; i < 50; ++i) Record(std::string(100'000, 'x'));
  RawClient next(options_.path);
  next.Ask(AskNeighbors());
  Turn();
  EXPECT_THAT(next.Read(),
              ElementsAre("neighbor rs-1", "neighbor rs-2", "done", "closed"));
}

TEST_F(ControlServerTest, ASocketThatAProcessServesIsLeftToIt) {
  ASSERT_TRUE(Open().ok());
  EventLog events(loop_->runtime(), 1);
  EXPECT_EQ(
      ControlServer::Create(*loop_, options_, events, *this).status().code(),
      absl::StatusCode::kAlreadyExists);
  RawClient client(options_.path);
  EXPECT_TRUE(client.connected());
}

TEST_F(ControlServerTest, ASocketThatAnEarlierProcessLeftIsReplaced) {
  {
    const posix::FileDescriptor left(::socket(AF_UNIX, SOCK_STREAM, 0));
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    options_.path.copy(address.sun_path, sizeof address.sun_path - 1);
    ASSERT_EQ(::bind(left.get(), reinterpret_cast<const sockaddr*>(&address),
                     sizeof address),
              0);
  }
  EXPECT_TRUE(Open().ok());
}

TEST_F(ControlServerTest, AFileOfSomebodysIsNotReplaced) {
  std::ofstream(options_.path) << "precious";
  EXPECT_EQ(Open().code(), absl::StatusCode::kAlreadyExists);
  std::string text;
  std::ifstream(options_.path) >> text;
  EXPECT_EQ(text, "precious");
}

TEST_F(ControlServerTest, APathThatIsTooLongIsRefused) {
  options_.path = absl::StrCat("/tmp/", std::string(200, 'x'));
  EXPECT_EQ(Open().code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace waymark::examples
