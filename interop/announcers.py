# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""BIRD, FRR, GoBGP, OpenBGPD and ExaBGP as announcers of many prefixes to one route server.

The first three are the daemons of daemons.py, told what an announcer says
differently; OpenBGPD and ExaBGP have this role alone.
"""
import os
import pwd
from typing import List, NamedTuple

import daemons
from daemons import Peer, RouteServer


class Announcement(NamedTuple):
    """What one announcer says: all prefixes with one MED, itself as next hop."""
    address: str
    asn: int
    prefixes: List[str]
    med: int


class Announcer:
    """Put before a daemon's class. The route server, at `server`, is of AS 65000."""

    families = ("ipv4",)

    @classmethod
    def prepare(cls):
        """What the daemon wants of the machine before it is started; returns a function that takes it back."""
        return lambda: None

    def __init__(self, host, folder, server, announcement):
        self.asn, self.router_id = announcement.asn, announcement.address
        self.announcement = announcement
        super().__init__(host, folder, [Peer(announcement.address, server, daemons.ROUTE_SERVER_AS)], hold_time_s=9)
        self.announce()

    def announce(self):
        """Sets what an announcer says differently from a route server."""


class Bird(Announcer, daemons.Bird):

    def announce(self):
        self.session_options = "connect delay time 1; connect retry time 1;"
        self.exports = "export filter { if source != RTS_STATIC then reject; bgp_med = %d; accept; };" % (
            self.announcement.med)

    def configuration(self):
        routes = " ".join("route %s blackhole;" % prefix for prefix in self.announcement.prefixes)
        return super().configuration() + ["protocol static { ipv4; %s }" % routes]


class Frr(Announcer, daemons.Frr):

    def announce(self):
        self.session_options = ("timers connect 1", "advertisement-interval 0")
        self.family_options = tuple("network " + prefix for prefix in self.announcement.prefixes)
        self.exports = ("route-map OUT permit 10", " set metric %d" % self.announcement.med)


class GoBgp(Announcer, daemons.GoBgp):
    passive, exports = False, "accept-route"

    def start(self):
        super().start()
        add = " && ".join("gobgp global rib add -a ipv4 %s nexthop %s med %d" % (
            prefix, self.announcement.address, self.announcement.med) for prefix in self.announcement.prefixes)
        self.host_shell(add)

    def host_shell(self, command):
        daemons.run(self.host.wrap(["sh", "-c", command]))


class OpenBgpd(Announcer, RouteServer):
    """OpenBGPD, portable."""

    name, program = "openbgpd", "/usr/sbin/bgpd"

    @classmethod
    def prepare(cls):
        # The folder that it locks itself into; where it is a service, that makes it.
        folder = pwd.getpwnam("_openbgpd").pw_dir
        if os.path.isdir(folder):
            return super().prepare()
        os.mkdir(folder, mode=0o755)
        return lambda: os.rmdir(folder)

    def start(self):
        said = self.announcement
        config = self.write("bgpd.conf", [
            "AS %d" % self.asn, "router-id %s" % self.router_id, "listen on %s" % said.address, "fib-update no",
            'socket "%s/bgpd.sock"' % self.folder,
            *("network %s set { nexthop %s metric %d }" % (prefix, said.address, said.med)
              for prefix in said.prefixes),
            "neighbor %s {" % self.peers[0].remote,
            "  remote-as %d" % self.peers[0].remote_as,
            "  local-address %s" % said.address,
            "  holdtime %d" % self.hold_time_s,
            "}",
            "allow to any",
        ])
        os.chmod(config, 0o600)
        self.spawn([self.program, "-d", "-f", config])
        self.wait_ready(lambda: os.path.exists(self.folder + "/bgpd.sock"))


class ExaBgp(Announcer, RouteServer):
    """ExaBGP 4."""

    name, program = "exabgp", "/usr/sbin/exabgp"

    def start(self):
        said = self.announcement
        config = self.write("exabgp.conf", [
            "neighbor %s {" % self.peers[0].remote,
            "  router-id %s; local-address %s; local-as %d; peer-as %d; hold-time %d;" % (
                self.router_id, said.address, self.asn, self.peers[0].remote_as, self.hold_time_s),
            "  family { ipv4 unicast; }",
            "  static {",
            *("    route %s next-hop %s med %d;" % (prefix, said.address, said.med) for prefix in said.prefixes),
            "  }", "}"])
        settings = ["exabgp.daemon.user=root", "exabgp.api.cli=false", "exabgp.log.destination=stdout"]
        self.spawn(["env", *settings, self.program, config])


ANNOUNCERS = {announcer.name: announcer for announcer in (Bird, Frr, GoBgp, OpenBgpd, ExaBgp)}
