// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/bfd_monitor/config_loader.h"

#include <fstream>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "bfd/code_points.h"
#include "bfd/key_chain.h"
#include "bfd/session_key.h"
#include "examples/proto/config_problem.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace waymark::examples {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

// What is wrong with `text`.
std::string Problems(absl::string_view text) {
  ConfigProblems problems("test");
  EXPECT_EQ(ParseBfdMonitorConfig(text, "", &problems), std::nullopt);
  return problems.ToString();
}

TEST(BfdMonitorConfigTest, ExampleIsValid) {
  ConfigProblems problems("example");
  const auto setup = LoadBfdMonitorConfig(
      "examples/bfd_monitor/two_neighbors.textproto", &problems);
  ASSERT_TRUE(setup.has_value()) << problems.ToString();
  EXPECT_EQ(setup->port, 3784);
  EXPECT_FALSE(setup->batch_packets);
  ASSERT_EQ(setup->sessions.size(), 2);
  EXPECT_EQ(setup->sessions[0].name, "left");
  EXPECT_EQ(setup->sessions[0].config.key.remote.ToString(), "10.0.1.1");
  EXPECT_EQ(setup->sessions[0].config.timers.desired_min_tx,
            absl::Milliseconds(50));
  EXPECT_EQ(setup->sessions[1].interface, "eth1");
  EXPECT_EQ(setup->sessions[1].config.timers.detect_multiplier, 5);
  EXPECT_EQ(setup->sessions[1].config.timers.required_min_rx,
            absl::Milliseconds(50))
      << "what the session leaves open is taken from above";
}

TEST(BfdMonitorConfigTest, SessionNeedsNameAndAddresses) {
  const std::string problems = Problems("session {}");
  EXPECT_THAT(problems, HasSubstr("session[0].name: is missing"));
  EXPECT_THAT(problems, HasSubstr("session[0].local_address: is missing"));
  EXPECT_THAT(problems, HasSubstr("session[0].remote_address: is missing"));
}

TEST(BfdMonitorConfigTest, NoSessionIsRejected) {
  EXPECT_THAT(Problems(""), HasSubstr("session: is there 0 times"));
}

TEST(BfdMonitorConfigTest, NameWithABlankIsRejected) {
  EXPECT_THAT(Problems("session { name: 'a b' local_address: '10.0.0.1' "
                       "remote_address: '10.0.0.2' }"),
              HasSubstr("contains a blank"));
}

TEST(BfdMonitorConfigTest, LinkLocalNeighborNeedsAnInterface) {
  const std::string session =
      "name: 'a' local_address: 'fe80::1' remote_address: 'fe80::2'";
  EXPECT_THAT(Problems("session { " + session + " }"),
              HasSubstr("session[0].interface: is missing though "));
  ConfigProblems problems("test");
  EXPECT_TRUE(
      ParseBfdMonitorConfig("session { " + session + " interface: 'eth0' }", "",
                            &problems)
          .has_value())
      << problems.ToString();
}

TEST(BfdMonitorConfigTest, MultihopSessionIsOneOfItsOwnAndTakesNoInterface) {
  const std::string addresses =
      " local_address: '10.0.0.1' remote_address: '10.0.0.2' ";
  ConfigProblems problems("test");
  const auto setup = ParseBfdMonitorConfig(
      "session { name: 'a'" + addresses + "} session { name: 'b'" + addresses +
          "bfd { multihop { min_ttl: 254 } } }",
      "", &problems);
  ASSERT_TRUE(setup.has_value()) << problems.ToString();
  EXPECT_EQ(setup->sessions[0].config.key.path, bfd::PathKind::kSingleHop);
  EXPECT_EQ(setup->sessions[1].config.key.path, bfd::PathKind::kMultihop);
  EXPECT_EQ(setup->sessions[1].config.min_ttl, 254);
  EXPECT_THAT(Problems("session { name: 'a'" + addresses +
                       "interface: 'eth0' bfd { multihop {} } }"),
              AllOf(HasSubstr("session[0].interface: "), HasSubstr("eth0"),
                    HasSubstr("counts for no multihop session; remove it"),
                    Not(HasSubstr("remote_address:"))));
  EXPECT_THAT(
      Problems("session { name: 'a' local_address: 'fe80::1' "
               "remote_address: 'fe80::2' bfd { multihop {} } }"),
      AllOf(HasSubstr("session[0].remote_address: "), HasSubstr("link-local")));
  EXPECT_THAT(
      Problems("bfd { multihop {} } session { name: 'a'" + addresses + "}"),
      HasSubstr("counts for no session"));
}

TEST(BfdMonitorConfigTest, KeyIsReadFromItsFile) {
  const std::string path = ::testing::TempDir() + "/bfd_key";
  std::ofstream(path) << "seventeen octets!\nnot this\n";
  const auto session = [](const std::string& key) {
    return "session { name: 'a' local_address: '10.0.0.1' "
           "remote_address: '10.0.0.2' bfd { key { " +
           key + " } } }";
  };
  ConfigProblems problems("test");
  const auto setup = ParseBfdMonitorConfig(
      session("id: 7 type: KEYED_SHA1 secret_file: 'bfd_key'"),
      ::testing::TempDir() + "/monitor.textproto", &problems);
  ASSERT_TRUE(setup.has_value()) << problems.ToString();
  const bfd::KeyChain& chain = *setup->sessions[0].config.key_chain;
  const bfd::KeyChain::Key& key = chain.SendKey(absl::UnixEpoch());
  EXPECT_EQ(key.id, 7);
  EXPECT_EQ(key.type, bfd::AuthType::kKeyedSha1);
  EXPECT_EQ(key.secret_size, 17);
  EXPECT_THAT(Problems(session("type: KEYED_MD5 secret_file: '" + path + "'")),
              HasSubstr("a key has 1 to 16"));
  EXPECT_THAT(Problems(session("id: 256 secret_file: '" + path + "'")),
              HasSubstr("id"));
  EXPECT_THAT(Problems(session("")), HasSubstr("secret_file: is missing"));
  EXPECT_THAT(Problems("bfd { key { secret_file: '" + path + "' } }"),
              HasSubstr("bfd.key: counts for no session; move it"));
}

TEST(BfdMonitorConfigTest, HoldDownIsThatOfTheSessionOrOfAll) {
  ConfigProblems problems("test");
  const auto setup = ParseBfdMonitorConfig(
      "bfd { hold_down_ms: 500 } "
      "session { name: 'a' local_address: '10.0.0.1' "
      "remote_address: '10.0.0.2' } "
      "session { name: 'b' local_address: '10.0.0.1' "
      "remote_address: '10.0.0.3' bfd { hold_down_ms: 0 } }",
      "", &problems);
  ASSERT_TRUE(setup.has_value()) << problems.ToString();
  EXPECT_EQ(setup->sessions[0].config.hold_down, absl::Milliseconds(500));
  EXPECT_EQ(setup->sessions[1].config.hold_down, absl::ZeroDuration());
}

TEST(BfdMonitorConfigTest, TwoSessionsOfOneAddressPairNeedTwoInterfaces) {
  const auto pair = [](const std::string& a, const std::string& b) {
    const std::string addresses =
        " local_address: '10.0.0.1' remote_address: '10.0.0.2'";
    return "session { name: 'a'" + addresses + a + " } session { name: 'b'" +
           addresses + b + " }";
  };
  EXPECT_THAT(Problems(pair("", "")), HasSubstr("stands in line"));
  ConfigProblems problems("test");
  EXPECT_TRUE(
      ParseBfdMonitorConfig(pair(" interface: 'eth0'", " interface: 'eth1'"),
                            "", &problems)
          .has_value())
      << problems.ToString();
}

}  // namespace
}  // namespace waymark::examples
