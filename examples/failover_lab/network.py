# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""The network of the floating-IP scenario: two zones between a route server and a client.

    client --- route server --- [switch 1] --- active   172.16.1.1/32 on lo
     10.0.9.2   10.0.9.1   \\                10.0.1.10
                            \\-- [switch 2] --- standby  172.16.1.1/32 on lo
                10.0.Z.4, 10.0.Z.5           10.0.2.10

Zone Z has the subnets 10.0.Z.0/24 and 2001:db8:0:Z::/64, with the same last
numbers in both. The client's packets follow the route that the route server
installed; the answers come back through the first endpoint.
"""
from bench import Bench
from netlab import cable
from roles import NAMES, NODE

FLOATING_ADDRESS = "172.16.1.1"
FLOATING_ADDRESS_V6 = "2001:db8:1::1"
PROBE_PORT = 7000


class Network(Bench):
    """The scenario's hosts and cables."""

    destination = (FLOATING_ADDRESS, PROBE_PORT)  # of the client's probes

    def __init__(self, tag, endpoints, folder, on_event):
        self.endpoints = endpoints
        super().__init__(tag, ("client", "rs", "wire", *NAMES.values()), folder, on_event)

    def wire(self):
        client, rs, wire = self.hosts["client"], self.hosts["rs"], self.hosts["wire"]
        cable(client, "c0", rs, "c0")
        client.ip("addr add 10.0.9.2/24 dev c0", "route add default via 10.0.9.1")
        rs.ip("addr add 10.0.9.1/24 dev c0")
        rs.sysctl("net.ipv4.ip_forward=1", "net.ipv4.conf.all.rp_filter=0", "net.ipv4.conf.default.rp_filter=0")
        for zone, name in NAMES.items():
            node = self.hosts[name]
            wire.ip("link add br%d type bridge" % zone)
            self.plug(rs, "s%d" % zone, "br%d" % zone, "rs%d" % zone)
            self.plug(node, "e0", "br%d" % zone, "host%d" % zone)
            wire.ip("link set br%d up" % zone)
            for endpoint in self.endpoints:
                self._address(rs, "s%d" % zone, zone, endpoint)
            self._address(node, "e0", zone, NODE)
            node.ip("addr add %s/32 dev lo" % FLOATING_ADDRESS,
                    "route add default via 10.0.%d.%d" % (zone, self.endpoints[0]))

    @staticmethod
    def _address(host, interface, zone, last):
        host.ip("addr add 10.0.%d.%d/24 dev %s" % (zone, last, interface),
                "addr add 2001:db8:0:%d::%d/64 dev %s" % (zone, last, interface))

    def service_address(self, zone):  # pylint: disable=unused-argument
        """Where the service of a node answers the probes."""
        return self.destination

    @staticmethod
    def node_ports(zone):
        """The switch ports of a node, one for each side: this scenario has one."""
        return ["host%d" % zone]

    @staticmethod
    def rs_ports(zone):
        """The switch ports of the route server in a zone, likewise."""
        return ["rs%d" % zone]
