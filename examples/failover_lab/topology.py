# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""The floating-IP scenario with our own daemons."""
import configuration
import report
from faults import FAULTS
from network import FLOATING_ADDRESS, Network
from roles import ACTIVE, ENDPOINTS, NAMES, NODE, STANDBY
from scenario import Node, Scenario
from timeline import Shown
from view import ProbeView


class Lab(Scenario, Network):
    """Both nodes announce the floating address from their zones, each at both endpoints there."""

    default_liveness = "bfd50x3,hold3"
    faults = tuple(fault for fault in FAULTS if fault != "side")  # it has one side alone
    title = "Failover of a floating address"
    layout = report.FLOATING_IP
    group_lines = ()  # further fields of each node's group
    active_meds = {ACTIVE: 0, STANDBY: 0}  # what each node announces when it is active
    route_server_lines = ()  # further fields of the route server
    table_lines = ()  # and of its route table

    def __init__(self, tag, liveness, programs, folder, on_event, endpoints=ENDPOINTS):
        super().__init__(liveness, programs, tag, endpoints, folder, on_event)

    @property
    def sessions(self):
        return len(NAMES) * len(self.endpoints)

    def observe(self):
        return ProbeView(self)

    def shown(self):
        prefix = FLOATING_ADDRESS + "/32"
        return Shown([prefix], [("main", prefix)], {"10.0.%d.%d" % (zone, NODE): zone for zone in NAMES})

    def make_node(self, zone):
        return Node(self, zone, self.announcer_config(zone))

    def node_number(self, endpoint):  # pylint: disable=unused-argument
        """Last number of the address from which a node talks to that endpoint."""
        return NODE

    def sessions_of(self, zone):
        """Of each session: the endpoint's last number, its address and the node's."""
        return [(endpoint, "10.0.%d.%d" % (zone, endpoint), "10.0.%d.%d" % (zone, self.node_number(endpoint)))
                for endpoint in self.endpoints]

    def announcer_config(self, zone):
        return configuration.announcer("10.0.%d.%d" % (zone, NODE), [
            configuration.neighbor("rs-%d-%d" % (zone, endpoint), address, local, self.liveness)
            for endpoint, address, local in self.sessions_of(zone)
        ], [configuration.group("floating", [FLOATING_ADDRESS + "/32"], NAMES[zone].upper(), *self.group_lines,
                                active_med=self.active_meds[zone])])

    def route_server_config(self):
        sessions = [(zone, *session) for zone in NAMES for session in self.sessions_of(zone)]
        return configuration.route_server("10.0.9.1", [
            configuration.endpoint("rse-%d-%d" % (zone, endpoint), address) for zone, endpoint, address, _ in sessions
        ], [
            configuration.peer("%s-%d" % (NAMES[zone], endpoint), "rse-%d-%d" % (zone, endpoint), node, self.liveness)
            for zone, endpoint, _, node in sessions
        ], [configuration.route_table("vpc", 254, *self.table_lines)], *self.route_server_lines)
