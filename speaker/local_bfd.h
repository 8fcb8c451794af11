// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// BFD on the speaker's own loop.

#ifndef WAYMARK_SPEAKER_LOCAL_BFD_H_
#define WAYMARK_SPEAKER_LOCAL_BFD_H_

#include <memory>

#include "base/runtime.h"
#include "bfd/demultiplexer.h"
#include "bfd/session_config.h"
#include "bfd/transport.h"
#include "speaker/bfd_liveness.h"
#include "speaker/bfd_service.h"

namespace waymark::speaker {

class LocalBfd final : public BfdService {
 public:
  // All borrowed; they outlive the sources, which may outlive this object. The
  // transport delivers to the demultiplexer, which whoever owns both has
  // connected.
  LocalBfd(const Runtime& runtime, bfd::Demultiplexer& demultiplexer,
           bfd::Transport& transport)
      : runtime_(runtime),
        demultiplexer_(demultiplexer),
        transport_(transport) {}

  std::unique_ptr<BfdSource> CreateSource(const bfd::SessionConfig& config,
                                          BfdObserver& observer) override {
    return std::make_unique<BfdLiveness>(runtime_, demultiplexer_, transport_,
                                         config, observer);
  }

 private:
  const Runtime runtime_;
  bfd::Demultiplexer& demultiplexer_;
  bfd::Transport& transport_;
};

}  // namespace waymark::speaker

#endif  // WAYMARK_SPEAKER_LOCAL_BFD_H_
