// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Selection of the best of N candidates of one prefix; items are candidates.
//
// BM_DecisionProcess: AS_PATH lengths differ, as they mostly do: the folded
// preference decides. BM_DecisionProcessTie: everything up to MED ties and the
// candidates come from four neighbouring ASes: the whole ladder is walked, down
// to the BGP identifier.

#include <cstdint>
#include <deque>
#include <vector>

#include "benchmark/benchmark.h"
#include "rib/decision_process.h"
#include "rib/next_hop_resolver.h"
#include "rib/testing/route_values.h"

namespace waymark::rib {
namespace {

void Run(benchmark::State& state, bool tie) {
  const uint32_t count = static_cast<uint32_t>(state.range(0));
  const AlwaysResolves resolver;
  const DecisionProcess process({.local_as = 65000}, resolver);
  AttributesPool pool;
  std::deque<PathSource> sources;
  std::vector<Path> candidates;
  for (uint32_t n = 1; n <= count; ++n) {
    bgp::PathAttributes attributes = Attributes({65001 + n % 4, 1, 2});
    if (!tie) {
      for (uint32_t i = 0; i < n * 7 % 5; ++i)
        attributes.as_path.Prepend(65001);
    }
    attributes.med = 100;
    sources.push_back(External(n));
    candidates.push_back(
        Path{.source = &sources.back(), .attributes = pool.Intern(attributes)});
    process.Appraise(candidates.back());
  }
  for ([[maybe_unused]] auto _ : state) {
    benchmark::DoNotOptimize(process.Decide(candidates));
  }
  state.SetItemsProcessed(state.iterations() * count);
}

void BM_DecisionProcess(benchmark::State& state) { Run(state, false); }
BENCHMARK(BM_DecisionProcess)
    ->ArgName("candidates")
    ->Arg(1)
    ->Arg(2)
    ->Arg(4)
    ->Arg(16)
    ->Arg(64);

void BM_DecisionProcessTie(benchmark::State& state) { Run(state, true); }
BENCHMARK(BM_DecisionProcessTie)
    ->ArgName("candidates")
    ->Arg(2)
    ->Arg(4)
    ->Arg(16)
    ->Arg(64);

}  // namespace
}  // namespace waymark::rib
