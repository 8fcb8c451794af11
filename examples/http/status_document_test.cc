// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/http/status_document.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "examples/daemon/control_server.h"
#include "examples/daemon/event_log.h"
#include "examples/proto/control.pb.h"
#include "examples/proto/event.pb.h"
#include "examples/proto/status.pb.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "posix/event_loop.h"

namespace waymark::examples {
namespace {

constexpr auto kNever = [] { return false; };

StatusSection Numbers(std::string name, int count, size_t max_rows = 1000) {
  StatusSection section;
  section.name = std::move(name);
  section.max_rows = max_rows;
  section.begin = [count]() -> JsonRows {
    return [count, next = 0](std::string& row) mutable {
      if (next == count) return false;
      row = absl::StrCat("{\"n\":", next++, "}");
      return true;
    };
  };
  return section;
}

// Answers `neighbors` with two rows, and refuses everything else.
class TwoNeighbors : public ControlHandler {
 public:
  absl::StatusOr<ControlRows> OnRequest(
      const proto::Request& request) override {
    if (!request.has_neighbors()) return absl::NotFoundError("no");
    return ControlRows([next = 0](proto::Response& row) mutable {
      if (next == 2) return false;
      row.mutable_neighbor()->set_name(absl::StrCat("rs-", next++));
      return true;
    });
  }
};

nlohmann::json Whole(std::vector<StatusSection> sections) {
  proto::StatusHead head;
  head.set_program("test");
  StatusDocument document(head, std::move(sections));
  EXPECT_TRUE(document.Extend(kNever));
  return nlohmann::json::parse(document.text());
}

TEST(StatusDocumentTest, TheHeadStandsBesideTheSections) {
  EXPECT_EQ(Whole({Numbers("a", 2), Numbers("b", 0)}).dump(),
            R"({"a":[{"n":0},{"n":1}],"b":[],"program":"test"})");
  EXPECT_EQ(Whole({}).dump(), R"({"program":"test"})");
}

TEST(StatusDocumentTest, ASectionThatIsTooLongIsCutAndNamed) {
  const nlohmann::json document =
      Whole({Numbers("a", 3, 3), Numbers("b", 4, 3), Numbers("c", 1, 0)});
  EXPECT_EQ(document["a"].size(), 3u);
  EXPECT_EQ(document["b"].size(), 3u);
  EXPECT_EQ(document["c"].size(), 0u);
  EXPECT_EQ(document["truncated"].dump(), R"(["b","c"])");
}

TEST(StatusDocumentTest, APauseAfterEachRowChangesNothing) {
  const std::vector<StatusSection> sections = {Numbers("a", 3, 2),
                                               Numbers("b", 2)};
  StatusDocument whole({}, sections);
  ASSERT_TRUE(whole.Extend(kNever));
  StatusDocument sliced({}, sections);
  int slices = 1;
  while (!sliced.Extend([] { return true; })) ++slices;
  EXPECT_EQ(slices, 5);
  EXPECT_EQ(sliced.text(), whole.text());
  EXPECT_TRUE(sliced.Extend(kNever));
  EXPECT_EQ(sliced.text(), whole.text());
}

TEST(StatusDocumentTest, RowsAreThoseOfTheControlSocket) {
  TwoNeighbors handler;
  proto::Request neighbors;
  neighbors.mutable_neighbors();
  proto::Request refused;
  refused.mutable_bfd();
  const nlohmann::json document =
      Whole({ControlSection("neighbors", 10, handler, neighbors),
             ControlSection("bfd", 10, handler, refused)});
  ASSERT_EQ(document["neighbors"].size(), 2u);
  EXPECT_EQ(document["neighbors"][1]["name"], "rs-1");
  EXPECT_EQ(document["neighbors"][1]["received"], 0);
  EXPECT_EQ(document["bfd"].dump(), "[]");
}

TEST(StatusDocumentTest, TheLatestEventsAreShownOldestFirst) {
  const std::unique_ptr<posix::EventLoop> loop = *posix::EventLoop::Create();
  EventLog events(loop->runtime(), /*history=*/4);
  for (const char* const side : {"a", "b", "c"}) {
    proto::Event event;
    event.mutable_side()->set_group(side);
    events.Record(event);
  }
  loop->RunOnce(absl::ZeroDuration());
  const nlohmann::json document = Whole({EventSection(2, events)});
  ASSERT_EQ(document["events"].size(), 2u);
  EXPECT_EQ(document["events"][0]["group"], "b");
  EXPECT_EQ(document["events"][1]["event"], "side");
  EXPECT_EQ(Whole({EventSection(9, events)})["events"].size(), 3u);
}

}  // namespace
}  // namespace waymark::examples
