// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "base/byte_reader.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "absl/types/span.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace waymark {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr uint8_t kOctets[] = {0x81, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x88,
                               0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x0e, 0x0f, 0x90};

absl::Span<const uint8_t> First(size_t size) {
  return absl::MakeConstSpan(kOctets).first(size);
}

TEST(ByteReaderTest, NumbersAreInNetworkOrder) {
  EXPECT_EQ(ByteReader(kOctets).ReadU8(), 0x81);
  EXPECT_EQ(ByteReader(kOctets).ReadU16(), 0x8102);
  EXPECT_EQ(ByteReader(kOctets).ReadU32(), 0x81020304u);
  EXPECT_EQ(ByteReader(kOctets).ReadU64(), 0x8102030405060788u);
}

TEST(ByteReaderTest, ReadsFollowEachOther) {
  ByteReader reader(kOctets);
  EXPECT_EQ(reader.ReadU8(), 0x81);
  EXPECT_EQ(reader.ReadU16(), 0x0203);
  EXPECT_EQ(reader.ReadU32(), 0x04050607u);
  EXPECT_EQ(reader.ReadU64(), 0x88090a0b0c0d0e0fu);
  EXPECT_EQ(reader.remaining(), 1u);
  EXPECT_FALSE(reader.empty());
  EXPECT_EQ(reader.ReadU8(), 0x90);
  EXPECT_TRUE(reader.empty());
  EXPECT_TRUE(reader.ok());
}

TEST(ByteReaderTest, SpansAreBorrowedNotCopied) {
  ByteReader reader(kOctets);
  EXPECT_TRUE(reader.Skip(1));
  const absl::Span<const uint8_t> span = reader.ReadSpan(2);
  EXPECT_EQ(span.data(), kOctets + 1);
  EXPECT_EQ(span.size(), 2u);
  const absl::Span<const uint8_t> rest = reader.ReadRest();
  EXPECT_EQ(rest.data(), kOctets + 3);
  EXPECT_EQ(rest.size(), 13u);
  EXPECT_THAT(reader.ReadRest(), IsEmpty());
  EXPECT_TRUE(reader.ok());
}

struct Read {
  const char* name;
  size_t size;
  std::function<uint64_t(ByteReader&)> read;  // 0 and empty are the same here
};

const std::vector<Read>& Reads() {
  static const auto& reads = *new std::vector<Read>{
      {"U8", 1, [](ByteReader& r) { return r.ReadU8(); }},
      {"U16", 2, [](ByteReader& r) { return r.ReadU16(); }},
      {"U32", 4, [](ByteReader& r) { return r.ReadU32(); }},
      {"U64", 8, [](ByteReader& r) { return r.ReadU64(); }},
      {"Span", 5, [](ByteReader& r) { return r.ReadSpan(5).size(); }},
      {"Skip", 3, [](ByteReader& r) { return r.Skip(3) ? 1 : 0; }},
      {"Nested", 6, [](ByteReader& r) { return r.ReadNested(6).remaining(); }},
  };
  return reads;
}

TEST(ByteReaderTest, EveryReadNeedsAllItsOctets) {
  for (const Read& read : Reads()) {
    for (size_t size = 0; size <= read.size + 1; ++size) {
      ByteReader reader(First(size));
      const uint64_t value = read.read(reader);
      const bool enough = size >= read.size;
      EXPECT_EQ(reader.ok(), enough) << read.name << " of " << size;
      EXPECT_EQ(value != 0, enough) << read.name << " of " << size;
      EXPECT_EQ(reader.remaining(), enough ? size - read.size : 0);
    }
  }
}

TEST(ByteReaderTest, APoisonedReaderStaysPoisoned) {
  for (const Read& first : Reads()) {
    for (const Read& then : Reads()) {
      ByteReader reader(First(first.size - 1));
      first.read(reader);
      EXPECT_FALSE(reader.ok());
      EXPECT_TRUE(reader.empty());
      EXPECT_EQ(then.read(reader), 0u) << first.name << ", " << then.name;
      EXPECT_FALSE(reader.ok());
    }
  }
}

TEST(ByteReaderTest, ReadsOfNothingDoNotHealAPoisonedReader) {
  ByteReader reader(First(1));
  reader.ReadU16();
  EXPECT_THAT(reader.ReadSpan(0), IsEmpty());
  EXPECT_THAT(reader.ReadRest(), IsEmpty());
  EXPECT_FALSE(reader.Skip(0));
  EXPECT_FALSE(reader.ReadNested(0).ok());
  EXPECT_FALSE(reader.ok());
}

TEST(ByteReaderTest, AReaderOfNothingIsFine) {
  ByteReader reader({});
  EXPECT_TRUE(reader.ok());
  EXPECT_TRUE(reader.empty());
  EXPECT_TRUE(reader.Skip(0));
  EXPECT_TRUE(reader.ReadNested(0).ok());
  EXPECT_THAT(reader.ReadRest(), IsEmpty());
  EXPECT_TRUE(reader.ok());
}

TEST(ByteReaderTest, ASizeBeyondAllMemoryPoisons) {
  ByteReader reader(kOctets);
  reader.Skip(4);
  EXPECT_THAT(reader.ReadSpan(SIZE_MAX), IsEmpty());
  EXPECT_FALSE(reader.ok());
}

TEST(ByteReaderTest, ANestedReaderIsConfinedAndApart) {
  ByteReader outer(kOctets);
  ByteReader inner = outer.ReadNested(3);
  EXPECT_EQ(outer.remaining(), 13u);
  EXPECT_EQ(inner.remaining(), 3u);
  EXPECT_EQ(inner.ReadU32(), 0u);
  EXPECT_FALSE(inner.ok());
  EXPECT_TRUE(outer.ok());
  EXPECT_EQ(outer.ReadU8(), 0x04);

  ByteReader second = outer.ReadNested(2);
  EXPECT_THAT(second.ReadRest(), ElementsAre(0x05, 0x06));
  EXPECT_TRUE(second.ok());
}

TEST(ByteReaderTest, ANestedReaderOfTooMuchIsPoisonedFromTheStart) {
  ByteReader outer(First(4));
  ByteReader inner = outer.ReadNested(5);
  EXPECT_FALSE(outer.ok());
  EXPECT_FALSE(inner.ok());
  EXPECT_EQ(inner.remaining(), 0u);
  EXPECT_EQ(inner.ReadU8(), 0);
}

TEST(ByteReaderTest, ACopyKeepsItsOwnPlace) {
  ByteReader reader(kOctets);
  reader.Skip(4);
  ByteReader copy = reader;
  copy.Skip(100);
  EXPECT_FALSE(copy.ok());
  EXPECT_EQ(reader.ReadU8(), 0x05);
}

}  // namespace
}  // namespace waymark
