// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The other end of an Adj-RIB-Out: takes batches as a session would and keeps
// the table that they make.

#ifndef WAYMARK_RIB_TESTING_FAKE_NEIGHBOUR_H_
#define WAYMARK_RIB_TESTING_FAKE_NEIGHBOUR_H_

#include <algorithm>
#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/ip_prefix.h"
#include "gtest/gtest.h"
#include "rib/adj_rib_out.h"
#include "rib/attributes_pool.h"

namespace waymark::rib {

class FakeNeighbour {
 public:
  explicit FakeNeighbour(AdjRibOut& out) : out_(out) {}

  // Takes one batch, of which `room` routes fit. False if there was none.
  bool TakeOne(size_t max = 1000, size_t room = 1000) {
    const bool has_output = out_.HasOutput();
    out_.NextBatch(max, batch_);
    EXPECT_LE(batch_.nlri.size(), max);
    EXPECT_EQ(batch_.kind != OutBatch::Kind::kNothing, has_output);
    if (batch_.kind == OutBatch::Kind::kNothing) return false;
    if (batch_.kind == OutBatch::Kind::kEndOfRib) {
      EXPECT_TRUE(batch_.nlri.empty());
      log_.push_back("end_of_rib");
      ++end_of_ribs_;
    } else if (batch_.kind == OutBatch::Kind::kBeginningOfRefresh ||
               batch_.kind == OutBatch::Kind::kEndOfRefresh) {
      EXPECT_TRUE(batch_.nlri.empty());
      log_.push_back(batch_.kind == OutBatch::Kind::kEndOfRefresh ? "eorr"
                                                                  : "borr");
    } else {
      EXPECT_FALSE(batch_.nlri.empty());
      EXPECT_EQ(batch_.kind == OutBatch::Kind::kAnnounce,
                static_cast<bool>(batch_.attributes));
    }
    Apply(batch_, room);
    out_.MarkSent(batch_, room);
    return true;
  }
  // Takes everything there is.
  void TakeAll(size_t max = 1000) {
    while (TakeOne(max)) {
    }
  }
  // One line per UPDATE since the last call: "+ 10.0.0.0/8 10.1.0.0/16 [1 2]"
  // (AS_PATH in brackets), "- 10.0.0.0/8", "end_of_rib", "borr", "eorr".
  std::vector<std::string> TakeLog(size_t max = 1000) {
    TakeAll(max);
    return std::exchange(log_, {});
  }

  // What a session in between has seen of `batch`.
  void Apply(const OutBatch& batch, size_t room) {
    if (batch.nlri.empty()) return;
    std::string line = batch.attributes ? "+" : "-";
    for (size_t i = 0; i < std::min(room, batch.nlri.size()); ++i) {
      const IpPrefix& prefix = batch.nlri[i].prefix;
      line += " " + prefix.ToString();
      ++routes_;
      if (batch.attributes) {
        table_[prefix] = batch.attributes;
      } else {
        EXPECT_EQ(table_.erase(prefix), 1u)
            << prefix.ToString() << " was withdrawn and never announced";
      }
    }
    if (batch.attributes) {
      line += " [" + batch.attributes->as_path.ToString() + "]";
    }
    log_.push_back(line);
  }
  // The session is gone.
  void Forget() {
    table_.clear();
    end_of_ribs_ = 0;
  }

  const std::map<IpPrefix, AttributesRef>& table() const { return table_; }
  int end_of_ribs() const { return end_of_ribs_; }
  size_t routes() const { return routes_; }

 private:
  AdjRibOut& out_;
  OutBatch batch_;
  std::map<IpPrefix, AttributesRef> table_;
  std::vector<std::string> log_;
  int end_of_ribs_ = 0;
  size_t routes_ = 0;
};

}  // namespace waymark::rib

#endif  // WAYMARK_RIB_TESTING_FAKE_NEIGHBOUR_H_
