# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""Tests of what BIRD, FRR and GoBGP are told in the inspection scenario."""
import os
import tempfile
import unittest

import daemons
from liveness import parse
from side_speakers import BirdOfSides, FrrOfSides, GoBgpOfSides
from speakers import Role

PEERS = [daemons.Peer("10.1.%d.10" % side, "10.1.%d.%d" % (side, endpoint), 65000)
         for side in (1, 2) for endpoint in (4, 5)]
PREFIXES = ["10.0.3.0/24", "10.0.3.0/24", "0.0.0.0/0", "0.0.0.0/0"]


def configuration(speaker, prepend):
    role = Role(65001, "10.1.1.10", PEERS, parse("bfd50x3"), "10.0.3.0/24", prepend)
    with tempfile.TemporaryDirectory() as folder:
        return speaker(None, os.path.join(folder, "speaker"), role, PREFIXES).configuration()


class BirdOfSidesTest(unittest.TestCase):
    def test_each_neighbour_hears_of_what_is_behind_its_side_alone(self):
        channels = [line for line in configuration(BirdOfSides, 0) if "export filter" in line]
        self.assertEqual([line.split("net != ")[1].split()[0] for line in channels], PREFIXES)

    def test_the_standby_prepends_on_both(self):
        channels = [line for line in configuration(BirdOfSides, 2) if "export filter" in line]
        self.assertEqual([line.count("prepend(65001)") for line in channels], [2] * 4)

    def test_both_prefixes_are_originated_once(self):
        static = [line for line in configuration(BirdOfSides, 0) if line.startswith("protocol static")]
        self.assertEqual(static, ["protocol static { ipv4; route 0.0.0.0/0 blackhole; route 10.0.3.0/24 blackhole; }"])


class FrrOfSidesTest(unittest.TestCase):
    def test_each_neighbour_hears_of_what_is_behind_its_side_alone(self):
        bgpd, _ = configuration(FrrOfSides, 0)
        self.assertEqual([line.split() for line in bgpd if line.endswith(" out")], [
            ["neighbor", "10.1.1.4", "route-map", "SIDE1", "out"],
            ["neighbor", "10.1.1.5", "route-map", "SIDE1", "out"],
            ["neighbor", "10.1.2.4", "route-map", "SIDE0", "out"],
            ["neighbor", "10.1.2.5", "route-map", "SIDE0", "out"]])
        self.assertEqual([line for line in bgpd if "prefix-list" in line and "permit" in line], [
            "ip prefix-list SIDE0 seq 5 permit 0.0.0.0/0", "ip prefix-list SIDE1 seq 5 permit 10.0.3.0/24"])

    def test_the_standby_prepends_on_both(self):
        bgpd, _ = configuration(FrrOfSides, 2)
        self.assertEqual(bgpd.count(" set as-path prepend 65001 65001"), 2)

    def test_both_prefixes_are_originated_once(self):
        bgpd, _ = configuration(FrrOfSides, 0)
        self.assertEqual([line.split()[1] for line in bgpd if line.startswith("  network ")],
                         ["0.0.0.0/0", "10.0.3.0/24"])


class GoBgpOfSidesTest(unittest.TestCase):
    def test_each_neighbour_hears_of_what_is_behind_its_side_alone(self):
        lines = configuration(GoBgpOfSides, 0)
        self.assertIn('default-export-policy = "reject-route"', lines)
        self.assertIn('export-policy-list = ["side0", "side1"]', lines)
        prefixes = [line for line in lines if line.startswith("ip-prefix")]
        neighbors = [line for line in lines if line.startswith("neighbor-info-list")]
        self.assertEqual(list(zip(prefixes, neighbors)), [
            ('ip-prefix = "0.0.0.0/0"', 'neighbor-info-list = ["10.1.2.4", "10.1.2.5"]'),
            ('ip-prefix = "10.0.3.0/24"', 'neighbor-info-list = ["10.1.1.4", "10.1.1.5"]')])


if __name__ == "__main__":
    unittest.main()
