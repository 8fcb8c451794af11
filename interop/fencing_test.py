#!/usr/bin/env python3
# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""Two announcers of one AS that both believe they are active: the route server takes the newer decision.

Nobody tells the older one. The epoch in the MED (Ladder.epoch_span) decides at
the route server, which is a foreign daemon here and shows by its own command
line which path is best.
"""
import os
import subprocess
import sys
import tempfile
import unittest

import configuration
import xml_result
from daemons import DAEMONS, Route, skip_or_fail, why_not
from interop_test import ENDPOINT, PATIENCE_S, PREFIX, InteropLab
from netlab import wait_until
from roles import ACTIVE, ANNOUNCER_AS, NAMES, NODE, STANDBY
from scenario import Programs

# Only names: neither is more than the other.
ONE, OTHER = ACTIVE, STANDBY
SPAN, ACTIVE_MED, STANDBY_MED = 1000, 10, 5000

CONFIG = """\
router_id: "10.0.{zone}.10"
local_as: {announcer_as}
{neighbor}
group {{
  name: "floating"
  prefix: "{prefix}"
  ladder {{
    active {{ prepend: 0 med: {active_med} }}
    standby {{ prepend: 0 med: {standby_med} }}
    recovering {{ prepend: 0 med: 9000 }}
    epoch_span: {span}
  }}
  role: STANDBY
}}
"""


class FencingLab(InteropLab):
    """Two nodes with the same ladder, which differ in nothing but the epoch that they were granted."""

    def announcer_config(self, zone):
        neighbor = configuration.neighbor(
            "rs-%d-%d" % (zone, ENDPOINT), "10.0.%d.%d" % (zone, ENDPOINT), "10.0.%d.%d" % (zone, NODE),
            self.liveness)
        return CONFIG.format(zone=zone, announcer_as=ANNOUNCER_AS, neighbor=neighbor, prefix=PREFIX,
                             active_med=ACTIVE_MED, standby_med=STANDBY_MED, span=SPAN)

    def settled(self):
        best = self.daemon.best(PREFIX)
        return all(self.up(zone) for zone in NAMES) and best is not None and best.med == STANDBY_MED

    def ctl(self, zone, *words):
        """announcerctl at this node; its exit status and what it printed."""
        socket = os.path.join(self.folder, NAMES[zone], "announcer.sock")
        done = subprocess.run([self.programs.announcer + "ctl", "--socket", socket, *words], capture_output=True,
                              text=True, timeout=30, check=False)
        return done.returncode, done.stdout + done.stderr


def active_path(zone, epoch):
    return Route((ANNOUNCER_AS,), ACTIVE_MED + SPAN - epoch, "10.0.%d.10" % zone)


class FencingTest(unittest.TestCase):
    """What holds for every daemon; the classes below name the daemon."""

    daemon = None

    def setUp(self):
        skip_or_fail(why_not(self.daemon))
        folder = tempfile.mkdtemp(prefix="waymark-interop-")
        os.chmod(folder, 0o755)
        self.lab = FencingLab(self.daemon, Programs(os.environ["WAYMARK_BINARIES"]), os.path.join(folder, "lab"))
        self.addCleanup(self.lab.close)
        self.lab.start()
        self.lab.settle()

    def grant(self, zone, epoch):
        status, text = self.lab.ctl(zone, "role", "floating", "active", "--epoch", str(epoch))
        self.assertEqual(status, 0, text)

    def expect_best(self, zone, epoch):
        wanted = active_path(zone, epoch)
        self.assertTrue(wait_until(lambda: self.lab.daemon.best(PREFIX) == wanted, PATIENCE_S, 0.02),
                        "%s has %s, not %s" % (self.daemon.name, self.lab.daemon.best(PREFIX), wanted))

    def assert_stands_active(self, zone):
        self.assertIn("active", self.lab.ctl(zone, "role", "floating")[1])

    def test_the_newer_of_two_active_nodes_wins_and_wins_again_after_each_swap(self):
        self.grant(ONE, 5)
        self.expect_best(ONE, 5)
        # From now on nobody tells the loser.
        self.grant(OTHER, 6)
        self.expect_best(OTHER, 6)
        self.grant(ONE, 7)
        self.expect_best(ONE, 7)
        self.grant(OTHER, 8)
        self.expect_best(OTHER, 8)
        for zone in (ONE, OTHER):
            self.assert_stands_active(zone)

        # An elector that was paused comes too late.
        status, text = self.lab.ctl(ONE, "role", "floating", "active", "--epoch", "6")
        self.assertEqual((status, "epoch 6 is older than 7" in text), (1, True), text)
        self.assertEqual(self.lab.daemon.best(PREFIX), active_path(OTHER, 8))

        # The older one is still there when the newer one is not.
        self.lab.nodes[OTHER].announcer.send(9)
        self.expect_best(ONE, 7)


class BirdTest(FencingTest):
    daemon = DAEMONS["bird"]


class FrrTest(FencingTest):
    daemon = DAEMONS["frr"]


class GoBgpTest(FencingTest):
    daemon = DAEMONS["gobgp"]


def load_tests(loader, _tests, _pattern):
    """The class named by the environment, so that each daemon is a target of its own."""
    classes = {"bird": BirdTest, "frr": FrrTest, "gobgp": GoBgpTest}
    wanted = os.environ.get("WAYMARK_INTEROP", ",".join(classes)).split(",")
    return unittest.TestSuite(loader.loadTestsFromTestCase(classes[name]) for name in wanted)


if __name__ == "__main__":
    sys.exit(xml_result.main(sys.modules[__name__]))
