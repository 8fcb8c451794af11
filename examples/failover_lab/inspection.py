# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""The inspection scenarios with our own daemons: two firewalls with four sessions each, two on each side."""
import configuration
import report
from faults import FAULTS
from firewall import Firewall
from inspection_network import FIRST, INTERNET, NEIGHBORS, SECOND, SIDES, TABLES, InspectionNetwork, address
from inspection_view import InspectionView
from roles import ENDPOINTS, NAMES, NODE
from scenario import Scenario
from timeline import Shown


class Inspection(Scenario, InspectionNetwork):
    """Each node announces on each side what lies on the other. Probes and connections are of one family."""

    default_liveness = "bfd50x3,bfd10x3"
    faults = tuple(FAULTS)
    title = "Failover of firewalls that inspect what comes in"
    side_names = {FIRST: "internet", SECOND: "application"}
    layout = report.inspection(*side_names.values())
    places = INTERNET
    inbound_port, outbound_port, tcp_port = 7000, 7001, 7002  # of probes to server and client; of connections

    def __init__(self, tag, liveness, programs, folder, on_event, family=4):
        programs.require("crossings", "connections")
        self.family, self.shown_ends = family, self.places[family]
        super().__init__(liveness, programs, tag, self.places, folder, on_event)

    @property
    def sessions(self):
        return len(NAMES) * len(SIDES) * len(ENDPOINTS)

    def make_node(self, zone):
        return Firewall(self, zone, self.announcer_config(zone), (self.inbound_port, self.outbound_port))

    def observe(self):
        return InspectionView(self)

    def shown(self):
        ends = self.shown_ends
        return Shown([ends.to_server, ends.to_client],
                     [(str(TABLES[FIRST]), ends.to_server), (str(TABLES[SECOND]), ends.to_client)],
                     {address(zone, side, NODE, self.family): zone for zone in NAMES for side in SIDES})

    def announcer_config(self, zone):
        neighbors = [configuration.neighbor("rs-%s-%d" % (name, endpoint), address(zone, side, endpoint),
                                            address(zone, side, NODE), self.liveness, 'side: "%s"' % name)
                     for side, name in self.side_names.items() for endpoint in ENDPOINTS]
        return configuration.announcer(address(zone, FIRST, NODE), neighbors, [
            self._group(zone, "inbound", FIRST, [ends.to_server for ends in self.places.values()]),
            self._group(zone, "outbound", SECOND, [ends.to_client for ends in self.places.values()])])

    def _group(self, zone, name, side, prefixes):
        # With both nodes recovering, both tables are to choose the same one.
        return configuration.group(
            name, prefixes, NAMES[zone].upper(), 'side: "%s"' % self.side_names[side], "symmetry { mode: WORSEN }",
            'next_hop { ipv6: "%s" }' % address(zone, side, NODE, 6), recovering_med=200 + 100 * (zone - 1))

    def route_server_config(self):
        places = [(zone, side, "%s-%d" % (name, endpoint), endpoint)
                  for zone in NAMES for side, name in self.side_names.items() for endpoint in ENDPOINTS]
        return configuration.route_server("10.0.9.1", [
            configuration.endpoint("rse-%d-%s" % (zone, name), address(zone, side, endpoint))
            for zone, side, name, endpoint in places
        ] + [
            configuration.network_interface("%s-%d" % (NAMES[zone], side),
                                            [address(zone, side, NODE, family) for family in (4, 6)])
            for zone in NAMES for side in SIDES
        ], [
            configuration.peer("%s-%s" % (NAMES[zone], name), "rse-%d-%s" % (zone, name), address(zone, side, NODE),
                               self.liveness)
            for zone, side, name, _ in places
        ], [configuration.route_table(name, TABLES[side]) for side, name in self.side_names.items()])

    def settled(self):
        """All sessions are up, and each node stands where it is configured to."""
        return super().settled() and all(
            list(node.log.standing.values()) == [NAMES[zone]] * len(SIDES) for zone, node in self.nodes.items())

    def start(self):
        for host, port, end in (("server", self.inbound_port, self.shown_ends.server),
                                ("client", self.outbound_port, self.shown_ends.client)):
            self.start_instrument(self.hosts[host], [self.programs.probe, "echo", end, str(port), "0"])
        self.start_instrument(self.hosts["server"], [
            self.programs.connections, "serve", self.shown_ends.server, str(self.tcp_port)])
        super().start()


class EastWest(Inspection):
    """The same between two subnets of one network."""

    title = "Failover of firewalls between two subnets"
    side_names = {FIRST: "east", SECOND: "west"}
    layout = report.inspection(*side_names.values())
    places = NEIGHBORS
