// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/announcer/config_failover.h"

#include <algorithm>
#include <cstdint>
#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "announcer/failback.h"
#include "announcer/group_memory.h"
#include "announcer/symmetry.h"
#include "examples/proto/announcer.pb.h"

namespace waymark::examples {
namespace {

using proto::Failback;
using proto::Group;
using proto::Symmetry;

using SizesOfSides = std::map<std::string, size_t>;

absl::Duration ReadMs(const ConfigNode& node, int field, NumberRange range,
                      uint32_t fallback) {
  return absl::Milliseconds(node.Number(field, range, fallback));
}

std::optional<absl::Duration> ReadOptionalMs(const ConfigNode& node, int field,
                                             NumberRange range) {
  if (!node.Has(field)) return std::nullopt;
  return ReadMs(node, field, range, range.min);
}

announcer::Failback ReadFailback(const ConfigNode& node) {
  const Failback& config = node.As<Failback>();
  announcer::Failback failback;
  failback.delay =
      ReadMs(node, Failback::kDelayMsFieldNumber, {0, 86400000}, 0);
  if (config.mode() == Failback::MANUAL) {
    failback.mode = announcer::Failback::Mode::kManual;
    if (node.Has(Failback::kDelayMsFieldNumber)) {
      node.Reject(Failback::kDelayMsFieldNumber, "counts for PREEMPTIVE only",
                  "remove it, or the mode");
    }
  } else if (config.first_start() == Failback::RECOVERING &&
             failback.delay == absl::ZeroDuration()) {
    node.Reject(Failback::kFirstStartFieldNumber,
                "ends at once with neither MANUAL nor delay_ms",
                "add one of the two");
  }
  return failback;
}

announcer::Symmetry::Mode ModeOf(Symmetry::Mode mode) {
  switch (mode) {
    case Symmetry::WORSEN:
      return announcer::Symmetry::Mode::kWorsen;
    case Symmetry::WITHDRAW:
      return announcer::Symmetry::Mode::kWithdraw;
    default:
      return announcer::Symmetry::Mode::kNone;
  }
}

void ReadSides(const ConfigNode& node, const SizesOfSides& sizes,
               announcer::Symmetry& symmetry) {
  constexpr int kSide = Symmetry::kSideFieldNumber;
  const Symmetry& config = node.As<Symmetry>();
  UniqueValues unique;
  for (int i = 0; i < config.side_size(); ++i) {
    unique.Add(node, kSide, config.side(i), i);
    if (sizes.count(config.side(i)) == 0) {
      node.RejectAt(kSide, i, "is the side of no neighbour",
                    "correct one of the two");
      continue;
    }
    symmetry.sides.push_back(config.side(i));
  }
}

// That every side can be live.
void CheckMinLive(const ConfigNode& node, const SizesOfSides& sizes,
                  const announcer::Symmetry& symmetry) {
  for (const auto& [side, size] : sizes) {
    const bool matters = symmetry.sides.empty() ||
                         std::find(symmetry.sides.begin(), symmetry.sides.end(),
                                   side) != symmetry.sides.end();
    if (!matters || size >= symmetry.min_live) continue;
    node.Reject(Symmetry::kMinLiveFieldNumber,
                absl::StrCat("is more than the neighbours on side ", side),
                absl::StrCat("choose 1 to ", size));
  }
}

announcer::Symmetry ReadSymmetry(const ConfigNode& node,
                                 const SizesOfSides& sizes) {
  announcer::Symmetry symmetry;
  symmetry.mode = ModeOf(node.As<Symmetry>().mode());
  symmetry.return_after =
      ReadMs(node, Symmetry::kReturnAfterMsFieldNumber, {0, 3600000}, 1000);
  symmetry.min_live = node.Number(Symmetry::kMinLiveFieldNumber, {1, 255}, 1);
  ReadSides(node, sizes, symmetry);
  if (symmetry.mode == announcer::Symmetry::Mode::kNone) return symmetry;
  CheckMinLive(node, sizes, symmetry);
  const size_t count =
      symmetry.sides.empty() ? sizes.size() : symmetry.sides.size();
  if (count < 2) {
    node.Reject(Symmetry::kModeFieldNumber,
                absl::StrCat("needs two sides, and there is ", count),
                "give the neighbours their `side`");
  }
  return symmetry;
}

// That the time is not over before the sides count as back.
void CheckAssumption(const ConfigNode& node,
                     const announcer::GroupConfig& group) {
  if (group.symmetry.mode == announcer::Symmetry::Mode::kNone ||
      !group.assume_active_after_total_loss.has_value() ||
      *group.assume_active_after_total_loss > group.symmetry.return_after) {
    return;
  }
  const int64_t return_after =
      absl::ToInt64Milliseconds(group.symmetry.return_after);
  node.Reject(Group::kAssumeActiveAfterTotalLossMsFieldNumber,
              absl::StrCat("is over before the lost sides are back, after "
                           "symmetry.return_after_ms: ",
                           return_after),
              absl::StrCat("choose more than ", return_after,
                           ", or shorten return_after_ms"));
}

}  // namespace

void ReadFailover(const ConfigNode& node, const SizesOfSides& sides,
                  announcer::GroupConfig& group) {
  group.initial_rank =
      static_cast<int>(node.Number(Group::kRankFieldNumber, {0, 255}, 0));
  if (group.initial_rank != 0 && node.As<Group>().role() != Group::STANDBY) {
    node.Reject(Group::kRankFieldNumber, "counts for STANDBY only",
                "remove it");
  }
  group.failback = ReadFailback(node.Child(Group::kFailbackFieldNumber));
  if (node.As<Group>().failback().first_start() == Failback::RECOVERING) {
    group.remembered.emplace().awaiting_promotion = true;
  }
  group.symmetry = ReadSymmetry(node.Child(Group::kSymmetryFieldNumber), sides);
  constexpr NumberRange kUpToAnHour = {0, 3600000};
  group.warm_up = ReadMs(node, Group::kWarmUpMsFieldNumber, kUpToAnHour, 0);
  group.drain_worsen =
      ReadMs(node, Group::kDrainWorsenMsFieldNumber, kUpToAnHour, 0);
  group.stall_limit =
      ReadOptionalMs(node, Group::kStallLimitMsFieldNumber, {10, 3600000});
  group.assume_active_after_total_loss = ReadOptionalMs(
      node, Group::kAssumeActiveAfterTotalLossMsFieldNumber, {1000, 3600000});
  CheckAssumption(node, group);
}

}  // namespace waymark::examples
