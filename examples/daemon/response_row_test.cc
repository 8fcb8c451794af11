// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/daemon/response_row.h"

#include "examples/proto/control.pb.h"
#include "gtest/gtest.h"

namespace waymark::examples {
namespace {

TEST(ResponseRowTest, TheRowOfAResponseIsWhatIsSet) {
  proto::Response response;
  response.mutable_health()->set_group("a");
  EXPECT_EQ(&RowOf(response), &response.health());
}

TEST(ResponseRowTest, AnEmptyResponseIsItsOwnRow) {
  const proto::Response response;
  EXPECT_EQ(&RowOf(response), &response);
}

}  // namespace
}  // namespace waymark::examples
