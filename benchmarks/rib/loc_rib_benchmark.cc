// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// A table of N prefixes, ten to an attribute set, from two external peers of
// which the second is always preferred; items are paths.
//
// BM_LocRibUpdate: both announce everything, so that every second update
// changes a best path. BM_LocRibFailover: the preferred peer is lost and every
// prefix falls back, in slices of 1000; `longest_slice_us` is the worst one,
// which is how long everything else waits. BM_AdjRibOutDrain: the same table
// goes out to one neighbour in batches.

#include <time.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <vector>

#include "base/ip_address.h"
#include "base/ip_prefix.h"
#include "benchmark/benchmark.h"
#include "rib/adj_rib_out.h"
#include "rib/attributes_pool.h"
#include "rib/loc_rib.h"
#include "rib/next_hop_resolver.h"
#include "rib/testing/route_values.h"

namespace waymark::rib {
namespace {

// Of this thread, so that a busy machine does not count.
double ProcessorMicroseconds() {
  timespec now;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return now.tv_sec * 1e6 + now.tv_nsec * 1e-3;
}

IpPrefix Numbered(uint32_t n) {
  return *IpPrefix::Create(IpAddress::V4(0x01000000 + (n << 8)), 24);
}

// The sets of one peer, one for ten prefixes.
std::vector<AttributesRef> Sets(AttributesPool& pool, uint32_t prefixes,
                                bool preferred) {
  std::vector<AttributesRef> sets;
  for (uint32_t n = 0; n < prefixes / 10 + 1; ++n) {
    bgp::PathAttributes attributes = Attributes({65001, 1 + n});
    if (!preferred) attributes.as_path.Prepend(65001);
    sets.push_back(pool.Intern(attributes));
  }
  return sets;
}

struct Table {
  explicit Table(uint32_t prefixes)
      : worse(Sets(pool, prefixes, false)), better(Sets(pool, prefixes, true)) {
    rib.AddPeer(External(1));
    rib.AddPeer(External(2));
  }
  void Fill(uint32_t prefixes) {
    for (uint32_t n = 0; n < prefixes; ++n) {
      rib.Update(PeerId{1}, {Numbered(n), 0}, worse[n / 10], T(1));
    }
    for (uint32_t n = 0; n < prefixes; ++n) {
      rib.Update(PeerId{2}, {Numbered(n), 0}, better[n / 10], T(1));
    }
  }

  AlwaysResolves resolver;
  AttributesPool pool;
  std::vector<AttributesRef> worse;
  std::vector<AttributesRef> better;
  LocRib rib{{.decision = {.local_as = 65000}, .hash_seed = 1}, resolver};
};

void BM_LocRibUpdate(benchmark::State& state) {
  const uint32_t prefixes = static_cast<uint32_t>(state.range(0));
  for ([[maybe_unused]] auto _ : state) {
    state.PauseTiming();
    auto table = std::make_unique<Table>(prefixes);
    state.ResumeTiming();
    table->Fill(prefixes);
    state.PauseTiming();
    table.reset();
    state.ResumeTiming();
  }
  state.SetItemsProcessed(state.iterations() * prefixes * 2);
}
BENCHMARK(BM_LocRibUpdate)
    ->ArgName("prefixes")
    ->Arg(1'000)
    ->Arg(100'000)
    ->Arg(1'000'000)
    ->Unit(benchmark::kMillisecond);

void BM_LocRibFailover(benchmark::State& state) {
  const uint32_t prefixes = static_cast<uint32_t>(state.range(0));
  double longest = 0;
  for ([[maybe_unused]] auto _ : state) {
    state.PauseTiming();
    auto table = std::make_unique<Table>(prefixes);
    table->Fill(prefixes);
    state.ResumeTiming();
    table->rib.RemovePeer(PeerId{2});
    bool done = false;
    while (!done) {
      const double start = ProcessorMicroseconds();
      done = table->rib.DoWork(1000);
      longest = std::max(longest, ProcessorMicroseconds() - start);
    }
    state.PauseTiming();
    table.reset();
    state.ResumeTiming();
  }
  state.SetItemsProcessed(state.iterations() * prefixes);
  state.counters["longest_slice_us"] = longest;
}
BENCHMARK(BM_LocRibFailover)
    ->ArgName("prefixes")
    ->Arg(1'000)
    ->Arg(100'000)
    ->Arg(1'000'000)
    ->Unit(benchmark::kMillisecond);

void BM_AdjRibOutDrain(benchmark::State& state) {
  const uint32_t prefixes = static_cast<uint32_t>(state.range(0));
  AttributesPool pool;
  const std::vector<AttributesRef> sets = Sets(pool, prefixes, true);
  AdjRibOut out({.hash_seed = 1});
  for (uint32_t n = 0; n < prefixes; ++n) {
    out.Announce(Numbered(n), sets[n / 10], AdjRibOut::Layer::kPropagated);
  }
  OutBatch batch;
  for ([[maybe_unused]] auto _ : state) {
    out.Start();
    while (out.HasOutput()) {
      out.NextBatch(1000, batch);
      out.MarkSent(batch, batch.nlri.size());
    }
    out.Reset();
  }
  state.SetItemsProcessed(state.iterations() * prefixes);
}
BENCHMARK(BM_AdjRibOutDrain)
    ->ArgName("prefixes")
    ->Arg(1'000)
    ->Arg(100'000)
    ->Arg(1'000'000)
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace waymark::rib
