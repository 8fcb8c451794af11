// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "rib/exporter.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "bgp/community.h"

namespace waymark::rib {
namespace {

template <typename T, typename Predicate>
void EraseIf(std::vector<T>& vector, Predicate predicate) {
  vector.erase(std::remove_if(vector.begin(), vector.end(), predicate),
               vector.end());
}

// RFC 4271, 5: unrecognized optional attributes are passed on with the Partial
// bit if they are transitive, and not at all otherwise.
void PassUnknown(std::vector<bgp::UnknownAttribute>& unknown) {
  EraseIf(unknown, [](const bgp::UnknownAttribute& attribute) {
    return (attribute.flags & bgp::kFlagTransitive) == 0;
  });
  for (bgp::UnknownAttribute& attribute : unknown) {
    attribute.flags |= bgp::kFlagPartial;
  }
}

}  // namespace

Exporter::Exporter(const EgressPeer& peer, const ExportOptions& options,
                   const Policy* policy, AttributesPool& pool)
    : peer_(peer),
      options_(options),
      policy_(&EffectivePolicy(policy, peer.kind)),
      pool_(&pool) {}

Exported Exporter::Export(const IpPrefix& prefix, const Path& best) {
  if (const absl::string_view reason = WhyNot(prefix, best); !reason.empty()) {
    return {AttributesRef(), reason};
  }
  AttributesRef transformed = Transform(best);
  if (!transformed) return {AttributesRef(), "out_of_memory"};
  AttributesEditor editor(std::move(transformed));
  const Verdict verdict = policy_->Evaluate(
      {.prefix = prefix, .source = *best.source, .destination = &peer_},
      editor);
  if (!verdict.accepted) return {AttributesRef(), verdict.rule};
  AttributesRef attributes = editor.Commit(*pool_);
  if (!attributes) return {AttributesRef(), "out_of_memory"};
  if (!attributes->next_hop.has_value() ||
      attributes->next_hop->address == peer_.peer_address) {
    return {AttributesRef(), "next_hop_is_peer"};
  }
  return {std::move(attributes), verdict.rule};
}

absl::string_view Exporter::WhyNot(const IpPrefix& prefix,
                                   const Path& best) const {
  if (best.source->peer == peer_.peer) return "from_this_peer";
  const bool external = peer_.kind == PeerKind::kExternal;
  // RFC 4271, 9.2.
  if (!external && best.source->kind == PeerKind::kInternal) {
    return "internal_to_internal";
  }
  for (const bgp::Community community : best.attributes->communities) {
    if (community == bgp::kNoAdvertise) return "no_advertise";
    if (!external) continue;
    if (community == bgp::kNoExport) return "no_export";
    if (community == bgp::kNoExportSubconfed) return "no_export_subconfed";
  }
  const bool sets_next_hop =
      external ? !options_.transparent : options_.next_hop_self;
  if (sets_next_hop &&
      (!peer_.own_next_hop.has_value() ||
       peer_.own_next_hop->address.family() != prefix.family())) {
    return "no_own_next_hop";
  }
  return "";
}

AttributesRef Exporter::Transform(const Path& best) {
  const uint32_t degree = best.degree_of_preference();
  if (last_out_ && last_in_ == best.attributes && last_degree_ == degree) {
    return last_out_;
  }
  bgp::PathAttributes attributes = *best.attributes;
  PassUnknown(attributes.unknown);
  if (peer_.kind == PeerKind::kExternal) {
    ToExternal(attributes);
  } else {
    // RFC 4271, 9.1.1: "the return value MUST be used as the LOCAL_PREF value
    // in any IBGP readvertisement"; AS_PATH stays as it is (5.1.2 (a)).
    attributes.local_pref = degree;
    if (options_.next_hop_self) attributes.next_hop = peer_.own_next_hop;
  }
  last_in_ = best.attributes;
  last_degree_ = degree;
  last_out_ = pool_->Intern(std::move(attributes));
  return last_out_;
}

void Exporter::ToExternal(bgp::PathAttributes& attributes) const {
  if (!options_.transparent) {
    attributes.as_path.Prepend(peer_.local_as);  // RFC 4271, 5.1.2 (b)
    attributes.next_hop = peer_.own_next_hop;    // 5.1.3, 2)
    attributes.med.reset();                      // 5.1.4
  }
  attributes.local_pref.reset();     // 5.1.5
  attributes.originator_id.reset();  // RFC 4456, 8: non-transitive
  attributes.cluster_list.clear();
  EraseIf(attributes.extended_communities,  // RFC 4360, 6
          [](const bgp::ExtendedCommunity& community) {
            return !community.IsTransitive();
          });
}

}  // namespace waymark::rib
