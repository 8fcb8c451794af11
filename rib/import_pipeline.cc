// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "rib/import_pipeline.h"

#include <utility>

namespace waymark::rib {

ImportPipeline::ImportPipeline(PeerKind kind, const Policy* policy,
                               AttributesPool& pool, AdjRibIn& adj_rib_in,
                               LocRib& loc_rib)
    : kind_(kind),
      policy_(&EffectivePolicy(policy, kind)),
      pool_(pool),
      adj_rib_in_(adj_rib_in),
      loc_rib_(loc_rib) {
  judging_.done = true;
}

void ImportPipeline::Begin(const PathSource& source) {
  source_ = source;
  up_ = true;
}

AttributesRef ImportPipeline::Intern(bgp::PathAttributes attributes) {
  if (kind_ == PeerKind::kExternal) {
    // RFC 4271, 5.1.5: "MUST be ignored by the receiving speaker"; of the other
    // two RFC 7606, 7.9 and 7.10 say the same.
    attributes.local_pref.reset();
    attributes.originator_id.reset();
    attributes.cluster_list.clear();
  }
  return pool_.Intern(std::move(attributes));
}

ImportPipeline::Result ImportPipeline::Announce(const bgp::Nlri& nlri,
                                                const AttributesRef& attributes,
                                                MonotonicTime received_at) {
  if (!attributes) {
    // What was announced before has been replaced by something that cannot be
    // held: to go on using it would be wrong.
    Withdraw(nlri);
    return {Outcome::kOutOfMemory};
  }
  const AdjRibIn::Announced announced =
      adj_rib_in_.Announce(nlri, attributes, received_at);
  Result result{.max_prefix_warning = announced.warning};
  switch (announced.outcome) {
    case AdjRibIn::Outcome::kAdded:
    case AdjRibIn::Outcome::kReplaced:
      result.outcome = Apply(nlri, attributes, received_at);
      break;
    case AdjRibIn::Outcome::kUnchanged:
      result.outcome = Outcome::kUnchanged;
      break;
    case AdjRibIn::Outcome::kRejected:
      result.outcome = Outcome::kOverLimit;
      break;
    case AdjRibIn::Outcome::kCease:
      result.outcome = Outcome::kCease;
      break;
  }
  return result;
}

bool ImportPipeline::Withdraw(const bgp::Nlri& nlri) {
  if (!adj_rib_in_.Withdraw(nlri)) return false;
  loc_rib_.Withdraw(source_.peer, nlri);
  return true;
}

void ImportPipeline::End() {
  adj_rib_in_.Clear();
  up_ = false;
  cleared_ = false;
  judging_.done = true;
}

void ImportPipeline::SetPolicy(const Policy* policy) {
  policy_ = &EffectivePolicy(policy, kind_);
  if (up_) judging_ = TableCursor();
}

bool ImportPipeline::DoWork(size_t budget) {
  if (!cleared_) {
    cleared_ = adj_rib_in_.ClearSome(budget);
  } else if (!judging_.done) {
    // Before what is stale, of which a neighbour can bring about ever more: a
    // route that policy no longer accepts must not stay as long as it likes.
    adj_rib_in_.VisitSome(
        judging_, budget,
        [this](const bgp::Nlri& nlri, const ReceivedRoute& route) {
          Apply(nlri, route.attributes, route.received_at());
        });
    loc_rib_.EndBatch();
  } else if (adj_rib_in_.has_stale()) {
    adj_rib_in_.RemoveStaleSome(budget, [this](const bgp::Nlri& nlri) {
      loc_rib_.Withdraw(source_.peer, nlri);
    });
    loc_rib_.EndBatch();
  }
  return !has_work();
}

Verdict ImportPipeline::Judge(const bgp::Nlri& nlri,
                              const AttributesRef& received,
                              AttributesRef& accepted) const {
  AttributesEditor editor(received);
  const Verdict verdict =
      policy_->Evaluate({.prefix = nlri.prefix, .source = source_}, editor);
  accepted = verdict.accepted ? editor.Commit(pool_) : AttributesRef();
  return verdict;
}

ImportPipeline::Outcome ImportPipeline::Apply(const bgp::Nlri& nlri,
                                              const AttributesRef& received,
                                              MonotonicTime received_at) {
  AttributesRef accepted;
  const Verdict verdict = Judge(nlri, received, accepted);
  if (!accepted) {
    loc_rib_.Withdraw(source_.peer, nlri);
    return verdict.accepted ? Outcome::kOutOfMemory : Outcome::kRejected;
  }
  const LocRib::UpdateResult updated =
      loc_rib_.Update(source_.peer, nlri, std::move(accepted), received_at);
  return updated == LocRib::UpdateResult::kOverLimit ? Outcome::kOverLimit
                                                     : Outcome::kAccepted;
}

}  // namespace waymark::rib
