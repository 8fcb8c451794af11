# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""Tests of chronicle.py and route_watch.py."""
import time
import unittest

from chronicle import PATH, ROLE, ROUTE, SESSION, Chronicle, Span, epoch
from route_watch import RouteChange, parse_change

MS = 1_000_000


def at(ms):
    """So long after the epoch, as an event has it."""
    return "1970-01-01T00:00:0%d.%06dZ" % (ms // 1000, ms % 1000 * 1000)


class ChronicleTest(unittest.TestCase):
    def setUp(self):
        self.chronicle = Chronicle(begin=0)

    def spans(self, kind, name, begin_ms, end_ms):
        return [(span.value, span.begin // MS, span.end // MS)
                for span in self.chronicle.spans(kind, name, begin_ms * MS, end_ms * MS)]

    def test_a_session_is_up_until_it_is_not(self):
        for ms, state in ((100, "open_confirm"), (200, "established"), (500, "idle")):
            self.chronicle.event("rs", {"event": "session_state", "time": at(ms), "neighbor": "a", "state": state})
        self.assertEqual(self.spans(SESSION, "a", 0, 900), [(None, 0, 200), ("up", 200, 500), (None, 500, 900)])

    def test_what_began_before_the_time_holds_at_its_beginning(self):
        for ms, neighbor in ((100, "active-4"), (700, "standby-4")):
            self.chronicle.event("rs", {"event": "best_changed", "time": at(ms), "prefix": "p", "neighbor": neighbor})
        self.assertEqual(self.spans(PATH, "p", 500, 900), [("active-4", 500, 700), ("standby-4", 700, 900)])

    def test_what_happens_after_the_time_is_left_out(self):
        self.chronicle.event("rs", {"event": "best_changed", "time": at(900), "prefix": "p", "neighbor": "a"})
        self.assertEqual(self.spans(PATH, "p", 100, 500), [(None, 100, 500)])

    def test_an_announcer_that_has_ended_has_no_role(self):
        self.chronicle.event("active", {"event": "standing", "time": at(100), "group": "g", "role": "active"})
        self.chronicle.event("active", {"event": "ended"})
        now = time.monotonic_ns()
        self.assertEqual(self.chronicle.spans(ROLE, "active g", now, now + MS), [Span(now, now + MS, None)])

    def test_a_removed_route_leaves_nothing(self):
        for ms, next_hop in ((20, "10.0.1.10"), (70, None)):
            self.chronicle.route(RouteChange(ms * MS, "main", "172.16.1.1/32", next_hop))
        self.assertEqual(self.spans(ROUTE, "main 172.16.1.1/32", 0, 100),
                         [(None, 0, 20), ("10.0.1.10", 20, 70), (None, 70, 100)])

    def test_the_two_clocks_are_set_against_each_other(self):
        self.assertAlmostEqual((epoch() + time.time_ns() - time.monotonic_ns()) / 1e9, 0, places=1)


class RouteTest(unittest.TestCase):
    def test_a_route_is_read_with_its_table(self):
        self.assertEqual(
            parse_change("[1970-01-01T00:00:01.000002] 10.0.3.0/24 via 10.1.1.10 dev s11 table 101 proto bgp"),
            RouteChange(1_000_002_000, "101", "10.0.3.0/24", "10.1.1.10"))

    def test_shortened_prefixes_are_whole_again(self):
        for line, prefix in (("172.16.1.1 via 10.0.2.10 dev s2", "172.16.1.1/32"),
                             ("default via 10.0.2.10", "0.0.0.0/0"), ("default via 2001:db8::1 dev s2", "::/0"),
                             ("2001:db8::5 via 2001:db8::1", "2001:db8::5/128")):
            self.assertEqual(parse_change("[1970-01-01T00:00:01.000002] " + line).prefix, prefix)

    def test_a_deleted_route_has_no_next_hop(self):
        change = parse_change("[1970-01-01T00:00:01.000002] Deleted 172.16.1.1 via 10.0.2.10 dev s2")
        self.assertEqual((change.table, change.next_hop), ("main", None))

    def test_a_route_without_a_next_hop_is_none(self):
        self.assertIsNone(parse_change("[1970-01-01T00:00:01.000002] local fe80::1 dev s2 table local proto kernel"))


if __name__ == "__main__":
    unittest.main()
