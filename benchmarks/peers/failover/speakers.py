# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""BIRD, FRR and GoBGP as announcers and, but for GoBGP, as route servers that install what they learn.

The daemons are those of the interoperability tests; here is what the roles say
differently, and what a fault asks of them: to be sent a signal, and to be
started again.
"""
import os
import re
from typing import List, NamedTuple, Optional

import daemons
from liveness import Liveness


class Role(NamedTuple):
    """What a daemon is in the scene."""
    asn: int
    router_id: str
    peers: List[daemons.Peer]
    liveness: Liveness
    prefix: Optional[str] = None  # what it announces; None: it is the route server
    prepend: int = 0  # further copies of its AS number on what it announces

    @property
    def extra_path(self):
        return [str(self.asn)] * self.prepend


class Speaker:
    """Put before a daemon's class: the role, faults, and all sessions counted at once."""

    families = ("ipv4",)
    marks = ()  # endings of the files by which a daemon tells that it is ready

    def __init__(self, host, folder, role):
        timers = role.liveness
        super().__init__(host, folder, role.peers, timers.hold_time_s,
                         (timers.interval_ms, timers.multiplier) if timers.interval_ms else None)
        self.asn, self.router_id, self.role = role.asn, role.router_id, role
        if role.prefix:
            self.announce()

    @property
    def originated(self):
        """The prefixes that it announces."""
        return [self.role.prefix] if self.role.prefix else []

    def announce(self):
        """Sets what an announcer says differently from a route server."""
        raise NotImplementedError

    def start(self):
        self.processes = []
        for name in os.listdir(self.folder):
            if name.endswith(self.marks):
                os.unlink(os.path.join(self.folder, name))
        super().start()

    def send(self, number):
        for process in self.processes:
            process.send(number)

    def wait(self, patience_s):
        for process in self.processes:
            process.wait(patience_s)


class Bird(Speaker, daemons.Bird):
    """Its sessions are known by the neighbour's address alone: a node has an address for each."""

    marks = (".ctl",)

    def announce(self):
        self.session_options = "connect delay time 1; connect retry time 1; error forget time 1;"
        self.exports = self.export_unless("source != RTS_STATIC")

    def export_unless(self, condition):
        """What a channel exports."""
        prepends = "".join("bgp_path.prepend(%s); " % asn for asn in self.role.extra_path)
        return "export filter { if %s then reject; %saccept; };" % (condition, prepends)

    def configuration(self):
        routes = "".join(" route %s blackhole;" % prefix for prefix in self.originated)
        own = ("protocol static { ipv4;%s }" % routes if routes else
               "protocol kernel { ipv4 { import none; export where source = RTS_BGP; }; }")
        return super().configuration() + [own]

    def sessions_up(self):
        """How many BGP sessions are Established, and how many BFD sessions Up."""
        return (self.ask("show", "protocols").count("Established"),
                len(re.findall(r"^\d\S+\s+\S+\s+Up\s", self.ask("show", "bfd", "sessions"), re.M)))


class Frr(Speaker, daemons.Frr):
    """zebra, bfdd and bgpd: a fault hits all of them."""

    marks = (".vty", ".api", ".sock", ".pid")
    family_options = ("maximum-paths 1",)

    def announce(self):
        self.session_options = ("timers connect 1", "advertisement-interval 0")
        self.family_options += tuple("network " + prefix for prefix in self.originated)
        self.exports = self.export_only("OUT", self.role.prefix)

    def export_only(self, name, prefix):
        """A route map."""
        lines = ("ip prefix-list %s seq 5 permit %s" % (name, prefix), "route-map %s permit 10" % name,
                 " match ip address prefix-list " + name)
        return lines + ((" set as-path prepend " + " ".join(self.role.extra_path),) if self.role.prepend else ())

    def sessions_up(self):
        bgp = self.ask("bgpd", "show bgp ipv4 unicast summary json").get("peers", {})
        bfd = self.ask("bfdd", "show bfd peers json") if self.bfd else []
        return (sum(peer.get("state") == "Established" for peer in bgp.values()),
                sum(peer.get("status") == "up" for peer in bfd))


class GoBgp(Speaker, daemons.GoBgp):
    """An announcer alone: without a routing daemon beside it, it installs nothing. It has no BFD."""

    passive, exports = False, "accept-route"

    def announce(self):
        pass

    def start(self):
        super().start()
        path = ["aspath", ",".join(self.role.extra_path)] if self.role.prepend else []
        for prefix in self.originated:
            self.ask("global", "rib", "add", "-a", "ipv4", prefix, "origin", "igp", *path)


ANNOUNCERS = {speaker.name: speaker for speaker in (Bird, Frr, GoBgp)}
WITHOUT_BFD = tuple(name for name, speaker in ANNOUNCERS.items() if not speaker.has_bfd)
ROUTE_SERVERS = {speaker.name: speaker for speaker in (Bird, Frr)}
