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
import unittest

import xml_result
from daemons import DAEMONS, Route, skip_or_fail, why_not
from interop_lab import PATIENCE_S, PREFIX, InteropLab, remote
from netlab import wait_until
from roles import ACTIVE, ANNOUNCER_AS, NAMES, STANDBY

# Only names: neither is more than the other.
ONE, OTHER = ACTIVE, STANDBY
SPAN, ACTIVE_MED, STANDBY_MED = 1000, 10, 5000

# Both nodes have it: they differ in nothing but the epoch that they were granted.
GROUP = """\
group {
  name: "floating"
  prefix: "%s"
  ladder {
    active { prepend: 0 med: %d }
    standby { prepend: 0 med: %d }
    recovering { prepend: 0 med: 9000 }
    epoch_span: %d
  }
  role: STANDBY
}
""" % (PREFIX, ACTIVE_MED, STANDBY_MED, SPAN)


def active_path(zone, epoch):
    return Route((ANNOUNCER_AS,), ACTIVE_MED + SPAN - epoch, remote(zone))


class FencingTest(unittest.TestCase):
    """With the daemon that the environment names."""

    daemon = DAEMONS[os.environ["WAYMARK_INTEROP"]]

    def setUp(self):
        skip_or_fail(why_not(self.daemon))
        # Of two equal paths the daemon takes whichever it likes.
        self.lab = InteropLab(self.daemon, lambda _zone: GROUP,
                              lambda best: best is not None and best.med == STANDBY_MED)
        self.addCleanup(self.lab.close)
        self.lab.start()

    def ctl(self, zone, *words):
        """announcerctl at this node; its exit status and what it printed."""
        socket = os.path.join(self.lab.folder, NAMES[zone], "announcer.sock")
        done = subprocess.run([self.lab.programs.announcerctl, "--socket", socket, *words], capture_output=True,
                              text=True, timeout=30, check=False)
        return done.returncode, done.stdout + done.stderr

    def grant(self, zone, epoch):
        status, text = self.ctl(zone, "role", "floating", "active", "--epoch", str(epoch))
        self.assertEqual(status, 0, text)

    def expect_best(self, zone, epoch):
        wanted = active_path(zone, epoch)
        self.assertTrue(wait_until(lambda: self.lab.daemon.best(PREFIX) == wanted, PATIENCE_S, 0.02),
                        "%s has %s, not %s" % (self.daemon.name, self.lab.daemon.best(PREFIX), wanted))

    def assert_stands_active(self, zone):
        self.assertIn("active", self.ctl(zone, "role", "floating")[1])

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
        status, text = self.ctl(ONE, "role", "floating", "active", "--epoch", "6")
        self.assertEqual((status, "epoch 6 is older than 7" in text), (1, True), text)
        self.assertEqual(self.lab.daemon.best(PREFIX), active_path(OTHER, 8))

        # The older one is still there when the newer one is not.
        self.lab.nodes[OTHER].announcer.send(9)
        self.expect_best(ONE, 7)


if __name__ == "__main__":
    sys.exit(xml_result.main(sys.modules[__name__]))
