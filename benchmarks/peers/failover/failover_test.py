# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""Tests of failover.py without a laboratory: who meets whom, and the rows."""
import unittest
from types import SimpleNamespace

from contest import teams_of
from failover import PairContestant, pairs_of, percentile, verdict_stamps
from liveness import parse
from scene import Pair


def options(**fields):
    return SimpleNamespace(faults=["silent", "kill"], liveness=[parse("bfd50x3")],
                           pairs=pairs_of(["waymark", "bird", "gobgp"]), **fields)


def teams():
    return teams_of(PairContestant, options().pairs, options().liveness, options())


def run(outage_ms, **fields):
    return {"outage_ms": outage_ms, "switch_ms": outage_ms, "lost": 1, "lost_at_failback": 0, "recovery_ms": 900.0,
            "lateness_ms": 1.0, "overdue_us": [], **fields}


class PairsTest(unittest.TestCase):
    def test_each_kind_meets_itself_and_ours_meets_the_others_both_ways(self):
        self.assertEqual(pairs_of(["waymark", "bird", "frr", "gobgp"]), [
            Pair("waymark", "waymark"), Pair("bird", "bird"), Pair("frr", "frr"),
            Pair("bird", "waymark"), Pair("frr", "waymark"), Pair("waymark", "bird"), Pair("waymark", "frr"),
            Pair("waymark", "gobgp")])

    def test_without_ours_gobgp_stands_before_another_route_server(self):
        self.assertEqual(pairs_of(["frr", "gobgp"]), [Pair("frr", "frr"), Pair("frr", "gobgp")])

    def test_gobgp_alone_has_no_route_server(self):
        self.assertEqual(pairs_of(["gobgp"]), [])

    def test_a_kind_without_bfd_has_a_hold_time_where_the_others_have_bfd(self):
        self.assertEqual([one.name for team in teams() for one in team], [
            "waymark-waymark-bfd50x3", "bird-bird-bfd50x3", "bird-waymark-bfd50x3",
            "waymark-bird-bfd50x3", "waymark-gobgp-hold3", "waymark-gobgp-hold3-twin"])


class RowTest(unittest.TestCase):
    def test_twins_share_their_runs(self):
        one, twin = teams()[-1]
        twin.taken["silent"].append(run(2500.0))
        self.assertEqual(one.row("silent")["runs"], 1)

    def row(self, fault, *runs):
        contestant = PairContestant(Pair("bird", "waymark"), parse("bfd50x3"), options())
        contestant.taken[fault] = list(runs)
        return contestant.row(fault)

    def test_a_row_has_the_pair_the_bound_and_the_lateness(self):
        row = self.row("silent", run(130.0, late_us=500.0), run(150.0, late_us=700.0, lateness_ms=4.0))
        self.assertEqual((row["route_server"], row["announcer"], row["runs"]), ("bird", "waymark", 2))
        self.assertEqual((row["bound_ms"], row["outage_p90_ms"]), (156.0, 150.0))
        self.assertEqual(row["late_us"], {"min": 500.0, "median": 600.0, "max": 700.0})
        self.assertNotIn("install_us", row)

    def test_what_no_run_has_is_absent(self):
        self.assertNotIn("late_us", self.row("silent", run(130.0, late_us=None)))

    def test_nine_in_ten_of_twenty_are_eighteen(self):
        self.assertEqual(percentile(list(range(1, 21)), 90), 18)
        self.assertEqual(percentile([5], 90), 5)
        self.assertIsNone(percentile([None], 90))


class EventTest(unittest.TestCase):
    def test_only_verdicts_for_want_of_packets_count(self):
        self.assertEqual(verdict_stamps([
            {"event": "bfd_state", "time": "1970-01-01T00:00:02.000001Z", "overdue_us": 40},
            {"event": "bfd_state", "time": "1970-01-01T00:00:03.000000Z"}]), [2_000_001_000])


if __name__ == "__main__":
    unittest.main()
