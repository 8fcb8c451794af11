# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""BIRD and FRR as BFD neighbours, without BGP: what they are configured with, and what they show."""
import re
import time
from typing import NamedTuple, Optional

from daemons import Bird, Frr
from netlab import run

# Of a path, as BIRD names them.
AUTHENTICATIONS = {
    "simple_password": "simple",
    "keyed_md5": "keyed md5",
    "meticulous_keyed_md5": "meticulous keyed md5",
    "keyed_sha1": "keyed sha1",
    "meticulous_keyed_sha1": "meticulous keyed sha1",
}
KEY_ID, SECRET = 7, "open sesame"
NEXT_KEY_ID, NEXT_SECRET = 8, "close sesame"


class Path(NamedTuple):
    """One session: its ends, and what it runs over."""
    name: str
    ours: str
    theirs: str
    interface: Optional[str]  # None: several hops
    authentication: Optional[str] = None  # a key of AUTHENTICATIONS


class Timers(NamedTuple):
    """What one end asks for; intervals in ms."""
    transmit: int
    receive: int
    multiplier: int


class Rollover(NamedTuple):
    """When KEY_ID gives way to NEXT_KEY_ID, which is accepted from the first; seconds since the epoch, whole."""
    ours: int  # we send with the new one from then on
    theirs: int
    over: int  # from then on nobody accepts the old one


class Shown(NamedTuple):
    """What a daemon shows of a session; in ms."""
    up: bool
    transmit: float
    detection: float


class BirdBfd(Bird):
    """BIRD's protocol bfd. Timers belong to an interface, or to all multihop sessions."""

    authentications = tuple(AUTHENTICATIONS)

    # Over several hops it sends with the system's TTL, 64 as a rule, and one router is between.
    multihop_min_ttl = 63
    # Disabled, and where a neighbour is taken out of its configuration, it falls silent: it never says AdminDown.
    reason_when_disabled = "detection_time_expired"

    def __init__(self, host, folder, paths, timers, rollover=None):
        super().__init__(host, folder, paths, hold_time_s=None)
        self.timers, self.rollover = timers, rollover

    def _passwords(self):
        if not self.rollover:
            return 'password "%s" { id %d; };' % (SECRET, KEY_ID)
        begun, over = (time.strftime('"%Y-%m-%d %H:%M:%S"', time.localtime(moment)) for moment in self.rollover[1:])
        old = 'password "%s" { id %d; generate to %s; accept to %s; };' % (SECRET, KEY_ID, begun, over)
        return old + ' password "%s" { id %d; generate from %s; };' % (NEXT_SECRET, NEXT_KEY_ID, begun)

    def configuration(self):
        options = "min tx interval %d ms; min rx interval %d ms; multiplier %d;" % self.timers
        lines = ["router id 10.9.0.2;", 'log "%s/bird.log" all;' % self.folder, "protocol device {}",
                 "protocol bfd watched {", "  multihop { %s };" % options]
        authentications = {path.interface: path.authentication for path in self.peers if path.interface}
        for interface, kind in authentications.items():
            secret = ""
            if kind:
                secret = " authentication %s; %s" % (AUTHENTICATIONS[kind], self._passwords())
            lines += ['  interface "%s" { %s%s };' % (interface, options, secret)]
        for path in self.peers:
            way = 'dev "%s" local %s' % (path.interface, path.theirs)
            lines += ["  neighbor %s %s;" % (path.ours, way if path.interface else
                                             "local %s multihop" % path.theirs)]
        return lines + ["}"]

    def set_timers(self, timers):
        self.timers = timers
        self.write("bird.conf", self.configuration())
        self.ask("configure")

    def admin_down(self, down):
        self.ask("disable" if down else "enable", "watched")

    def shown(self, path) -> Optional[Shown]:
        """None if there is no such session."""
        found = re.search(r"^%s\s+%s\s+(\S+)\s+\S+\s+(\S+)\s+(\S+)" % (re.escape(path.ours), path.interface or "---"),
                          self.ask("show", "bfd", "sessions"), re.M)
        if not found:
            return None
        return Shown(found[1] == "Up", float(found[2]) * 1000, float(found[3]) * 1000)


class FrrBfd(Frr):
    """FRR's bfdd, which has no authentication."""

    authentications = ()
    multihop_min_ttl = 254
    reason_when_disabled = "neighbor_admin_down"

    def __init__(self, host, folder, paths, timers):
        super().__init__(host, folder, paths, hold_time_s=None)
        self.timers = timers

    @staticmethod
    def _peer(path):
        way = "interface %s" % path.interface if path.interface else "multihop"
        return "peer %s %s local-address %s" % (path.ours, way, path.theirs)

    def _timers(self):
        return ["transmit-interval %d" % self.timers.transmit, "receive-interval %d" % self.timers.receive,
                "detect-multiplier %d" % self.timers.multiplier]

    def configurations(self):
        lines = ["log file %s/bfdd.log" % self.folder, "bfd"]
        for path in self.peers:
            lines += [" " + self._peer(path)] + ["  " + line for line in self._timers() + ["no shutdown"]] + [" exit"]
        return {"zebra": ["log file %s/zebra.log" % self.folder], "bfdd": lines + ["exit"]}

    def _configure(self, path, lines):
        command = ["vtysh", "--vty_socket", self.folder, "-d", "bfdd"]
        for line in ["configure terminal", "bfd", self._peer(path)] + lines:
            command += ["-c", line]
        run(command)

    def set_timers(self, timers):
        self.timers = timers
        for path in self.peers:
            self._configure(path, self._timers())

    def admin_down(self, down):
        for path in self.peers:
            self._configure(path, ["shutdown" if down else "no shutdown"])

    def shown(self, path) -> Optional[Shown]:
        """None if there is no such session."""
        for peer in self.ask("bfdd", "show bfd peers json"):
            if peer["peer"] == path.ours and peer["multihop"] == (path.interface is None):
                transmit = max(peer["transmit-interval"], peer["remote-receive-interval"])
                detection = peer["remote-detect-multiplier"] * max(
                    peer["receive-interval"], peer["remote-transmit-interval"])
                return Shown(peer["status"] == "up", transmit, detection)
        return None
