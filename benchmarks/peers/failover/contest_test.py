# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""Tests of a contest without a laboratory: whose turn it is, and what becomes of a run that fails."""
import contextlib
import io
import unittest
from types import SimpleNamespace

from contest import Contest, Contestant, outcome, teams_of
from liveness import parse
from netlab import LabError


def options(runs=2):
    return SimpleNamespace(faults=["kill", "side"], runs=runs, lanes=1)


def seen(switch_ms=5.0, lost_at_failback=0):
    return {"outage_ms": 4.0, "switch_ms": switch_ms, "lost_at_failback": lost_at_failback}


class Fake(Contestant):
    """Has runs that are given, and notes what is asked of it."""

    def __init__(self, kind, liveness, given, twin_of=None):
        super().__init__(kind, kind, liveness, given, twin_of)
        self.kind, self.asked, self.results = kind, [], []

    def make_scene(self):
        self.asked.append("scene")
        return SimpleNamespace(start=lambda: None, settle=lambda _: None, close=lambda: self.asked.append("closed"))

    def take(self, fault, quiet):
        self.asked.append((fault, isinstance(quiet, contextlib.nullcontext)))
        return self.results.pop(0) if self.results else seen()

    def may_stay(self, fault):
        return self.kind != "waymark" and fault == "side"


def contest(*contestants, runs=2):
    one = Contest([[contestant] for contestant in contestants], options(runs))
    with contextlib.redirect_stderr(io.StringIO()):
        one.start()
        one.run()
    return one


class TurnTest(unittest.TestCase):
    def test_each_has_all_its_runs_in_one_scene(self):
        bird = Fake("bird", parse("bfd50x3"), options())
        self.assertEqual(contest(bird).failures, [])
        self.assertEqual(bird.asked, ["scene"] + 2 * [("kill", False), ("side", False)])
        self.assertEqual([len(bird.taken[fault]) for fault in ("kill", "side")], [2, 2])

    def test_a_failed_run_is_told_and_the_next_has_a_scene_of_its_own(self):
        bird = Fake("bird", parse("bfd50x3"), options())
        bird.results = [seen(lost_at_failback=None)]
        self.assertEqual(contest(bird, runs=1).failures,
                         ["bird-bfd50x3, kill: traffic did not come back to the active node"])
        self.assertEqual(bird.asked, ["scene", ("kill", False), "closed", "scene", ("side", False)])

    def test_seconds_of_silence_wait_for_nobody(self):
        gobgp = Fake("gobgp", parse("hold3"), options())
        contest(gobgp, runs=1)
        self.assertEqual(gobgp.asked, ["scene", ("kill", False), ("side", True)])


class OutcomeTest(unittest.TestCase):
    def test_traffic_that_stays_is_a_finding_with_others_and_a_failure_with_ours(self):
        self.assertEqual(outcome(Fake("bird", parse("bfd50x3"), options()), "side", seen(switch_ms=None)),
                         "outage 4.0 ms")
        for kind, fault in (("waymark", "side"), ("bird", "kill")):
            with self.assertRaises(LabError):
                outcome(Fake(kind, parse("bfd50x3"), options()), fault, seen(switch_ms=None))


class TeamTest(unittest.TestCase):
    def test_who_has_no_bfd_has_a_hold_time_and_a_twin_that_shares_its_runs(self):
        teams = teams_of(Fake, ["bird", "gobgp"], [parse("bfd50x3"), parse("bfd10x3")], options())
        self.assertEqual([[one.name for one in team] for team in teams], [
            ["bird-bfd50x3"], ["gobgp-hold3", "gobgp-hold3-twin"], ["bird-bfd10x3"]])
        self.assertIs(teams[1][0].taken, teams[1][1].taken)


if __name__ == "__main__":
    unittest.main()
