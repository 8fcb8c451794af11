// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "rib/policy.h"

#include <utility>

namespace waymark::rib {

AttributesRef AttributesEditor::Commit(AttributesPool& pool) {
  if (copy_.has_value()) {
    original_ = pool.Intern(std::move(*copy_));
    copy_.reset();
  }
  return original_;
}

Verdict PermitList::Evaluate(const RouteView& route, AttributesEditor&) const {
  for (const Entry& entry : entries_) {
    const int max_length = entry.max_length.value_or(entry.prefix.length());
    if (route.prefix.length() <= max_length &&
        entry.prefix.Contains(route.prefix)) {
      return Verdict::Accept("permit_list");
    }
  }
  return Verdict::Reject("permit_list_no_match");
}

const Policy& EffectivePolicy(const Policy* configured, PeerKind kind) {
  static const AcceptAll accept_all;
  static const RejectAll no_policy("no_policy");
  if (configured != nullptr) return *configured;
  // RFC 8212, 2: "Routes contained in an Adj-RIB-In associated with an EBGP
  // peer SHALL NOT be considered eligible in the Decision Process if no
  // explicit Import Policy has been applied", and the same for Adj-RIB-Out.
  if (kind == PeerKind::kExternal) return no_policy;
  return accept_all;
}

}  // namespace waymark::rib
