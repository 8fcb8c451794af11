// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "bfd/testing/judged_pair.h"

#include <cstddef>
#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "bfd/code_points.h"
#include "bfd/session.h"
#include "bfd/session_snapshot.h"
#include "bfd/testing/session_oracle.h"

namespace waymark::bfd::testing {
namespace {

using waymark::testing::PacketPath;

template <typename T, size_t N>
T OneOf(const T (&values)[N], std::mt19937_64& random) {
  return values[random() % N];
}

PacketPath DrawPath(std::mt19937_64& random) {
  constexpr double kLoss[] = {0,    0.001, 0.01, 0.02, 0.05, 0.08,
                              0.10, 0.15,  0.20, 0.30, 0.45, 0.60};
  constexpr double kDuplication[] = {0, 0, 0.01, 0.1, 0.5};
  constexpr int kSpreadTenthsOfMs[] = {0, 1, 10, 50, 200, 600, 1400, 4000};
  PacketPath path;
  path.loss = OneOf(kLoss, random);
  path.duplication = OneOf(kDuplication, random);
  // Never zero: two things at one moment have no order to judge by.
  path.min_delay = absl::Microseconds(50 + random() % 20'000);
  path.max_delay = path.min_delay +
                   absl::Microseconds(100) * OneOf(kSpreadTenthsOfMs, random);
  path.reorders = random() % 2 == 0;
  return path;
}

}  // namespace

JudgedPair::JudgedPair(uint64_t seed, const Options& options)
    : seed(seed),
      world(seed),
      random(world.NewGenerator()),
      network(world),
      left(world.AddNode("left"), network, kLeftAddress, kRightAddress,
           options.left, options.keys),
      right(world.AddNode("right", {.clock_rate = options.clock_rate}), network,
            kRightAddress, kLeftAddress, options.right, options.keys) {}

void JudgedPair::Start() {
  if (!left.Start().ok() || !right.Start().ok()) std::abort();
}

bool JudgedPair::IsUp() const {
  return left.session().state() == State::kUp &&
         right.session().state() == State::kUp;
}

bool JudgedPair::BringUp() {
  Start();
  if (!world.RunUntil([this] { return IsUp(); }, absl::Seconds(10))) {
    return false;
  }
  world.RunFor(absl::Seconds(3));
  return IsUp();
}

void JudgedPair::ChangePaths() {
  const PacketPath path = DrawPath(random);
  network.SetPath(kLeftAddress, kRightAddress, path);
  network.SetPath(kRightAddress, kLeftAddress,
                  random() % 2 == 0 ? path : DrawPath(random));
  network.SetBlocked(kLeftAddress, kRightAddress, random() % 32 == 0);
}

std::string JudgedPair::Judge() {
  std::string problems = Judge(left);
  absl::StrAppend(&problems, Judge(right));
  if (problems.empty()) return problems;
  return absl::StrCat("seed ", seed, ":", problems);
}

std::string JudgedPair::Judge(JudgedEnd& end) {
  const SessionOracle& oracle = end.oracle();
  const SessionSnapshot snapshot = end.session().Snapshot();
  std::string problems;
  end.oracle().CheckNothingMissing(end.now());
  if (!oracle.failure().empty()) {
    absl::StrAppend(&problems, " ", oracle.failure());
  }
  if (snapshot.session_state != oracle.state()) {
    absl::StrAppend(&problems, " state ", Name(snapshot.session_state),
                    " instead of ", Name(oracle.state()));
  }
  if (snapshot.counters.packets_received != oracle.accepted()) {
    absl::StrAppend(&problems, " accepted ", snapshot.counters.packets_received,
                    " instead of ", oracle.accepted());
  }
  if (end.stalls() != 0) absl::StrAppend(&problems, " a stall was reported");
  if (problems.empty()) return problems;
  return absl::StrCat(&end == &left ? " left:" : " right:", problems);
}

double DrawClockRate(std::mt19937_64& random) {
  constexpr double kRates[] = {1.0,  1.05, 1.05,  0.95,
                               0.95, 1.01, 0.999, 1.0001};
  return OneOf(kRates, random);
}

}  // namespace waymark::bfd::testing
