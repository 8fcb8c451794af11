// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// In a network namespace of its own, laid out with `ip` and `nft`.

#include "examples/announcer/doctor/kernel_facts.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "base/ip_address.h"
#include "base/ip_prefix.h"
#include "examples/announcer/doctor/checks.h"
#include "examples/announcer/doctor/facts.h"
#include "examples/announcer/doctor/ruleset.h"
#include "examples/announcer/testing/config_text.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "posix/file_descriptor.h"
#include "posix/testing/network_namespace.h"

namespace waymark::examples {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class KernelFactsTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    entered_ = posix::EnterNetworkNamespace();
    if (!entered_.ok()) return;
    ASSERT_TRUE(posix::Ip("link set lo up"));
    ASSERT_TRUE(posix::Ip("link add left type veth peer name right"));
    ASSERT_TRUE(posix::Ip("link set right up"));
    ASSERT_TRUE(posix::Ip("link set left up"));
    ASSERT_TRUE(posix::Ip("address add 10.0.1.10/24 dev left"));
  }
  void SetUp() override {
    if (!entered_.ok()) GTEST_SKIP() << entered_;
  }
  static Facts Gather() {
    const absl::StatusOr<Facts> facts = GatherFacts();
    EXPECT_TRUE(facts.ok()) << facts.status();
    return facts.ok() ? *facts : Facts();
  }

  static absl::Status entered_;
};

absl::Status KernelFactsTest::entered_;

TEST_F(KernelFactsTest, InterfacesAndAddressesAreThoseOfTheKernel) {
  const Facts facts = Gather();
  const Facts::Interface* const left = facts.FindInterface("left");
  ASSERT_NE(left, nullptr);
  EXPECT_TRUE(left->up);
  EXPECT_TRUE(left->carrier);
  EXPECT_FALSE(left->loopback);
  EXPECT_TRUE(facts.FindInterface("lo")->loopback);
  const Facts::Address* const address =
      facts.FindAddress(IpAddress::V4(10, 0, 1, 10));
  ASSERT_NE(address, nullptr);
  EXPECT_EQ(address->interface, "left");
  EXPECT_EQ(address->network, *IpPrefix::Parse("10.0.1.0/24"));
  EXPECT_EQ(facts.FindAddress(IpAddress::V4(10, 0, 1, 11)), nullptr);
}

TEST_F(KernelFactsTest, SettingsAreReadWhereTheyAreOfThisNamespace) {
  const Facts facts = Gather();
  EXPECT_EQ(facts.settings.count("net/ipv4/conf/left/rp_filter"), 1u);
  EXPECT_EQ(facts.settings.count("net/ipv4/ip_forward"), 1u);
  EXPECT_EQ(facts.settings.count("net/ipv4/conf/gone/rp_filter"), 0u);
}

TEST_F(KernelFactsTest, TablesOfLegacyIptablesAreFound) {
  EXPECT_THAT(Gather().legacy_tables, IsEmpty());
  const posix::FileDescriptor socket(
      ::socket(AF_INET, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_RAW));
  // Who asks for a table makes it. IPT_SO_GET_INFO and struct ipt_getinfo of
  // <linux/netfilter_ipv4/ip_tables.h>, which <netinet/in.h> does not bear.
  constexpr int kGetInfo = 64;
  struct {
    char name[32] = "filter";
    unsigned int rest[13] = {};
  } info;
  socklen_t size = sizeof(info);
  if (::getsockopt(socket.get(), IPPROTO_IP, kGetInfo, &info, &size) != 0) {
    GTEST_SKIP() << "no legacy iptables in this kernel";
  }
  EXPECT_THAT(Gather().legacy_tables, ElementsAre("ip filter"));
}

TEST_F(KernelFactsTest, AFirewallThatShutsBfdOutIsFound) {
  ASSERT_TRUE(posix::Ip("address add 172.16.1.1/32 dev lo"));
  const AnnouncerSetup setup =
      Load(With("peer_as: 65000", "peer_as: 65000 bfd {}"));
  EXPECT_FALSE(HasErrors(Examine(setup, Gather())));
  if (!Gather().ruleset.ok()) GTEST_SKIP() << Gather().ruleset.status();
  ASSERT_EQ(std::system("nft -f - <<'END'\n"
                        "table inet filter {\n"
                        "  chain input {\n"
                        "    type filter hook input priority 0; policy drop;\n"
                        "    ct state established,related accept\n"
                        "    iif lo accept\n"
                        "    tcp dport { 22, 179 } accept\n"
                        "  }\n"
                        "}\n"
                        "END"),
            0);
  const Findings findings = Examine(setup, Gather());
  EXPECT_TRUE(HasErrors(findings));
  EXPECT_THAT(Describe(findings),
              HasSubstr("neighbor \"rs-1\": BFD from it is blocked by the "
                        "policy of chain \"input\" in table inet filter"));
  ASSERT_EQ(std::system("nft add rule inet filter input ip saddr 10.0.1.0/24 "
                        "udp dport 3784 accept"),
            0);
  EXPECT_FALSE(HasErrors(Examine(setup, Gather())));
}

// An nft of our own, before the real one.
class FakeNftTest : public ::testing::Test {
 protected:
  FakeNftTest() {
    ::setenv("PATH", absl::StrCat(folder_, ":", path_).c_str(), 1);
  }
  ~FakeNftTest() override {
    ::setenv("PATH", path_.c_str(), 1);
    ::unlink(program_.c_str());
  }
  absl::StatusOr<Ruleset> Ask(const std::string& script) {
    std::ofstream(program_) << "#!/bin/sh\n" << script;
    ::chmod(program_.c_str(), 0755);
    const absl::StatusOr<Facts> facts = GatherFacts();
    return facts.ok() ? facts->ruleset : facts.status();
  }

  const std::string path_ = std::getenv("PATH");
  const std::string folder_ = ::testing::TempDir();
  const std::string program_ = absl::StrCat(folder_, "/nft");
};

TEST_F(FakeNftTest, AWarningBesideTheRulesIsNoPartOfThem) {
  const absl::StatusOr<Ruleset> rules =
      Ask("echo '# Warning: table ip filter is managed by iptables-nft' >&2\n"
          "echo '{\"nftables\": []}'\n");
  EXPECT_TRUE(rules.ok()) << rules.status();
}

TEST_F(FakeNftTest, AFailureIsToldInItsOwnWords) {
  EXPECT_EQ(Ask("echo 'Operation not permitted' >&2; exit 1").status(),
            absl::UnavailableError(
                "nft does not list them: Operation not permitted"));
}

}  // namespace
}  // namespace waymark::examples
