// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Receiving allocates nothing: every operator new of this program is counted.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <new>

#include "bgp/code_points.h"
#include "bgp/nlri.h"
#include "bgp/wire/decoded_update.h"
#include "bgp/wire/message_framer.h"
#include "bgp/wire/message_header.h"
#include "bgp/wire/nlri_view.h"
#include "bgp/wire/session_context.h"
#include "bgp/wire/testing/octets.h"
#include "bgp/wire/update_codec.h"
#include "bgp/wire/update_error.h"
#include "gtest/gtest.h"

namespace {

size_t allocations = 0;

void* Allocate(size_t size) {
  ++allocations;
  void* const memory = std::malloc(size == 0 ? 1 : size);
  if (memory == nullptr) std::abort();
  return memory;
}

}  // namespace

void* operator new(size_t size) { return Allocate(size); }
void* operator new[](size_t size) { return Allocate(size); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, size_t) noexcept { std::free(memory); }

namespace waymark::bgp {
namespace {

using testing::Hex;
using testing::Join;
using testing::MandatoryAttributes;
using testing::Message;
using testing::Octets;
using testing::UpdateBody;

// How many allocations it takes to frame, decode and walk the octets.
size_t AllocationsToReceive(const Octets& octets, UpdateAction expected) {
  const SessionContext context{.four_octet_as = true};
  MessageFramer framer;
  DecodedUpdate update;
  RawMessage message;
  const size_t before = allocations;
  framer.Append(octets);
  size_t routes = 0;
  while (framer.Next(message)) {
    EXPECT_EQ(DecodeUpdate(message.body(), context, update), expected);
    for (const NlriView& field : update.announced()) {
      for (const Nlri& nlri : field) routes += nlri.prefix.length() > 0;
    }
    for (const NlriView& field : update.withdrawn()) routes += field.Count();
  }
  const size_t counted = allocations - before;
  EXPECT_GT(routes, 0u);
  return counted;
}

TEST(UpdateAllocationTest, ACorrectUpdateIsReceivedWithoutAllocation) {
  const Octets update =
      Message(MessageType::kUpdate,
              UpdateBody(Hex("08 0a"),
                         Join({MandatoryAttributes(), Hex("c0 08 04 fde80001"),
                               Hex("c0 c8 02 0102")}),
                         Hex("18 c63364 18 cb0071")));
  EXPECT_EQ(
      AllocationsToReceive(Join({update, update, update}), UpdateAction::kNone),
      0u);
}

TEST(UpdateAllocationTest, NeitherDoErrorsAllocate) {
  const Octets update =
      Message(MessageType::kUpdate,
              UpdateBody({},
                         Join({MandatoryAttributes(), Hex("80 04 03 000000"),
                               Hex("40 06 01 00"), Hex("c0 08 01 00")}),
                         Hex("18 c63364")));
  EXPECT_EQ(AllocationsToReceive(update, UpdateAction::kTreatAsWithdraw), 0u);
}

TEST(UpdateAllocationTest, TheCounterCounts) {
  const size_t before = allocations;
  const Octets octets(100);
  EXPECT_GT(allocations, before);
}

}  // namespace
}  // namespace waymark::bgp
