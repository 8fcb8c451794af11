// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// UPDATEs that routers really sent, out of route collectors: decoded, written
// again and decoded again. Needs the recordings that WAYMARK_SHARED points to.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "base/byte_writer.h"
#include "bgp/code_points.h"
#include "bgp/nlri.h"
#include "bgp/path_attributes.h"
#include "bgp/wire/decoded_update.h"
#include "bgp/wire/message_framer.h"
#include "bgp/wire/message_header.h"
#include "bgp/wire/nlri_view.h"
#include "bgp/wire/path_attributes_builder.h"
#include "bgp/wire/session_context.h"
#include "bgp/wire/testing/mrt_reader.h"
#include "bgp/wire/testing/octets.h"
#include "bgp/wire/testing/reference_update.h"
#include "bgp/wire/update_codec.h"
#include "bgp/wire/update_encoder.h"
#include "bgp/wire/update_error.h"
#include "gtest/gtest.h"

namespace waymark::bgp {
namespace {

using ::waymark::bgp::testing::Copy;
using ::waymark::bgp::testing::DecodeReference;
using ::waymark::bgp::testing::MrtMessage;
using ::waymark::bgp::testing::MrtReader;
using ::waymark::bgp::testing::Octets;
using ::waymark::bgp::testing::ReadGzip;

struct Recording {
  const char* name;
  size_t updates;
  size_t announced;
  size_t withdrawn;
  // Messages with errors; none resets the session.
  size_t discards;
  size_t treated_as_withdraw;
};

struct Counts {
  size_t updates = 0;
  size_t announced = 0;
  size_t withdrawn = 0;
  size_t by_action[4] = {};
};

size_t CountRoutes(absl::Span<const NlriView> fields) {
  size_t count = 0;
  for (const NlriView& field : fields) count += field.Count();
  return count;
}

// Announces `routes` as the sender did and expects to read the same.
void ExpectReadBack(PathAttributes attributes, const NlriView& routes,
                    const SessionContext& context) {
  for (UnknownAttribute& unknown : attributes.unknown) {
    unknown.flags |= kFlagPartial;
  }
  std::array<uint8_t, 2 * kMaxMessageSize> buffer;
  ByteWriter writer(absl::MakeSpan(buffer));
  const UpdateEncoder encoder(context);
  const std::vector<Nlri> nlri(routes.begin(), routes.end());
  ASSERT_EQ(encoder.Announce(encoder.Encode(routes.family(), attributes), nlri,
                             writer),
            nlri.size());
  DecodedUpdate again;
  ASSERT_EQ(DecodeUpdate(writer.written().subspan(kHeaderSize), context, again),
            UpdateAction::kNone);
  const NlriView& read = again.nlri().empty() ? again.mp_reach() : again.nlri();
  EXPECT_EQ(std::vector<Nlri>(read.begin(), read.end()), nlri);
  EXPECT_EQ(BuildPathAttributes(again, context), attributes);
}

void ReadBack(const DecodedUpdate& update, const SessionContext& context) {
  PathAttributes attributes = BuildPathAttributes(update, context);
  if (!update.nlri().empty()) {
    attributes.next_hop = update.next_hop();
    ExpectReadBack(attributes, update.nlri(), context);
  }
  if (update.mp_next_hop() && !update.mp_reach().empty()) {
    attributes.next_hop = update.mp_next_hop();
    ExpectReadBack(attributes, update.mp_reach(), context);
  }
}

Counts Read(const Octets& file) {
  Counts counts;
  MrtReader reader(file);
  DecodedUpdate update;
  while (const std::optional<MrtMessage> recorded = reader.Next()) {
    MessageFramer framer;
    framer.AllowExtendedMessages(true);
    framer.Append(recorded->octets);
    RawMessage message;
    if (!framer.Next(message) || message.type != MessageType::kUpdate) continue;
    // Internal, so that no attribute is discarded only for where it is.
    const SessionContext context{.four_octet_as = recorded->four_octet_as,
                                 .extended_message = true,
                                 .add_path_ipv4_unicast = recorded->add_path,
                                 .add_path_ipv6_unicast = recorded->add_path,
                                 .internal = true};
    const UpdateAction action = DecodeUpdate(message.body(), context, update);
    EXPECT_EQ(action, DecodeReference(Copy(message.body()), context).action);
    ++counts.updates;
    ++counts.by_action[static_cast<size_t>(action)];
    counts.announced += CountRoutes(update.announced());
    counts.withdrawn += CountRoutes(update.withdrawn());
    if (action < UpdateAction::kTreatAsWithdraw) ReadBack(update, context);
  }
  return counts;
}

class RecordedUpdatesTest : public ::testing::TestWithParam<Recording> {};

TEST_P(RecordedUpdatesTest, AreReadAndWritten) {
  const char* const shared = std::getenv("WAYMARK_SHARED");
  if (shared == nullptr) {
    GTEST_SKIP() << "WAYMARK_SHARED does not say where the recordings are.";
  }
  const std::string path = absl::StrCat(shared, "/data/mrt/", GetParam().name);
  const std::optional<Octets> file = ReadGzip(path);
  ASSERT_TRUE(file) << path;
  const Counts counts = Read(*file);
  EXPECT_EQ(counts.updates, GetParam().updates);
  EXPECT_EQ(counts.announced, GetParam().announced);
  EXPECT_EQ(counts.withdrawn, GetParam().withdrawn);
  EXPECT_EQ(counts.by_action[1], GetParam().discards);
  EXPECT_EQ(counts.by_action[2], GetParam().treated_as_withdraw);
  EXPECT_EQ(counts.by_action[3], 0u);
}

INSTANTIATE_TEST_SUITE_P(
    RouteCollectors, RecordedUpdatesTest,
    ::testing::Values(
        // AGGREGATORs and an AS_PATH with AS 0.
        Recording{"bgpdump/test_data/updates.et-header.2015.gz", 89679, 577733,
                  7, 3, 1},
        Recording{"bgpdump/test_data/updates.20070211.0141.gz", 23394, 51236,
                  2270, 0, 0},
        // IPv6 routes whose next hop is ::.
        Recording{"bgpdump/test_data/updates.20071015.1505.gz", 4222, 10090,
                  406, 0, 21},
        Recording{"bgpdump/test_data/updates.20020722.2238.gz", 393, 825, 2419,
                  0, 0},
        Recording{"libbgpstream/ris.rrc06.updates.1427846400.gz", 761, 1435,
                  122, 0, 0},
        Recording{"bgpkit/ripe_rrc15_2010.02_updates.20100227.1610.gz", 1888,
                  5920, 1549, 0, 0}),
    [](const ::testing::TestParamInfo<Recording>& info) {
      std::string name = info.param.name;
      name.erase(0, name.find_last_of('/') + 1);
      std::replace_if(
          name.begin(), name.end(),
          [](char c) { return !absl::ascii_isalnum(c); }, '_');
      return name;
    });

}  // namespace
}  // namespace waymark::bgp
