# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""Which firewall each probe and its reply were sent to: the record of crossings.cc, and what follows from it."""
import signal
import struct
from typing import NamedTuple

from inspection_network import SIDES, to_node
from measure import NANOSECONDS_PER_MS, PROBE_PERIOD_US
from roles import NAMES

GAP_NS = 10_000_000  # between probes of one stretch
PLACES = [(zone, side) for zone in NAMES for side in SIDES]  # in the order of the interfaces


class Crossing(NamedTuple):
    """A probe or reply that left for a firewall; the time in ns of CLOCK_MONOTONIC."""
    time: int
    node: int
    side: int
    port: int  # tells the stream
    is_reply: int
    sequence: int


class CrossingsTap:
    """Watches the interfaces towards the firewalls."""

    def __init__(self, lab, record, ports):
        self.record = record
        self.process = lab.start_instrument(lab.hosts["rs"], [
            lab.programs.crossings, record, str(ports[0]), str(ports[-1]), *(to_node(*place) for place in PLACES)])

    def finish(self):
        self.process.send(signal.SIGTERM)
        self.process.wait(5)
        with open(self.record, "rb") as record:
            octets = record.read()
        return [Crossing(time, *PLACES[interface], stream // 2, stream % 2, sequence)
                for time, interface, stream, sequence in struct.iter_unpack("<qQQQ", octets)]


def moved_at(crossings, node, begin, end):
    """Of each side, when the first packet left for that node after the last for the other, between the two times; None
    where none did."""
    moved = {}
    for side in SIDES:
        there = [one for one in crossings if one.side == side and begin <= one.time < end]
        others = max((one.time for one in there if one.node != node), default=begin)
        moved[side] = min((one.time for one in there if one.node == node and one.time >= others), default=None)
    return moved


def skew_ms(moved):
    """How long one side had moved and the other had not; None unless all have."""
    times = list(moved.values())
    return None if None in times else (max(times) - min(times)) / NANOSECONDS_PER_MS


def half_ms(crossings, begin, end):
    """The longest time, one period included, in which probes went through one firewall and their replies were sent to
    the other; 0 without any. A single packet that waited in a queue while its link was down makes no more than one
    period."""
    way_there = {(one.port, one.sequence): one for one in crossings if not one.is_reply and begin <= one.time < end}
    halves = sorted(probe.time for probe, reply in (
        (way_there.get((one.port, one.sequence)), one) for one in crossings if one.is_reply)
        if probe and probe.node != reply.node)
    longest = first = 0
    for before, now in zip([None] + halves, halves):
        if before is None or now - before > GAP_NS:
            first = now
        longest = max(longest, (now - first) / NANOSECONDS_PER_MS + PROBE_PERIOD_US / 1000)
    return longest
