// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bfd/fuzz_control_packet.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

#include "gtest/gtest.h"

namespace waymark::bfd {
namespace {

std::vector<std::vector<uint8_t>> Corpus() {
  std::vector<std::vector<uint8_t>> corpus;
  for (const auto& entry :
       std::filesystem::directory_iterator("bfd/testdata/control_packet")) {
    std::ifstream file(entry.path(), std::ios::binary);
    corpus.emplace_back(std::istreambuf_iterator<char>(file),
                        std::istreambuf_iterator<char>());
  }
  return corpus;
}

TEST(FuzzControlPacketTest, TheCorpusHolds) {
  const auto corpus = Corpus();
  EXPECT_GE(corpus.size(), 20u);
  for (const auto& octets : corpus) FuzzControlPacket(octets);
}

TEST(FuzzControlPacketTest, EveryTruncationAndEveryChangedOctetOfItHold) {
  for (const auto& octets : Corpus()) {
    for (size_t i = 0; i < octets.size(); ++i) {
      FuzzControlPacket(
          std::vector<uint8_t>(octets.begin(), octets.begin() + i));
      for (int value = 0; value < 256; ++value) {
        auto changed = octets;
        changed[i] = static_cast<uint8_t>(value);
        FuzzControlPacket(changed);
      }
    }
  }
}

}  // namespace
}  // namespace waymark::bfd
