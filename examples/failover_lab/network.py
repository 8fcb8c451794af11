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
import os
import shutil

from event_log import EventLog
from netlab import Host, Process, cable, run

FLOATING_ADDRESS = "172.16.1.1"
FLOATING_ADDRESS_V6 = "2001:db8:1::1"
PROBE_PORT = 7000
ROUTE_SERVER_AS, ANNOUNCER_AS = 65000, 65001
ACTIVE, STANDBY = 1, 2  # also the numbers of their zones and of their responders
NAMES = {ACTIVE: "active", STANDBY: "standby"}


class Network:
    """The hosts and their cables; and a place for what runs on them to leave files."""

    def __init__(self, tag, endpoints, folder, on_event):
        self.endpoints, self.folder, self.on_event = endpoints, folder, on_event
        shutil.rmtree(folder, ignore_errors=True)
        self.hosts, self.guests = {}, []
        try:
            for name in ("client", "rs", "wire", *NAMES.values()):
                self.hosts[name] = Host("%s-%s" % (tag, name))
            self._wire()
        except Exception:
            self.close()
            raise
        for name in ("rs", *NAMES.values()):
            os.makedirs(os.path.join(folder, name))

    def _wire(self):
        client, rs, wire = self.hosts["client"], self.hosts["rs"], self.hosts["wire"]
        cable(client, "c0", rs, "c0")
        client.ip("addr add 10.0.9.2/24 dev c0", "route add default via 10.0.9.1")
        rs.ip("addr add 10.0.9.1/24 dev c0")
        rs.sysctl("net.ipv4.ip_forward=1", "net.ipv4.conf.all.rp_filter=0", "net.ipv4.conf.default.rp_filter=0")
        for zone, name in NAMES.items():
            node = self.hosts[name]
            cable(rs, "s%d" % zone, wire, "rs%d" % zone)
            cable(node, "e0", wire, "host%d" % zone)
            wire.ip("link add br%d type bridge" % zone,
                    "link set rs%d master br%d" % (zone, zone),
                    "link set host%d master br%d" % (zone, zone),
                    "link set br%d up" % zone)
            for endpoint in self.endpoints:
                self._address(rs, "s%d" % zone, zone, endpoint)
            self._address(node, "e0", zone, 10)
            node.ip("addr add %s/32 dev lo" % FLOATING_ADDRESS,
                    "route add default via 10.0.%d.%d" % (zone, self.endpoints[0]))

    @staticmethod
    def _address(host, interface, zone, last):
        # Without duplicate address detection: an address that is tentative cannot be used at once.
        host.ip("addr add 10.0.%d.%d/24 dev %s" % (zone, last, interface),
                "addr add 2001:db8:0:%d::%d/64 dev %s nodad" % (zone, last, interface))

    def set_port(self, port, forwarding):
        """Bridge port state: the loss is silent, neither end sees its carrier change."""
        run(self.hosts["wire"].wrap(["bridge", "link", "set", "dev", port, "state", "3" if forwarding else "0"]))

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="utf-8") as out:
            out.write(text)
        return path

    def spawn(self, name, host, command):
        """Starts a daemon of ours and returns it with the log of its events; its messages go to a file."""
        with open(os.path.join(self.folder, name, "log"), "ab") as log:
            process = Process(host.wrap(command), stdout=-1, stderr=log)
        return process, EventLog(name, process.popen.stdout, self.on_event)

    def adopt(self, process):
        """A process that ends with the network at the latest."""
        self.guests.append(process)

    def close(self):
        for process in self.guests:
            process.stop()
        for host in self.hosts.values():
            host.close()
