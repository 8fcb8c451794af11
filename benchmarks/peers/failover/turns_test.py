# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""Tests of turns.py."""
import threading
import unittest

from turns import Turns


class TurnsTest(unittest.TestCase):
    def test_turns_are_dealt_in_order(self):
        turns = Turns([("a", 1), ("b", 1), ("c", 1)])
        self.assertEqual([turns.take() for _ in range(4)], [("a", 1), ("b", 1), ("c", 1), None])

    def test_a_busy_contestant_is_passed_over_and_not_forgotten(self):
        turns = Turns([("a", 1), ("a", 2), ("b", 1)])
        self.assertEqual([turns.take(), turns.take()], [("a", 1), ("b", 1)])
        turns.done("a")
        self.assertEqual(turns.take(), ("a", 2))

    def test_a_lane_waits_while_only_busy_contestants_are_left(self):
        turns, taken = Turns([("a", 1), ("a", 2)]), []
        turns.take()
        lane = threading.Thread(target=lambda: taken.append(turns.take()))
        lane.start()
        self.assertEqual(taken, [])
        turns.done("a")
        lane.join(10)
        self.assertEqual(taken, [("a", 2)])

    def test_equal_turns_are_all_dealt(self):
        turns = Turns([("a", 1), ("a", 1)])
        turns.take()
        turns.done("a")
        self.assertEqual(turns.take(), ("a", 1))


if __name__ == "__main__":
    unittest.main()
