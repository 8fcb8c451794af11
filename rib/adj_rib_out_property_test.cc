// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Random operations on an Adj-RIB-Out, with sessions that come and go, route
// refreshes and a neighbour that takes batches now and then, as many routes of
// each as fit. Whenever all is sent, the neighbour's table is what is wanted;
// nothing is withdrawn that it does not have.

#include <array>
#include <cstdint>
#include <map>
#include <random>

#include "base/ip_address.h"
#include "base/ip_prefix.h"
#include "gtest/gtest.h"
#include "rib/adj_rib_out.h"
#include "rib/testing/fake_neighbour.h"
#include "rib/testing/route_values.h"

namespace waymark::rib {
namespace {

using Layer = AdjRibOut::Layer;

class AdjRibOutPropertyTest : public testing::TestWithParam<int> {
 protected:
  uint32_t OneOf(uint32_t n) { return static_cast<uint32_t>(random_() % n); }

  IpPrefix RandomPrefix() {
    const uint32_t n = OneOf(120);
    if (n == 0) return P("0.0.0.0/0");
    if (n < 20) return IpPrefix::Host(IpAddress::V4(0xcb007100 + n));
    return *IpPrefix::Create(IpAddress::V4(0x0a000000 + (n << 8)), 24);
  }

  void Step() {
    switch (OneOf(100)) {
      case 0:
        if (up_) {
          out_.Reset();
          neighbour_.Forget();
          in_flight_ = false;
        } else {
          out_.Start();
        }
        up_ = !up_;
        break;
      case 1:
        out_.RequestRefresh();
        break;
      case 2:
      case 3:
      case 4:
      case 5:
      case 6:
      case 7:
      case 8:
        if (!in_flight_) neighbour_.TakeOne(1 + OneOf(10), OneOf(10));
        break;
      case 9:  // a batch that is written while changes go on
        if (up_ && !in_flight_) out_.NextBatch(1 + OneOf(5), batch_);
        in_flight_ = up_;
        break;
      default:
        Change();
    }
    if (in_flight_ && OneOf(5) == 0) {
      neighbour_.Apply(batch_, 100);
      out_.MarkSent(batch_, 100);
      in_flight_ = false;
    }
  }

  void Change() {
    const IpPrefix prefix = RandomPrefix();
    const size_t layer = OneOf(4) == 0;
    const bool was_there = wanted_[layer].contains(prefix);
    if (OneOf(3) == 0) {
      EXPECT_EQ(out_.Withdraw(prefix, static_cast<Layer>(layer)), was_there);
      wanted_[layer].erase(prefix);
    } else {
      const AttributesRef attributes = pool_.Intern(Attributes({1 + OneOf(6)}));
      EXPECT_TRUE(out_.Announce(prefix, attributes, static_cast<Layer>(layer)));
      wanted_[layer][prefix] = attributes;
    }
  }

  void ExpectNeighbourHasWhatIsWanted() {
    std::map<IpPrefix, AttributesRef> expected = wanted_[1];
    expected.insert(wanted_[0].begin(), wanted_[0].end());
    ASSERT_EQ(out_.wanted(), expected.size());
    if (!up_) return;
    ASSERT_EQ(neighbour_.table(), expected);
    ASSERT_EQ(out_.advertised(), expected.size());
  }

  std::mt19937 random_{static_cast<uint32_t>(GetParam())};
  AttributesPool pool_;
  AdjRibOut out_{{.hash_seed = 5}};
  FakeNeighbour neighbour_{out_};
  OutBatch batch_;
  bool in_flight_ = false;
  bool up_ = false;
  std::array<std::map<IpPrefix, AttributesRef>, 2> wanted_;  // by layer
};

TEST_P(AdjRibOutPropertyTest, TheNeighbourEndsWithWhatIsWanted) {
  for (int i = 0; i < 20'000; ++i) {
    ASSERT_NO_FATAL_FAILURE(Step());
    if (i % 300 == 0 && !in_flight_) {
      neighbour_.TakeAll(1 + OneOf(20));
      ASSERT_FALSE(out_.HasOutput());
      ASSERT_NO_FATAL_FAILURE(ExpectNeighbourHasWhatIsWanted());
    }
  }
}

TEST_P(AdjRibOutPropertyTest, OneSeedGivesOneOutput) {
  AdjRibOut other({.hash_seed = 5});
  FakeNeighbour other_neighbour(other);
  other.Start();
  out_.Start();
  for (int i = 0; i < 500; ++i) {
    const IpPrefix prefix = RandomPrefix();
    const AttributesRef attributes = pool_.Intern(Attributes({1 + OneOf(6)}));
    out_.Announce(prefix, attributes, Layer::kPropagated);
    other.Announce(prefix, attributes, Layer::kPropagated);
  }
  EXPECT_EQ(neighbour_.TakeLog(), other_neighbour.TakeLog());
}

INSTANTIATE_TEST_SUITE_P(Seeds, AdjRibOutPropertyTest, testing::Range(1, 6));

}  // namespace
}  // namespace waymark::rib
