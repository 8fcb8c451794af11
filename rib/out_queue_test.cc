// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "rib/out_queue.h"

#include <cstdint>
#include <vector>

#include "gtest/gtest.h"
#include "rib/testing/route_values.h"

namespace waymark::rib {
namespace {

using List = OutQueue::List;

class OutQueueTest : public testing::Test {
 protected:
  uint32_t New(const AttributesRef& wanted) {
    const uint32_t index = routes_.Allocate();
    routes_[index].layers[0] = wanted;
    return index;
  }
  std::vector<uint32_t> Contents(List list) const {
    std::vector<uint32_t> contents;
    for (uint32_t i = queue_.First(list); !queue_.End(i); i = queue_.Next(i)) {
      contents.push_back(i);
    }
    return contents;
  }
  std::vector<uint32_t> FirstGroup() const {
    std::vector<uint32_t> contents;
    for (uint32_t i = queue_.FirstChange(); !queue_.End(i);
         i = queue_.Next(i)) {
      contents.push_back(i);
    }
    return contents;
  }

  AttributesPool pool_;
  const AttributesRef a_ = pool_.Intern(Attributes({1}));
  const AttributesRef b_ = pool_.Intern(Attributes({2}));
  Slab<OutRoute> routes_;
  OutQueue queue_{routes_};
};

TEST_F(OutQueueTest, ListsKeepTheOrderOfArrival) {
  EXPECT_TRUE(queue_.empty(List::kUnsent));
  const uint32_t x = New(a_);
  const uint32_t y = New(a_);
  const uint32_t z = New(a_);
  for (uint32_t route : {x, y, z}) queue_.Append(List::kUnsent, route);
  EXPECT_EQ(Contents(List::kUnsent), (std::vector<uint32_t>{x, y, z}));
  queue_.Unlink(y);
  EXPECT_EQ(Contents(List::kUnsent), (std::vector<uint32_t>{x, z}));
  queue_.Unlink(x);
  queue_.Unlink(z);
  EXPECT_TRUE(queue_.empty(List::kUnsent));
}

TEST_F(OutQueueTest, ChangesAreGroupedByWhatTheyWant) {
  const uint32_t x = New(a_);
  const uint32_t y = New(b_);
  const uint32_t z = New(a_);
  for (uint32_t route : {x, y, z}) queue_.AppendChange(route);
  EXPECT_EQ(FirstGroup(), (std::vector<uint32_t>{x, z}));
  queue_.Unlink(x);
  queue_.Unlink(z);
  EXPECT_EQ(FirstGroup(), (std::vector<uint32_t>{y}));
  queue_.Unlink(y);
  EXPECT_FALSE(queue_.has_changes());
}

TEST_F(OutQueueTest, AnEmptiedGroupReleasesItsAttributes) {
  AttributesRef c = pool_.Intern(Attributes({3}));
  const uint32_t x = New(c);
  queue_.AppendChange(x);
  queue_.Unlink(x);
  routes_[x].layers = {};
  c = AttributesRef();
  EXPECT_EQ(pool_.sets(), 2u);
}

TEST_F(OutQueueTest, SplicingJoinsListsInOrder) {
  const uint32_t x = New(a_);
  const uint32_t y = New(b_);
  queue_.Append(List::kUnsent, x);
  queue_.Append(List::kIdle, y);
  queue_.Splice(List::kIdle, List::kUnsent);
  queue_.Splice(List::kIdle, List::kUnsent);  // empty by now
  EXPECT_EQ(Contents(List::kUnsent), (std::vector<uint32_t>{x, y}));
  EXPECT_TRUE(queue_.empty(List::kIdle));
  queue_.Unlink(y);
  queue_.Append(List::kIdle, y);
  EXPECT_EQ(Contents(List::kUnsent), (std::vector<uint32_t>{x}));
}

TEST_F(OutQueueTest, SplicingChangesEmptiesAllGroups) {
  const uint32_t x = New(a_);
  const uint32_t y = New(b_);
  const uint32_t z = New(a_);
  for (uint32_t route : {x, y, z}) queue_.AppendChange(route);
  queue_.SpliceChanges(List::kUnsent);
  EXPECT_FALSE(queue_.has_changes());
  EXPECT_EQ(Contents(List::kUnsent), (std::vector<uint32_t>{x, z, y}));
  for (uint32_t route : {x, y, z}) queue_.Unlink(route);
  EXPECT_TRUE(queue_.empty(List::kUnsent));
}

}  // namespace
}  // namespace waymark::rib
