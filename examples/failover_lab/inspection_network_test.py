# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""The inspection scenarios once through each, with their programs: a side is lost, and comes back."""
import os
import tempfile
import unittest

import liveness
from inspection import EastWest, Inspection
from lab import become_real_time
from narrator import Narrator
from netlab import why_impossible
from run import one_run
from scenario import Programs


class SideIsLost:
    """What holds of it in every scenario of inspection."""

    scenario, family = Inspection, 4

    @classmethod
    def setUpClass(cls):
        reason = why_impossible()
        if reason:
            raise unittest.SkipTest("network namespaces are not possible here: " + reason)
        become_real_time()
        with tempfile.TemporaryDirectory(prefix="waymark-lab-") as folder:
            lab = cls.scenario("wmt%d" % (os.getpid() % 10000), liveness.parse("bfd50x3"), Programs(os.getcwd()),
                               os.path.join(folder, "lab"), lambda *_: None, cls.family)
            try:
                lab.start()
                cls.run_of_side = one_run(lab, "side", Narrator(quiet=True))
            finally:
                lab.close()

    def test_both_directions_move_although_one_side_was_lost(self):
        for side in self.scenario.side_names.values():
            self.assertIn("switch_%s_ms" % side, self.run_of_side)
        self.assertGreater(self.run_of_side["outage_ms"], 50)

    def test_no_flow_is_half_for_longer_than_the_sides_were_apart(self):
        # One period on each end, and a wake-up of the tap.
        self.assertLess(self.run_of_side["half_ms"], self.run_of_side["skew_ms"] + 5)

    def test_a_firewall_ends_the_connections_that_it_did_not_see_begin(self):
        self.assertEqual((self.run_of_side["tcp_kept"], self.run_of_side["tcp_broken"]), (0, 20))

    def test_every_connection_opened_after_the_switch_works(self):
        self.assertEqual(self.run_of_side["tcp_new_failed"], 0)
        self.assertLess(self.run_of_side["tcp_new_ms"], 500)

    def test_the_traffic_comes_back_without_a_lost_probe(self):
        self.assertEqual(self.run_of_side["lost_at_failback"], 0)


class InspectionTest(SideIsLost, unittest.TestCase):
    """Ingress."""


class IngressByIpv6Test(SideIsLost, unittest.TestCase):
    family = 6


class EastWestTest(SideIsLost, unittest.TestCase):
    scenario = EastWest


if __name__ == "__main__":
    unittest.main()
