# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""The floating-IP scenario with our own daemons: configurations, processes, and when all is up."""
import os
import subprocess

from netlab import LabError, Process, wait_until
from network import ANNOUNCER_AS, FLOATING_ADDRESS, NAMES, PROBE_PORT, ROUTE_SERVER_AS, Network

ENDPOINTS = (4, 5)  # last numbers of the route server's addresses in each zone

ANNOUNCER_CONFIG = """\
router_id: "10.0.{zone}.10"
local_as: {announcer_as}
{neighbors}
group {{
  name: "floating"
  prefix: "{floating}/32"
  ladder {{
    active {{ prepend: 0 med: 0 }}
    standby {{ prepend: 2 med: 100 }}
    recovering {{ prepend: 4 med: 200 }}
  }}
  role: {role}
}}
"""

NEIGHBOR_CONFIG = """\
neighbor {{
  name: "rs-{zone}-{endpoint}"
  address: "10.0.{zone}.{endpoint}"
  local_address: "10.0.{zone}.{node}"
  peer_as: {route_server_as}
  hold_time_s: {liveness.hold_time_s}
{bfd}}}
"""

BFD_CONFIG = """\
  bfd {{ desired_min_tx_ms: {0.interval_ms} required_min_rx_ms: {0.interval_ms} detect_multiplier: {0.multiplier} }}
"""

ROUTE_SERVER_CONFIG = """\
as: {route_server_as}
router_id: "10.0.9.1"
{endpoints}
{peers}
route_table {{ name: "vpc" table: 254 }}
"""

ENDPOINT_CONFIG = """\
endpoint {{ name: "rse-{zone}-{endpoint}" address: "10.0.{zone}.{endpoint}" }}
"""

PEER_CONFIG = """\
peer {{
  name: "{name}-{endpoint}"
  endpoint: "rse-{zone}-{endpoint}"
  address: "10.0.{zone}.{node}"
  peer_as: {announcer_as}
  hold_time_s: {liveness.hold_time_s}
{bfd}}}
"""


class Programs:
    """Where the binaries are."""

    def __init__(self, folder):
        self.announcer = os.path.join(folder, "examples/announcer/announcer")
        self.route_server = os.path.join(folder, "examples/route_server/route_server")
        self.probe = os.path.join(folder, "examples/failover_lab/probe")
        for path in vars(self).values():
            if not os.access(path, os.X_OK):
                raise LabError("%s is missing: build it first (tools/demo does)" % path)


class Service:
    """The active or the standby: a host with the service that answers probes, and whatever announces it."""

    def __init__(self, lab, zone):
        self.zone, self.lab, self.host = zone, lab, lab.hosts[NAMES[zone]]
        self.announcer = self.responder = None

    def start_announcer(self):
        raise NotImplementedError

    def start_responder(self):
        """Returns when it answers: nobody announces an address that nobody serves yet."""
        self.responder = Process(self.host.wrap(
            [self.lab.programs.probe, "echo", FLOATING_ADDRESS, str(PROBE_PORT), str(self.zone)]),
            stdout=subprocess.PIPE)
        if self.responder.popen.stdout.readline() != b"ready\n":
            raise LabError("the service of %s does not start" % NAMES[self.zone])

    def processes(self):
        return [process for process in (self.announcer, self.responder) if process]

    def stop(self):
        for process in self.processes():
            process.stop()


class Node(Service):
    """One with our announcer."""

    def __init__(self, lab, zone, config):
        super().__init__(lab, zone)
        self.log = None
        self.config = lab.write(NAMES[zone] + ".textproto", config)

    def start_announcer(self):
        name = NAMES[self.zone]
        self.announcer, self.log = self.lab.spawn(name, self.host, [
            self.lab.programs.announcer, "--config", self.config, "--state-dir", os.path.join(self.lab.folder, name)])


class Lab(Network):
    """Builds the scenario, starts everything and tells when it has settled."""

    ask_every_s = 0.005  # while it settles

    def __init__(self, tag, liveness, programs, folder, on_event, endpoints=ENDPOINTS):
        super().__init__(tag, endpoints, folder, on_event)
        self.liveness, self.programs = liveness, programs
        self.sessions = len(NAMES) * len(endpoints)
        self.route_server = self.rs_log = None
        self.nodes = {zone: self.make_node(zone) for zone in NAMES}

    def make_node(self, zone):
        return Node(self, zone, self.announcer_config(zone))

    def node_number(self, endpoint):  # pylint: disable=unused-argument
        """Last number of the address from which a node talks to that endpoint."""
        return 10

    def _bfd(self):
        return BFD_CONFIG.format(self.liveness) if self.liveness.interval_ms else ""

    def announcer_config(self, zone):
        neighbors = "".join(NEIGHBOR_CONFIG.format(
            zone=zone, endpoint=endpoint, node=self.node_number(endpoint), route_server_as=ROUTE_SERVER_AS,
            liveness=self.liveness, bfd=self._bfd()) for endpoint in self.endpoints)
        return ANNOUNCER_CONFIG.format(zone=zone, announcer_as=ANNOUNCER_AS, neighbors=neighbors,
                                       floating=FLOATING_ADDRESS, role=NAMES[zone].upper())

    def route_server_config(self):
        pairs = [(zone, endpoint) for zone in NAMES for endpoint in self.endpoints]
        return ROUTE_SERVER_CONFIG.format(
            route_server_as=ROUTE_SERVER_AS,
            endpoints="".join(ENDPOINT_CONFIG.format(zone=zone, endpoint=endpoint) for zone, endpoint in pairs),
            peers="".join(PEER_CONFIG.format(
                name=NAMES[zone], zone=zone, endpoint=endpoint, node=self.node_number(endpoint),
                announcer_as=ANNOUNCER_AS, liveness=self.liveness, bfd=self._bfd()) for zone, endpoint in pairs))

    def start_route_server(self):
        config = self.write("route_server.textproto", self.route_server_config())
        self.route_server, self.rs_log = self.spawn(
            "rs", self.hosts["rs"], [self.programs.route_server, "--config", config])

    def start(self):
        self.start_route_server()
        for node in self.nodes.values():
            node.start_responder()
            node.start_announcer()

    def sessions_up(self):
        """How many BGP sessions are Established, and how many BFD sessions Up, as the route server sees it."""
        return self.rs_log.count("session_state", "established"), self.rs_log.count("bfd_state", "up")

    def settled(self):
        bgp, bfd = self.sessions_up()
        return bgp == self.sessions and (bfd == self.sessions or not self.liveness.interval_ms)

    def settle(self, patience_s):
        if not wait_until(self.settled, patience_s, self.ask_every_s):
            raise LabError("not all sessions came up within %d s; see %s/*/log" % (patience_s, self.folder))

    def close(self):
        for node in getattr(self, "nodes", {}).values():
            node.stop()
        if getattr(self, "route_server", None):
            self.route_server.stop()
        super().close()
