# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""Tests of crossings.py on made-up records."""
import unittest

from crossings import Crossing, half_ms, moved_at, skew_ms
from inspection_network import FIRST, SECOND
from roles import ACTIVE, STANDBY

MS = 1_000_000
PORT = 7000


def probe(sequence, there, back=None):
    """A probe of that millisecond through one firewall, and its reply 0.1 ms later through one."""
    crossings = [Crossing(sequence * MS, there, FIRST, PORT, 0, sequence)]
    if back:
        crossings.append(Crossing(sequence * MS + MS // 10, back, SECOND, PORT, 1, sequence))
    return crossings


def stream(*probes):
    return [crossing for one in probes for crossing in probe(*one)]


class MovedTest(unittest.TestCase):
    def test_each_side_has_moved_with_its_first_packet_to_the_standby(self):
        crossings = stream((1, ACTIVE, ACTIVE), (2, ACTIVE), (3, STANDBY, ACTIVE), (4, STANDBY, ACTIVE),
                           (5, STANDBY, STANDBY))
        moved = moved_at(crossings, STANDBY, 2 * MS, 10 * MS)
        self.assertEqual(moved, {FIRST: 3 * MS, SECOND: 5 * MS + MS // 10})
        self.assertAlmostEqual(skew_ms(moved), 2.1)

    def test_a_side_that_went_back_has_moved_when_it_did_so_for_good(self):
        crossings = stream((1, STANDBY, STANDBY), (2, ACTIVE, STANDBY), (3, STANDBY, STANDBY))
        self.assertEqual(moved_at(crossings, STANDBY, 0, 10 * MS)[FIRST], 3 * MS)

    def test_without_a_packet_on_one_side_there_is_no_skew(self):
        moved = moved_at(stream((1, STANDBY)), STANDBY, 0, 10 * MS)
        self.assertIsNone(moved[SECOND])
        self.assertIsNone(skew_ms(moved))


class HalfTest(unittest.TestCase):
    def test_a_flow_through_both_firewalls_is_timed_from_its_first_probe_to_its_last(self):
        crossings = stream((1, ACTIVE, ACTIVE), (2, STANDBY, ACTIVE), (5, STANDBY, ACTIVE), (6, STANDBY, STANDBY))
        self.assertEqual(half_ms(crossings, 0, 10 * MS), 4.0)

    def test_a_flow_through_one_firewall_is_never_half(self):
        self.assertEqual(half_ms(stream((1, ACTIVE, ACTIVE), (2, ACTIVE), (3, STANDBY, STANDBY)), 0, 10 * MS), 0)

    def test_what_lies_outside_of_the_time_does_not_count(self):
        crossings = stream((1, STANDBY, ACTIVE), (2, STANDBY, STANDBY), (20, ACTIVE, STANDBY))
        self.assertEqual(half_ms(crossings, 2 * MS, 20 * MS), 0)

    def test_a_packet_that_came_out_of_a_queue_does_not_make_a_flow(self):
        crossings = stream((1, STANDBY, ACTIVE), (900, ACTIVE, STANDBY), (902, ACTIVE, STANDBY))
        self.assertEqual(half_ms(crossings, 0, 1000 * MS), 3.0)


if __name__ == "__main__":
    unittest.main()
