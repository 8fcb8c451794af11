# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""Tests of connections.py on made-up connections."""
import unittest

from connections import broken, failed, kept, parse, slowest_ms, turned_away

MS = 1_000_000


def lines(*texts):
    """Times in ms."""
    taken = []
    for text in texts:
        kind, *times, how = text.split()
        taken.append(parse(" ".join([kind, *(str(int(time) * MS) for time in times), how])))
    return taken


class HeldTest(unittest.TestCase):
    def test_one_with_a_recent_answer_is_kept_and_any_other_broken(self):
        taken = lines("held 1 2 950 0 open", "held 1 2 500 0 open", "held 1 2 500 600 reset", "short 1 2 950 950 done")
        self.assertEqual((kept(taken, 1000 * MS), broken(taken, 1000 * MS)), (1, 2))

    def test_one_that_was_reset_later_is_kept_until_then(self):
        taken = lines("held 1 2 1400 1500 reset")
        self.assertEqual(kept(taken, 1000 * MS), 1)


class ShortTest(unittest.TestCase):
    TAKEN = lines("short 10 11 12 12 done", "short 20 21 29 29 done", "short 30 0 0 31 refused", "short 40 0 0 0 open",
                  "short 50 51 0 52 reset")

    def test_the_slowest_counts_until_its_answer(self):
        self.assertEqual(slowest_ms(self.TAKEN, 10 * MS, 100 * MS), 9.0)
        self.assertIsNone(slowest_ms(self.TAKEN, 60 * MS, 100 * MS))

    def test_one_without_an_answer_has_failed_however_it_ended(self):
        self.assertEqual(failed(self.TAKEN, 0, 100 * MS), 3)
        self.assertEqual(failed(self.TAKEN, 0, 40 * MS), 1)

    def test_only_a_refusal_or_a_reset_turns_one_away(self):
        self.assertEqual(turned_away(self.TAKEN, 0, 100 * MS), 2)


if __name__ == "__main__":
    unittest.main()
