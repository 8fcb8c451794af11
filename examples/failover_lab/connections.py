# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""TCP connections through the laboratory: what connections.cc prints, and what follows from it."""
import signal
import subprocess
from typing import NamedTuple

from measure import NANOSECONDS_PER_MS
from netlab import LabError, Process

HELD = 20
NEW_EVERY_MS = 10
ALIVE_NS = 100_000_000  # the last answer of one that works is no older
READY = b"ready\n"


class Connection(NamedTuple):
    """Times in ns of CLOCK_MONOTONIC, 0 for what never came."""
    is_held: bool
    begun: int
    connected: int
    answered: int
    ended: int
    how: str


class Load:
    """HELD connections, and a new one every NEW_EVERY_MS."""

    def __init__(self, lab, host, destination, port):
        self.process = Process(host.wrap([lab.programs.connections, "hold", destination, str(port), str(HELD),
                                          str(NEW_EVERY_MS)]), stdout=subprocess.PIPE)
        lab.adopt(self.process)
        if self.process.popen.stdout.readline() != READY:
            raise LabError("no connections to %s" % destination)

    def finish(self):
        self.process.send(signal.SIGTERM)
        return [parse(line.decode()) for line in self.process.popen.communicate(timeout=10)[0].splitlines()]


def parse(line):
    kind, *times, how = line.split()
    return Connection(kind == "held", *map(int, times), how)


def kept(connections, at):
    """How many of the held ones still had answers at that time."""
    return sum(1 for one in connections if one.is_held and one.answered >= at - ALIVE_NS)


def broken(connections, at):
    return sum(1 for one in connections if one.is_held) - kept(connections, at)


def turned_away(connections, begin, end):
    """How many of those begun in that time were refused or reset."""
    return sum(1 for one in connections if begin <= one.begun < end and one.how in ("refused", "reset"))


def failed(connections, begin, end):
    """How many of the short ones begun in that time never had their answer."""
    return sum(1 for one in connections if not one.is_held and begin <= one.begun < end and one.how != "done")


def slowest_ms(connections, begin, end):
    """Of the short ones begun in that time, the longest from the beginning to the answer; None without any."""
    taken = [one.answered - one.begun for one in connections
             if not one.is_held and begin <= one.begun < end and one.how == "done"]
    return max(taken) / NANOSECONDS_PER_MS if taken else None
