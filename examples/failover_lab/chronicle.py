# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""What held from when to when in a laboratory: sessions, BFD, roles, chosen paths, installed routes."""
import time
from typing import NamedTuple, Optional

from route_watch import parse_time

SESSION, BFD, ROLE, PATH, ROUTE = "session", "BFD", "role", "path", "route"


class Span(NamedTuple):
    """From one time to another, in ns of CLOCK_MONOTONIC; None: nothing held, or it is not known what."""
    begin: int
    end: int
    value: Optional[str]


def epoch():
    """CLOCK_MONOTONIC at the epoch, as the two clocks stand to each other now: from the closest of some readings, since
    another process may run between two of them."""
    readings = []
    for _ in range(10):
        before, wall, after = time.monotonic_ns(), time.time_ns(), time.monotonic_ns()
        readings.append((after - before, (before + after) // 2 - wall))
    return min(readings)[1]


def _read(who, event):
    """(kind, name, value) of an event that changes what holds; None for any other."""
    kind = event.get("event")
    if who == "rs" and kind == "session_state":
        return SESSION, event["neighbor"], "up" if event["state"] == "established" else None
    if who == "rs" and kind == "bfd_state":
        return BFD, event["neighbor"], "up" if event["state"] == "up" else None
    if who == "rs" and kind == "best_changed":
        return PATH, event["prefix"], event.get("neighbor")
    if kind == "standing":
        return ROLE, "%s %s" % (who, event["group"]), event.get("role")
    return None


class Chronicle:
    """Keeps every change since the laboratory began: some hundred for each fault."""

    def __init__(self, begin=None):
        self.epoch = epoch() if begin is None else begin
        self.changes = {}  # (kind, name) -> [(time, value)] as they came

    def event(self, who, event):
        """From the log of a daemon. One that has ended knows no role any more."""
        if event.get("event") == "ended":
            for kind, name in list(self.changes):
                if kind == ROLE and name.split()[0] == who:
                    self.changes[kind, name].append((time.monotonic_ns(), None))
            return
        read = _read(who, event)
        if read:
            stamp = parse_time(*event["time"].rstrip("Z").split("."))
            self.changes.setdefault(read[:2], []).append((self.epoch + stamp, read[2]))

    def route(self, change):
        """From a RouteWatch."""
        self.changes.setdefault((ROUTE, "%s %s" % (change.table, change.prefix)), []).append(
            (self.epoch + change.stamp, change.next_hop))

    def names(self, kind):
        return sorted(name for one, name in self.changes if one == kind)

    def spans(self, kind, name, begin, end):
        """What held between the two times, in order and without gaps."""
        value, spans = None, []
        for at, new in sorted(self.changes.get((kind, name), ()), key=lambda change: change[0]):
            at = min(max(at, begin), end)
            if at > begin and new != value:
                spans.append(Span(spans[-1].end if spans else begin, at, value))
            value = new
        return [span for span in spans + [Span(spans[-1].end if spans else begin, end, value)] if span.end > span.begin]
