// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Finding or storing attribute sets with an AS_PATH of five and two
// communities; items are sets. With `known:1` every set is in the pool already,
// as when many UPDATEs carry the same attributes; with `known:0` each is new
// and leaves again.

#include <cstdint>
#include <vector>

#include "benchmark/benchmark.h"
#include "bgp/path_attributes.h"
#include "rib/attributes_pool.h"
#include "rib/testing/route_values.h"

namespace waymark::rib {
namespace {

constexpr uint32_t kSets = 10'000;

void BM_AttributesPoolIntern(benchmark::State& state) {
  std::vector<bgp::PathAttributes> sets;
  for (uint32_t n = 0; n < kSets; ++n) {
    sets.push_back(Attributes({65001, 65002, 65003, 65004, n}));
    sets.back().med = n;
    sets.back().communities = {bgp::Community{1}, bgp::Community{2}};
  }
  AttributesPool pool;
  std::vector<AttributesRef> held;
  if (state.range(0) == 1) {
    for (const bgp::PathAttributes& set : sets)
      held.push_back(pool.Intern(set));
  }
  for ([[maybe_unused]] auto _ : state) {
    for (const bgp::PathAttributes& set : sets) {
      benchmark::DoNotOptimize(pool.Intern(set));
    }
  }
  state.SetItemsProcessed(state.iterations() * kSets);
}
BENCHMARK(BM_AttributesPoolIntern)->ArgName("known")->Arg(0)->Arg(1);

}  // namespace
}  // namespace waymark::rib
