# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""The laboratory's scene with any daemon as its route server and any other as its two announcers.

Every node has an address of its own for each endpoint, 10.0.Z.10 and following:
BIRD and FRR know a session by the neighbour's address alone.
"""
import contextlib
import os
import shutil
import tempfile
from typing import NamedTuple

from daemons import Peer
from network import FLOATING_ADDRESS
from roles import ANNOUNCER_AS, ENDPOINTS, NAMES, ROUTE_SERVER_AS, STANDBY
from scenario import Service
from speakers import ANNOUNCERS, ROUTE_SERVERS, Role
from topology import Lab
from witness import Witness

OURS = "waymark"


class Pair(NamedTuple):
    """Kinds of daemon."""
    route_server: str
    announcer: str

    def __str__(self):
        return "%s-%s" % self


@contextlib.contextmanager
def aside():
    """What this thread starts meanwhile has ordinary priority: to ask must not delay what is measured."""
    policy, priority = os.sched_getscheduler(0), os.sched_getparam(0)
    os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))
    try:
        yield
    finally:
        os.sched_setscheduler(0, policy, priority)


@contextlib.contextmanager
def work_folder(kept):
    """Where scenes leave their files: the folder `kept`, or one that goes afterwards."""
    folder = kept or tempfile.mkdtemp(prefix="waymark-failover-")
    os.makedirs(folder, exist_ok=True)
    os.chmod(folder, 0o755)  # FRR changes its user
    try:
        yield folder
    finally:
        if not kept:
            shutil.rmtree(folder, ignore_errors=True)


class WithOther:
    """Put before a node's class: its announcer is of another kind, a speaker."""

    def __init__(self, announcer, *node):
        super().__init__(*node)
        self.announcer = announcer

    def start_announcer(self):
        self.announcer.start()

    def processes(self):
        return self.announcer.processes + ([self.responder] if self.responder else [])


class OtherNode(WithOther, Service):
    """One with a service."""


class Silent:
    """In place of the log of a route server that prints no events."""

    events = ()


class Scene(Lab):
    """A pair of kinds, and a witness beside the route server. The last part of `folder` names it."""

    def __init__(self, pair, liveness, programs, folder, endpoints=ENDPOINTS):
        self.pair, self.witness = pair, None
        super().__init__("wmf%d-%s" % (os.getpid() % 10000, os.path.basename(folder)), liveness, programs, folder,
                         lambda *_: None, endpoints)
        for zone, name in NAMES.items():
            for endpoint in endpoints[1:]:
                self._address(self.hosts[name], "e0", zone, self.node_number(endpoint))
        if pair.route_server != OURS:
            self.ask_every_s = 0.25

    def node_number(self, endpoint):
        return 10 + self.endpoints.index(endpoint)

    def _addresses(self, zone):
        """Of each session: the endpoint's and the node's."""
        return [addresses for _, *addresses in self.sessions_of(zone)]

    def make_node(self, zone):
        if self.pair.announcer == OURS:
            return super().make_node(zone)
        peers = [Peer(node, endpoint, ROUTE_SERVER_AS) for endpoint, node in self._addresses(zone)]
        role = Role(ANNOUNCER_AS, "10.0.%d.10" % zone, peers, self.liveness, FLOATING_ADDRESS + "/32",
                    2 if zone == STANDBY else 0)
        name = NAMES[zone]
        speaker = ANNOUNCERS[self.pair.announcer](self.hosts[name], os.path.join(self.folder, name), role)
        return OtherNode(speaker, self, zone)

    def start_route_server(self):
        self.witness = Witness(self.hosts["rs"])
        if self.pair.route_server == OURS:
            super().start_route_server()
            return
        peers = [Peer(endpoint, node, ANNOUNCER_AS) for zone in NAMES for endpoint, node in self._addresses(zone)]
        self.route_server = ROUTE_SERVERS[self.pair.route_server](
            self.hosts["rs"], os.path.join(self.folder, "rs"),
            Role(ROUTE_SERVER_AS, "10.0.9.1", peers, self.liveness))
        self.rs_log = Silent
        self.route_server.start()

    def sessions_up(self):
        if self.pair.route_server == OURS:
            return super().sessions_up()
        with aside():
            return self.route_server.sessions_up()

    def close(self):
        if self.witness:
            self.witness.close()
        super().close()
