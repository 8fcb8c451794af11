// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/announcer/lint.h"

#include <cstddef>
#include <cstdint>

#include "examples/proto/announcer.pb.h"
#include "examples/proto/neighbor.pb.h"

namespace waymark::examples {
namespace {

using proto::AnnouncerConfig;

// An AS number of ours, in this field of this message.
void CheckOurs(const ConfigNode& node, int field, uint32_t number,
               const CloudProfile& profile) {
  if (!node.Has(field)) return;
  if (IsDocumentationAs(number)) {
    node.Warn(field, "is for documents only (RFC 5398)",
              "use your own or a private one");
  }
  if (profile.as_numbers == CloudProfile::AsNumbers::kAzure) {
    if (number > 65535) {
      node.Reject(field, "has more than the 16 bits that Azure takes",
                  "use a private one of 64512 to 65514");
    } else if (IsReservedByAzure(number)) {
      node.Reject(field, "is one that Azure keeps for itself",
                  "use a private one of 64512 to 65514");
    }
  } else if (profile.as_numbers == CloudProfile::AsNumbers::kPrivate &&
             !IsPrivateAs(number)) {
    node.Warn(field, "is not private, as Cloud Router's neighbours are",
              "use one of 64512 to 65534 or 4200000000 to 4294967294");
  }
}

void CheckOurAsNumbers(const ConfigNode& root, const AnnouncerSetup& setup,
                       const CloudProfile& profile) {
  CheckOurs(root, AnnouncerConfig::kLocalAsFieldNumber, setup.local_as,
            profile);
  for (size_t i = 0; i < setup.neighbors.size(); ++i) {
    CheckOurs(
        root.Child(AnnouncerConfig::kNeighborFieldNumber, static_cast<int>(i)),
        proto::Neighbor::kLocalAsFieldNumber,
        setup.neighbors[i].speaker.peer.session.local_as, profile);
  }
}

}  // namespace

void Lint(const ConfigNode& root, const AnnouncerSetup& setup) {
  const CloudProfile& profile = ProfileOf(root.As<AnnouncerConfig>().profile());
  CheckOurAsNumbers(root, setup, profile);
  LintNeighbors(root, setup, profile);
  LintGroups(root, setup, profile);
}

}  // namespace waymark::examples
