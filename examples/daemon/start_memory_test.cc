// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/daemon/start_memory.h"

#include <cstddef>
#include <cstdint>
#include <fstream>
#include <string>

#include "gtest/gtest.h"

namespace waymark::examples {
namespace {

constexpr size_t kPage = 4096;
constexpr int kKib = 4096;

// Takes its place in the file only if it is not all zeros.
const uint8_t kOctets[kKib * 1024] = {1};

// Touches all of it, too.
int Sum() {
  const volatile uint8_t* const octets = kOctets;
  int sum = 0;
  for (size_t i = 0; i < sizeof kOctets; i += kPage) sum += octets[i];
  return sum;
}

// Resident pages of files, in KiB.
int ResidentOfFiles() {
  std::ifstream status("/proc/self/status");
  std::string word;
  int kib = 0;
  while (status >> word) {
    if (word == "RssFile:") status >> kib;
  }
  return kib;
}

TEST(StartMemoryTest, PagesOfTheProgramAreGivenBackAndComeBackAsTheyWere) {
  ASSERT_EQ(Sum(), 1);
  const int before = ResidentOfFiles();
  ASSERT_GE(before, kKib);
  ReleaseStartMemory();
  EXPECT_LE(ResidentOfFiles(), before - kKib);
  EXPECT_EQ(Sum(), 1);
}

// Of memory that was written the file has no copy.
TEST(StartMemoryTest, WhatWasWrittenStays) {
  static uint8_t written[4 * kPage] = {1};
  for (uint8_t& octet : written) octet = 7;
  const std::string text(10000, 'x');
  ReleaseStartMemory();
  for (const uint8_t octet : written) ASSERT_EQ(octet, 7);
  EXPECT_EQ(text, std::string(10000, 'x'));
}

}  // namespace
}  // namespace waymark::examples
