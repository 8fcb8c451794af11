// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "posix/bfd_news.h"

#include <cstdint>
#include <variant>

#include "bfd/session_listener.h"
#include "bgp/session/liveness_source.h"
#include "gtest/gtest.h"

namespace waymark::posix {
namespace {

using bgp::Liveness;

bgp::LivenessReport Report(uint64_t sequence, Liveness liveness) {
  bgp::LivenessReport report;
  report.sequence = sequence;
  report.liveness = liveness;
  return report;
}

bfd::StateChange Change(uint64_t incarnation) {
  bfd::StateChange change;
  change.incarnation = incarnation;
  return change;
}

TEST(BfdNewsTest, TheLoopIsToldOnceUntilItTakes) {
  BfdNews news;
  EXPECT_TRUE(news.Add(Report(1, Liveness::kUp)));
  EXPECT_FALSE(news.Add(BfdNews::Event(Change(1))));
  EXPECT_FALSE(news.Add(Report(2, Liveness::kDown)));
  news.Take();
  EXPECT_TRUE(news.Add(BfdNews::Event(Change(1))));
}

TEST(BfdNewsTest, WhatWasTakenIsGone) {
  BfdNews news;
  news.Add(Report(1, Liveness::kUp));
  news.Add(BfdNews::Event(Change(1)));
  const BfdNews::Batch batch = news.Take();
  EXPECT_EQ(batch.latest->sequence, 1u);
  EXPECT_EQ(batch.events.size(), 1u);
  const BfdNews::Batch nothing = news.Take();
  EXPECT_FALSE(nothing.latest.has_value());
  EXPECT_TRUE(nothing.events.empty());
}

TEST(BfdNewsTest, OnlyTheLatestVerdictIsKept) {
  BfdNews news;
  for (uint64_t i = 1; i <= 1000; ++i) news.Add(Report(i, Liveness::kUp));
  const BfdNews::Batch batch = news.Take();
  EXPECT_EQ(batch.latest->sequence, 1000u);
  EXPECT_FALSE(batch.overtaken_down.has_value());
}

TEST(BfdNewsTest, ADownIsHeardThoughThePathIsUpAgain) {
  BfdNews news;
  news.Add(Report(1, Liveness::kUp));
  news.Add(Report(2, Liveness::kDown));
  news.Add(Report(3, Liveness::kUp));
  news.Add(Report(4, Liveness::kAdminDown));
  const BfdNews::Batch batch = news.Take();
  EXPECT_EQ(batch.overtaken_down->sequence, 2u);
  EXPECT_EQ(batch.latest->sequence, 4u);
}

TEST(BfdNewsTest, ADownThatIsTheLatestVerdictStandsForThoseBefore) {
  BfdNews news;
  news.Add(Report(1, Liveness::kDown));
  news.Add(Report(2, Liveness::kUp));
  news.Add(Report(3, Liveness::kDown));
  const BfdNews::Batch batch = news.Take();
  EXPECT_FALSE(batch.overtaken_down.has_value());
  EXPECT_EQ(batch.latest->sequence, 3u);
}

TEST(BfdNewsTest, AVerdictKnowsOfTheCommandsBeforeIt) {
  BfdNews news;
  news.Add(Report(1, Liveness::kUp));
  news.SetCommand(1);
  EXPECT_EQ(news.Take().latest_command, 0u);
  news.Add(Report(2, Liveness::kAdminDown));
  EXPECT_EQ(news.Take().latest_command, 1u);
  news.Add(Report(3, Liveness::kUp));
  EXPECT_EQ(news.Take().latest_command, 1u);
}

TEST(BfdNewsTest, EventsStayInOrderAndTheOldestGiveWay) {
  BfdNews news;
  news.Add(BfdNews::Event(bfd::LocalStall()));
  for (uint64_t i = 1; i <= BfdNews::kMaxEvents; ++i) {
    news.Add(BfdNews::Event(Change(i)));
  }
  const BfdNews::Batch batch = news.Take();
  EXPECT_EQ(batch.events_lost, 1u);
  ASSERT_EQ(batch.events.size(), BfdNews::kMaxEvents);
  for (uint64_t i = 0; i < BfdNews::kMaxEvents; ++i) {
    EXPECT_EQ(std::get<bfd::StateChange>(batch.events[i]).incarnation, i + 1);
  }
}

}  // namespace
}  // namespace waymark::posix
