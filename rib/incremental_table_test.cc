// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "rib/incremental_table.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <random>
#include <set>
#include <vector>

#include "gtest/gtest.h"

namespace waymark::rib {
namespace {

// A good hash and, for the worst case, bad ones.
uint64_t Mix(uint64_t key) {
  key = (key ^ (key >> 31)) * 0x9e3779b97f4a7c15u;
  key = (key ^ (key >> 29)) * 0xbf58476d1ce4e5b9u;
  return key ^ (key >> 32);
}

struct Item {
  uint64_t key;
  std::vector<int> value;  // owns memory, as what the RIB stores does
};
template <uint64_t kMask>
struct ItemHash {
  uint64_t operator()(const Item& item) const { return Mix(item.key) & kMask; }
};

template <typename Table>
class TableModel {
 public:
  explicit TableModel(uint64_t mask) : mask_(mask) {}

  bool Has(uint64_t key) {
    return table_.Find(Mix(key) & mask_, [key](const Item& item) {
      return item.key == key;
    }) != nullptr;
  }
  void Insert(uint64_t key, int value) {
    table_.Insert(Mix(key) & mask_, {key, {value}});
  }
  bool Erase(uint64_t key) {
    return table_.Erase(Mix(key) & mask_,
                        [key](const Item& item) { return item.key == key; });
  }
  std::map<uint64_t, int> Contents() {
    std::map<uint64_t, int> contents;
    uint64_t position = 0;
    size_t visited = 0;
    do {
      position = table_.VisitSegment(position, visited, [&](Item& item) {
        EXPECT_TRUE(contents.emplace(item.key, item.value[0]).second)
            << item.key << " was visited twice";
        return true;
      });
    } while (position != 0);
    return contents;
  }
  Table& table() { return table_; }

 private:
  uint64_t mask_;
  Table table_;
};

template <uint64_t kMask>
void CompareWithMap(int operations, uint64_t keys) {
  std::mt19937_64 random(7);
  TableModel<IncrementalTable<Item, ItemHash<kMask>>> table(kMask);
  std::map<uint64_t, int> model;
  for (int i = 0; i < operations; ++i) {
    const uint64_t key = random() % keys;
    ASSERT_EQ(table.Has(key), model.contains(key));
    if (model.contains(key)) {
      ASSERT_TRUE(table.Erase(key));
      model.erase(key);
    } else {
      table.Insert(key, i);
      model[key] = i;
    }
    ASSERT_EQ(table.table().size(), model.size());
    if (i % 1000 == 0) {
      ASSERT_EQ(table.Contents(), model);
    }
  }
  EXPECT_EQ(table.Contents(), model);
}

TEST(IncrementalTableTest, RandomOperationsAgreeWithAMap) {
  CompareWithMap<~uint64_t{0}>(50'000, 5000);
}

TEST(IncrementalTableTest, CollidingHashesAgreeWithAMap) {
  // Few segments and few homes: long runs of slots that wrap around.
  CompareWithMap<0x0000'0007'0000'0003>(5'000, 150);
}

TEST(IncrementalTableTest, EqualHashesAgreeWithAMap) {
  CompareWithMap<0>(1'000, 60);
}

TEST(IncrementalTableTest, AnEmptyTableIsVisitedAndSearched) {
  TableModel<IncrementalTable<Item, ItemHash<~uint64_t{0}>>> table(
      ~uint64_t{0});
  EXPECT_FALSE(table.Has(1));
  EXPECT_FALSE(table.Erase(1));
  EXPECT_TRUE(table.Contents().empty());
}

TEST(IncrementalTableTest,
     AWalkSeesOnceWhatIsThereThroughoutWhileTheTableGrows) {
  TableModel<IncrementalTable<Item, ItemHash<~uint64_t{0}>>> table(
      ~uint64_t{0});
  for (uint64_t key = 0; key < 1000; ++key) table.Insert(key, 0);
  std::map<uint64_t, int> seen;
  uint64_t next_key = 1000;
  uint64_t position = 0;
  size_t visited = 0;
  do {
    position = table.table().VisitSegment(position, visited, [&](Item& item) {
      ++seen[item.key];
      return true;
    });
    for (int i = 0; i < 500 && next_key < 9000; ++i) {
      table.Insert(next_key++, 0);  // splits segments
    }
  } while (position != 0);
  for (uint64_t key = 0; key < 1000; ++key) EXPECT_EQ(seen[key], 1) << key;
  for (const auto& [key, times] : seen) EXPECT_EQ(times, 1) << key;
}

TEST(IncrementalTableTest, AWalkMayEraseEverything) {
  TableModel<IncrementalTable<Item, ItemHash<0x7'0000'0003>>> table(
      0x7'0000'0003);
  for (uint64_t key = 0; key < 300; ++key) table.Insert(key, 0);
  std::set<uint64_t> seen;
  uint64_t position = 0;
  size_t visited = 0;
  do {
    position = table.table().VisitSegment(position, visited, [&](Item& item) {
      seen.insert(item.key);
      return false;
    });
  } while (position != 0);
  EXPECT_EQ(seen.size(), 300u);
  EXPECT_EQ(table.table().size(), 0u);
}

TEST(IncrementalTableTest, AWalkThatErasesSomeMissesNone) {
  TableModel<IncrementalTable<Item, ItemHash<0x7'0000'0003>>> table(
      0x7'0000'0003);
  for (uint64_t key = 0; key < 300; ++key) table.Insert(key, 0);
  std::set<uint64_t> seen;
  uint64_t position = 0;
  size_t visited = 0;
  do {
    position = table.table().VisitSegment(position, visited, [&](Item& item) {
      seen.insert(item.key);
      return item.key % 3 == 0;
    });
  } while (position != 0);
  EXPECT_EQ(seen.size(), 300u);
  EXPECT_EQ(table.table().size(), 100u);
  for (uint64_t key = 0; key < 300; ++key) {
    EXPECT_EQ(table.Has(key), key % 3 == 0) << key;
  }
}

TEST(IncrementalTableTest, NoStepMovesMoreThanAFewSegments) {
  // How often the hash is asked for counts the entries that a step moves.
  static size_t hashed;
  struct CountingHash {
    uint64_t operator()(uint64_t key) const {
      ++hashed;
      return Mix(key);
    }
  };
  hashed = 0;
  IncrementalTable<uint64_t, CountingHash> table;
  size_t longest = 0;
  for (uint64_t key = 0; key < 200'000; ++key) {
    const size_t before = hashed;
    table.Insert(Mix(key), key);
    longest = std::max(longest, hashed - before);
  }
  EXPECT_LT(longest, 700u);
}

TEST(IncrementalTableTest, TheOrderDependsOnTheHashesAlone) {
  std::vector<uint64_t> orders[2];
  for (auto& order : orders) {
    IncrementalTable<uint64_t, decltype(&Mix)> table(&Mix);
    for (uint64_t key = 0; key < 1000; ++key) table.Insert(Mix(key), key);
    uint64_t position = 0;
    size_t visited = 0;
    do {
      position = table.VisitSegment(position, visited, [&](uint64_t key) {
        order.push_back(key);
        return true;
      });
    } while (position != 0);
  }
  EXPECT_EQ(orders[0], orders[1]);
}

TEST(IncrementalTableTest, MovingLeavesAnEmptyTableThatWorks) {
  IncrementalTable<uint64_t, decltype(&Mix)> table(&Mix);
  for (uint64_t key = 0; key < 1000; ++key) table.Insert(Mix(key), key);
  auto other = std::move(table);
  EXPECT_EQ(other.size(), 1000u);
  EXPECT_EQ(table.size(), 0u);  // NOLINT: the state after a move is defined
  table.Insert(Mix(1), 1);
  EXPECT_EQ(table.size(), 1u);
}

}  // namespace
}  // namespace waymark::rib
