# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""The floating-IP scenario on loopback addresses, for where network namespaces are not possible.

No privilege is needed. What is missing: the kernel forwards nothing, relay.py
does, along the path that the route server has chosen; it also carries BGP and BFD,
and loses what is to be lost. No interface can lose its carrier, and where another
program of this machine has taken BFD's port there is no BFD.
"""
import itertools
import os
import socket
import subprocess
import sys

import configuration
import report
from bench import Bench
from netlab import LabError, Process
from network import FLOATING_ADDRESS
from roles import ENDPOINTS, NAMES, NODE
from scenario import Node, Scenario
from timeline import Shown
from view import ProbeView

ROUTE_SERVER_PORT, PROBE_PORT, BFD_PORT = 11790, 17000, 3784
IN_PLACE = 100  # as in relay.py
PREFIX = FLOATING_ADDRESS + "/32"
# The second number of each laboratory's addresses, so that several can run side by side: four of one program.
SECOND_NUMBERS = itertools.count(20 + os.getpid() % 50 * 4)
# No laboratory has it: the port can be had there if no other program has it on all addresses.
TRIED_ADDRESS = "127.255.9.9"


def why_no_bfd():
    """Why there can be no BFD here, or None."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        try:
            one.bind((TRIED_ADDRESS, BFD_PORT))
        except OSError as error:
            return "UDP port %d: %s" % (BFD_PORT, error.strerror)
    return None


class LocalHost:
    """In place of a namespace: this machine."""

    @staticmethod
    def wrap(command):
        return command

    def close(self):
        pass


class LoopbackNetwork(Bench):
    """As network.Network, with the relay in place of cables and switches."""

    def __init__(self, tag, with_bfd, folder, on_event):
        self.bfd_port = BFD_PORT if with_bfd else 0
        self.first_two = "127.%d" % next(SECOND_NUMBERS)
        self.destination = (self.address(9, 1), PROBE_PORT)
        self.relay = None
        super().__init__(tag, ("client", "rs", *NAMES.values()), folder, on_event)

    def address(self, zone, last):
        return "%s.%d.%d" % (self.first_two, zone, last)

    def service_address(self, zone):
        return (self.address(zone, NODE), PROBE_PORT)

    def make_host(self, name):
        return LocalHost()

    def wire(self):
        program = os.path.join(os.path.dirname(os.path.abspath(__file__)), "relay.py")
        ports = map(str, (ROUTE_SERVER_PORT, PROBE_PORT, self.bfd_port))
        with open(os.path.join(self.folder, "rs", "relay"), "wb") as log:
            self.relay = Process([sys.executable, program, self.first_two, *ports], stdin=subprocess.PIPE,
                                 stdout=subprocess.PIPE, stderr=log)
        self.adopt(self.relay)
        if self.relay.popen.stdout.readline() != b"ready\n":
            raise LabError("the relay does not start: is a port of %s.* in use?" % self.first_two)

    def tell_relay(self, line):
        self.relay.popen.stdin.write(line.encode() + b"\n")
        self.relay.popen.stdin.flush()

    @staticmethod
    def node_ports(zone):
        return [zone]

    rs_ports = node_ports

    def set_ports(self, ports, forwarding):
        for zone in ports:
            self.tell_relay("%s %d" % ("mend" if forwarding else "cut", zone))


class Loopback(Scenario, LoopbackNetwork):
    """The route server's choice, as its events tell of it, is the relay's route."""

    default_liveness = "bfd50x3,hold3"
    faults = ("kill", "silent", "freeze", "term", "zone")
    title = "Failover of a floating address, on loopback addresses"
    layout = report.FLOATING_IP

    def __init__(self, tag, liveness, programs, folder, on_event):
        self.spectator = on_event
        super().__init__(liveness, programs, tag, bool(liveness.interval_ms), folder, self._event)

    def _event(self, who, event):
        if who == "rs" and event.get("event") == "best_changed":
            owner = self.shown().owners.get(event.get("next_hop"), 0)
            self.tell_relay("route %d" % owner)
        self.spectator(who, event)

    @property
    def sessions(self):
        return len(NAMES) * len(ENDPOINTS)

    def make_node(self, zone):
        return Node(self, zone, self.announcer_config(zone))

    def observe(self):
        return ProbeView(self)

    def shown(self):
        return Shown([PREFIX], [], {"10.0.%d.%d" % (zone, NODE): zone for zone in NAMES})

    def announcer_config(self, zone):
        # A loopback address is no next hop: what stands there is a name for the node.
        return configuration.announcer("10.0.%d.%d" % (zone, NODE), [
            configuration.neighbor("rs-%d-%d" % (zone, endpoint), self.address(zone, endpoint + IN_PLACE),
                                   self.address(zone, NODE), self.liveness, "port: %d" % ROUTE_SERVER_PORT)
            for endpoint in ENDPOINTS
        ], [configuration.group("floating", [PREFIX], NAMES[zone].upper(),
                                'next_hop { ipv4: "10.0.%d.%d" }' % (zone, NODE))])

    def route_server_config(self):
        places = [(zone, endpoint) for zone in NAMES for endpoint in ENDPOINTS]
        return configuration.route_server("10.0.9.1", [
            configuration.endpoint("rse-%d-%d" % place, self.address(*place), ROUTE_SERVER_PORT) for place in places
        ], [
            configuration.peer("%s-%d" % (NAMES[zone], endpoint), "rse-%d-%d" % (zone, endpoint),
                               self.address(zone, NODE + IN_PLACE), self.liveness)
            for zone, endpoint in places
        ], [])
