# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""Tests of what BIRD is told in the inspection scenario."""
import os
import tempfile
import unittest

import daemons
from asymmetry import BirdOfSides
from liveness import parse
from speakers import Role

PEERS = [daemons.Peer("10.1.%d.10" % side, "10.1.%d.4" % side, 65000) for side in (1, 2)]


class BirdOfSidesTest(unittest.TestCase):
    def configuration(self, prepend):
        role = Role(65001, "10.1.1.10", PEERS, parse("bfd50x3"), "10.0.3.0/24", prepend)
        with tempfile.TemporaryDirectory() as folder:
            bird = BirdOfSides(None, os.path.join(folder, "bird"), role, ["10.0.3.0/24", "0.0.0.0/0"])
            return bird.configuration()

    def test_each_neighbour_hears_of_what_is_behind_its_side_alone(self):
        channels = [line for line in self.configuration(0) if "export filter" in line]
        self.assertEqual([line.split("net != ")[1].split()[0] for line in channels], ["10.0.3.0/24", "0.0.0.0/0"])

    def test_the_standby_prepends_on_both(self):
        channels = [line for line in self.configuration(2) if "export filter" in line]
        self.assertEqual([line.count("prepend(65001)") for line in channels], [2, 2])

    def test_both_prefixes_are_originated_once(self):
        static = [line for line in self.configuration(0) if line.startswith("protocol static")]
        self.assertEqual(static, ["protocol static { ipv4; route 0.0.0.0/0 blackhole; route 10.0.3.0/24 blackhole; }"])


if __name__ == "__main__":
    unittest.main()
