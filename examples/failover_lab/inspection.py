# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""The ingress inspection scenario with our own daemons: two firewalls with four sessions each, two on each side."""
import configuration
import report
from faults import FAULTS
from firewall import Firewall
from inspection_network import APPLICATION, FAMILIES, INTERNET, SIDES, TABLES, InspectionNetwork, address
from inspection_view import InspectionView
from roles import ENDPOINTS, NAMES, NODE
from scenario import Scenario
from timeline import Shown


class Inspection(Scenario, InspectionNetwork):
    """Each node announces the application's subnet on the internet side and the default route on the other."""

    default_liveness = "bfd50x3,bfd10x3"
    faults = tuple(FAULTS)
    title = "Failover of firewalls that inspect what comes in"
    layout = report.INSPECTION
    inbound_port, outbound_port, tcp_port = 7000, 7001, 7002  # of probes to server and client; of connections

    def __init__(self, tag, liveness, programs, folder, on_event, family=4):
        programs.require("crossings", "connections")
        self.ends = FAMILIES[family]
        super().__init__(liveness, programs, tag, folder, on_event)

    @property
    def sessions(self):
        return len(NAMES) * len(SIDES) * len(ENDPOINTS)

    def make_node(self, zone):
        return Firewall(self, zone, self.announcer_config(zone), (self.inbound_port, self.outbound_port))

    def observe(self):
        return InspectionView(self)

    def shown(self):
        family = 4 if self.ends == FAMILIES[4] else 6
        return Shown([self.ends.inbound, self.ends.outbound],
                     [(str(TABLES[INTERNET]), self.ends.inbound), (str(TABLES[APPLICATION]), self.ends.outbound)],
                     {address(zone, side, NODE, family): zone for zone in NAMES for side in SIDES})

    def announcer_config(self, zone):
        neighbors = [configuration.neighbor("rs-%s-%d" % (name, endpoint), address(zone, side, endpoint),
                                            address(zone, side, NODE), self.liveness, name)
                     for side, name in SIDES.items() for endpoint in ENDPOINTS]
        return configuration.announcer(address(zone, INTERNET, NODE), neighbors, [
            self._group(zone, "inbound", INTERNET, [family.inbound for family in FAMILIES.values()]),
            self._group(zone, "outbound", APPLICATION, [family.outbound for family in FAMILIES.values()])])

    @staticmethod
    def _group(zone, name, side, prefixes):
        # With both nodes recovering, both tables are to choose the same one.
        return configuration.group(
            name, prefixes, NAMES[zone].upper(), 'side: "%s"' % SIDES[side], "symmetry { mode: WORSEN }",
            'next_hop { ipv6: "%s" }' % address(zone, side, NODE, 6), recovering_med=200 + 100 * (zone - 1))

    def route_server_config(self):
        places = [(zone, side, "%s-%d" % (name, endpoint), endpoint)
                  for zone in NAMES for side, name in SIDES.items() for endpoint in ENDPOINTS]
        return configuration.route_server("10.0.9.1", [
            configuration.endpoint("rse-%d-%s" % (zone, name), address(zone, side, endpoint))
            for zone, side, name, endpoint in places
        ], [
            configuration.peer("%s-%s" % (NAMES[zone], name), "rse-%d-%s" % (zone, name), address(zone, side, NODE),
                               self.liveness)
            for zone, side, name, _ in places
        ], [(name, TABLES[side]) for side, name in SIDES.items()])

    def settled(self):
        """All sessions are up, and each node stands where it is configured to."""
        return super().settled() and all(
            list(node.log.standing.values()) == [NAMES[zone]] * len(SIDES) for zone, node in self.nodes.items())

    def start(self):
        for host, port, end in (("server", self.inbound_port, self.ends.server),
                                ("client", self.outbound_port, self.ends.client)):
            self.start_instrument(self.hosts[host], [self.programs.probe, "echo", end, str(port), "0"])
        self.start_instrument(self.hosts["server"], [
            self.programs.connections, "serve", self.ends.server, str(self.tcp_port)])
        super().start()
