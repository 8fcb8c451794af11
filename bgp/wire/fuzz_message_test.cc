// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bgp/wire/fuzz_message.h"

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "absl/types/span.h"
#include "base/byte_writer.h"
#include "bgp/family.h"
#include "bgp/wire/session_context.h"
#include "bgp/wire/testing/octets.h"
#include "bgp/wire/testing/random_routes.h"
#include "bgp/wire/update_encoder.h"
#include "gtest/gtest.h"

namespace waymark::bgp {
namespace {

using testing::ForEachChangedOctet;
using testing::ForEachTruncation;
using testing::Octets;
using testing::RandomRoutes;

// Those of the fuzzers.
constexpr SessionContext kAs4{.four_octet_as = true,
                              .extended_message = true,
                              .add_path_ipv6_unicast = true};
constexpr SessionContext kAs2{.four_octet_as = false, .internal = true};

std::vector<Octets> Corpus(const std::string& name) {
  std::vector<Octets> corpus;
  for (const auto& entry :
       std::filesystem::directory_iterator("bgp/wire/testdata/" + name)) {
    std::ifstream file(entry.path(), std::ios::binary);
    corpus.emplace_back(std::istreambuf_iterator<char>(file),
                        std::istreambuf_iterator<char>());
  }
  return corpus;
}

void TestCorpus(const std::string& name, const SessionContext& context) {
  const std::vector<Octets> corpus = Corpus(name);
  EXPECT_GE(corpus.size(), 10u);
  const auto fuzz = [&](const Octets& octets) { FuzzMessage(octets, context); };
  for (const Octets& octets : corpus) {
    fuzz(octets);
    if (octets.size() > 300) continue;  // these two take the square of the size
    ForEachTruncation(octets, fuzz);
    ForEachChangedOctet(octets, fuzz);
  }
}

TEST(FuzzMessageTest, TheCorpusOfFourOctetSessionsHolds) {
  TestCorpus("message_as4", kAs4);
}

TEST(FuzzMessageTest, TheCorpusOfTwoOctetSessionsHolds) {
  TestCorpus("message_as2", kAs2);
}

TEST(FuzzMessageTest, RandomRoutesHold) {
  std::vector<uint8_t> buffer(1 << 17);
  for (uint32_t seed = 0; seed < 300; ++seed) {
    RandomRoutes random(seed);
    for (const SessionContext& context : {kAs4, kAs2}) {
      const Family family = random.OneIn(2) ? kIpv4Unicast : kIpv6Unicast;
      const UpdateEncoder encoder(context);
      ByteWriter writer(absl::MakeSpan(buffer));
      encoder.Announce(
          encoder.Encode(family, random.Attributes(family, context)),
          random.Routes(family, context, 5), writer);
      encoder.Withdraw(family, random.Routes(family, context, 5), writer);
      FuzzMessage(writer.written(), context);
    }
  }
}

}  // namespace
}  // namespace waymark::bgp
