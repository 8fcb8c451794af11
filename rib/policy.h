// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// What may come in and what may go out. A policy is a pure function of a route:
// it accepts or rejects, names the rule that decided, and may change attributes
// through an editor that copies the shared set on the first change.
//
// An external session without a policy rejects everything in both directions
// (RFC 8212); whoever wants otherwise says so with AcceptAll.

#ifndef WAYMARK_RIB_POLICY_H_
#define WAYMARK_RIB_POLICY_H_

#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "base/ip_prefix.h"
#include "bgp/path_attributes.h"
#include "rib/attributes_pool.h"
#include "rib/peer_info.h"

namespace waymark::rib {

// What a policy sees; borrowed for the call. The attributes are the editor's.
struct RouteView {
  const IpPrefix& prefix;
  // Who sent the path.
  const PathSource& source;
  // Export only: who is to receive it; null on import.
  const EgressPeer* destination = nullptr;
};

// Copy on write over a pooled set.
class AttributesEditor {
 public:
  // `original` must not be null.
  explicit AttributesEditor(AttributesRef original)
      : original_(std::move(original)) {}

  // As edited so far; valid until the next Edit or Commit.
  const bgp::PathAttributes& attributes() const {
    return copy_.has_value() ? *copy_ : *original_;
  }
  // The copy to change; made by the first call.
  bgp::PathAttributes& Edit() {
    if (!copy_.has_value()) copy_ = *original_;
    return *copy_;
  }

  // The result as a pooled set: the original where nothing changed. Null if the
  // pool refuses another set, and the editor is not to be used any more.
  AttributesRef Commit(AttributesPool& pool);

 private:
  AttributesRef original_;
  std::optional<bgp::PathAttributes> copy_;
};

struct Verdict {
  bool accepted = false;
  // Which rule decided, for people; borrowed from the policy, which keeps it
  // unchanged as long as it lives.
  absl::string_view rule{};

  static Verdict Accept(absl::string_view rule) { return {true, rule}; }
  static Verdict Reject(absl::string_view rule) { return {false, rule}; }
};

// Evaluate depends on its arguments alone: it is repeated when a route is
// listed, and for all routes when a policy is exchanged. On rejection the edits
// are dropped.
class Policy {
 public:
  virtual ~Policy() = default;
  virtual Verdict Evaluate(const RouteView& route,
                           AttributesEditor& editor) const = 0;
};

class AcceptAll : public Policy {
 public:
  Verdict Evaluate(const RouteView&, AttributesEditor&) const override {
    return Verdict::Accept("accept_all");
  }
};

class RejectAll : public Policy {
 public:
  // `rule` names the reason in verdicts; borrowed, a literal as a rule.
  explicit constexpr RejectAll(absl::string_view rule = "reject_all")
      : rule_(rule) {}
  Verdict Evaluate(const RouteView&, AttributesEditor&) const override {
    return Verdict::Reject(rule_);
  }

 private:
  absl::string_view rule_;
};

// Accepts the prefixes it lists, unchanged, and rejects all others.
class PermitList : public Policy {
 public:
  struct Entry {
    IpPrefix prefix;
    // Also accepts more specific prefixes up to this length; nullopt: the
    // prefix itself only.
    std::optional<int> max_length{};
  };

  explicit PermitList(std::vector<Entry> entries)
      : entries_(std::move(entries)) {}
  Verdict Evaluate(const RouteView& route,
                   AttributesEditor& editor) const override;

 private:
  const std::vector<Entry> entries_;
};

// The policy in force: `configured`, or what applies where there is none, which
// is RejectAll("no_policy") for an external neighbour (RFC 8212, 2) and
// AcceptAll for an internal one; those two are constants.
const Policy& EffectivePolicy(const Policy* configured, PeerKind kind);

}  // namespace waymark::rib

#endif  // WAYMARK_RIB_POLICY_H_
