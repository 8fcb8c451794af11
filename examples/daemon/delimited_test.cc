// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/daemon/delimited.h"

#include <string>

#include "absl/strings/string_view.h"
#include "examples/proto/control.pb.h"
#include "gtest/gtest.h"

namespace waymark::examples {
namespace {

using State = Delimited::State;

std::string Named(const std::string& name) {
  proto::Request request;
  request.mutable_neighbors()->set_name(name);
  std::string out;
  AppendDelimited(request, out);
  return out;
}

TEST(DelimitedTest, WhatIsAppendedIsFoundOneMessageAfterTheOther) {
  const std::string first = Named("rs-1");
  const std::string second = Named(std::string(300, 'x'));
  std::string octets = first + second;
  Delimited found = FindDelimited(octets, 1000);
  ASSERT_EQ(found.state, State::kWhole);
  EXPECT_EQ(found.size, first.size());
  octets.erase(0, found.size);
  found = FindDelimited(octets, 1000);
  ASSERT_EQ(found.state, State::kWhole);
  EXPECT_EQ(found.size, octets.size());
  proto::Request request;
  ASSERT_TRUE(request.ParseFromArray(found.message.data(),
                                     static_cast<int>(found.message.size())));
  EXPECT_EQ(request.neighbors().name(), std::string(300, 'x'));
}

TEST(DelimitedTest, EveryBeginningIsIncomplete) {
  const std::string octets = Named(std::string(300, 'x'));
  for (size_t size = 0; size < octets.size(); ++size) {
    EXPECT_EQ(FindDelimited(octets.substr(0, size), 1000).state,
              State::kIncomplete)
        << size;
  }
}

TEST(DelimitedTest, AnEmptyMessageIsOne) {
  const Delimited found = FindDelimited(absl::string_view("\0", 1), 1000);
  EXPECT_EQ(found.state, State::kWhole);
  EXPECT_EQ(found.size, 1u);
  EXPECT_TRUE(found.message.empty());
}

TEST(DelimitedTest, ASizeBeyondTheLimitIsInvalidBeforeTheMessageIsThere) {
  // 1001 in a varint.
  EXPECT_EQ(FindDelimited("\xe9\x07", 1001).state, State::kIncomplete);
  EXPECT_EQ(FindDelimited("\xe9\x07", 1000).state, State::kInvalid);
}

TEST(DelimitedTest, ASizeOfMoreThan32BitsIsNotTakenForItsLowerHalf) {
  // 2^32 + 1, and the octet that it would announce.
  EXPECT_EQ(FindDelimited("\x81\x80\x80\x80\x10x", 1000).state,
            State::kInvalid);
}

TEST(DelimitedTest, OctetsThatNeverEndASizeAreInvalid) {
  EXPECT_EQ(FindDelimited(std::string(9, '\xff'), 1000).state,
            State::kIncomplete);
  EXPECT_EQ(FindDelimited(std::string(10, '\xff'), 1000).state,
            State::kInvalid);
}

}  // namespace
}  // namespace waymark::examples
