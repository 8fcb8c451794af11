// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Random operations against a model: adj_rib_out_property_test.cc.

#include "rib/adj_rib_out.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/ip_address.h"
#include "base/ip_prefix.h"
#include "gtest/gtest.h"
#include "rib/testing/fake_neighbour.h"
#include "rib/testing/route_values.h"

namespace waymark::rib {
namespace {

using Kind = OutBatch::Kind;
using Layer = AdjRibOut::Layer;
using Log = std::vector<std::string>;

IpPrefix Numbered(uint32_t n) {
  return *IpPrefix::Create(IpAddress::V4(0x0a000000 + (n << 8)), 24);
}

class AdjRibOutTest : public testing::Test {
 protected:
  bool Announce(const char* prefix, const AttributesRef& attributes,
                Layer layer = Layer::kPropagated) {
    return out_.Announce(P(prefix), attributes, layer);
  }
  bool Withdraw(const char* prefix, Layer layer = Layer::kPropagated) {
    return out_.Withdraw(P(prefix), layer);
  }

  AttributesPool pool_;
  const AttributesRef a_ = pool_.Intern(Attributes({1}));
  const AttributesRef b_ = pool_.Intern(Attributes({2}));
  AdjRibOut out_{{}};
  FakeNeighbour neighbour_{out_};
};

TEST_F(AdjRibOutTest, NothingGoesOutWithoutASession) {
  Announce("10.0.0.0/8", a_);
  out_.SetReady(true);
  EXPECT_FALSE(out_.HasOutput());
  EXPECT_TRUE(neighbour_.TakeLog().empty());
  EXPECT_EQ(out_.wanted(), 1u);
  EXPECT_EQ(out_.advertised(), 0u);
}

TEST_F(AdjRibOutTest, ANewSessionGetsEverything) {
  Announce("10.0.0.0/8", a_);
  Announce("11.0.0.0/8", b_);
  out_.Start();
  EXPECT_EQ(neighbour_.TakeLog(),
            (Log{"+ 10.0.0.0/8 [1]", "+ 11.0.0.0/8 [2]"}));
  EXPECT_EQ(out_.advertised(), 2u);
}

TEST_F(AdjRibOutTest, PrefixesWithEqualAttributesShareABatch) {
  out_.Start();
  Announce("10.0.0.0/8", a_);
  Announce("11.0.0.0/8", b_);
  Announce("12.0.0.0/8", a_);
  EXPECT_EQ(neighbour_.TakeLog(),
            (Log{"+ 10.0.0.0/8 12.0.0.0/8 [1]", "+ 11.0.0.0/8 [2]"}));
}

TEST_F(AdjRibOutTest, ABatchIsNoLongerThanAskedFor) {
  out_.Start();
  for (uint32_t n = 0; n < 5; ++n) {
    out_.Announce(Numbered(n), a_, Layer::kPropagated);
  }
  EXPECT_EQ(neighbour_.TakeLog(2).size(), 3u);
  EXPECT_EQ(neighbour_.table().size(), 5u);
}

TEST_F(AdjRibOutTest, WhatDidNotFitComesAgain) {
  out_.Start();
  for (uint32_t n = 0; n < 5; ++n) {
    out_.Announce(Numbered(n), a_, Layer::kPropagated);
  }
  EXPECT_TRUE(neighbour_.TakeOne(/*max=*/5, /*room=*/2));
  EXPECT_EQ(out_.advertised(), 2u);
  neighbour_.TakeAll();
  EXPECT_EQ(neighbour_.table().size(), 5u);
  EXPECT_EQ(neighbour_.routes(), 5u);
}

// Conformance: RFC4271-9.2-2 positive
TEST_F(AdjRibOutTest, AWithdrawnRouteIsWithdrawn) {
  out_.Start();
  Announce("10.0.0.0/8", a_);
  neighbour_.TakeLog();
  EXPECT_TRUE(Withdraw("10.0.0.0/8"));
  EXPECT_EQ(out_.wanted(), 0u);
  EXPECT_EQ(out_.advertised(), 1u);
  EXPECT_EQ(neighbour_.TakeLog(), (Log{"- 10.0.0.0/8"}));
  EXPECT_EQ(out_.advertised(), 0u);
}

// Conformance: RFC4271-9.2-2 negative
TEST_F(AdjRibOutTest, WhatHasNotChangedIsNotSentAgain) {
  out_.Start();
  Announce("10.0.0.0/8", a_);
  neighbour_.TakeLog();
  Announce("10.0.0.0/8", a_);
  EXPECT_FALSE(Withdraw("11.0.0.0/8"));
  EXPECT_FALSE(out_.HasOutput());
}

TEST_F(AdjRibOutTest, ARouteWithdrawnBeforeItWasSentIsNeverMentioned) {
  out_.Start();
  Announce("10.0.0.0/8", a_);
  Withdraw("10.0.0.0/8");
  EXPECT_FALSE(out_.HasOutput());
  EXPECT_TRUE(neighbour_.TakeLog().empty());
}

// Conformance: RFC4271-9.2.1.1-2 positive
TEST_F(AdjRibOutTest, TheLatestStateReplacesWhatWasNotYetSent) {
  out_.Start();
  Announce("10.0.0.0/8", a_);
  Announce("10.0.0.0/8", b_);
  EXPECT_EQ(neighbour_.TakeLog(), (Log{"+ 10.0.0.0/8 [2]"}));
}

TEST_F(AdjRibOutTest, AChangeTakenBackIsNotSent) {
  out_.Start();
  Announce("10.0.0.0/8", a_);
  neighbour_.TakeLog();
  Announce("10.0.0.0/8", b_);
  Announce("10.0.0.0/8", a_);
  EXPECT_FALSE(out_.HasOutput());
  Withdraw("10.0.0.0/8");
  EXPECT_TRUE(out_.HasOutput());
  Announce("10.0.0.0/8", a_);
  EXPECT_FALSE(out_.HasOutput());
}

TEST_F(AdjRibOutTest, UrgentRoutesGoFirstAndWithdrawalsBeforeChanges) {
  out_.Start();
  Announce("10.0.0.0/8", a_);
  Announce("11.0.0.0/8", a_);
  Announce("203.0.113.1/32", a_);
  neighbour_.TakeLog();
  Announce("10.0.0.0/8", b_);
  Withdraw("11.0.0.0/8");
  Announce("0.0.0.0/0", b_);
  Withdraw("203.0.113.1/32");
  EXPECT_EQ(neighbour_.TakeLog(), (Log{"- 203.0.113.1/32", "+ 0.0.0.0/0 [2]",
                                       "- 11.0.0.0/8", "+ 10.0.0.0/8 [2]"}));
}

TEST_F(AdjRibOutTest, TheOriginatedLayerHidesThePropagatedOne) {
  out_.Start();
  Announce("10.0.0.0/8", a_, Layer::kPropagated);
  Announce("10.0.0.0/8", b_, Layer::kOriginated);
  EXPECT_EQ(neighbour_.TakeLog(), (Log{"+ 10.0.0.0/8 [2]"}));
  Withdraw("10.0.0.0/8", Layer::kPropagated);
  EXPECT_FALSE(out_.HasOutput());
  Announce("10.0.0.0/8", a_, Layer::kPropagated);
  EXPECT_FALSE(out_.HasOutput());
  Withdraw("10.0.0.0/8", Layer::kOriginated);
  EXPECT_EQ(neighbour_.TakeLog(), (Log{"+ 10.0.0.0/8 [1]"}));
  EXPECT_EQ(out_.wanted(), 1u);
}

// Conformance: RFC4724-4-1 positive
TEST_F(AdjRibOutTest, EndOfRibFollowsTheInitialSetOnce) {
  Announce("10.0.0.0/8", a_);
  out_.SetReady(true);
  out_.Start();
  EXPECT_EQ(neighbour_.TakeLog(), (Log{"+ 10.0.0.0/8 [1]", "end_of_rib"}));
  EXPECT_TRUE(out_.end_of_rib_sent());
  Announce("11.0.0.0/8", a_);
  EXPECT_EQ(neighbour_.TakeLog(), (Log{"+ 11.0.0.0/8 [1]"}));
}

// Conformance: RFC4724-4-1 positive
TEST_F(AdjRibOutTest, EndOfRibIsSentForAnEmptySetToo) {
  out_.SetReady(true);
  out_.Start();
  EXPECT_EQ(neighbour_.TakeLog(), (Log{"end_of_rib"}));
}

// Conformance: RFC4724-4-1 negative
TEST_F(AdjRibOutTest, EndOfRibWaitsUntilTheSetIsLoaded) {
  out_.Start();
  Announce("10.0.0.0/8", a_);
  EXPECT_EQ(neighbour_.TakeLog(), (Log{"+ 10.0.0.0/8 [1]"}));
  Announce("11.0.0.0/8", a_);
  out_.SetReady(true);
  EXPECT_EQ(neighbour_.TakeLog(), (Log{"+ 11.0.0.0/8 [1]", "end_of_rib"}));
}

TEST_F(AdjRibOutTest, ALostSessionForgetsAndTheNextGetsEverything) {
  out_.SetReady(true);
  out_.Start();
  Announce("10.0.0.0/8", a_);
  Announce("11.0.0.0/8", a_);
  neighbour_.TakeLog();
  Announce("12.0.0.0/8", b_);  // not sent
  Withdraw("11.0.0.0/8");      // not sent
  out_.Reset();
  neighbour_.Forget();
  EXPECT_EQ(out_.advertised(), 0u);
  EXPECT_FALSE(out_.HasOutput());
  EXPECT_FALSE(out_.Sent(P("10.0.0.0/8")));
  Announce("13.0.0.0/8", a_);  // between sessions
  out_.Start();
  EXPECT_EQ(
      neighbour_.TakeLog(),
      (Log{"+ 12.0.0.0/8 [2]", "+ 10.0.0.0/8 13.0.0.0/8 [1]", "end_of_rib"}));
  EXPECT_EQ(out_.advertised(), 3u);
}

TEST_F(AdjRibOutTest, WhatIsWithdrawnBetweenSessionsIsForgotten) {
  out_.Start();
  Announce("10.0.0.0/8", a_);
  neighbour_.TakeLog();
  out_.Reset();
  Withdraw("10.0.0.0/8");
  out_.Start();
  EXPECT_FALSE(out_.HasOutput());
}

TEST_F(AdjRibOutTest, WhatIsAnnouncedAgainAfterALostWithdrawalIsSent) {
  out_.Start();
  Announce("10.0.0.0/8", a_);
  neighbour_.TakeLog();
  Withdraw("10.0.0.0/8");
  out_.Reset();
  neighbour_.Forget();
  Announce("10.0.0.0/8", a_);
  out_.Start();
  EXPECT_EQ(neighbour_.TakeLog(), (Log{"+ 10.0.0.0/8 [1]"}));
}

TEST_F(AdjRibOutTest, ARouteRefreshRepeatsEverything) {
  out_.SetReady(true);
  out_.Start();
  Announce("10.0.0.0/8", a_);
  Announce("11.0.0.0/8", b_);
  neighbour_.TakeLog();
  out_.RequestRefresh();
  EXPECT_EQ(neighbour_.TakeLog(),
            (Log{"+ 10.0.0.0/8 [1]", "+ 11.0.0.0/8 [2]"}));
  EXPECT_FALSE(out_.HasOutput());
  EXPECT_EQ(out_.advertised(), 2u);
}

TEST_F(AdjRibOutTest, DuringARefreshAWithdrawalIsStillOwed) {
  out_.Start();
  Announce("10.0.0.0/8", a_);
  Announce("11.0.0.0/8", a_);
  neighbour_.TakeLog();
  out_.RequestRefresh();
  Withdraw("10.0.0.0/8");
  Announce("11.0.0.0/8", b_);
  Announce("11.0.0.0/8", a_);  // as sent, but the refresh still wants it
  EXPECT_EQ(neighbour_.TakeLog(), (Log{"- 10.0.0.0/8", "+ 11.0.0.0/8 [1]"}));
}

TEST_F(AdjRibOutTest, ARefreshWithoutASessionDoesNothing) {
  Announce("10.0.0.0/8", a_);
  out_.RequestRefresh();
  EXPECT_FALSE(out_.HasOutput());
}

// Conformance: RFC7313-4-1 positive
// Conformance: RFC7313-4-2 positive
TEST_F(AdjRibOutTest, ARefreshIsMarkedAtBothEnds) {
  out_.SetReady(true);
  out_.Start();
  Announce("10.0.0.0/8", a_);
  Announce("11.0.0.0/8", b_);
  Announce("12.0.0.0/8", b_);
  neighbour_.TakeLog();
  Withdraw("12.0.0.0/8");
  Announce("10.0.0.0/8", b_);
  out_.RequestRefresh(/*marked=*/true);
  EXPECT_TRUE(out_.HasOutput());
  EXPECT_EQ(neighbour_.TakeLog(),
            (Log{"borr", "- 12.0.0.0/8", "+ 10.0.0.0/8 [2]", "+ 11.0.0.0/8 [2]",
                 "eorr"}));
  EXPECT_FALSE(out_.HasOutput());
}

// Conformance: RFC7313-4-1 negative
// Conformance: RFC7313-4-2 negative
TEST_F(AdjRibOutTest, WhatIsNotAskedForIsNotMarked) {
  out_.SetReady(true);
  out_.Start();
  Announce("10.0.0.0/8", a_);
  EXPECT_EQ(neighbour_.TakeLog(), (Log{"+ 10.0.0.0/8 [1]", "end_of_rib"}));
  // The answer to one who does not know the marks.
  out_.RequestRefresh();
  EXPECT_EQ(neighbour_.TakeLog(), (Log{"+ 10.0.0.0/8 [1]"}));
}

TEST_F(AdjRibOutTest, ARefreshOfNothingIsMarkedAllTheSame) {
  out_.Start();
  out_.RequestRefresh(/*marked=*/true);
  EXPECT_EQ(neighbour_.TakeLog(), (Log{"borr", "eorr"}));
}

TEST_F(AdjRibOutTest, ASecondRefreshBeginsAnewAndOneEndServesBoth) {
  out_.Start();
  Announce("10.0.0.0/8", a_);
  Announce("11.0.0.0/8", b_);
  neighbour_.TakeLog();
  out_.RequestRefresh(/*marked=*/true);
  ASSERT_TRUE(neighbour_.TakeOne());
  ASSERT_TRUE(neighbour_.TakeOne());
  out_.RequestRefresh(/*marked=*/true);
  EXPECT_EQ(neighbour_.TakeLog(),
            (Log{"borr", "+ 10.0.0.0/8 [1]", "borr", "+ 11.0.0.0/8 [2]",
                 "+ 10.0.0.0/8 [1]", "eorr"}));
}

TEST_F(AdjRibOutTest, AnEndThatWasOvertakenDoesNotCount) {
  out_.Start();
  out_.RequestRefresh(/*marked=*/true);
  ASSERT_TRUE(neighbour_.TakeOne());
  OutBatch end;
  out_.NextBatch(10, end);
  ASSERT_EQ(end.kind, OutBatch::Kind::kEndOfRefresh);
  out_.RequestRefresh(/*marked=*/true);
  out_.MarkSent(end, 0);
  EXPECT_EQ(neighbour_.TakeLog(), (Log{"borr", "borr", "eorr"}));
}

TEST_F(AdjRibOutTest, ANewSessionOwesNoMarks) {
  out_.Start();
  out_.RequestRefresh(/*marked=*/true);
  out_.Reset();
  out_.Start();
  EXPECT_FALSE(out_.HasOutput());
}

TEST_F(AdjRibOutTest, AChangeWhileABatchIsBeingWrittenIsSentAfterIt) {
  out_.Start();
  Announce("10.0.0.0/8", a_);
  OutBatch batch;
  out_.NextBatch(10, batch);
  Announce("10.0.0.0/8", b_);
  neighbour_.Apply(batch, 10);
  out_.MarkSent(batch, 10);
  neighbour_.TakeLog();
  EXPECT_EQ(neighbour_.table().at(P("10.0.0.0/8")), b_);
}

TEST_F(AdjRibOutTest, AWithdrawalWhileABatchIsBeingWrittenIsSentAfterIt) {
  out_.Start();
  Announce("10.0.0.0/8", a_);
  OutBatch batch;
  out_.NextBatch(10, batch);
  Withdraw("10.0.0.0/8");
  neighbour_.Apply(batch, 10);
  out_.MarkSent(batch, 10);
  neighbour_.TakeLog();
  EXPECT_TRUE(neighbour_.table().empty());
  EXPECT_EQ(out_.advertised(), 0u);
}

TEST_F(AdjRibOutTest, ABatchOfAnEarlierSessionCountsForNothing) {
  out_.Start();
  Announce("10.0.0.0/8", a_);
  OutBatch batch;
  out_.NextBatch(10, batch);
  out_.Reset();
  out_.Start();
  out_.MarkSent(batch, 10);
  EXPECT_EQ(out_.advertised(), 0u);
  EXPECT_TRUE(out_.HasOutput());
}

// Conformance: RFC4271-9.2-5 positive
TEST_F(AdjRibOutTest, ARouteThatFitsNoMessageIsNotAnnounced) {
  out_.Start();
  Announce("10.0.0.0/8", a_);
  Announce("11.0.0.0/8", a_);
  OutBatch batch;
  out_.NextBatch(10, batch);
  out_.MarkUnsendable(batch);
  EXPECT_EQ(neighbour_.TakeLog(), (Log{"+ 11.0.0.0/8 [1]"}));
  EXPECT_EQ(out_.refused(), 1u);
  EXPECT_EQ(out_.wanted(), 1u);
}

// Conformance: RFC4271-9.2-5 negative
TEST_F(AdjRibOutTest, AnUnsendableChangeWithdrawsWhatWasThere) {
  out_.Start();
  Announce("10.0.0.0/8", a_);
  neighbour_.TakeLog();
  Announce("10.0.0.0/8", b_);
  OutBatch batch;
  out_.NextBatch(10, batch);
  out_.MarkUnsendable(batch);
  EXPECT_EQ(neighbour_.TakeLog(), (Log{"- 10.0.0.0/8"}));
  Announce("10.0.0.0/8", a_);
  EXPECT_EQ(neighbour_.TakeLog(), (Log{"+ 10.0.0.0/8 [1]"}));
}

TEST_F(AdjRibOutTest, NewPrefixesBeyondTheLimitAreRefused) {
  AdjRibOut out({.max_prefixes = 1});
  EXPECT_TRUE(out.Announce(P("10.0.0.0/8"), a_, Layer::kPropagated));
  EXPECT_FALSE(out.Announce(P("11.0.0.0/8"), a_, Layer::kPropagated));
  EXPECT_TRUE(out.Announce(P("10.0.0.0/8"), b_, Layer::kPropagated));
  EXPECT_EQ(out.refused(), 1u);
  EXPECT_TRUE(out.Withdraw(P("10.0.0.0/8"), Layer::kPropagated));
  EXPECT_TRUE(out.Announce(P("11.0.0.0/8"), a_, Layer::kPropagated));
}

TEST_F(AdjRibOutTest, TheStateOfAPrefixCanBeAsked) {
  out_.Start();
  Announce("10.0.0.0/8", a_);
  EXPECT_EQ(out_.Wanted(P("10.0.0.0/8")), a_);
  EXPECT_FALSE(out_.Sent(P("10.0.0.0/8")));
  neighbour_.TakeLog();
  Announce("10.0.0.0/8", b_);
  EXPECT_EQ(out_.Wanted(P("10.0.0.0/8")), b_);
  EXPECT_EQ(out_.Sent(P("10.0.0.0/8")), a_);
  EXPECT_FALSE(out_.Wanted(P("11.0.0.0/8")));
  std::map<IpPrefix, bool> seen;
  TableCursor cursor;
  Announce("11.0.0.0/8", a_);
  Withdraw("11.0.0.0/8");
  out_.VisitSome(
      cursor, 100,
      [&](const IpPrefix& prefix, const AttributesRef& attributes, bool sent) {
        EXPECT_EQ(attributes, b_);
        seen[prefix] = sent;
      });
  EXPECT_EQ(seen, (std::map<IpPrefix, bool>{{P("10.0.0.0/8"), false}}));
}

TEST_F(AdjRibOutTest, AttributesThatAreNotNeededAreReleased) {
  AttributesRef c = pool_.Intern(Attributes({3}));
  out_.Start();
  Announce("10.0.0.0/8", c);
  neighbour_.TakeLog();
  Withdraw("10.0.0.0/8");
  neighbour_.TakeLog();
  c = AttributesRef();
  EXPECT_EQ(pool_.sets(), 2u);
}

TEST_F(AdjRibOutTest, GarbageOfALostSessionIsFreedAsTimeGoesOn) {
  out_.Start();
  for (uint32_t n = 0; n < 1000; ++n) {
    out_.Announce(Numbered(n), a_, Layer::kPropagated);
  }
  neighbour_.TakeAll();
  for (uint32_t n = 0; n < 1000; ++n) {
    out_.Withdraw(Numbered(n), Layer::kPropagated);
  }
  out_.Reset();
  neighbour_.Forget();
  for (int i = 0; i < 100; ++i) {
    Announce("10.0.0.0/8", b_);
    Withdraw("10.0.0.0/8");
  }
  TableCursor cursor;
  out_.VisitSome(
      cursor, 10'000,
      [](const IpPrefix&, const AttributesRef&, bool) { ADD_FAILURE(); });
  out_.Start();
  EXPECT_FALSE(out_.HasOutput());
}

}  // namespace
}  // namespace waymark::rib
