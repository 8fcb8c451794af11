// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bfd/discriminator_table.h"

#include <cstdint>
#include <optional>
#include <random>
#include <set>
#include <vector>

#include "base/monotonic_time.h"
#include "bfd/control_packet.h"
#include "bfd/drop_reason.h"
#include "gtest/gtest.h"

namespace waymark::bfd {
namespace {

class Receiver final : public ControlPacketReceiver {
  std::optional<DropReason> OnControlPacket(const ControlPacket&,
                                            MonotonicTime) override {
    return std::nullopt;
  }
};

// Conformance: RFC5880-6.3-1 positive
// Conformance: RFC5880-6.8.1-4 positive
TEST(DiscriminatorTableTest, DiscriminatorsAreUniqueAndNonzero) {
  std::mt19937_64 random(1);
  DiscriminatorTable table(1000, random);
  std::vector<Receiver> receivers(1000);
  std::set<uint32_t> seen;
  for (Receiver& receiver : receivers) {
    const uint32_t discriminator = table.Allocate({&receiver}).value();
    EXPECT_NE(discriminator, 0u);
    EXPECT_TRUE(seen.insert(discriminator).second);
    EXPECT_EQ(table.Find(discriminator)->receiver, &receiver);
  }
  EXPECT_EQ(table.size(), 1000u);
}

// Conformance: RFC5880-6.3-1 negative
// Conformance: RFC5880-6.8.1-4 negative
TEST(DiscriminatorTableTest, AFullTableGivesNone) {
  std::mt19937_64 random(1);
  DiscriminatorTable table(2, random);
  Receiver receiver;
  const uint32_t first = table.Allocate({&receiver}).value();
  EXPECT_TRUE(table.Allocate({&receiver}));
  EXPECT_EQ(table.Allocate({&receiver}), std::nullopt);
  table.Release(first);
  EXPECT_TRUE(table.Allocate({&receiver}));
}

TEST(DiscriminatorTableTest, ATableForNothingAndForOneWork) {
  std::mt19937_64 random(1);
  Receiver receiver;
  DiscriminatorTable none(0, random);
  EXPECT_EQ(none.Allocate({&receiver}), std::nullopt);
  EXPECT_EQ(none.Find(0), nullptr);
  EXPECT_EQ(none.Find(1), nullptr);
  DiscriminatorTable one(1, random);
  EXPECT_EQ(one.Find(one.Allocate({&receiver}).value())->receiver, &receiver);
}

TEST(DiscriminatorTableTest, TheCapacityIsLimited) {
  std::mt19937_64 random(1);
  EXPECT_EQ(DiscriminatorTable(1'000'000, random).capacity(),
            DiscriminatorTable::kMaxCapacity);
}

TEST(DiscriminatorTableTest, AReleasedDiscriminatorLeadsNowhere) {
  std::mt19937_64 random(1);
  DiscriminatorTable table(4, random);
  Receiver receiver;
  const uint32_t discriminator = table.Allocate({&receiver}).value();
  table.Release(discriminator);
  EXPECT_EQ(table.Find(discriminator), nullptr);
  table.Release(discriminator);
  EXPECT_EQ(table.size(), 0u);
}

TEST(DiscriminatorTableTest, ASlotUsedAgainHasAnotherDiscriminator) {
  std::mt19937_64 random(1);
  DiscriminatorTable table(1, random);
  Receiver receiver;
  uint32_t previous = 0;
  for (int i = 0; i < 1000; ++i) {
    const uint32_t discriminator = table.Allocate({&receiver}).value();
    EXPECT_NE(discriminator, previous);
    previous = discriminator;
    table.Release(discriminator);
  }
}

// Gives the same number twice.
struct StutteringGenerator {
  using result_type = uint64_t;
  static constexpr result_type min() { return 0; }
  static constexpr result_type max() { return ~uint64_t{0}; }
  result_type operator()() { return ++calls / 2 * 0x0101010101010101; }
  uint64_t calls = 1;
};

TEST(DiscriminatorTableTest, NotEvenABadGeneratorRepeatsADiscriminator) {
  StutteringGenerator random;
  DiscriminatorTable table(1, random);
  Receiver receiver;
  const uint32_t first = table.Allocate({&receiver}).value();
  table.Release(first);
  EXPECT_NE(table.Allocate({&receiver}).value(), first);
}

TEST(DiscriminatorTableTest, AGuessFails) {
  std::mt19937_64 random(1);
  DiscriminatorTable table(16, random);
  Receiver receiver;
  for (int i = 0; i < 16; ++i) table.Allocate({&receiver});
  EXPECT_EQ(table.Find(0), nullptr);
  int found = 0;
  for (int i = 0; i < 100'000; ++i) {
    if (table.Find(static_cast<uint32_t>(random())) != nullptr) ++found;
  }
  EXPECT_EQ(found, 0);
}

}  // namespace
}  // namespace waymark::bfd
