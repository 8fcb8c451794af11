# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""The network of inspection: a client that reaches a server through one of two firewalls.

    first side                                              second side
    client --- gateway --- [switch] --- active ---- [switch] --- router --- server
                  |                                                |
                  +------- [switch] --- standby --- [switch] ------+

The gateway and the router are one host, "rs", with a routing table for each of
the two: for what the client sends, and for what the server sends. The route
server on it installs into both. Zone Z has the subnets 10.Z.1.0/24 (first side)
and 10.Z.2.0/24 (second), and 2001:db8:Z:1::/64 and 2001:db8:Z:2::/64, with the
same last numbers. Without a route into a firewall nothing passes: each table
ends in a blackhole.
"""
from typing import NamedTuple

from bench import Bench
from netlab import cable
from roles import ENDPOINTS, NAMES, NODE

SIDES = FIRST, SECOND = (1, 2)
TABLES = {FIRST: 101, SECOND: 102}  # for what comes from that side
OUTER = {FIRST: "c0", SECOND: "a0"}  # the interfaces of "rs" where it comes in


class Ends(NamedTuple):
    """Where client and server are, and the prefixes that are announced to lead to them through a firewall."""
    client: str
    client_gateway: str
    server: str
    server_gateway: str
    length: int
    to_server: str
    to_client: str


FAMILIES = (4, 6)
INTERNET = {  # the client is somewhere in the world
    4: Ends("198.51.100.10", "198.51.100.1", "10.0.3.10", "10.0.3.1", 24, "10.0.3.0/24", "0.0.0.0/0"),
    6: Ends("2001:db8:99::10", "2001:db8:99::1", "2001:db8:3::10", "2001:db8:3::1", 64, "2001:db8:3::/64", "::/0"),
}
NEIGHBORS = {  # the client is in another subnet of the same network
    4: Ends("10.0.4.10", "10.0.4.1", "10.0.3.10", "10.0.3.1", 24, "10.0.3.0/24", "10.0.4.0/24"),
    6: Ends("2001:db8:4::10", "2001:db8:4::1", "2001:db8:3::10", "2001:db8:3::1", 64, "2001:db8:3::/64",
            "2001:db8:4::/64"),
}


def address(zone, side, last, family=4):
    return ("10.%d.%d.%d" if family == 4 else "2001:db8:%d:%d::%d") % (zone, side, last)


def to_node(zone, side):
    """The interface of "rs" towards a node, on one of its sides."""
    return "s%d%d" % (zone, side)


def node_interface(side):
    return "e%d" % side


class InspectionNetwork(Bench):
    """The scenario's hosts and cables."""

    def __init__(self, tag, ends, folder, on_event):
        self.ends = ends  # by family
        super().__init__(tag, ("client", "server", "rs", "wire", *NAMES.values()), folder, on_event)

    def wire(self):
        for host in [self.hosts["rs"]] + [self.hosts[name] for name in NAMES.values()]:
            host.sysctl("net.ipv4.ip_forward=1", "net.ipv4.conf.all.rp_filter=0", "net.ipv4.conf.default.rp_filter=0",
                        "net.ipv6.conf.all.forwarding=1")
        self._wire_end("client", FIRST, lambda ends: (ends.client, ends.client_gateway))
        self._wire_end("server", SECOND, lambda ends: (ends.server, ends.server_gateway))
        for zone, name in NAMES.items():
            for side in SIDES:
                self._wire_side(zone, side, self.hosts[name])
            for family, ends in self.ends.items():
                self.hosts[name].ip("route add default via %s" % address(zone, FIRST, ENDPOINTS[0], family),
                                    "route add %s via %s" % (
                                        ends.to_server, address(zone, SECOND, ENDPOINTS[0], family)))

    def _wire_end(self, name, side, addresses):
        end, rs = self.hosts[name], self.hosts["rs"]
        cable(end, "c0", rs, OUTER[side])
        for family, ends in self.ends.items():
            own, gateway = addresses(ends)
            end.ip("addr add %s/%d dev c0" % (own, ends.length), "route add default via %s" % gateway)
            # The blackhole comes after every route of the route server.
            rs.ip("addr add %s/%d dev %s" % (gateway, ends.length, OUTER[side]),
                  "rule add iif %s lookup %d" % (OUTER[side], TABLES[side]),
                  "route add blackhole default table %d metric 4278198272" % TABLES[side], family=family)

    def _wire_side(self, zone, side, node):
        wire, rs, bridge = self.hosts["wire"], self.hosts["rs"], "br%d%d" % (zone, side)
        wire.ip("link add %s type bridge" % bridge)
        self.plug(rs, to_node(zone, side), bridge, self.rs_ports(zone)[side - 1])
        self.plug(node, node_interface(side), bridge, self.node_ports(zone)[side - 1])
        wire.ip("link set %s up" % bridge)
        for family in FAMILIES:
            tail = "/%d dev %%s" % (24 if family == 4 else 64)
            for endpoint in ENDPOINTS:
                rs.ip("addr add " + address(zone, side, endpoint, family) + tail % to_node(zone, side))
            node.ip("addr add " + address(zone, side, NODE, family) + tail % node_interface(side))

    @staticmethod
    def node_ports(zone):
        """The switch ports of a node, one for each side."""
        return ["host%d%d" % (zone, side) for side in SIDES]

    @staticmethod
    def rs_ports(zone):
        """The switch ports of the route server in a zone, likewise."""
        return ["rs%d%d" % (zone, side) for side in SIDES]
