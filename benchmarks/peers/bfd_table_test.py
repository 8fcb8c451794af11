# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""Tests of the table."""
import unittest

import bfd_table
from bfd_scale import parse_cell
from witness import worst_us


def row(**window):
    idle = {"cpu_percent": [10.0, 12.0], "softirq_percent": 8.0, "machine_busy_cores": 0.5, "hog_cores": 0.0,
            "downs": [0, 3], "up_after": [100, 97]}
    return {"kind": "bird", "sessions": 100, "interval_ms": 50, "multiplier": 3, "idle": {**idle, **window}}


class TableTest(unittest.TestCase):

    def test_other_work_is_what_nobody_here_did(self):
        self.assertAlmostEqual(bfd_table.other_work(row()["idle"]), 0.2)

    def test_a_speaker_that_does_not_tell_has_a_dash(self):
        line = bfd_table.markdown([row()]).splitlines()[-1]
        self.assertEqual(line, "| 100 | 50 x 3 | bird | idle | 10.0 / 12.0 | 0 / 3 | - | - | - | 100 / 97 | - | - | 0.00 | 0.20 |")

    def test_packets_without_sessions_have_no_downs(self):
        floor = row()
        del floor["idle"]["downs"]
        self.assertIn("| 10.0 / 12.0 | - |", bfd_table.markdown([floor]))

    def test_lateness_is_in_milliseconds(self):
        line = bfd_table.markdown([row(max_lateness_us=[1500, 200])]).splitlines()[-1]
        self.assertIn("| 1.5 / 0.2 | - |", line)

    def test_the_machine_has_a_lateness_of_its_own(self):
        line = bfd_table.markdown([row(machine_lateness_us=34070)]).splitlines()[-1]
        self.assertIn("| - | 34.1 | 100 / 97 |", line)

    def test_a_window_that_nobody_watched_has_none(self):
        line = bfd_table.markdown([row(machine_lateness_us=None)]).splitlines()[-1]
        self.assertIn("| - | - | 100 / 97 |", line)

    def test_a_window_that_was_left_out_has_no_line(self):
        self.assertEqual(len(bfd_table.markdown([row()]).splitlines()), 3)


class WitnessTest(unittest.TestCase):

    def test_the_latest_of_all_processors_counts(self):
        self.assertEqual(worst_us("T: 0 (71) P:80 I:5000 C: 800 Min: 44 Act: 82 Avg: 87 Max:     206\n"
                                  "T: 1 (72) P:80 I:5500 C: 727 Min: 19 Act: 65 Avg: 97 Max:   12209\n"), 12209)

    def test_one_that_could_not_start_saw_nothing(self):
        self.assertIsNone(worst_us("Unable to change scheduling policy!\n"))


class CellTest(unittest.TestCase):

    def test_cell_is_sessions_interval_and_multiplier(self):
        self.assertEqual(parse_cell("100@50x3"), (100, 50, 3))

    def test_anything_else_is_refused(self):
        with self.assertRaises(Exception):
            parse_cell("100x50")


if __name__ == "__main__":
    unittest.main()
