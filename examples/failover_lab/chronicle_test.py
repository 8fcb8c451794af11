# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""Tests of chronicle.py and route_watch.py."""
import time
import unittest

from chronicle import PATH, ROLE, ROUTE, SESSION, Chronicle, Span, monotonic
from route_watch import RouteChange, parse_change

MS = 1_000_000


def at(ms):
    """A time that many ms ago, as an event has it, and on the monotonic clock."""
    stamp = (time.time_ns() // 1000 - ms * 1000) * 1000
    text = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(stamp // 1_000_000_000))
    return "%s.%06dZ" % (text, stamp // 1000 % 1_000_000), monotonic(stamp)


class ChronicleTest(unittest.TestCase):
    def setUp(self):
        self.chronicle = Chronicle()

    def values(self, kind, name, begin, end):
        return [(span.value, round((span.end - span.begin) / MS))
                for span in self.chronicle.spans(kind, name, begin, end)]

    def test_a_session_is_up_until_it_is_not(self):
        for ms, state in ((900, "open_confirm"), (800, "established"), (500, "idle")):
            self.chronicle.event("rs", {"event": "session_state", "time": at(ms)[0], "neighbor": "a", "state": state})
        begin, end = at(1000)[1], at(100)[1]
        self.assertEqual(self.values(SESSION, "a", begin, end), [(None, 200), ("up", 300), (None, 400)])

    def test_what_began_before_the_time_holds_at_its_beginning(self):
        for ms, neighbor in ((900, "active-4"), (300, "standby-4")):
            self.chronicle.event("rs", {"event": "best_changed", "time": at(ms)[0], "prefix": "p",
                                        "neighbor": neighbor})
        self.assertEqual(self.values(PATH, "p", at(500)[1], at(100)[1]), [("active-4", 200), ("standby-4", 200)])

    def test_what_happens_after_the_time_is_left_out(self):
        self.chronicle.event("rs", {"event": "best_changed", "time": at(100)[0], "prefix": "p", "neighbor": "a"})
        self.assertEqual(self.values(PATH, "p", at(900)[1], at(500)[1]), [(None, 400)])

    def test_an_announcer_that_has_ended_has_no_role(self):
        self.chronicle.event("active", {"event": "standing", "time": at(900)[0], "group": "g", "role": "active"})
        self.chronicle.event("active", {"event": "ended"})
        now = time.monotonic_ns()
        self.assertEqual(self.chronicle.spans(ROLE, "active g", now, now + MS), [Span(now, now + MS, None)])

    def test_a_removed_route_leaves_nothing(self):
        begin = time.monotonic_ns() - 100 * MS
        for ms, next_hop in ((80, "10.0.1.10"), (30, None)):
            stamp = time.time_ns() - ms * MS
            self.chronicle.route(RouteChange(stamp, "main", "172.16.1.1/32", next_hop))
        self.assertEqual(self.values(ROUTE, "main 172.16.1.1/32", begin, begin + 100 * MS),
                         [(None, 20), ("10.0.1.10", 50), (None, 30)])


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
