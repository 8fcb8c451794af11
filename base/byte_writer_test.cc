// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "base/byte_writer.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "absl/types/span.h"
#include "base/byte_reader.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace waymark {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr uint8_t kSpan[] = {1, 2, 3, 4, 5};

TEST(ByteWriterTest, NumbersAreInNetworkOrder) {
  std::array<uint8_t, 16> memory;
  ByteWriter writer(absl::MakeSpan(memory));
  writer.WriteU8(0x81);
  writer.WriteU16(0x8203);
  writer.WriteU32(0x84050607);
  writer.WriteU64(0x88090a0b0c0d0e0f);
  EXPECT_TRUE(writer.ok());
  EXPECT_EQ(writer.remaining(), 1u);
  EXPECT_THAT(writer.written(),
              ElementsAre(0x81, 0x82, 0x03, 0x84, 0x05, 0x06, 0x07, 0x88, 0x09,
                          0x0a, 0x0b, 0x0c, 0x0d, 0x0e, 0x0f));
  EXPECT_EQ(writer.written().data(), memory.data());
}

TEST(ByteWriterTest, WhatIsWrittenReadsTheSame) {
  std::array<uint8_t, 20> memory;
  ByteWriter writer(absl::MakeSpan(memory));
  writer.WriteSpan(kSpan);
  writer.WriteU64(0xfedcba9876543210);
  writer.WriteU32(0x01020304);
  writer.WriteU16(0xffff);
  writer.WriteU8(0x80);
  ASSERT_EQ(writer.remaining(), 0u);
  ByteReader reader(writer.written());
  EXPECT_THAT(reader.ReadSpan(5), ElementsAre(1, 2, 3, 4, 5));
  EXPECT_EQ(reader.ReadU64(), 0xfedcba9876543210);
  EXPECT_EQ(reader.ReadU32(), 0x01020304u);
  EXPECT_EQ(reader.ReadU16(), 0xffff);
  EXPECT_EQ(reader.ReadU8(), 0x80);
  EXPECT_TRUE(reader.ok());
}

struct Write {
  const char* name;
  size_t size;
  std::function<void(ByteWriter&)> write;
};

const std::vector<Write>& Writes() {
  static const auto& writes = *new std::vector<Write>{
      {"U8", 1, [](ByteWriter& w) { w.WriteU8(0xaa); }},
      {"U16", 2, [](ByteWriter& w) { w.WriteU16(0xaaaa); }},
      {"U32", 4, [](ByteWriter& w) { w.WriteU32(0xaaaaaaaa); }},
      {"U64", 8, [](ByteWriter& w) { w.WriteU64(0xaaaaaaaaaaaaaaaa); }},
      {"Span", 5, [](ByteWriter& w) { w.WriteSpan(kSpan); }},
      {"ReserveU8", 1, [](ByteWriter& w) { w.ReserveU8(); }},
      {"ReserveU16", 2, [](ByteWriter& w) { w.ReserveU16(); }},
  };
  return writes;
}

TEST(ByteWriterTest, EveryWriteNeedsAllItsRoomOrWritesNothing) {
  for (const Write& write : Writes()) {
    for (size_t room = 0; room <= write.size + 1; ++room) {
      std::vector<uint8_t> memory(10, 0x77);
      ByteWriter writer(absl::MakeSpan(memory).first(room));
      write.write(writer);
      const bool enough = room >= write.size;
      EXPECT_EQ(writer.ok(), enough) << write.name << " into " << room;
      EXPECT_EQ(writer.size(), enough ? write.size : 0);
      EXPECT_EQ(writer.remaining(), enough ? room - write.size : 0);
      EXPECT_THAT(absl::MakeSpan(memory).subspan(writer.size()), Each(0x77));
    }
  }
}

TEST(ByteWriterTest, APoisonedWriterStaysPoisonedAlsoForWhatWouldFit) {
  for (const Write& write : Writes()) {
    std::vector<uint8_t> memory(10, 0x77);
    ByteWriter writer(absl::MakeSpan(memory));
    writer.WriteU8(1);
    writer.WriteSpan(std::vector<uint8_t>(10));
    EXPECT_FALSE(writer.ok());
    write.write(writer);
    EXPECT_FALSE(writer.ok()) << write.name;
    EXPECT_THAT(writer.written(), ElementsAre(1));
    EXPECT_THAT(absl::MakeSpan(memory).subspan(1), Each(0x77));
  }
}

TEST(ByteWriterTest, AnEmptySpanFitsAnywhereButHealsNothing) {
  ByteWriter writer({});
  writer.WriteSpan({});
  EXPECT_TRUE(writer.ok());
  EXPECT_THAT(writer.written(), IsEmpty());
  writer.WriteU8(1);
  writer.WriteSpan({});
  EXPECT_FALSE(writer.ok());
}

TEST(ByteWriterTest, APatchFillsWhatWasReserved) {
  std::array<uint8_t, 8> memory;
  memory.fill(0x77);
  ByteWriter writer(absl::MakeSpan(memory));
  const size_t length = writer.ReserveU16();
  const size_t count = writer.ReserveU8();
  writer.WriteU8(5);
  EXPECT_EQ(length, 0u);
  EXPECT_EQ(count, 2u);
  EXPECT_THAT(writer.written(), ElementsAre(0, 0, 0, 5));
  writer.PatchU16(length, 0x1234);
  writer.PatchU8(count, 0x56);
  EXPECT_THAT(writer.written(), ElementsAre(0x12, 0x34, 0x56, 5));
}

TEST(ByteWriterTest, APatchBeyondWhatWasWrittenDoesNothing) {
  std::array<uint8_t, 8> memory;
  memory.fill(0x77);
  ByteWriter writer(absl::MakeSpan(memory));
  writer.PatchU8(0, 1);
  writer.PatchU16(0, 1);
  writer.WriteU8(9);
  writer.PatchU16(0, 1);
  writer.PatchU8(1, 1);
  writer.PatchU8(SIZE_MAX, 1);
  writer.PatchU16(SIZE_MAX, 1);
  writer.PatchU16(SIZE_MAX - 1, 1);
  EXPECT_TRUE(writer.ok());
  EXPECT_THAT(memory, ElementsAre(9, 0x77, 0x77, 0x77, 0x77, 0x77, 0x77, 0x77));
}

TEST(ByteWriterTest, APoisonedWriterIsNotPatched) {
  std::array<uint8_t, 2> memory;
  ByteWriter writer(absl::MakeSpan(memory));
  writer.WriteU16(0x0102);
  writer.WriteU8(3);
  writer.PatchU8(0, 9);
  writer.PatchU16(0, 0x0909);
  EXPECT_THAT(memory, ElementsAre(1, 2));
}

TEST(ByteWriterTest, RewindTakesBackOctetsAndPoison) {
  std::array<uint8_t, 4> memory;
  ByteWriter writer(absl::MakeSpan(memory));
  writer.WriteU16(0x0102);
  const size_t item = writer.size();
  writer.WriteU8(3);
  writer.WriteU32(4);
  ASSERT_FALSE(writer.ok());
  writer.Rewind(item);
  EXPECT_TRUE(writer.ok());
  EXPECT_EQ(writer.remaining(), 2u);
  EXPECT_THAT(writer.written(), ElementsAre(1, 2));
  writer.WriteU16(0x0506);
  EXPECT_TRUE(writer.ok());
  EXPECT_THAT(writer.written(), ElementsAre(1, 2, 5, 6));
}

TEST(ByteWriterTest, RewindToTheStartBeginsAnew) {
  std::array<uint8_t, 1> memory;
  ByteWriter writer(absl::MakeSpan(memory));
  writer.WriteU8(1);
  writer.Rewind(0);
  EXPECT_THAT(writer.written(), IsEmpty());
  writer.WriteU8(2);
  EXPECT_THAT(writer.written(), ElementsAre(2));
}

}  // namespace
}  // namespace waymark
