#!/usr/bin/env python3
# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""Four routing daemons of a kind announce to our route server at once: 100 prefixes each, then 101.

What is asserted is what route_serverctl shows, and what is in the kernel.
"""
import json
import os
import sys
import tempfile
import unittest

import xml_result
from announcers import ANNOUNCERS, Announcement
from daemons import ROUTE_SERVER_AS, skip_or_fail, why_not
from netlab import Host, LabError, Process, cable, run, wait_until

SERVER = "10.0.1.4"
PEERS = {"n%d" % number: "10.0.1.%d" % (10 + number) for number in range(1, 5)}
ANNOUNCER_AS = 65001
QUOTA = 100
PATIENCE_S = 60

CONFIG = """\
as: {asn}
router_id: "10.0.9.1"
endpoint {{ name: "rse" address: "{server}" }}
route_table {{ name: "vpc" table: 100 }}
quotas {{ excess: {excess} }}
{peers}
"""
PEER = """\
peer {{ name: "{name}" endpoint: "rse" address: "{address}" peer_as: {asn} hold_time_s: 9 }}
"""


def prefixes(count):
    return ["172.16.%d.0/24" % number for number in range(count)]


class Vpc:
    """A route server and four hosts on one switch."""

    def __init__(self, kind, folder, binaries):
        self.folder, self.kind = folder, kind
        self.programs = os.path.join(binaries, "examples/route_server/")
        self.hosts, self.announcers, self.server = {}, [], None
        tag = "wmm%d" % (os.getpid() % 10000)
        try:
            for name in ("rs", "wire", *PEERS):
                self.hosts[name] = Host("%s-%s" % (tag, name))
            self.hosts["wire"].ip("link add br0 type bridge", "link set br0 up")
            for name, address in [("rs", SERVER), *PEERS.items()]:
                cable(self.hosts[name], "e0", self.hosts["wire"], name)
                self.hosts[name].ip("addr add %s/24 dev e0" % address)
                self.hosts["wire"].ip("link set %s master br0" % name)
        except Exception:
            self.close()
            raise

    def start(self, count, excess):
        """All anew: the route server, and the announcers with so many prefixes."""
        self.stop()
        config = os.path.join(self.folder, "route_server.textproto")
        with open(config, "w", encoding="utf-8") as out:
            out.write(CONFIG.format(
                asn=ROUTE_SERVER_AS, server=SERVER, excess=excess,
                peers="".join(PEER.format(name=name, address=address, asn=ANNOUNCER_AS)
                              for name, address in PEERS.items())))
        self.log = os.path.join(self.folder, "rs.log")
        with open(self.log, "wb") as log:
            self.server = Process(self.hosts["rs"].wrap(
                [self.programs + "route_server", "--config", config, "--socket", self.folder + "/rs.sock"]),
                stdout=log, stderr=log)
        if not wait_until(lambda: os.path.exists(self.folder + "/rs.sock"), 10):
            raise LabError("the route server did not start: " + self.events())
        for med, (name, address) in enumerate(PEERS.items()):
            announcer = self.kind(self.hosts[name], os.path.join(self.folder, name), SERVER,
                                  Announcement(address, ANNOUNCER_AS, prefixes(count), med))
            self.announcers.append(announcer)
            announcer.start()

    def stop(self):
        for announcer in self.announcers:
            announcer.stop()
        self.announcers = []
        if self.server:
            self.server.stop()
            self.server = None

    def close(self):
        self.stop()
        for host in self.hosts.values():
            host.close()

    def ctl(self, *words):
        return run([self.programs + "route_serverctl", "--socket", self.folder + "/rs.sock", *words])

    def routes(self):
        return json.loads(self.ctl("--json", "routing-database"))["Routes"]

    def peers_up(self):
        peers = json.loads(self.ctl("--json", "peers"))["RouteServerPeers"]
        return sum(peer["BgpStatus"]["Status"] == "up" for peer in peers)

    def kernel_routes(self):
        return self.hosts_run("ip", "-4", "route", "show", "table", "100").splitlines()

    def hosts_run(self, *command):
        return run(self.hosts["rs"].wrap(list(command)), check=False)

    def events(self):
        with open(self.log, encoding="utf-8", errors="replace") as log:
            return log.read()


class ModelTest(unittest.TestCase):
    kind = ANNOUNCERS[os.environ.get("WAYMARK_INTEROP", "bird")]

    @classmethod
    def setUpClass(cls):
        skip_or_fail(why_not(cls.kind))
        cls.addClassCleanup(cls.kind.prepare())  # after tearDownClass
        # Daemons give up their privileges, and still reach their files.
        cls.folder = tempfile.mkdtemp(prefix="waymark-model-")
        os.chmod(cls.folder, 0o755)
        cls.vpc = Vpc(cls.kind, cls.folder, os.environ["WAYMARK_BINARIES"])

    @classmethod
    def tearDownClass(cls):
        if hasattr(cls, "vpc"):
            cls.vpc.close()

    def expect(self, condition, what):
        self.assertTrue(wait_until(condition, PATIENCE_S, 0.2), "%s; see %s" % (what, self.folder))

    def of_peer(self, name):
        return [route for route in self.vpc.routes() if route["RouteServerPeerId"] == name]

    def test_a_hundred_prefixes_of_each_are_taken_and_the_best_installed(self):
        self.vpc.start(QUOTA, "REJECT")
        self.expect(lambda: len(self.vpc.routes()) == len(PEERS) * QUOTA, "not every route came")
        routes = self.vpc.routes()
        in_fib = [route for route in routes if route["RouteStatus"] == "in-fib"]
        # The lowest MED, one path for each prefix.
        self.assertEqual({route["RouteServerPeerId"] for route in in_fib}, {"n1"})
        self.assertEqual(sorted(route["Prefix"] for route in in_fib), sorted(prefixes(QUOTA)))
        for route in in_fib:
            self.assertEqual(route["RouteInstallationDetails"],
                             [{"RouteTableId": "vpc", "RouteInstallationStatus": "installed"}])
        for med, (name, address) in enumerate(PEERS.items()):
            for route in self.of_peer(name):
                self.assertEqual((route["AsPaths"], route["Med"], route["NextHopIp"]),
                                 ([str(ANNOUNCER_AS)], med, address))
        self.assertEqual(len(self.vpc.kernel_routes()), QUOTA)
        self.assertTrue(all(" via %s " % PEERS["n1"] in route for route in self.vpc.kernel_routes()))
        # The first one dies: all of its prefixes move to the second.
        self.vpc.announcers[0].stop()
        self.expect(lambda: len(self.vpc.kernel_routes()) == QUOTA and all(
            " via %s " % PEERS["n2"] in route for route in self.vpc.kernel_routes()), "the routes did not move")

    def test_one_more_is_left_out_and_counted(self):
        self.vpc.start(QUOTA + 1, "REJECT")
        text = "beyond a quota %d of peers" % len(PEERS)
        self.expect(lambda: text in self.vpc.ctl("routing-database"), "not every excess was counted")
        self.assertEqual(self.vpc.peers_up(), len(PEERS))
        for name in PEERS:
            self.assertEqual(len(self.of_peer(name)), QUOTA)
        self.assertEqual(len(self.vpc.kernel_routes()), QUOTA)

    def test_one_more_ends_the_session_where_it_is_to(self):
        self.vpc.start(QUOTA + 1, "END_SESSION")
        self.expect(lambda: self.vpc.events().count('"down_reason":"max_prefixes"') >= len(PEERS),
                    "not every session ended")


if __name__ == "__main__":
    sys.exit(xml_result.main(sys.modules[__name__]))
