// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// UPDATEs like those of a full table: a thousand different messages of N IPv4
// prefixes each, of which 60 % are /24 and the others /16 to /23; ORIGIN, an
// AS_PATH of three to six 4-octet numbers, NEXT_HOP, in half of them
// MULTI_EXIT_DISC, and none to five communities. A thousand, so that the branch
// predictor does not know them by heart. Items are prefixes, octets those of
// whole messages, `messages` counts per second.
//
//   BM_FrameMessages       finding the messages in the stream
//   BM_DecodeUpdate        that, and checking each into a DecodedUpdate
//   BM_IterateNlri         that, and reading every prefix
//   BM_BuildPathAttributes that without the prefixes, and the attributes built
//                          as an owned value
//   BM_EncodeAttributes    the attributes of a message from an owned value
//   BM_EncodeUpdate        a message around attributes that are encoded
//   already,
//                          as an update group sends it

#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

#include "absl/types/span.h"
#include "base/byte_writer.h"
#include "base/ip_address.h"
#include "base/ip_prefix.h"
#include "benchmark/benchmark.h"
#include "bgp/as_path.h"
#include "bgp/community.h"
#include "bgp/family.h"
#include "bgp/nlri.h"
#include "bgp/path_attributes.h"
#include "bgp/wire/decoded_update.h"
#include "bgp/wire/message_framer.h"
#include "bgp/wire/message_header.h"
#include "bgp/wire/nlri_view.h"
#include "bgp/wire/path_attributes_builder.h"
#include "bgp/wire/session_context.h"
#include "bgp/wire/update_codec.h"
#include "bgp/wire/update_encoder.h"

namespace waymark::bgp {
namespace {

constexpr size_t kMessages = 1000;
constexpr SessionContext kContext{.four_octet_as = true};

struct Route {
  PathAttributes attributes;
  EncodedAttributes encoded;
  std::vector<Nlri> nlri;
};

struct Workload {
  explicit Workload(size_t prefixes);

  int64_t prefixes = 0;  // in all messages
  std::vector<Route> routes;
  std::vector<uint8_t> octets;  // the messages
};

PathAttributes RandomAttributes(std::mt19937& random) {
  PathAttributes attributes;
  std::vector<uint32_t> path(3 + random() % 4);
  for (uint32_t& as_number : path) as_number = 1 + random() % 400'000;
  attributes.as_path = AsPath::Sequence(path);
  attributes.next_hop =
      NextHop{.address = IpAddress::V4(192, 0, 2, 1), .link_local = {}};
  if (random() % 2 == 0) attributes.med = random() % 100;
  attributes.communities.resize(random() % 6);
  for (Community& community : attributes.communities) {
    community.value = static_cast<uint32_t>(random());
  }
  return attributes;
}

Nlri RandomNlri(std::mt19937& random) {
  const int length =
      random() % 10 < 6 ? 24 : 16 + static_cast<int>(random() % 8);
  const IpAddress address = IpAddress::V4(static_cast<uint32_t>(random()));
  return {*IpPrefix::Create(address, length), 0};
}

Workload::Workload(size_t prefixes_each) : routes(kMessages) {
  std::mt19937 random(1);
  const UpdateEncoder encoder(kContext);
  octets.resize(kMessages * kMaxMessageSize);
  ByteWriter writer(absl::MakeSpan(octets));
  for (Route& route : routes) {
    route.attributes = RandomAttributes(random);
    route.encoded = encoder.Encode(kIpv4Unicast, route.attributes);
    route.nlri.resize(prefixes_each);
    for (Nlri& nlri : route.nlri) nlri = RandomNlri(random);
    prefixes += static_cast<int64_t>(
        encoder.Announce(route.encoded, route.nlri, writer));
  }
  octets.resize(writer.size());
}

// Counts one pass over the workload for each iteration.
void SetCounters(const Workload& workload, benchmark::State& state) {
  state.SetItemsProcessed(state.iterations() * workload.prefixes);
  state.SetBytesProcessed(state.iterations() *
                          static_cast<int64_t>(workload.octets.size()));
  state.counters["messages"] =
      benchmark::Counter(static_cast<double>(state.iterations()) * kMessages,
                         benchmark::Counter::kIsRate);
}

// Calls `receive` with each message of the workload, again and again.
template <typename Receive>
void ReceiveAll(benchmark::State& state, Receive receive) {
  const Workload workload(static_cast<size_t>(state.range(0)));
  MessageFramer framer;
  RawMessage message;
  for (auto _ : state) {
    framer.Append(workload.octets);
    while (framer.Next(message)) receive(message);
  }
  SetCounters(workload, state);
}

void Prefixes(benchmark::internal::Benchmark* benchmark) {
  benchmark->ArgName("prefixes")->Arg(1)->Arg(5)->Arg(100)->Arg(900);
}

void BM_FrameMessages(benchmark::State& state) {
  ReceiveAll(state, [](const RawMessage& message) {
    benchmark::DoNotOptimize(message.octets.data());
  });
}
BENCHMARK(BM_FrameMessages)->Apply(Prefixes);

void BM_DecodeUpdate(benchmark::State& state) {
  DecodedUpdate update;
  ReceiveAll(state, [&](const RawMessage& message) {
    benchmark::DoNotOptimize(DecodeUpdate(message.body(), kContext, update));
  });
}
BENCHMARK(BM_DecodeUpdate)->Apply(Prefixes);

void BM_IterateNlri(benchmark::State& state) {
  DecodedUpdate update;
  ReceiveAll(state, [&](const RawMessage& message) {
    DecodeUpdate(message.body(), kContext, update);
    for (const NlriView& field : update.announced()) {
      for (const Nlri& nlri : field) benchmark::DoNotOptimize(nlri);
    }
  });
}
BENCHMARK(BM_IterateNlri)->Apply(Prefixes);

void BM_BuildPathAttributes(benchmark::State& state) {
  DecodedUpdate update;
  ReceiveAll(state, [&](const RawMessage& message) {
    DecodeUpdate(message.body(), kContext, update);
    benchmark::DoNotOptimize(BuildPathAttributes(update, kContext));
  });
}
BENCHMARK(BM_BuildPathAttributes)->ArgName("prefixes")->Arg(5);

void BM_EncodeAttributes(benchmark::State& state) {
  const Workload workload(static_cast<size_t>(state.range(0)));
  const UpdateEncoder encoder(kContext);
  for (auto _ : state) {
    for (const Route& route : workload.routes) {
      benchmark::DoNotOptimize(encoder.Encode(kIpv4Unicast, route.attributes));
    }
  }
  SetCounters(workload, state);
}
BENCHMARK(BM_EncodeAttributes)->ArgName("prefixes")->Arg(5);

void BM_EncodeUpdate(benchmark::State& state) {
  const Workload workload(static_cast<size_t>(state.range(0)));
  const UpdateEncoder encoder(kContext);
  std::vector<uint8_t> buffer(workload.octets.size());
  for (auto _ : state) {
    ByteWriter writer(absl::MakeSpan(buffer));
    for (const Route& route : workload.routes) {
      benchmark::DoNotOptimize(
          encoder.Announce(route.encoded, route.nlri, writer));
    }
  }
  SetCounters(workload, state);
}
BENCHMARK(BM_EncodeUpdate)->Apply(Prefixes);

}  // namespace
}  // namespace waymark::bgp
