// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// A PeerVisitor that remembers what it was told, checks the order that
// PeerVisitor promises, and lets a test act from inside a call.

#ifndef WAYMARK_BGP_SESSION_TESTING_RECORDING_VISITOR_H_
#define WAYMARK_BGP_SESSION_TESTING_RECORDING_VISITOR_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "bgp/route_refresh.h"
#include "bgp/session/down_reason.h"
#include "bgp/session/negotiated.h"
#include "bgp/session/peer.h"
#include "bgp/wire/decoded_update.h"
#include "bgp/wire/update_error.h"

namespace waymark::bgp::testing {

enum class PeerCall {
  kEstablished,
  kUpdate,
  kRouteRefresh,
  kWritable,
  kDown,
  kAttemptFailed,
};

class RecordingVisitor final : public PeerVisitor {
 public:
  using Hook = absl::AnyInvocable<void(PeerCall)>;

  // Called last in every call; may destroy the peer.
  void set_hook(Hook hook) { hook_ = std::move(hook); }

  const std::optional<Negotiated>& negotiated() const { return negotiated_; }
  bool established() const { return incarnation_.has_value(); }
  size_t established_count() const { return established_count_; }
  const std::vector<DownReason>& downs() const { return downs_; }
  const std::vector<AttemptFailure>& failures() const { return failures_; }
  const std::vector<UpdateAction>& updates() const { return updates_; }
  const std::vector<RouteRefresh>& refreshes() const { return refreshes_; }
  size_t writable_count() const { return writable_count_; }
  // What came in an order that PeerVisitor rules out; empty if nothing.
  const std::string& violation() const { return violation_; }

 private:
  void OnEstablished(uint64_t incarnation,
                     const Negotiated& negotiated) override {
    if (established()) violation_ = "Established twice";
    if (incarnation <= last_incarnation_) violation_ = "incarnation went back";
    last_incarnation_ = incarnation;
    incarnation_ = incarnation;
    negotiated_ = negotiated;
    ++established_count_;
    Done(PeerCall::kEstablished);
  }
  void OnUpdate(uint64_t incarnation, const DecodedUpdate& update) override {
    Expect(incarnation, "update");
    updates_.push_back(update.action());
    Done(PeerCall::kUpdate);
  }
  void OnRouteRefresh(uint64_t incarnation,
                      const RouteRefresh& refresh) override {
    Expect(incarnation, "route refresh");
    refreshes_.push_back(refresh);
    Done(PeerCall::kRouteRefresh);
  }
  void OnWritable(uint64_t incarnation) override {
    Expect(incarnation, "writable");
    ++writable_count_;
    Done(PeerCall::kWritable);
  }
  void OnDown(uint64_t incarnation, const DownReason& reason) override {
    Expect(incarnation, "down");
    incarnation_.reset();
    downs_.push_back(reason);
    Done(PeerCall::kDown);
  }
  void OnAttemptFailed(uint64_t incarnation,
                       const AttemptFailure& failure) override {
    if (incarnation_ == incarnation) violation_ = "attempt of a live session";
    failures_.push_back(failure);
    Done(PeerCall::kAttemptFailed);
  }

  void Expect(uint64_t incarnation, const char* call) {
    if (incarnation_ != incarnation) violation_ = call;
  }
  void Done(PeerCall call) {
    if (hook_) hook_(call);
  }

  Hook hook_;
  std::optional<uint64_t> incarnation_;  // of the Established session
  uint64_t last_incarnation_ = 0;
  std::optional<Negotiated> negotiated_;  // of the last one
  size_t established_count_ = 0;
  size_t writable_count_ = 0;
  std::vector<DownReason> downs_;
  std::vector<AttemptFailure> failures_;
  std::vector<UpdateAction> updates_;
  std::vector<RouteRefresh> refreshes_;
  std::string violation_;
};

}  // namespace waymark::bgp::testing

#endif  // WAYMARK_BGP_SESSION_TESTING_RECORDING_VISITOR_H_
