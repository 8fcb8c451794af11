# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""Tests of what the witness makes of packets and routes."""
import unittest

from route_watch import parse_change
from witness import Downs, Packet, Route, decode, late_us, route_of

MS = 1_000_000
# IPv4 with one word of options, UDP to port 3784, then BFD: version 1, diagnostic 3, state Down.
PACKET = bytes.fromhex("46000038" "00000000" "ff110000" "0a00010b" "0a000105" "00000000"
                       "c0000ec800200000" "23400318" + "00" * 20)


def packets(*arrivals):
    return [Packet(at * MS, source, 3) for at, source in arrivals]


class LatenessTest(unittest.TestCase):
    ROUTES = [Route(50 * MS, "10.0.1.11"), Route(262 * MS, "10.0.2.10"), Route(900 * MS, "10.0.1.10")]

    def test_the_session_that_spoke_last_decides(self):
        arrivals = packets((100, "10.0.1.10"), (111, "10.0.1.11"), (90, "10.0.1.10"))
        self.assertEqual(late_us(arrivals, self.ROUTES, 150), 1000.0)

    def test_packets_of_the_standby_and_those_after_the_switch_do_not_count(self):
        arrivals = packets((110, "10.0.1.10"), (200, "10.0.2.10"), (800, "10.0.1.10"))
        self.assertEqual(late_us(arrivals, self.ROUTES, 150), 2000.0)

    def test_without_a_route_by_the_standby_there_is_none(self):
        self.assertIsNone(late_us(packets((100, "10.0.1.10")), self.ROUTES[:1], 150))

    def test_without_a_packet_there_is_none(self):
        self.assertIsNone(late_us([], self.ROUTES, 150))


class ReadingTest(unittest.TestCase):
    def test_a_packet_is_decoded_behind_ip_options(self):
        self.assertEqual(decode(7, PACKET), Packet(7, "10.0.1.11", 1))

    def test_routes_of_bird_and_of_frr_are_read(self):
        self.assertEqual(route_of(parse_change("[1970-01-01T00:00:01.000002] 172.16.1.1 via 10.0.2.10 dev s2 proto bird")),
                         Route(1_000_002_000, "10.0.2.10"))
        self.assertEqual(route_of(parse_change("[1970-01-01T00:01:00.500000] 172.16.1.1 nhid 16 via 10.0.1.10 dev s1 proto bgp")),
                         Route(60_500_000_000, "10.0.1.10"))

    def test_a_deleted_route_and_another_prefix_are_none(self):
        self.assertIsNone(route_of(parse_change("[1970-01-01T00:00:01.000002] Deleted 172.16.1.1 via 10.0.2.10 dev s2")))
        self.assertIsNone(route_of(parse_change("[1970-01-01T00:00:01.000002] 172.16.1.10 via 10.0.2.10 dev s2")))


class DownsTest(unittest.TestCase):
    def test_each_departure_from_up_counts_once(self):
        downs = Downs()
        downs.take([Packet(1, "a", 3), Packet(2, "b", 3), Packet(3, "a", 1), Packet(4, "a", 1)])
        downs.take([Packet(5, "a", 2), Packet(6, "a", 3), Packet(7, "a", 1), Packet(8, "b", 3)])
        self.assertEqual(downs.count, 2)

    def test_a_session_that_was_never_up_has_not_gone_down(self):
        downs = Downs()
        downs.take([Packet(1, "a", 1), Packet(2, "a", 2)])
        self.assertEqual(downs.count, 0)


if __name__ == "__main__":
    unittest.main()
