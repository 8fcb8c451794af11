// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/proto/text_config.h"

#include <fstream>
#include <string>

#include "examples/proto/announcer.pb.h"
#include "examples/proto/config_problem.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace waymark::examples {
namespace {

using ::testing::HasSubstr;

// What ParseTextConfig has to say about `text`.
std::string Complaint(absl::string_view text) {
  proto::AnnouncerConfig config;
  google::protobuf::TextFormat::ParseInfoTree places;
  ConfigProblems problems("a.textproto");
  const bool parsed = ParseTextConfig(text, &config, &places, &problems);
  EXPECT_EQ(parsed, problems.empty());
  return problems.ToString();
}

TEST(TextConfigTest, WellFormedTextHasNoComplaint) {
  EXPECT_EQ(Complaint("# comment\nlocal_as: 65001 neighbor { name: \"a\" }\n"),
            "");
}

TEST(TextConfigTest, UnknownFieldIsNamedWithTheOneThatWasMeant) {
  EXPECT_EQ(Complaint("local_as: 65001\n"
                      "neighbor {\n"
                      "  adress: \"10.0.0.1\"\n"
                      "}\n"),
            "a.textproto:3:3: adress: is no field of Neighbor; did you mean "
            "address?\n");
}

TEST(TextConfigTest, UnknownFieldWithoutLikenessGetsTheWholeList) {
  EXPECT_EQ(Complaint("shutdown { drain: 1 }\n"),
            "a.textproto:1:12: drain: is no field of Shutdown; choose one of "
            "worsen_ms, deadline_ms, text, graceful_shutdown, settle_ms, "
            "ask_processed\n");
}

TEST(TextConfigTest, AllUnknownFieldsAreReported) {
  EXPECT_EQ(Complaint("local_ass: 1\nneighbor { nam: \"x\" peeras: 3 }\n"),
            "a.textproto:1:1: local_ass: is no field of AnnouncerConfig; did "
            "you mean local_as?\n"
            "a.textproto:2:12: nam: is no field of Neighbor; did you mean "
            "name?\n"
            "a.textproto:2:21: peeras: is no field of Neighbor; did you mean "
            "peer_as?\n");
}

TEST(TextConfigTest, UnknownEnumValueIsNamedWithWhatWouldDo) {
  EXPECT_EQ(Complaint("group {\n  role: ACTIV\n}\n"),
            "a.textproto:2:9: role: ACTIV is not a value of this field; did "
            "you mean ACTIVE?\n");
  EXPECT_EQ(Complaint("group {\n  role: LEADER\n}\n"),
            "a.textproto:2:9: role: LEADER is not a value of this field; "
            "choose one of ACTIVE, STANDBY, RECOVERING, WITHDRAWN, DRAINED\n");
}

TEST(TextConfigTest, EnumsOfFieldsOfOneNameAreToldApartByTheirPlace) {
  EXPECT_EQ(Complaint("neighbor {  # { \"\n"
                      "  name: \"a } \\\" {\" bfd: < mode: STRIKT >\n}\n"),
            "a.textproto:2:33: mode: STRIKT is not a value of this field; did "
            "you mean STRICT?\n");
  EXPECT_EQ(Complaint("profile: AWS\n"),
            "a.textproto:1:10: profile: AWS is not a value of this field; "
            "choose one of GENERIC, AWS_VPC_ROUTE_SERVER, AZURE_ROUTE_SERVER, "
            "GCP_ROUTER_APPLIANCE\n");
}

TEST(TextConfigTest, OtherErrorsComeInTheParsersWordsWithTheirPlace) {
  EXPECT_THAT(Complaint("local_as: \"x\"\n"),
              HasSubstr("a.textproto:1:11: Expected integer"));
  EXPECT_THAT(Complaint("neighbor {\n"), HasSubstr("a.textproto:2:1: "));
  EXPECT_THAT(Complaint("local_as: 1\nlocal_as: 2\n"),
              HasSubstr("specified multiple times"));
  EXPECT_THAT(Complaint("local_as: 4294967296\n"), HasSubstr("1:11"));
}

TEST(TextConfigTest, MissingFileAndFolderAreReportedWithoutAPlace) {
  ConfigProblems problems("/nonexistent/a.textproto");
  std::string text;
  EXPECT_FALSE(ReadConfigFile("/nonexistent/a.textproto", &text, &problems));
  EXPECT_EQ(problems.ToString(),
            "/nonexistent/a.textproto: cannot be opened; check the path and "
            "its rights\n");
  ConfigProblems of_folder("/");
  EXPECT_FALSE(ReadConfigFile("/", &text, &of_folder));
  EXPECT_FALSE(of_folder.empty());
}

TEST(TextConfigTest, FileOfTheLargestSizeIsReadAndALargerOneIsRefused) {
  const std::string path = ::testing::TempDir() + "/large.textproto";
  std::ofstream(path) << std::string(kMaxConfigSize, '#');
  ConfigProblems problems(path);
  std::string text;
  EXPECT_TRUE(ReadConfigFile(path, &text, &problems));
  EXPECT_EQ(text.size(), kMaxConfigSize);
  std::ofstream(path, std::ios::app) << '#';
  EXPECT_FALSE(ReadConfigFile(path, &text, &problems));
  EXPECT_THAT(problems.ToString(), HasSubstr("larger than 16 MiB"));
}

TEST(ConfigProblemsTest, ComeInTheOrderOfTheFile) {
  ConfigProblems problems("f");
  problems.Add({.line = 9,
                .column = 1,
                .field = "b",
                .value = "2",
                .what = "is odd",
                .fix = "add one"});
  problems.Add({.line = 2,
                .column = 7,
                .field = "a",
                .value = {},
                .what = "is missing",
                .fix = {}});
  problems.Add({.line = 2,
                .column = 3,
                .field = {},
                .value = {},
                .what = "Expected \"{\".",
                .fix = {}});
  EXPECT_EQ(problems.ToString(),
            "f:2:3: Expected \"{\".\n"
            "f:2:7: a: is missing\n"
            "f:9:1: b: 2 is odd; add one\n");
}

TEST(ConfigProblemsTest, WarningsSayThatTheyAreAndAreNoErrors) {
  ConfigProblems problems("f");
  problems.Add({.line = 4,
                .column = 2,
                .field = "a",
                .value = {},
                .what = "is odd",
                .fix = "even it",
                .severity = ConfigProblem::Severity::kWarning});
  EXPECT_EQ(problems.ToString(), "f:4:2: warning: a: is odd; even it\n");
  EXPECT_FALSE(problems.HasErrors());
  EXPECT_FALSE(problems.empty());
  problems.Add({});
  EXPECT_TRUE(problems.HasErrors());
}

}  // namespace
}  // namespace waymark::examples
