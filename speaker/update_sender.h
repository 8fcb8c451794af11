// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The way of routes out of one neighbour's Adj-RIBs-Out into UPDATE messages.
//
// Output is pulled: Pump is called whenever the session can take a message and
// stops as soon as it takes no more, so that what has not been sent stays in
// the Adj-RIB-Out, where a later change replaces it.

#ifndef WAYMARK_SPEAKER_UPDATE_SENDER_H_
#define WAYMARK_SPEAKER_UPDATE_SENDER_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/types/span.h"
#include "bgp/family.h"
#include "bgp/route_refresh.h"
#include "bgp/session/negotiated.h"
#include "bgp/wire/update_encoder.h"
#include "rib/adj_rib_out.h"

namespace waymark::speaker {

class UpdateSender {
 public:
  // Takes one whole message, or none of it and returns false: the next call to
  // Pump then offers what is due at that time.
  using Send = absl::FunctionRef<bool(absl::Span<const uint8_t> message)>;

  explicit UpdateSender(const rib::AdjRibOut::Options& options)
      : options_(options) {}

  // The Adj-RIB-Out of a family, made when it is first asked for; it lives as
  // long as the sender, across sessions.
  rib::AdjRibOut& adj_rib_out(const bgp::Family& family);
  // Null if it was never asked for.
  const rib::AdjRibOut* Find(const bgp::Family& family) const;

  // A session is established: everything is to be sent in the families it
  // negotiated. REQUIRES: no session is up.
  void Start(const bgp::Negotiated& negotiated);
  // The session is gone.
  void Reset();

  // Something is to be sent now.
  bool HasOutput() const;
  // Sends until nothing is left or `send` returns false.
  void Pump(Send send);

  // ROUTE-REFRESH: the whole family is to be sent once more, between marks if
  // they were negotiated (RFC 7313). Nothing if the family was not.
  void RequestRefresh(const bgp::Family& family);

  // Asks the neighbour for a ROUTE-REFRESH of its own, in this session, when
  // nothing else is left to be sent. One request at a time.
  void AskForRefresh(const bgp::Family& family) { asking_for_ = family; }
  // The request has not been sent yet.
  bool asking() const { return asking_for_.has_value(); }

  // Gates End-of-RIB in all families, now and in those made later.
  void SetReady(bool ready);

  // Prefixes that the neighbour holds by now, of all families.
  size_t advertised() const;
  // Routes whose attributes fit into no message: not announced.
  uint64_t unsendable() const { return unsendable_; }

 private:
  struct Output {
    explicit Output(const bgp::Family& family,
                    const rib::AdjRibOut::Options& options)
        : family(family), out(options) {}
    const bgp::Family family;
    rib::AdjRibOut out;
  };

  // True if the message was taken or there was nothing to take.
  bool SendBatch(Output& output, Send send);
  bool SendAnnouncement(Output& output, Send send);
  bool SendWithdrawal(Output& output, Send send);
  bool SendEndOfRib(Output& output, Send send);
  bool SendMark(Output& output, bgp::RouteRefreshSubtype subtype, Send send);
  bool SendRefresh(const bgp::RouteRefresh& refresh, Send send);

  const rib::AdjRibOut::Options options_;
  std::vector<std::unique_ptr<Output>> outputs_;
  bgp::UpdateEncoder encoder_{bgp::SessionContext{}};
  std::vector<uint8_t> buffer_;  // one message
  rib::OutBatch batch_;
  // The attributes last encoded in this session, with the set they came from.
  rib::AttributesRef encoded_from_;
  bgp::EncodedAttributes encoded_;
  bool ready_ = false;
  bool marks_refreshes_ = false;
  std::optional<bgp::Family> asking_for_;
  uint64_t unsendable_ = 0;
};

}  // namespace waymark::speaker

#endif  // WAYMARK_SPEAKER_UPDATE_SENDER_H_
