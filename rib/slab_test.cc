// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "rib/slab.h"

#include <cstdint>
#include <memory>
#include <vector>

#include "gtest/gtest.h"

namespace waymark::rib {
namespace {

TEST(SlabTest, ObjectsStayWhereTheyAreWhileTheSlabGrows) {
  Slab<int> slab;
  const uint32_t first = slab.Allocate();
  int* const address = &slab[first];
  for (int i = 0; i < 10'000; ++i) slab[slab.Allocate()] = i;
  EXPECT_EQ(&slab[first], address);
}

TEST(SlabTest, AFreedNumberIsUsedAgainWithAFreshObject) {
  Slab<std::shared_ptr<int>> slab;
  const uint32_t index = slab.Allocate();
  const auto value = std::make_shared<int>(1);
  slab[index] = value;
  slab.Free(index);
  EXPECT_EQ(value.use_count(), 1);
  EXPECT_EQ(slab.Allocate(), index);
  EXPECT_EQ(slab[index], nullptr);
}

}  // namespace
}  // namespace waymark::rib
