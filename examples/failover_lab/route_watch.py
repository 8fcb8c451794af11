# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""The kernel's word of each route that is installed or removed, as `ip monitor` gets it."""
import calendar
import re
import subprocess
import threading
import time
from typing import NamedTuple, Optional

from netlab import Process

# "[2026-01-31T12:00:00.123456] 172.16.1.1 via 10.0.2.10 dev s2 table 101 proto bgp metric 20"
LINE = re.compile(r"\[(\S+)\.(\d{6})\] (Deleted )?(?:unicast )?(\S+) .*?via (\S+)(?:.* table (\S+))?")


class RouteChange(NamedTuple):
    """The stamp is in ns since the epoch; no next hop: the route is gone."""
    stamp: int
    table: str
    prefix: str
    next_hop: Optional[str]


def parse_time(seconds, microseconds):
    """("2026-01-31T12:00:00", "123456") in ns since the epoch."""
    return (calendar.timegm(time.strptime(seconds, "%Y-%m-%dT%H:%M:%S")) * 1_000_000 + int(microseconds)) * 1000


def _whole(destination, next_hop):
    """The prefix that `ip` has shortened."""
    bits = 128 if ":" in next_hop else 32
    if destination == "default":
        return "::/0" if bits == 128 else "0.0.0.0/0"
    return destination if "/" in destination else "%s/%d" % (destination, bits)


def parse_change(line):
    """None for any line of `ip -ts monitor route` but one of a route with a next hop."""
    found = LINE.match(line)
    if not found:
        return None
    seconds, microseconds, deleted, destination, next_hop, table = found.groups()
    return RouteChange(parse_time(seconds, microseconds), table or "main", _whole(destination, next_hop),
                       None if deleted else next_hop)


class RouteWatch:
    """Calls on_change(RouteChange) from a thread of its own."""

    def __init__(self, host, on_change):
        self.on_change = on_change
        self.process = Process(host.wrap(["env", "TZ=UTC", "ip", "-ts", "monitor", "route"]), stdout=subprocess.PIPE)
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        for line in self.process.popen.stdout:
            change = parse_change(line.decode())
            if change:
                self.on_change(change)

    def close(self):
        self.process.stop()
