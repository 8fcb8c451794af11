// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/announcer/lint.h"

#include "examples/proto/announcer.pb.h"

namespace waymark::examples {
namespace {

using proto::AnnouncerConfig;

constexpr int kLocalAs = AnnouncerConfig::kLocalAsFieldNumber;

void WarnOfDocumentationAs(const ConfigNode& root,
                           const AnnouncerSetup& setup) {
  if (!IsDocumentationAs(setup.local_as)) return;
  root.Warn(kLocalAs, "is for documents only (RFC 5398)",
            "use your own or a private one");
}

void CheckLocalAs(const ConfigNode& root, const AnnouncerSetup& setup,
                  const CloudProfile& profile) {
  if (!root.Has(kLocalAs)) return;
  WarnOfDocumentationAs(root, setup);
  if (profile.as_numbers == CloudProfile::AsNumbers::kAzure) {
    if (setup.local_as > 65535) {
      root.Reject(kLocalAs, "has more than the 16 bits that Azure takes",
                  "use a private one of 64512 to 65514");
    } else if (IsReservedByAzure(setup.local_as)) {
      root.Reject(kLocalAs, "is one that Azure keeps for itself",
                  "use a private one of 64512 to 65514");
    }
  } else if (profile.as_numbers == CloudProfile::AsNumbers::kPrivate &&
             !IsPrivateAs(setup.local_as)) {
    root.Warn(kLocalAs, "is not private, as Cloud Router's neighbours are",
              "use one of 64512 to 65534 or 4200000000 to 4294967294");
  }
}

}  // namespace

void Lint(const ConfigNode& root, const AnnouncerSetup& setup) {
  const CloudProfile& profile = ProfileOf(root.As<AnnouncerConfig>().profile());
  CheckLocalAs(root, setup, profile);
  LintNeighbors(root, setup, profile);
  LintGroups(root, setup, profile);
}

}  // namespace waymark::examples
