# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""The floating-IP scenario: two announcers behind a route server with two endpoints in each zone.

    client --- route server --- [switch 1] --- active   172.16.1.1/32 on lo
     10.0.9.2   10.0.9.1   \\                10.0.1.10
                            \\-- [switch 2] --- standby  172.16.1.1/32 on lo
                10.0.Z.4, 10.0.Z.5           10.0.2.10

Zone Z has the subnet 10.0.Z.0/24. The client's packets follow the route that the
route server installed; the answers come back through the first endpoint.
"""
import os
import shutil

from event_log import EventLog
from liveness import Liveness
from netlab import Host, LabError, Process, cable, run, wait_until

FLOATING_ADDRESS = "172.16.1.1"
PROBE_PORT = 7000
ROUTE_SERVER_AS, ANNOUNCER_AS = 65000, 65001
ACTIVE, STANDBY = 1, 2  # also the numbers of their zones and of their responders
NAMES = {ACTIVE: "active", STANDBY: "standby"}
ENDPOINTS = (4, 5)  # last octets of the route server's addresses in each zone
SESSIONS = len(NAMES) * len(ENDPOINTS)

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
  local_address: "10.0.{zone}.10"
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
  address: "10.0.{zone}.10"
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


class Node:
    """The active or the standby: a host, its announcer and the service that answers probes."""

    def __init__(self, lab, zone):
        self.zone, self.lab, self.host = zone, lab, lab.hosts[NAMES[zone]]
        self.announcer = self.responder = None
        self.config = lab.write(NAMES[zone] + ".textproto", lab.announcer_config(zone))

    def start_announcer(self):
        lab = self.lab
        self.announcer = lab.spawn(NAMES[self.zone], self.host, [
            lab.programs.announcer, "--config", self.config, "--state-dir", lab.folder + "/" + NAMES[self.zone]])

    def start_responder(self):
        self.responder = Process(self.host.wrap(
            [self.lab.programs.probe, "echo", FLOATING_ADDRESS, str(PROBE_PORT), str(self.zone)]))

    def processes(self):
        return [process for process in (self.announcer, self.responder) if process]


class Lab:
    """Builds the scenario, starts everything and tells when it has settled."""

    def __init__(self, tag, liveness: Liveness, programs, folder, on_event):
        self.tag, self.liveness, self.programs = tag, liveness, programs
        self.folder, self.on_event = folder, on_event
        shutil.rmtree(folder, ignore_errors=True)
        self.hosts, self.logs, self.nodes = {}, [], {}
        self.route_server = self.rs_log = None
        for name in ("client", "rs", "wire", *NAMES.values()):
            self.hosts[name] = Host("%s-%s" % (tag, name))
        for name in ("rs", *NAMES.values()):
            os.makedirs(os.path.join(folder, name))
        self._wire()

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="utf-8") as out:
            out.write(text)
        return path

    def spawn(self, name, host, command):
        """Starts a daemon of ours; its events go to on_event, its messages to a file."""
        with open(os.path.join(self.folder, name, "log"), "ab") as log:
            process = Process(host.wrap(command), stdout=-1, stderr=log)
        self.logs.append(EventLog(name, process.popen.stdout, self.on_event))
        return process

    def _bfd(self):
        return BFD_CONFIG.format(self.liveness) if self.liveness.interval_ms else ""

    def announcer_config(self, zone):
        neighbors = "".join(NEIGHBOR_CONFIG.format(
            zone=zone, endpoint=endpoint, route_server_as=ROUTE_SERVER_AS, liveness=self.liveness, bfd=self._bfd())
            for endpoint in ENDPOINTS)
        return ANNOUNCER_CONFIG.format(zone=zone, announcer_as=ANNOUNCER_AS, neighbors=neighbors,
                                       floating=FLOATING_ADDRESS, role=NAMES[zone].upper())

    def route_server_config(self):
        pairs = [(zone, endpoint) for zone in NAMES for endpoint in ENDPOINTS]
        return ROUTE_SERVER_CONFIG.format(
            route_server_as=ROUTE_SERVER_AS,
            endpoints="".join(ENDPOINT_CONFIG.format(zone=zone, endpoint=endpoint) for zone, endpoint in pairs),
            peers="".join(PEER_CONFIG.format(
                name=NAMES[zone], zone=zone, endpoint=endpoint, announcer_as=ANNOUNCER_AS, liveness=self.liveness,
                bfd=self._bfd()) for zone, endpoint in pairs))

    def _wire(self):
        client, rs, wire = self.hosts["client"], self.hosts["rs"], self.hosts["wire"]
        cable(client, "c0", rs, "c0")
        client.ip("addr add 10.0.9.2/24 dev c0", "route add default via 10.0.9.1")
        rs.ip("addr add 10.0.9.1/24 dev c0")
        rs.sysctl("net.ipv4.ip_forward=1", "net.ipv4.conf.all.rp_filter=0", "net.ipv4.conf.default.rp_filter=0")
        for zone, name in NAMES.items():
            node, subnet = self.hosts[name], "10.0.%d." % zone
            cable(rs, "s%d" % zone, wire, "rs%d" % zone)
            cable(node, "e0", wire, "host%d" % zone)
            wire.ip("link add br%d type bridge" % zone,
                    "link set rs%d master br%d" % (zone, zone),
                    "link set host%d master br%d" % (zone, zone),
                    "link set br%d up" % zone)
            rs.ip(*("addr add %s%d/24 dev s%d" % (subnet, endpoint, zone) for endpoint in ENDPOINTS))
            node.ip("addr add %s10/24 dev e0" % subnet,
                    "addr add %s/32 dev lo" % FLOATING_ADDRESS,
                    "route add default via %s%d" % (subnet, ENDPOINTS[0]))

    def start(self):
        config = self.write("route_server.textproto", self.route_server_config())
        self.route_server = self.spawn("rs", self.hosts["rs"], [self.programs.route_server, "--config", config])
        self.rs_log = self.logs[-1]
        for zone in NAMES:
            self.nodes[zone] = Node(self, zone)
            self.nodes[zone].start_responder()
            self.nodes[zone].start_announcer()

    def settled(self):
        """All sessions Established, and BFD Up on all where it is used, as the route server sees it."""
        bgp, bfd = self.rs_log.count("session_state", "established"), self.rs_log.count("bfd_state", "up")
        return bgp == SESSIONS and (bfd == SESSIONS or not self.liveness.interval_ms)

    def settle(self, patience_s):
        if not wait_until(self.settled, patience_s):
            raise LabError("not all sessions came up within %d s; see %s/*/log" % (patience_s, self.folder))

    def set_port(self, port, forwarding):
        """Bridge port state: the loss is silent, neither end sees its carrier change."""
        run(self.hosts["wire"].wrap(["bridge", "link", "set", "dev", port, "state", "3" if forwarding else "0"]))

    def close(self):
        for node in self.nodes.values():
            for process in node.processes():
                process.stop()
        if self.route_server:
            self.route_server.stop()
        for host in self.hosts.values():
            host.close()
