# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""Tests of report.py and liveness.py."""
import unittest

import liveness
from report import cells, inspection, row, table


def taken(outage_ms, lateness_ms=1.0, **changes):
    """What one run of the laboratory found."""
    return {"outage_ms": outage_ms, "switch_ms": outage_ms, "lost": 3, "lost_at_failback": 0, "recovery_ms": 900.0,
            "lateness_ms": lateness_ms, "overdue_us": [50, 70], **changes}


class ReportTest(unittest.TestCase):
    def test_the_bound_is_detection_and_the_worst_lateness_and_two_ms(self):
        result = row("silent", liveness.parse("bfd50x3"), True, [taken(120.0, 1.0), taken(140.0, 4.0)])
        self.assertEqual(result["bound_ms"], 156.0)
        self.assertEqual(result["outage_ms"], {"min": 120.0, "median": 130.0, "max": 140.0})
        self.assertEqual(result["overdue_us"], 60)

    def test_a_fault_that_is_seen_at_once_has_no_detection_time_in_its_bound(self):
        result = row("kill", liveness.parse("hold3"), False, [taken(3.0)])
        self.assertEqual(result["bound_ms"], 3.0)
        self.assertNotIn("overdue_us", result)

    def test_a_run_that_did_not_switch_is_counted_and_does_not_hide(self):
        result = row("kill", liveness.parse("hold3"), False, [taken(3.0, switch_ms=None)])
        self.assertEqual(result["not_switched"], 1)
        self.assertNotIn("switch_ms", result)

    def test_the_table_has_a_line_for_each_row(self):
        rows = [row("kill", liveness.parse(name), False, [taken(3.0)]) for name in ("hold3", "bfd50x3")]
        lines = table(rows, False).strip().split("\n")
        self.assertTrue(lines[1].startswith("bfd50x3"))
        self.assertTrue(lines[2].startswith("hold3"))
        self.assertIn("without real-time priority", lines[-1])


class InspectionTest(unittest.TestCase):
    """What the inspection scenario adds."""

    RUN = taken(140.0, switch_internet_ms=141.0, switch_application_ms=150.0, skew_ms=9.0, half_ms=9.5,
                skew_back_ms=0.1, half_back_ms=0.0, tcp_kept=0,
                tcp_broken=20, tcp_turned_away=1, tcp_new_failed=2, tcp_new_ms=3.0)

    def test_times_are_spreads_and_failures_sums(self):
        result = row("side", liveness.parse("bfd50x3"), True, [self.RUN, {**self.RUN, "skew_ms": 3.0}])
        self.assertEqual(result["skew_ms"], {"min": 3.0, "median": 6.0, "max": 9.0})
        self.assertEqual(result["tcp_new_failed"], 4)

    def test_connections_kept_broken_and_refused_are_shown(self):
        layout = inspection("internet", "application")
        result = row("side", liveness.parse("bfd50x3"), True, [self.RUN, {**self.RUN, "tcp_kept": 4, "tcp_broken": 16}])
        shown = dict(zip(*cells([result], layout)))
        self.assertEqual([shown[head] for head in ("TCP kept", "broken", "refused")],
                         ["0 / 2 / 4", "16 / 18 / 20", "2"])

    def test_a_side_that_did_not_move_leaves_a_dash(self):
        run = {key: value for key, value in self.RUN.items() if key != "switch_internet_ms"}
        result = row("side", liveness.parse("bfd50x3"), True, [{**run, "skew_ms": None}])
        self.assertNotIn("skew_ms", result)
        self.assertIn(" - ", table([result], True, inspection("internet", "application")))


class LivenessTest(unittest.TestCase):
    def test_names_give_the_timers_of_both_ends(self):
        self.assertEqual(liveness.parse("bfd300x3").detection_ms, 900)
        self.assertEqual(liveness.parse("hold9").detection_ms, 9000)
        self.assertEqual(liveness.parse("hold3").interval_ms, 0)

    def test_other_names_are_refused_with_the_form_that_is_wanted(self):
        for name in ("bfd50", "hold", "bfd0x3", "bfd50x256", "hold2", ""):
            with self.assertRaises(ValueError):
                liveness.parse(name)


if __name__ == "__main__":
    unittest.main()
