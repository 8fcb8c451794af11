# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""Tests of how the steps of a scene are judged, and that every scene can be asked for."""
import unittest

from roles import STANDBY
from routing_database import describe
from scenes import SCENES
from stage import Finding, Step

MS = 1_000_000


def finding(by=STANDBY, lost=0, silence_ms=1.0, bound_ms=None, as_expected=True):
    return Finding(Step("text", by, 0, 100 * MS, 1100 * MS, as_expected, None), lost, silence_ms, bound_ms)


def database(*routes, persisted=False):
    """Each: the peer, whether its route is in the FIB, and what became of it in the table."""
    return {"AreRoutesPersisted": persisted, "Routes": [
        {"RouteServerPeerId": peer, "RouteStatus": status, "RouteInstallationDetails": [
            {"RouteTableId": "vpc", "RouteInstallationStatus": installed}] if installed else []}
        for peer, status, installed in routes]}


class FindingTest(unittest.TestCase):
    def test_where_nothing_need_be_noticed_no_probe_may_be_lost(self):
        self.assertTrue(finding(lost=0, silence_ms=30.0).is_good)
        self.assertFalse(finding(lost=1).is_good)

    def test_a_fault_may_be_silent_for_as_long_as_its_bound(self):
        self.assertTrue(finding(lost=150, silence_ms=150.0, bound_ms=160.0).is_good)
        self.assertFalse(finding(lost=170, silence_ms=170.0, bound_ms=160.0).is_good)

    def test_an_answer_from_the_wrong_node_is_never_good(self):
        self.assertFalse(finding(as_expected=False).is_good)

    def test_where_nobody_is_to_answer_an_answer_is_wrong(self):
        self.assertTrue(finding(by=None, lost=990, silence_ms=990.0).is_good)
        self.assertFalse(finding(by=None, lost=0, silence_ms=3.0).is_good)
        self.assertFalse(finding(by=None, lost=800, silence_ms=800.0).is_good)


class DatabaseTest(unittest.TestCase):
    def test_the_path_in_the_fib_counts_and_not_those_in_the_rib(self):
        self.assertEqual(describe(database(("standby-4", "in-rib", None), ("active-5", "in-fib", "installed"))),
                         "active")

    def test_without_one_there_is_nobody(self):
        self.assertEqual(describe(database()), "nobody")

    def test_what_is_the_matter_with_it_is_said(self):
        self.assertEqual(describe(database(("active-4", "in-fib", "rejected"))), "active, rejected")
        self.assertEqual(describe(database(("active-4", "in-fib", "installed"), persisted=True)), "active, persisted")


class ScenesTest(unittest.TestCase):
    def test_each_says_what_it_is(self):
        for scene in SCENES.values():
            self.assertTrue(scene.play.__doc__)


if __name__ == "__main__":
    unittest.main()
